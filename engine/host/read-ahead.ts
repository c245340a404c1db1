import { randomBelow } from '../base/rng.ts';
import { MACHINES, readAhead } from '../machines.ts';
import { viewOf } from '../sim/disk.ts';
import type { Blobs, WorldSpec } from '../sim/spec.ts';
import { createWorld } from '../sim/world.ts';
import type { LabEnvironment } from './environment.ts';

/*
 * Large files that servers start from are read before their world begins, a slice at a time, so that the worker goes on
 * answering; the boots then find them read.
 */

/** Smaller files are read in the blink of an eye. */
const LARGE = 4 * 1024 * 1024;
/** Milliseconds of work between two breaths. */
const BUDGET = 40;

/**
 * Reads what the servers of a world will start from, where it is more than `least` bytes. Says why one of them could not; null when all can.
 */
export async function readAheadOf(
  spec: WorldSpec,
  blobs: Blobs,
  { pace }: Pick<LabEnvironment, 'pace'>,
  least = LARGE,
): Promise<string | null> {
  const large = spec.nodes.filter(({ machine, files }) => machine === 'kv' && sizeOf(files, blobs) > least);
  if (large.length === 0) return null;
  const world = createWorld(spec, MACHINES, blobs);
  for (const { id, files } of large) {
    const node = world.nodes.get(id);
    if (node === undefined) continue;
    const reading = readAhead(node.config, viewOf(node.disk), (bound) => randomBelow(node.rng, bound));
    const began = pace?.clock() ?? 0;
    const of = sizeOf(files, blobs);
    let breathedAt = began;
    while (reading.step()) {
      const now = pace?.clock() ?? 0;
      if (now - breathedAt < BUDGET) continue;
      const { bytes: done, keys, file } = reading;
      pace?.tell({ what: 'reading', done, of, keys, file, forMs: now - began });
      await pace?.breathe();
      breathedAt = pace?.clock() ?? 0;
    }
    if (reading.refusal !== null) return whyNot(reading.refusal.file, reading.refusal.why, reading.upTo);
  }
  return null;
}

/** What a server said, in which file, and how much of that was good. */
export function whyNot(file: string, why: string, upTo: number): string {
  return `${file}, at byte ${upTo}: ${why}`;
}

function sizeOf(files: Readonly<Record<string, string>> | undefined, blobs: Blobs): number {
  return Object.values(files ?? {}).reduce((sum, hash) => sum + (blobs.get(hash)?.length ?? 0), 0);
}
