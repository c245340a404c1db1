import type { StreamId } from '../value.ts';

/*
 * Identities of stream entries: two unsigned integers of 64 bits, ordered by the first, then the second. Numbers where
 * they are exact, else bigints, so that `===` and `<` work on the parts. REDIS: t_stream.c streamCompareID and family
 */

type Part = number | bigint;

const PART_MAX = 18446744073709551615n;
export const ID_MIN: StreamId = Object.freeze({ ms: 0, seq: 0 });
export const ID_MAX: StreamId = Object.freeze({ ms: PART_MAX, seq: PART_MAX });

/** Below 0, 0 or above 0. */
export function compareIds(a: StreamId, b: StreamId): number {
  if (a.ms !== b.ms) return a.ms < b.ms ? -1 : 1;
  if (a.seq === b.seq) return 0;
  return a.seq < b.seq ? -1 : 1;
}

export function isZeroId(id: StreamId): boolean {
  return id.ms === 0 && id.seq === 0;
}

export function formatId(id: StreamId): string {
  return `${id.ms}-${id.seq}`;
}

function narrow(value: bigint): Part {
  return value <= 9007199254740991n ? Number(value) : value;
}

function plusOne(part: Part): Part {
  return typeof part === 'number' && part < 9007199254740991 ? part + 1 : BigInt(part) + 1n;
}

/** The next ID, or null after the last. REDIS: streamIncrID */
export function nextId({ ms, seq }: StreamId): StreamId | null {
  if (seq !== PART_MAX) return { ms, seq: plusOne(seq) };
  return ms === PART_MAX ? null : { ms: plusOne(ms), seq: 0 };
}

/** The ID before, or null before the first. REDIS: streamDecrID */
export function previousId({ ms, seq }: StreamId): StreamId | null {
  if (seq !== 0) return { ms, seq: narrow(BigInt(seq) - 1n) };
  return ms === 0 ? null : { ms: narrow(BigInt(ms) - 1n), seq: PART_MAX };
}

/** REDIS: util.c string2ull; strtoull takes a plus, leading zeros and leading spaces. */
function parsePart(text: string): Part | null {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  if (!/^[ \t\n\v\f\r]*\+?[0-9]+$/.test(text)) return null;
  const value = BigInt(text.trim());
  return value > PART_MAX ? null : narrow(value);
}

/**
 * `ms-seq`, or `ms` alone with `missingSeq`; `-` and `+` unless `strict`. null where it is no ID.
 * REDIS: t_stream.c streamGenericParseIDOrReply
 */
export function parseId(text: string, missingSeq: Part, strict: boolean): StreamId | null {
  if (text === '-') return strict ? null : ID_MIN;
  if (text === '+') return strict ? null : ID_MAX;
  if (text.length > 127) return null;
  const dash = text.indexOf('-');
  const ms = parsePart(dash < 0 ? text : text.slice(0, dash));
  const seq = dash < 0 ? missingSeq : parsePart(text.slice(dash + 1));
  return ms === null || seq === null ? null : { ms, seq };
}

/** The milliseconds of `ms-*`, whose sequence the server chooses; null for any other text. */
export function parseOpenId(text: string): Part | null {
  return text.endsWith('-*') && text.length <= 127 ? parsePart(text.slice(0, -2)) : null;
}

export const SEQ_MAX: Part = PART_MAX;

/** a - b of two parts, as Redis stores it in a listpack: in 64 bits with sign. */
export function idDelta(a: Part, b: Part): string {
  if (typeof a === 'number' && typeof b === 'number') return String(a - b);
  return BigInt.asIntN(64, BigInt(a) - BigInt(b)).toString();
}
