import type { ByteText } from '../../wire/byte-text.ts';
import { emptyNode, nodeEntries, nodeEntry, nodePush, nodeSize } from '../encodings/stream-node.ts';
import type { Owner, StreamEntry, StreamId, StreamNode } from '../value.ts';
import type { ListpackWriter } from './listpack.ts';
import { readListpack } from './listpack.ts';

/*
 * A macro node of a stream is one listpack. Its first entries describe it, the others are deltas to it:
 *
 *   <count> <deleted> <fields> <name> ... 0                          the master entry: names of the first entry
 *   <flags> <ms - master's> <seq - master's> <value> ... <items>     an entry with the master's field names
 *   <flags> <ms ...> <seq ...> <fields> <name> <value> ... <items>   an entry with its own
 *
 * The master ID is the ID of the entry that began the node, 128 bits big endian, beside the listpack.
 * REDIS: t_stream.c streamAppendItem, stream.c streamValidateListpackIntegrity
 */

const DELETED = 1;
const SAME_FIELDS = 2;
export const STREAM_ID_BYTES = 16;

/** a - b of two parts of an ID. */
function minus(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return BigInt.asIntN(64, BigInt(a) - BigInt(b));
}

/** a + delta, in 64 bits without sign. */
function plus(a: number | bigint, delta: bigint): number | bigint {
  const sum = BigInt.asUintN(64, BigInt(a) + delta);
  return sum <= 9007199254740991n ? Number(sum) : sum;
}

/** -1, 0 or 1. */
export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms && BigInt(a.ms) !== BigInt(b.ms)) return a.ms < b.ms ? -1 : 1;
  if (a.seq === b.seq || BigInt(a.seq) === BigInt(b.seq)) return 0;
  return a.seq < b.seq ? -1 : 1;
}

function sameFields(names: readonly string[], fields: readonly string[]): boolean {
  if (fields.length !== names.length * 2) return false;
  for (let i = 0; i < names.length; i++) if (names[i] !== fields[i * 2]) return false;
  return true;
}

/**
 * Writes a node that has entries.
 * SIMPLIFIED: entries that XDEL left behind flagged as deleted are gone here; Redis keeps them until the node is empty.
 */
export function writeStreamNode(out: ListpackWriter, node: StreamNode): void {
  const master = nodeEntry(node, 0); // a node without entries does not exist
  const names: string[] = [];
  for (let i = 0; i < master.fields.length; i += 2) names.push(master.fields[i]!); // i is inside
  out.begin();
  out.integer(nodeSize(node));
  out.integer(0);
  out.integer(names.length);
  for (const name of names) out.entry(name);
  out.integer(0);
  for (const entry of nodeEntries(node)) writeEntry(out, entry, master.id, names);
  out.finish();
}

function writeEntry(
  out: ListpackWriter,
  { id, fields }: StreamEntry,
  master: StreamId,
  names: readonly string[],
): void {
  const same = sameFields(names, fields);
  out.integer(same ? SAME_FIELDS : 0);
  out.integer(minus(id.ms, master.ms));
  out.integer(minus(id.seq, master.seq));
  if (same) {
    for (let i = 1; i < fields.length; i += 2) out.entry(fields[i]!); // i is inside
    out.integer(names.length + 3);
  } else {
    out.integer(fields.length / 2);
    for (const item of fields) out.entry(item);
    out.integer(fields.length + 4);
  }
}

/** Walks over the items of a node's listpack; whatever is not there or not an integer makes it unsound. */
class Items {
  private at = 0;
  unsound = false;
  private readonly items: readonly string[];

  constructor(items: readonly string[]) {
    this.items = items;
  }

  get done(): boolean {
    return this.at >= this.items.length || this.unsound;
  }

  text(): string {
    const item = this.items[this.at++];
    if (item === undefined) this.unsound = true;
    return item ?? '';
  }

  count(): number {
    const item = this.text();
    const value = /^\d{1,15}$/.test(item) ? Number(item) : -1;
    if (value < 0 || value > this.items.length) this.unsound = true;
    return this.unsound ? 0 : value;
  }

  delta(): bigint {
    const item = this.text();
    if (/^-?\d{1,19}$/.test(item)) return BigInt(item);
    this.unsound = true;
    return 0n;
  }
}

/** The node in these bytes, null where they are not a sound one, 'empty' where the listpack has no items at all. */
export function readStreamNode(
  bytes: Uint8Array,
  master: StreamId,
  text: ByteText,
  owner: Owner,
): StreamNode | 'empty' | null {
  const packed = readListpack(bytes, text);
  if (packed === null) return null;
  if (packed.length === 0) return 'empty';
  const items = new Items(packed);
  const live = items.count();
  const deleted = items.count();
  const names: string[] = [];
  for (let i = items.count(); i > 0; i--) names.push(items.text());
  if (items.delta() !== 0n || items.unsound) return null;
  const first: StreamEntry = { id: master, fields: names.flatMap((name) => [name, '']) };
  const node = emptyNode(owner, first, bytes.length);
  let dead = 0;
  while (!items.done) {
    const read = readEntry(items, master, names);
    if (read === null) break;
    const { id, fields } = read.entry;
    if (read.deleted) {
      dead++;
      node.lastId = id;
    } else nodePush(node, id, fields);
  }
  if (items.unsound || live !== nodeSize(node) || deleted !== dead) return null;
  node.deleted = deleted;
  return node;
}

function readEntry(
  items: Items,
  master: StreamId,
  names: readonly string[],
): { readonly entry: StreamEntry; readonly deleted: boolean } | null {
  const flags = items.count();
  const ms = plus(master.ms, items.delta());
  const seq = plus(master.seq, items.delta());
  const same = (flags & SAME_FIELDS) !== 0;
  const count = same ? names.length : items.count();
  const fields: string[] = [];
  for (let i = 0; i < count && !items.unsound; i++) {
    fields.push(same ? names[i]! : items.text()); // i is inside
    fields.push(items.text());
  }
  const behind = items.count();
  if (items.unsound || behind !== (same ? count + 3 : count * 2 + 4)) {
    items.unsound = true;
    return null;
  }
  return { entry: { id: { ms, seq }, fields }, deleted: (flags & DELETED) !== 0 };
}
