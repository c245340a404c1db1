console.log('hello', 1 + 2, [1, 2, 3], { a: 1, b: 'x' });
const f = (x) => x * 2;
console.log([1, 2, 3].map(f).filter((x) => x > 2));
class A {
  #x = 1;
  y = 2;
  static z = 3;
  get x() {
    return this.#x;
  }
  inc() {
    this.#x++;
    return this;
  }
}
class B extends A {
  constructor() {
    super();
    this.w = 4;
  }
  toString() {
    return `B${this.x}`;
  }
}
const b = new B().inc();
console.log(b, `${b}`, B.z, b.x);
async function g() {
  await null;
  console.log('async');
  try {
    await Promise.reject(new Error('boom'));
  } catch (e) {
    console.log(e.message);
  } finally {
    console.log('fin');
  }
  return 7;
}
g().then((v) => console.log('then', v));
console.log('sync end');
const {
  p,
  q: [r, ...s],
  ...rest
} = { p: 1, q: [2, 3, 4], t: 5, u: 6 };
console.log(p, r, s, rest);
for (const [k, v] of new Map([
  ['a', 1],
  ['b', 2],
]))
  console.log(k, v);
function* gen() {
  try {
    yield 1;
    yield 2;
  } finally {
    console.log('closed');
  }
}
for (const x of gen()) {
  console.log(x);
  break;
}
setTimeout(() => console.log('timeout'), 10);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('micro'));
label: for (let i = 0; i < 3; i++) {
  for (let j = 0; j < 3; j++) {
    if (j === 1) continue label;
    if (i === 2) break label;
    console.log(i, j);
  }
}
const fns = [];
for (let i = 0; i < 3; i++) fns.push(() => i);
console.log(fns.map((f) => f()));
console.log(
  [3, 1, 2].sort((a, b) => a - b),
  'a-b-c'.split('-'),
  'x1y22'.replace(/\d+/g, (d) => `<${d}>`),
);
const sum = await Promise.all([1, Promise.resolve(2), new Promise((r) => setTimeout(r, 5, 3))]);
console.log(sum);
let o = null;
console.log(o?.a.b.c, o ?? 'def');
o ??= { v: 1 };
o.v += 5;
console.log(o);
async function* ag() {
  for (let i = 0; i < 3; i++) {
    await null;
    yield i;
  }
}
for await (const x of ag()) console.log('ag', x);
switch (3) {
  case 1:
    console.log('one');
  case 3:
    console.log('three');
  case 4:
    console.log('four');
    break;
  default:
    console.log('d');
}
console.log(JSON.stringify({ a: [1, { b: 2 }], d: new Date(0), u: undefined }), JSON.parse('{"x":[1,2,{"y":null}]}'));
try {
  null.x;
} catch (e) {
  console.log(e.message, e instanceof TypeError, e.name);
}
try {
  undefinedVar;
} catch (e) {
  console.log(e.message);
}
try {
  const c = 1;
  c = 2;
} catch (e) {
  console.log(e.message);
}
try {
  ({}).foo();
} catch (e) {
  console.log(e.message);
}
console.log(typeof undefinedVar, typeof f, typeof null);
console.log(new Set([1, 2, 2]), Buffer.from('hé').toString('hex'), [, 1]);
console.log(
  (() => {
    try {
      return 1;
    } finally {
      console.log('f');
    }
  })(),
);
