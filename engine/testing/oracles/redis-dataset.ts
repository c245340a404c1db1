import { pcg } from './pseudo-random.ts';

/*
 * Commands that make a data set with every type in every encoding and every size class of Redis's files: for loading
 * on one side what the other has written.
 */

export type Command = readonly string[];

const text = (length: number, alphabet: number, random: (bound: number) => number): string => {
  let made = '';
  for (let i = 0; i < length; i++) made += String.fromCharCode(alphabet === 256 ? random(256) : 97 + random(alphabet));
  return made;
};

const INTEGERS = [
  '0',
  '1',
  '-1',
  '12',
  '13',
  '127',
  '128',
  '-128',
  '-129',
  '4095',
  '4096',
  '-4096',
  '-4097',
  '32767',
  '32768',
  '-32768',
  '-32769',
  '8388607',
  '8388608',
  '-8388608',
  '-8388609',
  '2147483647',
  '2147483648',
  '-2147483648',
  '-2147483649',
  '9007199254740993',
  '-9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775808',
  '007',
  '+5',
  '-0',
  ' 1',
  '1.0',
  '',
];

function strings(random: (bound: number) => number): Command[] {
  const commands: Command[] = INTEGERS.map((value, i) => ['SET', `s:int:${i}`, value]);
  for (const length of [1, 11, 20, 21, 44, 45, 63, 64, 300, 16384]) {
    commands.push(
      ['SET', `s:text:${length}`, text(length, 3, random)],
      ['SET', `s:noise:${length}`, text(length, 256, random)],
    );
    commands.push(['SET', `s:same:${length}`, 'a'.repeat(length)]);
  }
  commands.push(['SET', 's:same:70000', 'a'.repeat(70000)]);
  commands.push(['APPEND', 's:appended', '123'], ['APPEND', 's:appended', '456'], ['SETBIT', 's:bits', '1000', '1']);
  commands.push(
    ['PFADD', 's:hll', 'a', 'b', 'c'],
    ['PFADD', 's:hll2', ...Array.from({ length: 3000 }, (_, i) => `e${i}`)],
  );
  INTEGERS.forEach((key, i) => commands.push(['SET', `${key}`, `keyed ${i}`]));
  return commands;
}

function lists(random: (bound: number) => number): Command[] {
  const commands: Command[] = [['RPUSH', 'l:ints', ...INTEGERS]];
  commands.push(['RPUSH', 'l:nodes', ...Array.from({ length: 3000 }, (_, i) => `element ${i}`)]);
  for (const length of [62, 63, 64, 127, 128, 4094, 4095, 4096, 20000])
    commands.push(['LPUSH', 'l:sizes', text(length, 26, random)]);
  commands.push(
    ['DEBUG', 'QUICKLIST-PACKED-THRESHOLD', '100'],
    ['RPUSH', 'l:plain', 'small', 'p'.repeat(150), text(200, 256, random), 'end'],
  );
  commands.push(['DEBUG', 'QUICKLIST-PACKED-THRESHOLD', '1073741824']);
  return commands;
}

function sets(random: (bound: number) => number): Command[] {
  const many = Array.from({ length: 600 }, (_, i) => String(i * 7));
  return [
    ['SADD', 'set:int16', '1', '-3', '32767', '-32768'],
    ['SADD', 'set:int32', '1', '32768', '-2147483648'],
    ['SADD', 'set:int64', '1', '2147483648', '-9223372036854775808', '9223372036854775807', '9007199254740993'],
    ['SADD', 'set:full', ...many.slice(0, 512)],
    ['SADD', 'set:overfull', ...many],
    ['SADD', 'set:words', ...INTEGERS, ...Array.from({ length: 50 }, () => text(30, 256, random))],
  ];
}

function hashes(random: (bound: number) => number): Command[] {
  const pairs = (count: number): string[] =>
    Array.from({ length: count * 2 }, (_, i) => (i % 2 ? text(i % 40, 26, random) : `f${i}`));
  return [
    ['HSET', 'h:small', 'f', 'v', '', 'empty', '1', '2'],
    ['HSET', 'h:ints', ...INTEGERS.flatMap((value, i) => [`${i}`, value])],
    ['HSET', 'h:full', ...pairs(512)],
    ['HSET', 'h:overfull', ...pairs(513)],
    ['HSET', 'h:long', 'field', text(65, 26, random)],
    ['HSET', 'h:longfield', text(65, 26, random), 'v'],
  ];
}

const SCORES = [
  '0',
  '-0',
  '1',
  '-1',
  '1.5',
  '0.1',
  '-0.1',
  '1e300',
  '-1e-300',
  'inf',
  '-inf',
  '3.14159265358979',
  '9007199254740993',
  '1e17',
  '1e16',
  '123456789012',
];

function zsets(random: (bound: number) => number): Command[] {
  const members = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => [String((random(2000) - 1000) / 8), `m${i}`]).flat();
  return [
    ['ZADD', 'z:scores', ...SCORES.flatMap((score, i) => [score, `m${i}`])],
    ['ZADD', 'z:ints', ...INTEGERS.flatMap((member, i) => [String(i), member])],
    ['ZADD', 'z:ties', ...['c', 'a', 'b', '10', '9'].flatMap((member) => ['5', member])],
    ['ZADD', 'z:full', ...members(128)],
    ['ZADD', 'z:overfull', ...members(129)],
    ['ZADD', 'z:big', ...members(2000)],
    ['ZADD', 'z:scoresbig', ...SCORES.flatMap((score, i) => [score, `m${i}`]), '1', 'x'.repeat(65)],
  ];
}

function streams(random: (bound: number) => number): Command[] {
  const commands: Command[] = [];
  for (let i = 1; i <= 350; i++)
    commands.push(['XADD', 'x:nodes', `${1000 + (i >> 2)}-${i}`, 'a', String(i), 'b', text(i % 9, 26, random)]);
  commands.push(
    ['XADD', 'x:fields', '5-1', 'a', '1'],
    ['XADD', 'x:fields', '5-2', 'b', '2'],
    ['XADD', 'x:fields', '6-0', 'a', '1', 'b', ''],
  );
  commands.push(
    ['XADD', 'x:max', '18446744073709551615-18446744073709551614', 'k', 'v'],
    ['XADD', 'x:max', '18446744073709551615-18446744073709551615', 'k', 'v'],
  );
  commands.push(
    ['XADD', 'x:empty', '1-1', 'k', 'v'],
    ['XDEL', 'x:empty', '1-1'],
    ['XGROUP', 'CREATE', 'x:empty', 'g', '$'],
  );
  commands.push(['XDEL', 'x:nodes', '1000-1', '1000-2', '1050-202']);
  commands.push(
    ['XGROUP', 'CREATE', 'x:nodes', 'workers', '0'],
    ['XGROUP', 'CREATE', 'x:nodes', 'idle', '$'],
    ['XGROUP', 'CREATE', 'x:nodes', 'a', '1003-0', 'ENTRIESREAD', '3'],
  );
  commands.push(
    ['XREADGROUP', 'GROUP', 'workers', 'bob', 'COUNT', '7', 'STREAMS', 'x:nodes', '>'],
    ['XREADGROUP', 'GROUP', 'workers', 'alice', 'COUNT', '5', 'STREAMS', 'x:nodes', '>'],
  );
  commands.push(['XACK', 'x:nodes', 'workers', '1001-4'], ['XGROUP', 'CREATECONSUMER', 'x:nodes', 'idle', 'nobody']);
  return commands;
}

const LIBRARY = "#!lua name=mylib\nredis.register_function('answer', function() return 42 end)\n";

/** The whole data set, in databases 0, 3 and 15. `seed` decides the random bytes in it. */
export function datasetCommands(seed = 1): Command[] {
  const random = pcg(seed);
  return [
    ...strings(random),
    ...lists(random),
    ...sets(random),
    ...hashes(random),
    ...zsets(random),
    ...streams(random),
    ['SELECT', '3'],
    ['SET', 'other', 'db'],
    ['RPUSH', 'list', 'a'],
    ['PEXPIREAT', 'other', '4102444800123'],
    ['SELECT', '15'],
    ['SET', 'last', 'db'],
    ['SELECT', '0'],
    ['PEXPIREAT', 's:int:1', '4102444800000'],
    ['PEXPIREAT', 'h:full', '9007199254740991'],
    ['PEXPIREAT', 'x:nodes', '4102444800001'],
    ['FUNCTION', 'LOAD', LIBRARY],
  ];
}
