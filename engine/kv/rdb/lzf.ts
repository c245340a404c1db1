/*
 * LZF, the small and fast compression of Redis's files: runs of literal bytes and references to what came up to 8 kB
 * before.
 *
 *   000LLLLL <L+1 bytes>             literal run of 1 to 32
 *   LLLooooo oooooooo                L+2 bytes from o+1 back, L from 1 to 6
 *   111ooooo LLLLLLLL oooooooo       L+9 bytes from o+1 back
 *
 * The compressor makes the very choices of liblzf as Redis builds it (a table of 2^16 places, the fast way of
 * refilling it after a match), so that the same string gives the same bytes. REDIS: lzf_c.c, lzf_d.c
 */

const HASH_BITS = 16;
const HASH_SIZE = 1 << HASH_BITS;
const OFFSET_MAX = 1 << 13;
const REFERENCE_MAX = (1 << 8) + (1 << 3);
const LITERAL_MAX = 1 << 5;
/** Each byte of input makes at most so many of output: three bytes refer to 264. */
const EXPANSION_MAX = 88;

/**
 * Where each hash was seen last, counted from `seenBase` so that the table need not be cleared for every string:
 * what is below the base belongs to an earlier one.
 */
const seen = new Int32Array(HASH_SIZE);
let seenBase = 1;

function forgetSeen(length: number): void {
  if (seenBase + length < 0x7fffffff) return;
  seen.fill(0);
  seenBase = 1;
}

/** `h` holds the last bytes of input, three of which count. */
function slotOf(h: number): number {
  return ((h >>> (24 - HASH_BITS)) - Math.imul(h, 5)) & (HASH_SIZE - 1);
}

/**
 * Compresses `input[0, length)` into `output`, using at most `room` bytes of it. Returns the bytes used, or 0 when
 * that is not enough.
 */
export function lzfCompress(input: Uint8Array, length: number, output: Uint8Array, room: number): number {
  if (length === 0 || room === 0) return 0;
  forgetSeen(length);
  const base = seenBase;
  seenBase += length;
  const last = length - 2;
  let ip = 0;
  let op = 1;
  let literals = 0;
  // Indexes below stay inside the input and the output by the tests around them.
  let hash = (input[0]! << 8) | input[1]!;
  while (ip < last) {
    hash = (hash << 8) | input[ip + 2]!;
    const slot = slotOf(hash);
    const ref = seen[slot]! - base;
    seen[slot] = ip + base;
    const offset = ip - ref - 1;
    if (
      ref > 0 &&
      offset < OFFSET_MAX &&
      input[ref + 2] === input[ip + 2] &&
      input[ref] === input[ip] &&
      input[ref + 1] === input[ip + 1]
    ) {
      if (op + 4 >= room && op - (literals === 0 ? 1 : 0) + 4 >= room) return 0;
      if (literals === 0) op--;
      else output[op - literals - 1] = literals - 1;
      const matched = matchLength(input, ref, ip, length) - 2;
      if (matched < 7) output[op++] = (offset >> 8) + (matched << 5);
      else {
        output[op++] = (offset >> 8) + (7 << 5);
        output[op++] = matched - 7;
      }
      output[op] = offset;
      op += 2; // the reference's last byte, and the place of the next run's length
      literals = 0;
      ip += matched + 2;
      if (ip >= last) break;
      // Only the two places before the end of the match are remembered: fast, and nearly as good.
      ip -= 2;
      hash = (input[ip]! << 8) | input[ip + 1]!;
      for (const end = ip + 2; ip < end; ip++) {
        hash = (hash << 8) | input[ip + 2]!;
        seen[slotOf(hash)] = ip + base;
      }
    } else {
      if (op >= room) return 0;
      literals++;
      output[op++] = input[ip++]!;
      if (literals === LITERAL_MAX) {
        output[op - literals - 1] = literals - 1;
        literals = 0;
        op++;
      }
    }
  }
  return finishLiterals(input, ip, length, output, op, room, literals);
}

/**
 * How many bytes at `ref` and `ip` are the same: at least 3, which the caller has seen. Two bytes are kept back at the
 * end, but not within the first sixteen comparisons, which liblzf has unrolled.
 */
function matchLength(input: Uint8Array, ref: number, ip: number, length: number): number {
  const bound = Math.min(length - ip - 2, REFERENCE_MAX);
  const max = bound > 16 ? Math.max(bound, 19) : bound;
  let matched = 3;
  while (matched < max && input[ref + matched] === input[ip + matched]) matched++;
  return matched;
}

function finishLiterals(
  input: Uint8Array,
  from: number,
  length: number,
  output: Uint8Array,
  start: number,
  room: number,
  run: number,
): number {
  let op = start;
  let literals = run;
  if (op + 3 > room) return 0;
  for (let ip = from; ip < length; ip++) {
    literals++;
    output[op++] = input[ip]!;
    if (literals === LITERAL_MAX) {
      output[op - literals - 1] = literals - 1;
      literals = 0;
      op++;
    }
  }
  if (literals === 0) return op - 1;
  output[op - literals - 1] = literals - 1;
  return op;
}

/** The `length` bytes that `input[from, to)` stands for, or null where it stands for anything else. */
export function lzfDecompress(input: Uint8Array, from: number, to: number, length: number): Uint8Array | null {
  // An announced length that the input cannot fill takes no memory.
  if (length > (to - from) * EXPANSION_MAX) return null;
  const output = new Uint8Array(length);
  let ip = from;
  let op = 0;
  while (ip < to) {
    const control = input[ip++]!;
    if (control < LITERAL_MAX) {
      const end = ip + control + 1;
      if (end > to || op + control + 1 > length) return null;
      while (ip < end) output[op++] = input[ip++]!;
      continue;
    }
    let count = control >> 5;
    if (count === 7) {
      if (ip >= to) return null;
      count += input[ip++]!;
    }
    if (ip >= to) return null;
    let ref = op - ((control & 31) << 8) - input[ip++]! - 1;
    const end = op + count + 2;
    if (ref < 0 || end > length) return null;
    while (op < end) output[op++] = output[ref++]!;
  }
  return op === length ? output : null;
}
