// What the language brings along.
const show = (...args) => console.log(...args);
show(
  [5, 1, 10].sort(),
  [5, 1, 10].sort((a, b) => a - b),
  ['b', undefined, 'a'].sort(),
  [3, 1, 2].toSorted(),
  [1, 2, 3].toReversed(),
);
show(
  [1, 2, 3, 4].filter((x) => x % 2),
  [1, 2, 3].map(String),
  [[1], [2, [3]]].flat(),
  [1, 2].flatMap((x) => [x, x * 2]),
);
show(
  [1, 2, 3].reduce((a, b) => a + b),
  [1, 2, 3].reduceRight((a, b) => `${a}${b}`),
  [1, 2, 3].find((x) => x > 1),
  [1, 2, 3].findLast((x) => x < 3),
);
show(
  [1, 2, 3].indexOf(2),
  [1, NaN].includes(NaN),
  [1, 2, 3].at(-1),
  [1, 2, 3, 4].splice(1, 2),
  [1, 2, 3].slice(-2),
  [1, 2, 3].join('-'),
);
show(
  [1, 2, 3].some((x) => x > 2),
  [1, 2, 3].every((x) => x > 0),
  [3, 4].entries().next(),
  [...[7, 8].keys()],
  Array.from('abc', (c) => c + c),
  Array.of(1, 2),
);
show([1, 2, 3].with(1, 9), [1, 2, 3].fill(0, 1), [1, 2, 3].lastIndexOf(3));
show(
  'Hello'.padStart(8, '*'),
  'abc'.at(-1),
  'a,b,,c'.split(','),
  'abc'.split(''),
  'x'.codePointAt(0),
  'aXbX'.replaceAll('X', '-'),
  ' trim '.trim(),
);
show(
  'abc'.slice(-2),
  'abc'.substring(2, 0),
  'abcabc'.lastIndexOf('b'),
  'abc'.startsWith('b', 1),
  'ab'.repeat(3),
  'ÄÖ'.toLowerCase(),
  'a😀b'.length,
  [...'a😀b'],
);
show(
  '2024-01-15'.match(/(\d+)-(\d+)-(\d+)/).slice(0, 4),
  'a1b22'.match(/\d+/g),
  [...'a1b2'.matchAll(/([a-z])(\d)/g)].map((m) => m[1] + m[2]),
);
show(
  'John Smith'.replace(/(?<first>\w+)\s(?<last>\w+)/, '$<last>, $<first>'),
  'aaa'.replace(/a/g, (m, i) => i),
  'x-y'.replace('-', '$&$&'),
);
show(
  /^[\w.]+@[\w.]+\.\w+$/.test('a.b@c.de'),
  /a(?=b)/.exec('ab').index,
  /(a)|(b)/.exec('b'),
  'one  two'.split(/\s+/),
  'a1b2'.split(/(\d)/),
);
const re = /o/g;
show(re.test('foo'), re.lastIndex, re.test('foo'), re.lastIndex, re.test('foo'));
show(
  /(\d+)\1/.test('1212'),
  /\bfoo\b/.test('a foo b'),
  /[^a-c]+/.exec('abcxyz')[0],
  /a{2,3}?/.exec('aaaa')[0],
  /(?<!x)y/.test('ay'),
  /\u{1F600}/u.test('😀'),
);
show(
  Number('12'),
  Number(''),
  Number('x'),
  Number(null),
  parseInt('42px'),
  parseFloat('3.14abc'),
  (255).toString(16),
  (3.14159).toFixed(2),
  (1234.5678).toPrecision(6),
  (0.000001).toString(),
  1e21 + '',
);
show(
  Math.max(1, 2, 3),
  Math.min(),
  Math.round(2.5),
  Math.round(-2.5),
  Math.trunc(-4.7),
  Math.sign(-3),
  Math.hypot(3, 4),
  Math.abs(-1),
  7 % 3,
  -7 % 3,
  2 ** 10,
  (5 / 2) | 0,
);
show(
  Number.isInteger(5),
  Number.MAX_SAFE_INTEGER,
  Number.EPSILON > 0,
  isNaN('x'),
  0.1 + 0.2 === 0.3,
  NaN !== NaN,
  Object.is(-0, 0),
  1 / -0,
);
const m = new Map([
  [1, 'a'],
  ['1', 'b'],
]);
m.set(NaN, 'n').delete(1);
show(m.get(NaN), m.size, [...m.keys()], m.has('1'));
const order = new Map([
  ['a', 1],
  ['b', 2],
  ['c', 3],
]);
for (const [k] of order) {
  if (k === 'a') {
    order.delete('b');
    order.set('d', 4);
  }
  show(k);
}
show(new Set([1, 2]).has(2), [...new Set('hello')].join(''), new Set([1, 2, 3]).size);
show(
  Object.keys({ b: 1, a: 2, 1: 3 }),
  Object.entries({ x: 1 }),
  Object.assign({}, { a: 1 }, null, { b: 2 }),
  Object.fromEntries([['k', 'v']]),
  { ...{ a: 1 }, b: 2, ...[9] },
);
show(
  JSON.parse('{"a":[1,2,{"b":null}],"c":"\\u0041\\n"}'),
  JSON.stringify('q"uote'),
  JSON.stringify({
    toJSON() {
      return 'custom';
    },
  }),
  JSON.stringify([undefined]),
  JSON.parse('[1,2]', (k, v) => (typeof v === 'number' ? v * 2 : v)),
  JSON.stringify({ a: 1, b: 2 }, ['a']),
);
const d = new Date('2024-02-29T12:34:56.789Z');
show(
  d.getTime(),
  d.toISOString(),
  d.getUTCDay(),
  d.getUTCFullYear(),
  new Date(2020, 0, 31).getTime() - new Date(2020, 0, 1).getTime(),
  Date.UTC(2000, 1, 30),
  new Date('invalid').getTime(),
  new Date(0).toJSON(),
);
show(typeof Date.now(), typeof performance.now(), typeof crypto.randomUUID(), crypto.randomUUID().length);
const b = Buffer.from('héllo wörld');
show(
  b.length,
  b.toString('base64'),
  Buffer.from('aGk=', 'base64').toString(),
  b.slice(0, 2).toString('hex'),
  Buffer.concat([Buffer.from('a'), Buffer.from('b')]).toString(),
  Buffer.byteLength('é'),
  b.equals(Buffer.from('héllo wörld')),
  JSON.stringify(Buffer.from('a')),
);
const wb = Buffer.alloc(8);
wb.writeUInt32BE(0xdeadbeef, 0);
wb.writeInt16LE(-2, 4);
show(wb, wb.readUInt32BE(0), wb.readInt16LE(4), new TextDecoder().decode(new TextEncoder().encode('ü')));
class Temp {
  static #count = 0;
  #c = 0;
  static make(c) {
    const t = new Temp();
    t.#c = c;
    Temp.#count++;
    return t;
  }
  get f() {
    return this.#c * 1.8 + 32;
  }
  set f(v) {
    this.#c = (v - 32) / 1.8;
  }
  static get count() {
    return Temp.#count;
  }
  #secret() {
    return `s${this.#c}`;
  }
  tell() {
    return this.#secret();
  }
  static {
    this.ready = true;
  }
  has(o) {
    return #c in o;
  }
  [Symbol.toPrimitive](h) {
    return h === 'number' ? this.#c : `${this.#c}°`;
  }
}
const t = Temp.make(100);
show(t.f, ((t.f = 32), t.tell()), Temp.count, Temp.ready, t.has(t), t.has({}), `${t}`, +t, t + 1);
class Animal {
  constructor(n) {
    this.n = n;
  }
  speak() {
    return `${this.n} makes a sound`;
  }
  static kind() {
    return 'animal';
  }
}
class Dog extends Animal {
  speak() {
    return `${super.speak()}: woof`;
  }
  static kind() {
    return `dog is ${super.kind()}`;
  }
  get loud() {
    return this.speak().toUpperCase();
  }
}
show(
  new Dog('Rex').speak(),
  Dog.kind(),
  new Dog('R').loud,
  Object.getPrototypeOf(Dog) === Animal,
  new Dog('x') instanceof Animal,
  Dog.name,
  new Dog('q').constructor.name,
);
function* fib() {
  let [a, c] = [0, 1];
  for (;;) {
    yield a;
    [a, c] = [c, a + c];
  }
}
const out = [];
for (const x of fib()) {
  if (x > 50) break;
  out.push(x);
}
show(out);
function* inner() {
  const got = yield 1;
  show('got', got);
  yield* [2, 3];
  return 4;
}
const g = inner();
show(g.next(), g.next('hi'), g.next(), g.next(), g.next());
const iter = {
  from: 1,
  to: 3,
  [Symbol.iterator]() {
    let c = this.from;
    const to = this.to;
    return {
      next: () => (c <= to ? { value: c++, done: false } : { value: undefined, done: true }),
      return() {
        show('returned');
        return {};
      },
    };
  },
};
show([...iter], Math.max(...iter));
for (const x of iter) {
  if (x === 2) break;
}
const [first] = iter;
show(first);
const { a = 1, b: { c: deep = 2 } = {}, ...others } = { x: 9, y: 8 };
show(a, deep, others);
const [p, , q = 5, ...rest] = [1, 2, undefined, 4, 5];
show(p, q, rest);
let s1 = 1,
  s2 = 2;
[s1, s2] = [s2, s1];
show(s1, s2);
function defaults(x, y = x + 1, { z = 3 } = {}, ...more) {
  return [x, y, z, more, arguments.length];
}
show(defaults(1), defaults(1, 2, { z: 9 }, 7, 8), defaults.length, ((a, b) => 0).length);
const o = {
  n: 1,
  get double() {
    return this.n * 2;
  },
  set double(v) {
    this.n = v / 2;
  },
  ['comp' + 1]: 'c',
  method() {
    return this.n;
  },
};
o.double = 10;
show(o.n, o.double, o.comp1, o.method(), o?.missing?.(), o.method?.(), delete o.n, o);
let x = null;
x ??= 5;
x ||= 6;
x &&= 7;
show(x, null ?? 'd', 0 || 'e', '' ?? 'f');
show(
  typeof null,
  typeof undefined,
  typeof (() => 1),
  void 0,
  [] + {},
  [] == false,
  null == undefined,
  '5' * 2,
  '5' + 2,
  true + 1,
  [2] * [3],
);
show(
  1 < 2 < 3,
  3 > 2 > 1,
  '10' < '9',
  10 < 9,
  'a' < 'b',
  null >= 0,
  undefined == 0,
  5 & 3,
  5 | 3,
  5 ^ 3,
  ~5,
  1 << 3,
  -8 >> 1,
  -8 >>> 28,
);
var hoisted = 1;
{
  var hoisted = 2;
}
show(
  hoisted,
  (() => {
    try {
      return inTdz;
      let inTdz;
    } catch (e) {
      return e.name;
    }
  })(),
);
outer: for (let i = 0; i < 3; i++) {
  let k = 0;
  while (true) {
    if (k++ > 1) continue outer;
    if (i === 2) break outer;
    show(i, k);
  }
}
do {
  x--;
} while (x > 5);
show(x);
for (const k in { a: 1, b: 2 }) show(k);
for (let i = 0, j = 10; i < j; i += 3, j -= 3) show(i, j);
switch ('b') {
  case 'a':
    show('A');
    break;
  default:
    show('default');
  case 'c':
    show('C');
}
const fnExpr = function fact(n) {
  return n < 2 ? 1 : n * fact(n - 1);
};
show(fnExpr(10), fnExpr.name, 10n ** 20n, BigInt('123') + 1n, 7n / 2n, -7n % 3n, typeof 1n, 5n > 4, 2n == 2);
show(
  encodeURIComponent('a b&c/ü'),
  decodeURIComponent('%C3%BC'),
  structuredClone({ a: [1, new Date(0), new Map([[1, 2]])] }),
  Symbol('d').description,
  Symbol.for('k') === Symbol.for('k'),
  Object.getOwnPropertyNames(
    class {
      static m() {}
    },
  ).join(),
);
const bound = function (...args) {
  return [this.v, ...args];
}.bind({ v: 1 }, 2);
show(bound(3), bound.name, Math.max.apply(null, [1, 5, 2]), Array.prototype.slice.call([1, 2, 3], 1));
show(
  new Date(0) < new Date(1),
  [1, 2, 3] + '',
  String([1, [2, 3]]),
  String({}),
  `${[1, 2]}`,
  String(null),
  [null, undefined, 1].join(),
);

import assert from 'node:assert';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, promisify } from 'node:util';

const e = new EventEmitter();
e.on('x', (v) => show('x', v));
e.once('x', (v) => show('once', v));
show(e.emit('x', 1), e.emit('x', 2), e.emit('none'), e.listenerCount('x'));
setTimeout(() => e.emit('later', 'a', 'b'), 1);
show(await once(e, 'later'), await sleep(2, 'slept'));
try {
  assert.strictEqual(1, 2, 'msg');
} catch (err) {
  show(err.name, err.code);
}
show(inspect({ a: { b: { c: { d: {} } } } }, { depth: 0 }), await promisify((v, cb) => cb(null, v + 1))(1));
try {
  e.emit('error', new Error('unheard'));
} catch (err) {
  show(err.message);
}
show(
  [1, 2, 3].findLastIndex((v) => v === 2),
  Number('0x10'),
  Number('1e3'),
  ' 12 ' * 1,
  +[],
  +{},
  +'',
  -'5',
);
label2: {
  show('in');
  if (x) break label2;
  show('never');
}
show(((...args) => args.length)(...[1, 2], 3, ...'ab'));
show([...'ab'].entries().next().value, Array.isArray([]), [,].length, [1, , 2].length);
