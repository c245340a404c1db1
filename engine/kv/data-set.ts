import type { DiskView, Micros } from '../sim/machine.ts';
import type { KvConfig } from './config/config.ts';
import { Survey } from './inspect/survey.ts';
import { ReadAhead } from './persistence/read-ahead.ts';
import { encodeDataSet } from './persistence/save.ts';
import type { KvState } from './state.ts';

/*
 * What a host does with the whole data set of a server, which is too much for one answer: read it ahead of a boot, look
 * at all of it, take it away as a file. The state is the kernel's, which knows no kind of machine; whether a node is a
 * server of this kind is for the host to have asked.
 */

/** @param config as `readConfig` made it. */
export function readAhead(config: unknown, disk: DiskView, random: (bound: number) => number): ReadAhead {
  return new ReadAhead(config as KvConfig, disk, random);
}

/** A look at every key under a prefix; null where there is no such database. */
export function surveyOf(state: unknown, db: number, prefix: string, now: Micros): Survey | null {
  const server = state as KvState;
  const found = server.dbs[db];
  return found === undefined ? null : new Survey(server, found, prefix, nowMsOf(server, now));
}

/** The data set as it is now, as a file for redis-server, made in slices. */
export function dataSetFile(
  state: unknown,
  format: 'rdb' | 'aof',
  now: Micros,
): Generator<undefined, Uint8Array, undefined> {
  const server = state as KvState;
  return encodeDataSet(server, format, nowMsOf(server, now));
}

function nowMsOf({ settings }: KvState, now: Micros): number {
  return settings.epochMs + Math.floor(now / 1000);
}
