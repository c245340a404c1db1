import type { ErrorReply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { packedMember } from '../encodings/packed-zset.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { parseCount, parseFloat64 } from '../numbers.ts';
import type { ZsetValue } from '../value.ts';
import { isWord, longArgument } from './arguments.ts';
import { zsetCountBefore, zsetSize } from './zset.ts';

/*
 * What a range of a sorted set can be: ranks, scores or bytes. Each is read from two arguments and resolved to the
 * ranks [from, to) of a set. REDIS: t_zset.c zslParseRange, zslParseLexRange, zrangeGenericCommand
 */

export type RangeKind = 'rank' | 'score' | 'lex';

/** The score a bound begins or ends at; `open` leaves the score itself out. */
interface ScoreBound {
  readonly score: number;
  readonly open: boolean;
}

/** `member` null: before all (sign -1) or after all (sign 1). */
interface LexBound {
  readonly member: string | null;
  readonly sign: number;
  readonly open: boolean;
}

export type Range =
  | { readonly kind: 'rank'; readonly start: number; readonly end: number }
  | { readonly kind: 'score'; readonly min: ScoreBound; readonly max: ScoreBound }
  | { readonly kind: 'lex'; readonly min: LexBound; readonly max: LexBound };

const NOT_A_SCORE = Object.freeze(error('ERR min or max is not a float'));
const NOT_A_LEX = Object.freeze(error('ERR min or max not valid string range item'));

/** A bound is read by strtod alone: nothing is 0, what overflows is infinite, and a NUL byte ends it. */
function scoreBound(text: string): ScoreBound | null {
  const open = text.startsWith('(');
  const digits = (open ? text.slice(1) : text).split('\0')[0]?.replace(/^[ \t\n\v\f\r]+/, '') as string;
  const score = digits === '' ? 0 : (parseFloat64(digits) ?? outOfRange(digits));
  return score === null ? null : { score, open };
}

function outOfRange(digits: string): number | null {
  return /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits) ? Number(digits) : null;
}

function lexBound(text: string): LexBound | null {
  if (text === '-' || text === '+') return { member: null, sign: text === '-' ? -1 : 1, open: true };
  if (text.startsWith('(')) return { member: text.slice(1), sign: 0, open: true };
  return text.startsWith('[') ? { member: text.slice(1), sign: 0, open: false } : null;
}

/** The range between two arguments, the lower first. */
export function readRange(kind: RangeKind, low: string, high: string): Range | ErrorReply {
  if (kind === 'rank') {
    const start = parseCount(low);
    const end = parseCount(high);
    return start === null || end === null ? NOT_AN_INTEGER : { kind, start, end };
  }
  if (kind === 'score') {
    const min = scoreBound(low);
    const max = scoreBound(high);
    return min === null || max === null ? NOT_A_SCORE : { kind, min, max };
  }
  const min = lexBound(low);
  const max = lexBound(high);
  return min === null || max === null ? NOT_A_LEX : { kind, min, max };
}

/** True when `member` stands before everything the bound lets in (as a minimum), or is let in (as a maximum). */
function precedes(member: string, bound: LexBound, orEqual: boolean): boolean {
  if (bound.member === null) return bound.sign > 0;
  return member < bound.member || (orEqual && member === bound.member);
}

/** The ranks [from, to) of the members in the range, counted from the end for ranks when `reversed`. */
export function ranksOf(zset: ZsetValue, range: Range, reversed: boolean): readonly [number, number] {
  if (range.kind === 'rank') return ranksBetween(zsetSize(zset), range.start, range.end, reversed);
  if (range.kind === 'lex') return ranksOfBytes(zset, range.min, range.max, reversed);
  const { min, max } = range;
  const from = zsetCountBefore(zset, (score) => score < min.score || (min.open && score === min.score));
  const to = zsetCountBefore(zset, (score) => score < max.score || (!max.open && score === max.score));
  return [from, Math.max(from, to)];
}

/** True when no text lies between the two bounds. */
function isEmptyLex(min: LexBound, max: LexBound): boolean {
  if (min.member === null || max.member === null)
    return min.sign > max.sign || (min.sign === max.sign && min.sign !== 0);
  return min.member > max.member || (min.member === max.member && (min.open || max.open));
}

/**
 * With different scores the order is not that of bytes, and the range is what Redis's search happens to find: it
 * looks from the end it starts at for the first member inside, and goes on while members are inside.
 * REDIS: t_zset.c zzlIsInLexRange, zzlFirstInLexRange, zzlLastInLexRange
 */
function ranksOfBytes(zset: ZsetValue, min: LexBound, max: LexBound, reversed: boolean): readonly [number, number] {
  const size = zsetSize(zset);
  if (size === 0 || isEmptyLex(min, max)) return [0, 0];
  const isBelow = (_: number, member: string): boolean => precedes(member, min, min.open);
  const isWithinMax = (_: number, member: string): boolean => precedes(member, max, !max.open);
  if (zset.encoding === 'skiplist') {
    const from = zsetCountBefore(zset, isBelow);
    return [from, Math.max(from, zsetCountBefore(zset, isWithinMax))];
  }
  const pack = zset.data;
  const below = (rank: number): boolean => isBelow(0, packedMember(pack, 2 * rank));
  const withinMax = (rank: number): boolean => isWithinMax(0, packedMember(pack, 2 * rank));
  if (below(size - 1) || !withinMax(0)) return [0, 0];
  return reversed ? walkDown(size, below, withinMax) : walkUp(size, below, withinMax);
}

type Test = (rank: number) => boolean;

function walkUp(size: number, below: Test, withinMax: Test): readonly [number, number] {
  let from = 0;
  while (from < size && below(from)) from += 1;
  let to = from;
  while (to < size && withinMax(to)) to += 1;
  return [from, to];
}

function walkDown(size: number, below: Test, withinMax: Test): readonly [number, number] {
  let to = size;
  while (to > 0 && !withinMax(to - 1)) to -= 1;
  let from = to;
  while (from > 0 && !below(from - 1)) from -= 1;
  return [from, to];
}

function ranksBetween(size: number, start: number, end: number, reversed: boolean): readonly [number, number] {
  const from = Math.max(0, start < 0 ? size + start : start);
  const to = Math.min(size, (end < 0 ? size + end : end) + 1);
  if (from >= to) return [0, 0];
  return reversed ? [size - to, size - from] : [from, to];
}

/** LIMIT over the ranks [from, to): a negative offset leaves nothing, a negative count takes all. */
export function limited(
  from: number,
  to: number,
  offset: number,
  count: number,
  reversed: boolean,
): readonly [number, number] {
  if (offset < 0 || offset >= to - from) return [from, from];
  const size = count < 0 ? to - from - offset : Math.min(count, to - from - offset);
  return reversed ? [to - offset - size, to - offset] : [from + offset, from + offset + size];
}

/** What follows the three fixed arguments of a range command. */
export interface RangeOptions {
  kind: RangeKind;
  reversed: boolean;
  withScores: boolean;
  offset: number;
  /** -1 takes all. */
  count: number;
}

export interface RangeDialect {
  /** null: BYSCORE and BYLEX choose. */
  readonly kind: RangeKind | null;
  /** null: REV chooses. */
  readonly reversed: boolean | null;
  readonly stores: boolean;
}

const LIMIT_OF_RANKS = Object.freeze(
  error('ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX'),
);
const SCORES_OF_LEX = Object.freeze(error('ERR syntax error, WITHSCORES not supported in combination with BYLEX'));

/** Reads the options from `argv[from]` on. */
export function rangeOptions(argv: readonly string[], from: number, dialect: RangeDialect): RangeOptions | ErrorReply {
  let { kind, reversed } = dialect;
  let withScores = false;
  let offset = 0;
  let count = -1;
  for (let at = from; at < argv.length; at++) {
    const word = argv[at];
    if (!dialect.stores && isWord(word, 'withscores')) withScores = true;
    else if (isWord(word, 'limit') && argv.length - at > 2) {
      const givenOffset = longArgument(argv[at + 1] as string);
      if (typeof givenOffset !== 'number') return givenOffset;
      const givenCount = longArgument(argv[at + 2] as string);
      if (typeof givenCount !== 'number') return givenCount;
      [offset, count] = [givenOffset, givenCount];
      at += 2;
    } else if (reversed === null && isWord(word, 'rev')) reversed = true;
    else if (kind === null && isWord(word, 'bylex')) kind = 'lex';
    else if (kind === null && isWord(word, 'byscore')) kind = 'score';
    else return SYNTAX_ERROR;
  }
  kind ??= 'rank';
  if (count !== -1 && kind === 'rank') return LIMIT_OF_RANKS;
  if (withScores && kind === 'lex') return SCORES_OF_LEX;
  return { kind, reversed: reversed ?? false, withScores, offset, count };
}
