import { byteStringOf, hexOf } from '../base/bytes.ts';
import { cell } from '../scene/pages.ts';
import { type KvScene, WRITE } from '../scene/scene.ts';
import { text } from '../scene/text.ts';
import { commandLine, cut, shown } from '../scene/text-values.ts';
import { readFile } from '../sim/disk.ts';
import type { NodeId } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { FieldSpan } from './frame-bytes.ts';
import type { LabScene } from './lab-scene.ts';
import type { FilesAnswer } from './protocol.ts';

/*
 * The bytes of a server's files as they stand in the page cache, taken apart: of an append-only file the end, command by
 * command, each the write that it is; of a snapshot the beginning, with its header.
 */

/** Bytes that the page is given. */
const BYTES_MAX = 4096;
const FILES_MAX = 40;
/** Writes whose bytes are looked for, from the latest back. */
const WRITES_MAX = 400;

/** Null where there is no such node. With `file` null the one that was written last. */
export function filesOf(simulation: Simulation<LabScene>, id: NodeId, file: string | null): FilesAnswer | null {
  const node = simulation.world.nodes.get(id);
  if (node === undefined) return null;
  const files = [...node.disk.files].map(([name, { length, synced }]) => ({ name, size: length, synced }));
  const shownFile = files.find(({ name }) => name === file) ?? latest(files);
  const told = { files: files.slice(0, FILES_MAX), shown: null };
  if (shownFile === undefined) return told;
  const { name, size, synced } = shownFile;
  const server = simulation.folded.scene.servers.get(id);
  const isSnapshot = name.endsWith('.rdb');
  const ranges = isSnapshot || server === undefined ? [] : rangesIn(server, name);
  const from = isSnapshot
    ? 0
    : (ranges.find((range) => size - range.from <= BYTES_MAX)?.from ?? Math.max(0, size - BYTES_MAX));
  const bytes = readFile(node.disk, name, from, Math.min(size, from + BYTES_MAX)) ?? new Uint8Array(0);
  const fields = isSnapshot
    ? snapshotFields(bytes, size)
    : ranges.filter((range) => range.from >= from && range.to <= size).map((range) => writeField(bytes, range, from));
  return { ...told, shown: { file: name, size, synced, from, bytes: bytes.slice(), fields } };
}

/** The append-only file that is written to has the highest number; a snapshot comes before a manifest. */
function latest<F extends { readonly name: string }>(files: readonly F[]): F | undefined {
  return (
    files.findLast(({ name }) => name.endsWith('.aof')) ??
    files.findLast(({ name }) => name.endsWith('.rdb')) ??
    files.at(-1)
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

/** Where the latest writes stand in a file, in their order. */
function rangesIn({ writes, files }: KvScene, name: string): Range[] {
  const ranges: Range[] = [];
  for (let row = writes.rows - 1; row >= 0 && row >= writes.rows - WRITES_MAX; row--) {
    if (files[cell(writes, row, WRITE.file) - 1]?.name !== name) continue;
    ranges.push({ from: cell(writes, row, WRITE.from), to: cell(writes, row, WRITE.to), row });
  }
  return ranges.reverse();
}

/* --- append-only files --- */

function writeField(bytes: Uint8Array, { from, to, row }: Range, base: number): FieldSpan {
  const parts: FieldSpan[] = [];
  for (let at = from - base; at < to - base; ) {
    const command = commandAt(bytes, at);
    if (command === null) break;
    parts.push(command);
    at = command.to;
  }
  const said = parts.map(({ value }) => value).join('; ');
  return { name: text.kv.writeNumber(row + 1), value: cut(said), from: from - base, to: to - base, parts };
}

/** A command as an append-only file holds it: `*2 $3 GET $1 a`. Null where there is none. */
function commandAt(bytes: Uint8Array, from: number): FieldSpan | null {
  const head = lineAt(bytes, from, '*');
  if (head === null) return null;
  const parts: FieldSpan[] = [];
  const words: string[] = [];
  let at = head.next;
  for (let i = 0; i < head.count; i++) {
    const length = lineAt(bytes, at, '$');
    if (length === null || length.next + length.count + 2 > bytes.length) return null;
    const word = byteStringOf(bytes.subarray(length.next, length.next + length.count));
    words.push(word);
    const to = length.next + length.count + 2;
    parts.push({ name: `$${length.count}`, value: cut(shown(word)), from: at, to, parts: [] });
    at = to;
  }
  return { name: `*${head.count}`, value: cut(commandLine(words, words.length)), from, to: at, parts };
}

function lineAt(
  bytes: Uint8Array,
  from: number,
  sign: string,
): { readonly count: number; readonly next: number } | null {
  if (bytes[from] !== sign.charCodeAt(0)) return null;
  const end = bytes.indexOf(13, from);
  const count = end < 0 ? Number.NaN : Number(byteStringOf(bytes.subarray(from + 1, end)));
  return Number.isSafeInteger(count) ? { count, next: end + 2 } : null;
}

/* --- snapshots. REDIS: rdb.c rdbSaveRio, rdbLoadLenByRef --- */

const AUX = 0xfa;
const RESIZE = 0xfb;
const SELECT = 0xfe;
const EOF = 0xff;
const CHECKSUM_BYTES = 8;

function snapshotFields(bytes: Uint8Array, size: number): FieldSpan[] {
  const words = text.kv.rdb;
  if (bytes.length < 9) return [];
  const plain = (from: number, to: number): string => byteStringOf(bytes.subarray(from, to));
  const field = (name: string, value: string, from: number, to: number): FieldSpan => ({
    name,
    value,
    from,
    to,
    parts: [],
  });
  const fields: FieldSpan[] = [field(words.magic, plain(0, 5), 0, 5), field(words.version, plain(5, 9), 5, 9)];
  let at = 9;
  while (at < bytes.length) {
    const next = opcodeAt(bytes, at);
    if (next === null) break;
    fields.push(next);
    at = next.to;
  }
  const end = size - CHECKSUM_BYTES - 1;
  if (at < end) fields.push(field(words.keys, words.bytes(end - at), at, Math.min(end, bytes.length)));
  if (end >= 9 && bytes[end] === EOF) {
    fields.push(field(words.end, 'ff', end, end + 1));
    if (size <= bytes.length) fields.push(field(words.checksum, hexOf(bytes.subarray(end + 1, size)), end + 1, size));
  }
  return fields;
}

/** What stands before the first key: what made the file, which database, how large its tables are to be. */
function opcodeAt(bytes: Uint8Array, from: number): FieldSpan | null {
  const words = text.kv.rdb;
  const code = bytes[from];
  if (code === AUX) {
    const key = stringAt(bytes, from + 1);
    const value = key === null ? null : stringAt(bytes, key.next);
    return key === null || value === null
      ? null
      : { name: key.text, value: value.text, from, to: value.next, parts: [] };
  }
  const first = code === SELECT || code === RESIZE ? lengthAt(bytes, from + 1) : null;
  if (first === null || first.packed) return null;
  if (code === SELECT) return { name: words.database, value: String(first.value), from, to: first.next, parts: [] };
  const second = lengthAt(bytes, first.next);
  if (second === null) return null;
  return { name: words.sizes, value: words.sized(first.value, second.value), from, to: second.next, parts: [] };
}

/** A length in one, two or five bytes; `packed` where it says how an integer is packed instead. */
function lengthAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number; readonly packed: boolean } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  const low = first & 0x3f;
  switch (first >> 6) {
    case 0:
      return { value: low, next: at + 1, packed: false };
    case 1:
      return { value: (low << 8) | (bytes[at + 1] ?? 0), next: at + 2, packed: false };
    case 3:
      return { value: low, next: at + 1, packed: true };
    default: {
      if (first !== 0x80 || at + 5 > bytes.length) return null;
      return { value: new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1), next: at + 5, packed: false };
    }
  }
}

function stringAt(bytes: Uint8Array, at: number): { readonly text: string; readonly next: number } | null {
  const length = lengthAt(bytes, at);
  if (length === null) return null;
  if (!length.packed) {
    const next = length.next + length.value;
    return next > bytes.length ? null : { text: shown(byteStringOf(bytes.subarray(length.next, next))), next };
  }
  const width = [1, 2, 4][length.value];
  if (width === undefined || length.next + width > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + length.next, width);
  const value = width === 1 ? view.getInt8(0) : width === 2 ? view.getInt16(0, true) : view.getInt32(0, true);
  return { text: String(value), next: length.next + width };
}
