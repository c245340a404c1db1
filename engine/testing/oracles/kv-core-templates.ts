import type { Rng } from '../../base/rng.ts';
import { randomBelow } from '../../base/rng.ts';
import type { Generator, Step } from './kv-differential.ts';
import type { Comparison } from './resp-text.ts';

/*
 * Random commands for strings, bitmaps, generic keys, times to live, SORT and transactions: lines of words as in
 * kv-generators.ts, over few keys of all types, so that commands meet each other and the wrong type.
 */

const NUMBERS = ['0', '1', '-1', '2', '5', '10', '-3', '100', '9223372036854775807', '-9223372036854775808'];
const TEXTS = [
  '',
  'a',
  'abc',
  'hello world',
  '0',
  '1',
  '10',
  '-5',
  '007',
  '3.0',
  ' 1',
  '1e3',
  '9223372036854775807',
  '12345678901234567890',
  'x'.repeat(44),
  'x'.repeat(45),
  '\x00\xff\r\n',
  'ohmytext',
  'mynewtext',
];

const WORDS: Readonly<Record<string, readonly string[]>> = {
  $k: ['k0', 'k1', 'k2', 'k3', 'n0', 'n1', 'l0', 's0', 'z0', 'h0', 'missing'],
  $t: ['k0', 'k1', 'k2', 'k3', 'n0', 'n1'],
  $any: ['l0', 's0', 'z0', 'k0', 'h0'],
  $v: TEXTS,
  $i: NUMBERS,
  $small: ['0', '1', '2', '3', '7', '8', '-1', '-2', '-8', '20'],
  $offset: ['0', '1', '3', '7', '8', '9', '31', '100', '-1', '4294967296', '99999999999999999999', 'x'],
  $bit: ['0', '1', '0', '1', '2', 'x'],
  $real: ['1', '0.1', '-2.5', '3.0e2', '1e400', 'inf', 'nan', 'x', '1e-10', ' 1', '5.5'],
  $ttl: ['100', '1000', '5000', '0', '-1', 'x', '9223372036854775807', '-9223372036854775808', '92233720368547758'],
  $at: ['4102444800', '1', '0', '-1', 'x', '9223372036854775807'],
  $atms: ['4102444800000', '1', '-5', 'x', '9223372036854775807'],
  $flag: ['NX', 'XX', 'GT', 'LT'],
  $type: ['u8', 'i8', 'u1', 'i5', 'u63', 'i64', 'u64', 'i65', 'x8', 'i0'],
  $place: ['0', '3', '#0', '#1', '#3', '8', '-1', '100'],
  $over: ['WRAP', 'SAT', 'FAIL', 'x'],
  $op: ['AND', 'OR', 'XOR', 'NOT', 'NAND'],
  $db: ['0', '1', '15', '16', '-1', 'x', '99999999999'],
  $glob: ['*', 'k*', '[kn]?', '?0', 'k[^1-2]', 'x*', '\\k0', '*0*', '[', 'k[0-', '**1'],
  $by: ['w_*', 'h0->*', 'nosort', 'w_*->f', '*', 'h*->f'],
  $get: ['#', 'w_*', 'h0->*', 'k*', 'x', 'h*->f'],
  $order: ['ASC', 'DESC'],
  $unit: ['BYTE', 'BIT', 'x'],
  $tname: ['string', 'list', 'hash', 'zset', 'set', 'nope'],
};

export type Template = readonly [weight: number, template: string, comparison?: Comparison];

export const STRINGS: readonly Template[] = [
  [8, 'SET $t $v'],
  [3, 'SET $k $v ?NX ?XX ?GET ?KEEPTTL'],
  [3, 'SET $k $v EX $ttl ?GET ?NX'],
  [2, 'SET $k $v PX $ttl ?KEEPTTL'],
  [1, 'SET $k $v EXAT $at'],
  [1, 'SET $k $v PXAT $atms ?XX'],
  [2, 'SETNX $k $v'],
  [2, 'SETEX $k $ttl $v'],
  [1, 'PSETEX $k $ttl $v'],
  [5, 'GET $k'],
  [2, 'GETSET $k $v'],
  [2, 'GETDEL $k'],
  [3, 'GETEX $k ?EX_$ttl ?PERSIST'],
  [1, 'GETEX $k PXAT $atms'],
  [6, 'INCR $k'],
  [2, 'DECR $k'],
  [5, 'INCRBY $k $i'],
  [3, 'DECRBY $k $i'],
  [6, 'INCRBYFLOAT $k $real'],
  [4, 'APPEND $k $v'],
  [3, 'STRLEN $k'],
  [4, 'SETRANGE $k $small $v'],
  [5, 'GETRANGE $k $small $small'],
  [1, 'SUBSTR $k $i $i'],
  [3, 'MGET *$k'],
  [3, 'MSET *$t_$v'],
  [2, 'MSETNX *$k_$v'],
  [4, 'OBJECT ENCODING $k'],
  [2, 'OBJECT REFCOUNT $k', 'any'],
  [3, 'LCS $t $t ?LEN ?IDX ?MINMATCHLEN_$small ?WITHMATCHLEN'],
];

export const BITS: readonly Template[] = [
  [8, 'SETBIT $k $offset $bit'],
  [5, 'GETBIT $k $offset'],
  [5, 'BITCOUNT $k ?$small ?$small ?$unit'],
  [4, 'BITCOUNT $t $small $small $unit'],
  [5, 'BITPOS $k $bit ?$small ?$small ?$unit'],
  [4, 'BITPOS $t $bit $small $small $unit'],
  [5, 'BITOP $op $t *$k'],
  [6, 'BITFIELD $k SET $type $place $i'],
  [4, 'BITFIELD $k ?OVERFLOW_$over INCRBY $type $place $i GET $type $place'],
  [3, 'BITFIELD $k GET $type $place'],
  [2, 'BITFIELD_RO $k GET $type $place ?SET_u8_0_1'],
];

export const KEYSPACE: readonly Template[] = [
  [4, 'DEL *$k'],
  [1, 'UNLINK *$k'],
  [3, 'EXISTS *$k'],
  [1, 'TOUCH *$k'],
  [3, 'TYPE $k'],
  [4, 'RENAME $k $k'],
  [3, 'RENAMENX $k $k'],
  [4, 'COPY $k $k ?REPLACE ?DB_$db'],
  [3, 'MOVE $k $db'],
  [2, 'SELECT $db'],
  [2, 'SELECT 0'],
  [1, 'SWAPDB $db $db'],
  [1, 'DBSIZE'],
  [2, 'KEYS $glob', 'unordered'],
  [3, 'SCAN 0 COUNT 1000 ?MATCH_$glob ?TYPE_$tname', 'scan'],
  [1, 'SCAN $i ?COUNT_$i', 'any'],
  [1, 'RANDOMKEY', 'any'],
  [4, 'EXPIRE $k $ttl ?$flag ?$flag'],
  [3, 'PEXPIRE $k $ttl ?$flag'],
  [3, 'EXPIREAT $k $at ?$flag'],
  [2, 'PEXPIREAT $k $atms ?$flag'],
  [3, 'TTL $k', 'any'],
  [2, 'EXPIRETIME $k', 'any'],
  [1, 'PEXPIRETIME $k', 'any'],
  [3, 'PERSIST $k'],
  [2, 'DUMP $k'],
  [1, 'FLUSHDB ?ASYNC'],
  [1, 'OBJECT FREQ $k'],
  [1, 'OBJECT IDLETIME $k', 'any'],
  [1, 'OBJECT HELP'],
  [1, 'RESTORE $k $ttl $v ?REPLACE'],
  [1, 'OBJECT $v $k'],
  [1, 'WAIT 0 $i'],
  [1, 'PING ?$v'],
  [1, 'ECHO $v'],
  [1, 'NOSUCH *$v'],
  [1, 'PUBLISH $k $v'],
  [1, 'LASTSAVE', 'any'],
  [1, 'CLIENT GETNAME'],
  [1, 'CLIENT SETNAME $v'],
  [1, 'CONFIG GET $v', 'any'],
];

export const SORTS: readonly Template[] = [
  [4, 'RPUSH l0 *$small'],
  [3, 'SADD s0 *$small'],
  [3, 'ZADD z0 1 $small 2 $small'],
  [3, 'HSET h0 1 $small 2 $small f $v'],
  [2, 'SET w_1 $v'],
  [2, 'SET w_2 $small'],
  [1, 'SET w_3 $small'],
  [8, 'SORT $any ?BY_$by ?LIMIT_$small_$small ?GET_$get ?GET_$get ?$order ?ALPHA', 'any'],
  [6, 'SORT l0 ?BY_w_* ?LIMIT_$small_$small ?GET_# ?GET_$get ?$order'],
  [3, 'SORT l0 ALPHA ?$order'],
  [2, 'SORT s0 ALPHA ?$order ?LIMIT_0_2'],
  [2, 'SORT z0 BY nosort ?$order ?LIMIT_$small_$small'],
  [2, 'SORT l0 BY nosort GET $get'],
  [3, 'SORT $any ALPHA STORE k3', 'exact'],
  [1, 'LRANGE k3 0 -1'],
  [1, 'SORT_RO l0 ?STORE_x'],
  [1, 'DEL k3 l0 s0'],
];

export const TRANSACTIONS: readonly Template[] = [
  [6, 'MULTI'],
  [7, 'EXEC'],
  [2, 'DISCARD'],
  [3, 'WATCH *$k'],
  [2, 'UNWATCH'],
  [1, 'RESET'],
  [2, 'INCR'],
  [1, 'NOSUCH'],
];

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[randomBelow(rng, from.length)] as T;
}

function drawn(rng: Rng, word: string): string {
  const from = WORDS[word];
  if (from !== undefined) return pick(rng, from);
  return randomBelow(rng, 4) === 0 ? word.toLowerCase() : word;
}

/** One command from a template. `?a_b` comes half the time, `*a_b` one to four times. */
function words(rng: Rng, template: string): string[] {
  const argv: string[] = [];
  for (const word of template.split(' ')) {
    const lead = word[0];
    const parts = word.replace(/^[?*](?=.)/, '').split(/_(?!\*|[0-9ROro])/);
    let times = 1;
    if (lead === '?') times = randomBelow(rng, 2);
    else if (lead === '*' && word.length > 1) times = 1 + randomBelow(rng, 4);
    for (; times > 0; times--) for (const part of parts) argv.push(drawn(rng, part));
  }
  if (argv.length > 2 && randomBelow(rng, 100) === 0) argv.pop();
  if (randomBelow(rng, 100) === 0) argv.push(pick(rng, TEXTS));
  return argv;
}

/** A generator over templates. */
export function coreGenerator(templates: readonly Template[]): Generator {
  const total = templates.reduce((sum, [weight]) => sum + weight, 0);
  return (rng: Rng): Step => {
    let at = randomBelow(rng, total);
    for (const [weight, template, comparison = 'exact'] of templates) {
      at -= weight;
      if (at < 0) return { argv: words(rng, template), comparison };
    }
    throw new RangeError('no template');
  };
}

/** Keys of all types to meet, besides what a group makes itself. */
const OTHERS: readonly Template[] = [
  [3, 'RPUSH l0 $v'],
  [3, 'SADD s0 $small'],
  [3, 'HSET h0 f $v'],
  [3, 'ZADD z0 1 $v'],
];

/** Every group by name. */
export const CORE_GROUPS: Readonly<Record<string, readonly Template[]>> = {
  strings: [...STRINGS, ...OTHERS],
  bits: [...BITS, ...STRINGS.slice(0, 6), ...OTHERS],
  keyspace: [...KEYSPACE, ...STRINGS.slice(0, 10), ...OTHERS],
  sorts: SORTS,
  transactions: [...TRANSACTIONS, ...STRINGS.slice(0, 20)],
};
