import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { Context, Runs } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { parseCount, parseFloat64 } from '../numbers.ts';
import type { SetValue, ZsetValue } from '../value.ts';
import { isWord, positiveArgument } from './arguments.ts';
import { setEach, setHas, setSize } from './set.ts';
import type { Members } from './zset.ts';
import { newZset, zsetInsert, zsetScore, zsetSize, zsetSlice } from './zset.ts';
import { membersReply, storeZset } from './zset-read.ts';

/*
 * Union, intersection and difference of sorted sets; a plain set counts as one with every score 1.
 * REDIS: t_zset.c zunionInterDiffGenericCommand
 */

type Operation = 'union' | 'inter' | 'diff';
type Aggregate = 'sum' | 'min' | 'max';

interface Source {
  readonly value: SetValue | ZsetValue | null;
  weight: number;
}

interface Wish {
  readonly sources: readonly Source[];
  aggregate: Aggregate;
  withScores: boolean;
  /** ZINTERCARD; 0 is none. */
  limit: number;
}

interface Dialect {
  readonly operation: Operation;
  readonly stores: boolean;
  readonly onlyCounts: boolean;
  /** As its errors call it. */
  readonly name: string;
}

function readSources(ctx: Context, argv: readonly string[], at: number, name: string): Source[] | ErrorReply {
  const count = parseCount(argv[at] as string);
  if (count === null) return NOT_AN_INTEGER;
  if (count < 1) return error(`ERR at least 1 input key is needed for '${name}' command`);
  if (count > argv.length - at - 1) return SYNTAX_ERROR;
  const sources: Source[] = [];
  for (const key of argv.slice(at + 1, at + 1 + count)) {
    const value = ctx.lookupRead(key);
    if (value !== null && value.type !== 'zset' && value.type !== 'set') return WRONG_TYPE;
    sources.push({ value, weight: 1 });
  }
  return sources;
}

function readWeights(argv: readonly string[], at: number, sources: readonly Source[]): ErrorReply | null {
  for (const [i, source] of sources.entries()) {
    const weight = parseFloat64(argv[at + i] as string);
    if (weight === null) return error('ERR weight value is not a float');
    source.weight = weight;
  }
  return null;
}

function aggregateOf(word: string | undefined): Aggregate | null {
  for (const name of ['sum', 'min', 'max'] as const) if (isWord(word, name)) return name;
  return null;
}

function readWish(ctx: Context, argv: readonly string[], at: number, dialect: Dialect): Wish | ErrorReply {
  const sources = readSources(ctx, argv, at, dialect.name);
  if ('kind' in sources) return sources;
  const wish: Wish = { sources, aggregate: 'sum', withScores: false, limit: 0 };
  const weighs = dialect.operation !== 'diff' && !dialect.onlyCounts;
  for (let i = at + 1 + sources.length; i < argv.length; ) {
    const left = argv.length - i;
    if (weighs && left > sources.length && isWord(argv[i], 'weights')) {
      const refused = readWeights(argv, i + 1, sources);
      if (refused !== null) return refused;
      i += 1 + sources.length;
    } else if (weighs && left >= 2 && isWord(argv[i], 'aggregate')) {
      const aggregate = aggregateOf(argv[i + 1]);
      if (aggregate === null) return SYNTAX_ERROR;
      wish.aggregate = aggregate;
      i += 2;
    } else if (!dialect.stores && !dialect.onlyCounts && isWord(argv[i], 'withscores')) {
      wish.withScores = true;
      i += 1;
    } else if (dialect.onlyCounts && left >= 2 && isWord(argv[i], 'limit')) {
      const limit = positiveArgument(argv[i + 1] as string, "ERR LIMIT can't be negative");
      if (typeof limit !== 'number') return limit;
      wish.limit = limit;
      i += 2;
    } else return SYNTAX_ERROR;
  }
  return wish;
}

function sizeOf({ value }: Source): number {
  if (value === null) return 0;
  return value.type === 'set' ? setSize(value) : zsetSize(value);
}

function scoreIn({ value }: Source, member: string): number | undefined {
  if (value === null) return undefined;
  if (value.type === 'set') return setHas(value, member) ? 1 : undefined;
  return zsetScore(value, member);
}

function each({ value }: Source, visit: (member: string, score: number) => void): void {
  if (value === null) return;
  if (value.type === 'set') return setEach(value, (member) => visit(member, 1));
  const { members, scores } = zsetSlice(value, 0, zsetSize(value), false);
  members.forEach((member, i) => visit(member, scores[i] as number));
}

/** Infinity and minus infinity add up to 0, and 0 times infinity is 0. REDIS: t_zset.c zunionInterAggregate */
function combine(a: number, b: number, aggregate: Aggregate): number {
  if (aggregate === 'min') return b < a ? b : a;
  if (aggregate === 'max') return b > a ? b : a;
  const sum = a + b;
  return Number.isNaN(sum) ? 0 : sum;
}

function weighed(score: number, weight: number): number {
  const product = score * weight;
  return Number.isNaN(product) ? 0 : product;
}

type Scores = Map<string, number>;

function union(sources: readonly Source[], aggregate: Aggregate): Scores {
  const result: Scores = new Map();
  for (const source of sources) {
    each(source, (member, raw) => {
      const score = weighed(raw, source.weight);
      const before = result.get(member);
      result.set(member, before === undefined ? score : combine(before, score, aggregate));
    });
  }
  return result;
}

function intersection(sources: readonly Source[], aggregate: Aggregate, limit: number): Scores {
  const result: Scores = new Map();
  const [first, ...others] = sources;
  if (first === undefined || sizeOf(first) === 0) return result;
  each(first, (member, raw) => {
    if (limit > 0 && result.size === limit) return;
    let score = weighed(raw, first.weight);
    for (const source of others) {
      const other = scoreIn(source, member);
      if (other === undefined) return;
      score = combine(score, other * source.weight, aggregate);
    }
    result.set(member, score);
  });
  return result;
}

function difference([first, ...others]: readonly Source[]): Scores {
  const result: Scores = new Map();
  if (first === undefined) return result;
  each(first, (member, score) => {
    if (!others.some((source) => scoreIn(source, member) !== undefined)) result.set(member, score);
  });
  return result;
}

function compute(ctx: Context, wish: Wish, operation: Operation): Scores {
  for (const source of wish.sources) ctx.scanned += sizeOf(source);
  if (operation === 'diff') return difference(wish.sources);
  const sources = wish.sources.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  return operation === 'union' ? union(sources, wish.aggregate) : intersection(sources, wish.aggregate, wish.limit);
}

function byScore(scores: Scores): Members {
  const entries = [...scores].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  // Equal infinities differ by NaN, which the `||` sends on to the members.
  return { members: entries.map(([member]) => member), scores: entries.map(([, score]) => score) };
}

function asZset(ctx: Context, scores: Scores): ZsetValue {
  let longest = 0;
  for (const member of scores.keys()) longest = Math.max(longest, member.length);
  const result = newZset(ctx, scores.size > ctx.limits.zsetMaxListpackEntries ? Infinity : longest);
  const sorted = byScore(scores);
  sorted.members.forEach((member, i) => zsetInsert(ctx, result, sorted.scores[i] as number, member));
  return result;
}

function answered(operation: Operation) {
  const dialect: Dialect = { operation, stores: false, onlyCounts: false, name: `z${operation}` };
  return (ctx: Context, argv: readonly string[]): Reply => {
    const wish = readWish(ctx, argv, 1, dialect);
    if ('kind' in wish) return wish;
    return membersReply(ctx, byScore(compute(ctx, wish, operation)), wish.withScores);
  };
}

function stored(operation: Operation) {
  const name = `z${operation}store`;
  const dialect: Dialect = { operation, stores: true, onlyCounts: false, name };
  return (ctx: Context, argv: readonly string[]): Reply => {
    const wish = readWish(ctx, argv, 2, dialect);
    if ('kind' in wish) return wish;
    return storeZset(ctx, argv[1] as string, asZset(ctx, compute(ctx, wish, operation)), name);
  };
}

function zintercard(ctx: Context, argv: readonly string[]): Reply {
  const wish = readWish(ctx, argv, 1, { operation: 'inter', stores: false, onlyCounts: true, name: 'zintercard' });
  return 'kind' in wish ? wish : compute(ctx, wish, 'inter').size;
}

export const ZSET_ALGEBRA: Runs = {
  zunion: answered('union'),
  zinter: answered('inter'),
  zdiff: answered('diff'),
  zunionstore: stored('union'),
  zinterstore: stored('inter'),
  zdiffstore: stored('diff'),
  zintercard,
};
