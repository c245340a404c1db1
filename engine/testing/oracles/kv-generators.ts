import type { Rng } from '../../base/rng.ts';
import { randomBelow } from '../../base/rng.ts';
import type { Generator, Step } from './kv-differential.ts';
import type { Comparison } from './resp-text.ts';

/*
 * Random commands for the differential test. A template is a line of words; a word that begins with `$` is drawn: a
 * key of a type, a value, a number that may be out of range, and so on. `?` before a word makes it optional, `*` lets
 * it come one to four times. One word in forty is wrong on purpose.
 */

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[randomBelow(rng, from.length)] as T;
}

const LONG = 'x'.repeat(70);
const VALUES = [
  'a',
  'b',
  'c',
  'd',
  'e',
  '',
  '0',
  '1',
  '-1',
  '10',
  '007',
  '12345',
  '-128',
  '70000',
  '4294967296',
  '9007199254740993',
  '-9223372036854775808',
  '9223372036854775807',
  '9223372036854775808',
  '1.5',
  'abc',
  '\x00\xff\r\n',
  LONG,
];
const INTEGERS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '-2',
  '-3',
  '5',
  '10',
  '100',
  '-100',
  '9223372036854775807',
  '-9223372036854775808',
];
const SCORES = [
  '0',
  '1',
  '2',
  '3',
  '1.5',
  '-1',
  '-0',
  '0.1',
  '1e20',
  '1e-5',
  'inf',
  '-inf',
  '+inf',
  '3.14159',
  '17',
  '123456789012345678',
  '0x10',
  '1e400',
];
const WRONG = ['', 'foo', '1x', 'nan', '9223372036854775808', '-', '('];

const WORDS: Readonly<Record<string, readonly string[]>> = {
  $l: ['l0', 'l1', 'l2'],
  $h: ['h0', 'h1', 'h2'],
  $s: ['s0', 's1', 's2', 's3'],
  $z: ['z0', 'z1', 'z2', 'z3'],
  $x: ['x0', 'x1'],
  $y: ['y0', 'y1'],
  $p: ['p0', 'p1', 'p2'],
  $g: ['g0', 'g1'],
  $v: VALUES,
  $f: ['f0', 'f1', 'f2', 'f3', 'f4', 'f5', 'f6', '1', '2', LONG],
  $m: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', '1', '2', LONG, ''],
  $i: INTEGERS,
  $n: ['1', '2', '3', '4'],
  $r: ['1', '2', '-1', '-2', '0', '9223372036854775807'],
  $c: ['0', '1', '2', '3', '5', '20'],
  $d: SCORES,
  $lex: ['-', '+', '[a', '(a', '[c', '(d', '[', '(', '[h'],
  $min: ['-inf', '0', '(1', '1', '2', '(0.1', '(-inf', '+inf'],
  $lr: ['LEFT', 'right'],
  $mm: ['MIN', 'max'],
  $agg: ['SUM', 'min', 'MAX'],
  $glob: ['*', 'f*', '[ab]', '?', 'x*', '*1'],
  $num: ['0', '1', '-1', '2', '10', '-10', '9223372036854775807', '-9223372036854775808', '4611686018427387904'],
  $real: [
    '0',
    '1',
    '0.1',
    '-0.1',
    '3.0e3',
    '1e-7',
    '5.0e-1',
    '10.5',
    '-3',
    '0.2',
    '1e17',
    'inf',
    'nan',
    '123456789.123456789',
  ],
  $time: ['0.001', '0', '-1', 'x', '0.01'],
  $id: [
    '0-0',
    '0-1',
    '0',
    '1',
    '1-0',
    '1-1',
    '2-1',
    '2-5',
    '3',
    '3-0',
    '5-3',
    '7-18446744073709551615',
    '18446744073709551615-18446744073709551615',
  ],
  $new: ['1-*', '2-*', '3-1', '3-*', '4-1', '5-5', '6', '6-*', '7-1', '8-*', '9-9'],
  $lo: ['-', '0', '1', '2', '(1-0', '(2-1', '3-0', '(18446744073709551615-18446744073709551615'],
  $hi: ['+', '9', '5', '(5-3', '4', '6-0', '(0-0', '18446744073709551615'],
  $gr: ['g1', 'g2'],
  $cons: ['alice', 'bob', 'carl'],
  $lonlat: [
    '13.361389 38.115556',
    '15.087269 37.502669',
    '2.349014 48.864716',
    '-122.4 37.8',
    '0 0',
    '-0.1276 51.5072',
    '180 85',
    '-180 -85',
    '181 0',
    '0 86',
    '139.69 35.68',
  ],
  $unit: ['m', 'km', 'FT', 'mi', 'parsec'],
  $radius: ['0', '1', '100', '200', '5000', '20000', '-1', '1e9'],
};

const KEYS = Object.keys(WORDS).filter((name) => ['$l', '$h', '$s', '$z'].includes(name));

function drawn(rng: Rng, word: string): string[] {
  if (!word.startsWith('$') || word === '$') return randomBelow(rng, 4) === 0 ? [word.toLowerCase()] : [word];
  const isKey = word.length === 2 && 'lhszxypg'.includes(word[1] as string);
  if (isKey && randomBelow(rng, 40) === 0) {
    // A range by bytes over members of different scores is what the search happens to find.
    const others = word === '$y' ? KEYS.filter((name) => name !== '$z') : KEYS;
    return [pick(rng, WORDS[pick(rng, others)] as readonly string[])];
  }
  if (!isKey && randomBelow(rng, 40) === 0) return [pick(rng, WRONG)];
  const from = WORDS[word];
  if (from === undefined) throw new RangeError(`no such word: ${word}`);
  const text = pick(rng, from);
  return word === '$lonlat' ? text.split(' ') : [text];
}

function words(rng: Rng, template: string): string[] {
  const argv: string[] = [];
  for (const word of template.split(' ')) {
    if (word.startsWith('?')) {
      if (randomBelow(rng, 3) !== 0) continue;
      for (const part of word.slice(1).split('_')) argv.push(...drawn(rng, part));
    } else if (word.startsWith('*')) {
      for (let left = 1 + randomBelow(rng, 4); left > 0; left--) {
        for (const part of word.slice(1).split('_')) argv.push(...drawn(rng, part));
      }
    } else argv.push(...drawn(rng, word));
  }
  // A missing or a superfluous argument now and then.
  if (argv.length > 2 && argv[0] !== 'SPOP' && argv[0] !== 'spop' && randomBelow(rng, 150) === 0) argv.pop();
  if (randomBelow(rng, 150) === 0) argv.push(pick(rng, VALUES));
  return argv;
}

/** A template with how its reply is compared and how often it comes. */
export type Template = readonly [weight: number, template: string, comparison?: Comparison];

/** A generator over templates. */
export function fromTemplates(templates: readonly Template[]): Generator {
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

const COMMON: readonly Template[] = [
  [2, 'DEL $l'],
  [2, 'DEL $h'],
  [2, 'DEL $s'],
  [2, 'DEL $z'],
  [1, 'TYPE $z'],
  [2, 'OBJECT ENCODING $h'],
  [2, 'OBJECT ENCODING $s'],
  [2, 'OBJECT ENCODING $z'],
  [1, 'OBJECT ENCODING $l'],
  [1, 'EXISTS $l $h $s'],
  [1, 'SET $l $v'],
];

const LISTS: readonly Template[] = [
  [10, 'LPUSH $l *$v'],
  [10, 'RPUSH $l *$v'],
  [2, 'LPUSHX $l *$v'],
  [2, 'RPUSHX $l *$v'],
  [4, 'LPOP $l ?$c'],
  [4, 'RPOP $l ?$c'],
  [2, 'LLEN $l'],
  [8, 'LRANGE $l $i $i'],
  [4, 'LRANGE $l 0 -1'],
  [4, 'LINDEX $l $i'],
  [4, 'LSET $l $i $v'],
  [3, 'LINSERT $l BEFORE $v $v'],
  [3, 'LINSERT $l AFTER $v $v'],
  [4, 'LREM $l $i $v'],
  [2, 'LTRIM $l $i $i'],
  [5, 'LPOS $l $v ?RANK_$r ?COUNT_$c ?MAXLEN_$c'],
  [4, 'LMOVE $l $l $lr $lr'],
  [3, 'RPOPLPUSH $l $l'],
  [3, 'LMPOP 2 $l $l $lr ?COUNT_$c'],
  [2, 'LMPOP $i $l $lr'],
];

const HASHES: readonly Template[] = [
  [10, 'HSET $h *$f_$v'],
  [3, 'HMSET $h *$f_$v'],
  [3, 'HSETNX $h $f $v'],
  [4, 'HGET $h $f'],
  [3, 'HMGET $h *$f'],
  [4, 'HDEL $h *$f'],
  [2, 'HLEN $h'],
  [2, 'HSTRLEN $h $f'],
  [2, 'HEXISTS $h $f'],
  [2, 'HKEYS $h', 'unordered'],
  [2, 'HVALS $h', 'unordered'],
  [4, 'HGETALL $h', 'pairs'],
  [4, 'HINCRBY $h $f $num'],
  [6, 'HINCRBYFLOAT $h $f $real'],
  [2, 'HSCAN $h 0 COUNT 1000 ?MATCH_$glob', 'scanPairs'],
  [1, 'HSCAN $h $i ?COUNT_$i', 'any'],
  [1, 'HRANDFIELD $h', 'size'],
  [1, 'HRANDFIELD $h $i', 'any'],
  [1, 'HRANDFIELD $h $c WITHVALUES', 'size'],
  [1, 'HRANDFIELD $h -$c', 'any'],
];

const SETS: readonly Template[] = [
  [10, 'SADD $s *$v'],
  [6, 'SADD $s *$n'],
  [6, 'SADD $s *$m'],
  [4, 'SREM $s *$v'],
  [3, 'SREM $s *$m'],
  [2, 'SCARD $s'],
  [2, 'SISMEMBER $s $v'],
  [2, 'SMISMEMBER $s *$v'],
  [4, 'SMEMBERS $s', 'unordered'],
  [3, 'SMOVE $s $s $v'],
  [3, 'SINTER *$s', 'unordered'],
  [3, 'SUNION *$s', 'unordered'],
  [3, 'SDIFF *$s', 'unordered'],
  [3, 'SINTERSTORE $s *$s'],
  [3, 'SUNIONSTORE $s *$s'],
  [3, 'SDIFFSTORE $s *$s'],
  [3, 'SINTERCARD 2 $s $s ?LIMIT_$c'],
  [1, 'SINTERCARD $i $s $s ?LIMIT_$i'],
  [2, 'SSCAN $s 0 COUNT 1000 ?MATCH_$glob', 'scan'],
  [1, 'SRANDMEMBER $s', 'size'],
  [1, 'SRANDMEMBER $s $c', 'size'],
  [1, 'SPOP $s 100', 'unordered'],
  [1, 'SPOP $s 0', 'unordered'],
];

const ZSETS: readonly Template[] = [
  [14, 'ZADD $z *$d_$m'],
  [8, 'ZADD $y 0 $m 0 $m'],
  [4, 'ZADD $z ?NX ?XX ?GT ?LT ?CH ?INCR $d $m'],
  [4, 'ZADD $z ?XX ?GT ?CH *$d_$m'],
  [4, 'ZINCRBY $z $d $m'],
  [4, 'ZREM $z *$m'],
  [2, 'ZCARD $z'],
  [2, 'ZSCORE $z $m'],
  [2, 'ZMSCORE $z *$m'],
  [2, 'ZRANK $z $m'],
  [2, 'ZREVRANK $z $m'],
  [3, 'ZCOUNT $z $min $min'],
  [2, 'ZLEXCOUNT $y $lex $lex'],
  [4, 'ZRANGE $z $i $i ?REV ?WITHSCORES'],
  [4, 'ZRANGE $z $min $min BYSCORE ?REV ?WITHSCORES ?LIMIT_$i_$i'],
  [3, 'ZRANGE $y $lex $lex BYLEX ?REV ?LIMIT_$c_$i ?WITHSCORES'],
  [3, 'ZREVRANGE $z $i $i ?WITHSCORES'],
  [3, 'ZRANGEBYSCORE $z $min $min ?WITHSCORES ?LIMIT_$c_$i'],
  [3, 'ZREVRANGEBYSCORE $z $min $min ?WITHSCORES ?LIMIT_$c_$i'],
  [2, 'ZRANGEBYLEX $y $lex $lex ?LIMIT_$c_$i'],
  [2, 'ZREVRANGEBYLEX $y $lex $lex ?LIMIT_$c_$i'],
  [3, 'ZRANGESTORE $z $z $i $i ?REV'],
  [3, 'ZRANGESTORE $z $z $min $min BYSCORE ?LIMIT_$c_$i'],
  [2, 'ZREMRANGEBYRANK $z $i $i'],
  [2, 'ZREMRANGEBYSCORE $z $min $min'],
  [2, 'ZREMRANGEBYLEX $y $lex $lex'],
  [3, 'ZPOPMIN $z ?$c'],
  [3, 'ZPOPMAX $z ?$c'],
  [2, 'ZMPOP 2 $z $z $mm ?COUNT_$c'],
  [1, 'ZMPOP $i $z $mm'],
  [3, 'ZUNION 2 $z $z ?WEIGHTS_$d_$d ?AGGREGATE_$agg ?WITHSCORES'],
  [3, 'ZINTER 2 $z $z ?WEIGHTS_$d_$d ?AGGREGATE_$agg ?WITHSCORES'],
  [2, 'ZUNION 2 $z $s WITHSCORES'],
  [2, 'ZINTER 2 $s $z WITHSCORES'],
  [3, 'ZDIFF 2 $z $z ?WITHSCORES'],
  [3, 'ZUNIONSTORE $z 2 $z $z ?WEIGHTS_$d_$d ?AGGREGATE_$agg'],
  [3, 'ZINTERSTORE $z 2 $z $z ?WEIGHTS_$d_$d ?AGGREGATE_$agg'],
  [2, 'ZDIFFSTORE $z 2 $z $z'],
  [1, 'ZUNION $i $z $z'],
  [2, 'ZINTERCARD 2 $z $z ?LIMIT_$c'],
  [2, 'ZSCAN $z 0 COUNT 1000 ?MATCH_$glob', 'scanPairs'],
  [1, 'ZRANDMEMBER $z', 'size'],
  [1, 'ZRANDMEMBER $z $c ?WITHSCORES', 'size'],
];

const STREAMS: readonly Template[] = [
  [20, 'XADD $x $new $f $v'],
  [8, 'XADD $x $new *$f_$v'],
  [3, 'XADD $x NOMKSTREAM $new $f $v'],
  [3, 'XADD $x MAXLEN $c $new a b'],
  [3, 'XADD $x MAXLEN ~ $c $new a b'],
  [2, 'XADD $x MAXLEN ~ $c LIMIT $c $new a b'],
  [2, 'XADD $x MINID $id $new a b'],
  [2, 'XADD $x MINID ~ $id $new a b'],
  [1, 'XADD $x MAXLEN = $c LIMIT 2 $new a b'],
  [1, 'XADD $x MAXLEN 1 MINID 1 $new a b'],
  [2, 'XTRIM $x MAXLEN $c'],
  [2, 'XTRIM $x MAXLEN ~ $c ?LIMIT_$c'],
  [2, 'XTRIM $x MINID $id'],
  [1, 'XTRIM $x MINID ~ $id'],
  [3, 'XLEN $x'],
  [5, 'XRANGE $x $lo $hi ?COUNT_$c'],
  [5, 'XREVRANGE $x $hi $lo ?COUNT_$c'],
  [4, 'XDEL $x *$id'],
  [2, 'XSETID $x $id ?ENTRIESADDED_$c ?MAXDELETEDID_$id'],
  [4, 'XREAD ?COUNT_$c STREAMS $x $x $id $id'],
  [1, 'XREAD STREAMS $x $'],
  [5, 'XGROUP CREATE $x $gr $id ?MKSTREAM ?ENTRIESREAD_$c'],
  [1, 'XGROUP CREATE $x $gr $ MKSTREAM'],
  [1, 'XGROUP SETID $x $gr $id ?ENTRIESREAD_$c'],
  [1, 'XGROUP DESTROY $x $gr'],
  [2, 'XGROUP CREATECONSUMER $x $gr $cons'],
  [1, 'XGROUP DELCONSUMER $x $gr $cons'],
  [10, 'XREADGROUP GROUP $gr $cons ?COUNT_$c ?NOACK STREAMS $x >'],
  [5, 'XREADGROUP GROUP $gr $cons ?COUNT_$c STREAMS $x $id'],
  [2, 'XREADGROUP GROUP $gr $cons STREAMS $x $x > >'],
  [4, 'XACK $x $gr *$id'],
  [3, 'XPENDING $x $gr'],
  [3, 'XPENDING $x $gr $lo $hi $c ?$cons', 'any'],
  [1, 'XPENDING $x $gr IDLE 0 $lo $hi $c ?$cons', 'any'],
  [5, 'XCLAIM $x $gr $cons 0 *$id ?IDLE_5 ?RETRYCOUNT_$c ?FORCE ?JUSTID ?LASTID_$id'],
  [4, 'XAUTOCLAIM $x $gr $cons 0 $lo ?COUNT_$c ?JUSTID'],
  [2, 'XINFO CONSUMERS $x $gr', 'any'],
  [6, 'XINFO GROUPS $x'],
  [6, 'XINFO STREAM $x'],
  [2, 'XINFO STREAM $x FULL ?COUNT_$c', 'any'],
  [1, 'DEL $x'],
  [1, 'OBJECT ENCODING $x'],
];

const HLLS: readonly Template[] = [
  [20, 'PFADD $p *$v'],
  [10, 'PFADD $p *$m'],
  [8, 'PFCOUNT $p'],
  [6, 'PFCOUNT $p $p'],
  [6, 'PFMERGE $p *$p'],
  [3, 'PFDEBUG ENCODING $p'],
  [2, 'PFDEBUG DECODE $p'],
  [1, 'PFDEBUG TODENSE $p'],
  [2, 'GET $p'],
  [1, 'STRLEN $p'],
  [1, 'DEL $p'],
  [1, 'SET $p $v'],
];

const GEOS: readonly Template[] = [
  [12, 'GEOADD $g $lonlat $m ?$lonlat_$m'],
  [3, 'GEOADD $g ?NX ?XX ?CH $lonlat $m'],
  [4, 'GEOPOS $g *$m'],
  [4, 'GEOHASH $g *$m'],
  [4, 'GEODIST $g $m $m ?$unit'],
  [8, 'GEOSEARCH $g FROMLONLAT $lonlat BYRADIUS $radius $unit ASC ?WITHCOORD ?WITHDIST ?WITHHASH'],
  [6, 'GEOSEARCH $g FROMMEMBER $m BYBOX $radius $radius $unit ?DESC ?WITHDIST ?WITHCOORD', 'unordered'],
  [3, 'GEOSEARCH $g FROMLONLAT $lonlat BYBOX $radius $radius $unit DESC COUNT $c ?ANY', 'size'],
  [4, 'GEOSEARCHSTORE $g $g FROMLONLAT $lonlat BYRADIUS $radius $unit ?ASC'],
  [2, 'GEOSEARCHSTORE gdist $g FROMLONLAT $lonlat BYRADIUS $radius $unit STOREDIST'],
  [5, 'GEORADIUS $g $lonlat $radius $unit ?WITHDIST ?WITHHASH ASC'],
  [3, 'GEORADIUS $g $lonlat $radius $unit ?STORE_$g', 'unordered'],
  [3, 'GEORADIUSBYMEMBER $g $m $radius $unit ?WITHCOORD DESC'],
  [2, 'GEORADIUS_RO $g $lonlat $radius $unit ASC'],
  [2, 'GEORADIUSBYMEMBER_RO $g $m $radius $unit ASC'],
  [3, 'ZRANGE $g 0 -1 WITHSCORES'],
  [1, 'DEL $g'],
  [1, 'ZREM $g *$m'],
];

/** The groups, each with what belongs to every keyspace. */
export const GROUPS: Readonly<Record<string, readonly Template[]>> = {
  lists: [...LISTS, ...COMMON],
  hashes: [...HASHES, ...COMMON],
  sets: [...SETS, ...COMMON],
  zsets: [...ZSETS, ...COMMON],
  streams: [...STREAMS, ...COMMON],
  hyperloglogs: [...HLLS, ...COMMON],
  places: [...GEOS, ...COMMON],
};
