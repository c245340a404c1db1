import { bytesEqual } from '../base/bytes.ts';
import { readFile } from '../sim/disk.ts';
import type { World } from '../sim/world.ts';
import type { DiskDelta } from './session/store.ts';

/*
 * Writes the synced bytes of the simulated disks through to storage. What the lab calls synced is then really on this
 * machine: it survives a killed tab, and a server can be booted from it. Only differences are written: normally what
 * was synced since the last time, after a step back or a branch whatever no longer agrees.
 */

/** What storage holds of one file, in the pieces it was written in. */
interface Mirrored {
  readonly node: string;
  readonly file: string;
  generation: number;
  pieces: { from: number; bytes: Uint8Array }[];
}

/** A file in more pieces than this is written anew as one. */
const PIECES_MAX = 256;

export class DiskMirror {
  readonly #files = new Map<string, Mirrored>();

  /**
   * What must be written so that storage holds the synced bytes of `world`. It is taken as written: on failure call
   * `reset`. `sought`: since the last plan the present has moved other than forwards, so generations say nothing.
   */
  plan(world: Readonly<World>, sought: boolean): DiskDelta[] {
    const deltas: DiskDelta[] = [];
    const present = new Set<string>();
    for (const node of world.nodes.values()) {
      for (const [file, { synced, generation }] of node.disk.files) {
        const key = JSON.stringify([node.id, file]);
        present.add(key);
        const known = this.#files.get(key);
        const mirrored = known ?? { node: node.id, file, generation, pieces: [] };
        this.#files.set(key, mirrored);
        // A name is metadata and there at once: a server that listed a file must find it, if empty.
        if (known === undefined && synced === 0) {
          deltas.push({ node: node.id, file, from: 0, bytes: new Uint8Array() });
          continue;
        }
        const appendedOnly = !sought && mirrored.generation === generation;
        mirrored.generation = generation;
        const delta = differenceOf(
          mirrored,
          synced,
          appendedOnly,
          (from, to) => readFile(node.disk, file, from, to) as Uint8Array,
        );
        if (delta !== null) deltas.push(delta);
      }
    }
    for (const [key, { node, file }] of this.#files) {
      if (present.has(key)) continue;
      this.#files.delete(key);
      deltas.push({ node, file, from: 0, bytes: null });
    }
    return deltas;
  }

  /** Forgets what storage holds, so that the next plan writes everything. */
  reset(): void {
    this.#files.clear();
  }
}

/** The first piece that differs and all after it is written anew, as one piece. */
function differenceOf(
  mirrored: Mirrored,
  synced: number,
  appendedOnly: boolean,
  read: (from: number, to: number) => Uint8Array,
): DiskDelta | null {
  const { node, file, pieces } = mirrored;
  const sameCount = pieces.length > PIECES_MAX ? 0 : appendedOnly ? pieces.length : countSame(pieces, synced, read);
  const last = pieces[sameCount - 1];
  const from = last === undefined ? 0 : last.from + last.bytes.length;
  if (from === synced && sameCount === pieces.length) return null;
  const bytes = read(from, synced);
  mirrored.pieces = pieces.slice(0, sameCount);
  if (bytes.length > 0) mirrored.pieces.push({ from, bytes });
  return { node, file, from, bytes };
}

function countSame(pieces: Mirrored['pieces'], synced: number, read: (from: number, to: number) => Uint8Array): number {
  for (const [i, { from, bytes }] of pieces.entries()) {
    const to = from + bytes.length;
    if (to > synced || !bytesEqual(read(from, to), bytes)) return i;
  }
  return pieces.length;
}
