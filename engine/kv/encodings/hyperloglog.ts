/*
 * HyperLogLog: counting how many different things were seen in 12 kB, with an error of 0.81 %. Every element is hashed;
 * 14 bits choose one of 16,384 registers, and the register remembers the longest run of zeros seen in the other bits:
 * a run of k zeros turns up about once in 2^k different elements.
 *
 * The bytes are Redis's own, a header and then either 6 bits a register (dense), or runs (sparse):
 *
 *   "HYLL" <encoding> 0 0 0 <cached count, 8 bytes little endian, its top bit set when stale>
 *   00xxxxxx            x+1 registers are 0
 *   01xxxxxx yyyyyyyy   xy+1 registers are 0
 *   1vvvvvxx            x+1 registers are v+1
 *
 * REDIS: hyperloglog.c
 */
import { bytesOf } from '../../base/bytes.ts';

export const REGISTERS = 16384;
const HEADER = 16;
const DENSE_BYTES = HEADER + (REGISTERS * 6) / 8;
const DENSE = 0;
const SPARSE = 1;
const INDEX_BITS = 14n;
/** Bits of the hash that runs are counted in. */
const RUN_BITS = 50;
const ALPHA = 0.7213475204444817;
const VALUE_MAX = 32;
const VALUE_RUN_MAX = 4;
const ZERO_RUN_MAX = 64;

/** An empty one: sparse, all registers 0. */
export function emptyHyperloglog(): Uint8Array {
  const empty = new Uint8Array(HEADER + 2);
  empty.set(bytesOf('HYLL'));
  empty[4] = SPARSE;
  empty[HEADER] = 0x7f;
  empty[HEADER + 1] = 0xff;
  return empty;
}

/** REDIS: hyperloglog.c isHLLObjectOrReply */
export function isHyperloglog(text: string): boolean {
  if (text.length < HEADER || !text.startsWith('HYLL')) return false;
  const encoding = text.charCodeAt(4);
  return encoding <= SPARSE && (encoding === SPARSE || text.length === DENSE_BYTES);
}

export function isSparse(bytes: Uint8Array): boolean {
  return bytes[4] === SPARSE;
}

const MASK = 0xffffffffffffffffn;
const M = 0xc6a4a7935bd1e995n;

/** The hash Redis uses, with Redis's seed. Austin Appleby's MurmurHash64A. */
function murmur64(text: string, seed = 0xadc83b19n): bigint {
  let h = seed ^ ((BigInt(text.length) * M) & MASK);
  const whole = text.length & ~7;
  for (let at = 0; at < whole; at += 8) {
    let k = 0n;
    for (let i = 7; i >= 0; i--) k = (k << 8n) | BigInt(text.charCodeAt(at + i));
    k = (k * M) & MASK;
    k ^= k >> 47n;
    h = ((h ^ ((k * M) & MASK)) * M) & MASK;
  }
  if (whole < text.length) {
    let rest = 0n;
    for (let at = text.length - 1; at >= whole; at--) rest = (rest << 8n) | BigInt(text.charCodeAt(at));
    h = ((h ^ rest) * M) & MASK;
  }
  h ^= h >> 47n;
  h = (h * M) & MASK;
  return h ^ (h >> 47n);
}

/** The register of an element and its run of zeros plus one. REDIS: hllPatLen */
export function patternOf(element: string): readonly [register: number, run: number] {
  const hash = murmur64(element);
  let rest = (hash >> INDEX_BITS) | (1n << BigInt(RUN_BITS));
  let run = 1;
  for (; (rest & 1n) === 0n; rest >>= 1n) run += 1;
  return [Number(hash & BigInt(REGISTERS - 1)), run];
}

function denseGet(bytes: Uint8Array, register: number): number {
  const bit = register * 6;
  const at = HEADER + (bit >> 3);
  const shift = bit & 7;
  return (((bytes[at] as number) >> shift) | ((bytes[at + 1] ?? 0) << (8 - shift))) & 63;
}

function densePut(bytes: Uint8Array, register: number, value: number): void {
  const bit = register * 6;
  const at = HEADER + (bit >> 3);
  const shift = bit & 7;
  bytes[at] = ((bytes[at] as number) & ~(63 << shift)) | (value << shift);
  if (shift <= 2) return;
  bytes[at + 1] = ((bytes[at + 1] as number) & ~(63 >> (8 - shift))) | (value >> (8 - shift));
}

/** One run of a sparse representation. */
interface Run {
  readonly value: number;
  readonly length: number;
  /** Bytes it takes. */
  readonly width: number;
}

function runAt(bytes: Uint8Array, at: number): Run {
  const lead = bytes[at] as number;
  if ((lead & 0x80) !== 0) return { value: ((lead >> 2) & 31) + 1, length: (lead & 3) + 1, width: 1 };
  if ((lead & 0x40) === 0) return { value: 0, length: (lead & 63) + 1, width: 1 };
  return { value: 0, length: (((lead & 63) << 8) | (bytes[at + 1] ?? 0)) + 1, width: 2 };
}

/** Calls `visit` for every run from the first register on; false when they do not make 16,384 registers. */
function eachRun(bytes: Uint8Array, visit: (run: Run, from: number) => void): boolean {
  let register = 0;
  for (let at = HEADER; at < bytes.length; ) {
    const run = runAt(bytes, at);
    if (register + run.length > REGISTERS) return false;
    visit(run, register);
    register += run.length;
    at += run.width;
  }
  return register === REGISTERS;
}

/** The same in the dense representation, or null where the runs are not sound. REDIS: hllSparseToDense */
export function toDense(bytes: Uint8Array): Uint8Array | null {
  if (!isSparse(bytes)) return bytes;
  const dense = new Uint8Array(DENSE_BYTES);
  dense.set(bytes.subarray(0, HEADER));
  dense[4] = DENSE;
  const sound = eachRun(bytes, ({ value, length }, from) => {
    if (value > 0) for (let i = from; i < from + length; i++) densePut(dense, i, value);
  });
  return sound ? dense : null;
}

/** The changed bytes (perhaps the same array, written), 'unchanged', or null where the runs are not sound. */
export type Changed = Uint8Array | 'unchanged' | null;

/** Raises a register to `value`. `sparseMax` bounds the sparse representation, header included. REDIS: hllAdd */
export function raiseRegister(bytes: Uint8Array, register: number, value: number, sparseMax: number): Changed {
  if (isSparse(bytes)) return raiseSparse(bytes, register, value, sparseMax);
  if (denseGet(bytes, register) >= value) return 'unchanged';
  densePut(bytes, register, value);
  return bytes;
}

function zeroRun(length: number): number[] {
  return length > ZERO_RUN_MAX ? [0x40 | ((length - 1) >> 8), (length - 1) & 0xff] : [length - 1];
}

function valueRun(value: number, length: number): number {
  return 0x80 | ((value - 1) << 2) | (length - 1);
}

/** REDIS: hllSparseSet */
function raiseSparse(bytes: Uint8Array, register: number, value: number, sparseMax: number): Changed {
  if (value > VALUE_MAX) return promote(bytes, register, value);
  let at = HEADER;
  let before = -1;
  let from = 0;
  let run: Run | null = null;
  for (; at < bytes.length; at += run.width) {
    run = runAt(bytes, at);
    if (register < from + run.length) break;
    before = at;
    from += run.length;
  }
  if (run === null || at >= bytes.length) return null;
  if (run.value >= value) return 'unchanged';
  const inPlace = run.length === 1;
  const parts = inPlace ? [valueRun(value, 1)] : splitRun(run, register - from, value);
  const grows = parts.length - run.width;
  if (!inPlace && grows > 0 && bytes.length + grows > sparseMax) return promote(bytes, register, value);
  const changed = new Uint8Array(bytes.length + grows);
  changed.set(bytes.subarray(0, at));
  changed.set(parts, at);
  changed.set(bytes.subarray(at + run.width), at + parts.length);
  return mergeRuns(changed, before < 0 ? HEADER : before);
}

/** A run with one register inside it raised. */
function splitRun(run: Run, offset: number, value: number): number[] {
  const after = run.length - offset - 1;
  const piece = (length: number): number[] => {
    if (length === 0) return [];
    return run.value === 0 ? zeroRun(length) : [valueRun(run.value, length)];
  };
  return [...piece(offset), valueRun(value, 1), ...piece(after)];
}

/** Joins neighbouring runs of one value near a change. */
function mergeRuns(bytes: Uint8Array, from: number): Uint8Array {
  let end = bytes.length;
  let at = from;
  for (let steps = 5; at < end && steps > 0; steps--) {
    const run = runAt(bytes, at);
    const next = at + 1 < end && run.value > 0 ? runAt(bytes, at + 1) : null;
    if (next !== null && next.value === run.value && run.length + next.length <= VALUE_RUN_MAX) {
      bytes[at + 1] = valueRun(run.value, run.length + next.length);
      bytes.copyWithin(at, at + 1, end);
      end -= 1;
    } else at += run.width;
  }
  return end === bytes.length ? bytes : bytes.slice(0, end);
}

function promote(bytes: Uint8Array, register: number, value: number): Changed {
  const dense = toDense(bytes);
  if (dense === null) return null;
  densePut(dense, register, Math.max(value, denseGet(dense, register)));
  return dense;
}

/** Raises each of `registers` to what it is here; false where the runs are not sound. REDIS: hllMerge */
export function mergeInto(registers: Uint8Array, bytes: Uint8Array): boolean {
  if (isSparse(bytes)) {
    return eachRun(bytes, ({ value, length }, from) => {
      for (let i = from; i < from + length; i++) if (value > (registers[i] as number)) registers[i] = value;
    });
  }
  for (let i = 0; i < REGISTERS; i++) {
    const value = denseGet(bytes, i);
    if (value > (registers[i] as number)) registers[i] = value;
  }
  return true;
}

/** The number of different elements that left these registers. Otmar Ertl's estimator. REDIS: hllCount */
export function estimate(registers: Uint8Array): number {
  const counts = new Float64Array(64);
  for (const value of registers) counts[value] = (counts[value] as number) + 1;
  let z = REGISTERS * tau((REGISTERS - (counts[RUN_BITS + 1] as number)) / REGISTERS);
  for (let run = RUN_BITS; run >= 1; run--) z = 0.5 * (z + (counts[run] as number));
  z += REGISTERS * sigma((counts[0] as number) / REGISTERS);
  return Math.round((ALPHA * REGISTERS * REGISTERS) / z);
}

function sigma(share: number): number {
  if (share === 1) return Infinity;
  let [x, y, z] = [share, 1, share];
  for (let before = -1; before !== z; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z] = [share, 1, 1 - share];
  for (let before = -1; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}

/** The cached count, or null when it is stale. */
export function cachedCount(bytes: Uint8Array): number | null {
  if (((bytes[15] as number) & 0x80) !== 0) return null;
  let count = 0;
  for (let i = 15; i >= 8; i--) count = count * 256 + (bytes[i] as number);
  return count;
}

export function cacheCount(bytes: Uint8Array, count: number): void {
  for (let i = 0; i < 8; i++) bytes[8 + i] = Math.floor(count / 256 ** i) & 0xff;
}

export function invalidateCount(bytes: Uint8Array): void {
  bytes[15] = (bytes[15] as number) | 0x80;
}

/** The runs as PFDEBUG DECODE spells them. */
export function spellRuns(bytes: Uint8Array): string {
  const words: string[] = [];
  eachRun(bytes, ({ value, length, width }) => {
    words.push(value > 0 ? `v:${value},${length}` : width === 2 ? `Z:${length}` : `z:${length}`);
  });
  return words.join(' ');
}
