import { expect, test } from 'vitest';
import { phash2, phash32, type Term } from './erlang-hash.ts';
import { uniformFrom } from './erlang-random.ts';

/* What Erlang/OTP 25 says. */

const atom = (name: string): Term => ({ atom: name });
const tuple = (...parts: Term[]): Term => ({ tuple: parts });

test.each<[string, Term, number]>([
  ['<<>>', '', 147_926_629],
  ['<<"a">>', 'a', 1_589_197_455],
  ['<<"abcdefghijklm">>', 'abcdefghijklm', 3_501_102_500],
  ['<<"abcdefghijklmnopqrstuvwxyz">>', 'abcdefghijklmnopqrstuvwxyz', 2_974_138_351],
  ['undefined', atom('undefined'), 180_132_084],
  ['an_atom_that_is_longer', atom('an_atom_that_is_longer'), 70_041_410],
  ['{longstr,<<"x">>}', tuple(atom('longstr'), 'x'), 1_222_401_979],
  ['[{<<"a">>,byte,1}]', [tuple('a', atom('byte'), 1)], 1_258_260_548],
  ['-5', -5, 517_668_864],
  ['134217728', 134_217_728, 2_562_491_755],
  ['-134217729', -134_217_729, 1_418_916_782],
  ['18446744073709551617', 18446744073709551617n, 3_388_414_072],
  ['1.5', { float: 1.5 }, 2_023_646_235],
  ['[]', [], 3_468_870_702],
  ['[1,2,3,4,5]', [1, 2, 3, 4, 5], 3_824_152_778],
  ['[1,2,foo]', [1, 2, atom('foo')], 2_094_099_968],
  ['[300,1]', [300, 1], 3_636_192_855],
])('erlang:phash2(%s, 1 bsl 32)', (_, term, hash) => expect(phash32(term)).toBe(hash));

test('erlang:phash2 has 27 bits', () => expect(phash2('hello world')).toBe(33_550_279));

test.each([
  [0, 0, 0, 0.2942322177448042, 0.9893093436811865],
  [5, 5, 5, 0.3524409836262642, 0.6709089196544433],
  [134217727, 134217727, 134217727, 0.4039370416875439, 0.49694845280790284],
])('rand:seed_s(exs1024, {%i, %i, %i})', (key, _a, _b, first, second) => {
  const random = uniformFrom(key);
  expect([random.next().value, random.next().value]).toEqual([first, second]);
});
