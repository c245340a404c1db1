import type { LoadResult } from '../codec.ts';
import { forkState } from '../fork.ts';
import type { Db, KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Loading } from './loading.ts';

/*
 * What files turned out to hold when they were read before a server boots from them (read-ahead.ts). Booting from the
 * very same bytes, with the same settings and at the same instant, comes to the same keyspace, which is then shared
 * instead of read again: a large dump is read once, however often its world is begun, replayed or gone back in. It is
 * a cache: with nothing in it everything is the same and takes longer.
 */

/** A file that was read, and what was made of it. */
export interface FileRead {
  readonly bytes: Uint8Array;
  readonly sink: Loading;
  readonly result: LoadResult;
}

interface ReadAhead {
  readonly files: readonly FileRead[];
  /** The state when the last of them was read. */
  readonly state: KvState;
  readonly circumstances: string;
}

/** By the first of the files. */
const known = new WeakMap<Uint8Array, ReadAhead>();

/** All that decides what reading comes to, besides the bytes. */
function circumstancesOf({ state, nowMs }: Turn): string {
  return JSON.stringify([state.hashSeed, nowMs, state.replication.primary !== null, [...state.config]]);
}

/** Remembers what `turn` read, in order. */
export function rememberReadAhead(turn: Turn, files: readonly FileRead[]): void {
  const [first] = files;
  if (first === undefined) return;
  known.set(first.bytes, { files, state: forkState(turn.state), circumstances: circumstancesOf(turn) });
}

/** Puts into a state that has just been made what reading these files comes to; null when nobody has read them. */
export function takeReadAhead(
  turn: Turn,
  contents: readonly (Uint8Array | null)[],
): readonly [FileRead, ...FileRead[]] | null {
  const [first] = contents;
  const ahead = first ? known.get(first) : undefined;
  if (ahead === undefined || ahead.circumstances !== circumstancesOf(turn)) return null;
  const { files } = ahead;
  const [head, ...rest] = files;
  if (head === undefined || files.length !== contents.length) return null;
  if (files.some(({ bytes }, at) => bytes !== contents[at])) return null;
  adopt(turn, forkState(ahead.state));
  return [head, ...rest];
}

function adopt(turn: Turn, { owner, dbs, scripting, stats, expireWakeAt, accounting }: KvState): void {
  Object.assign(turn.state, { owner, dbs, scripting, stats, expireWakeAt, accounting });
  turn.owner = owner;
  turn.db = dbs[0] as Db; // there is at least one
}
