// What console.log writes.
console.log({}, [], '', 'a', 1, -0, null, undefined, true, 10n, Symbol('s'));
console.log({ a: { b: { c: { d: 1 } } } }, [[[[1]]]]);
console.log([1.5, 'x', [1, 2], { y: 'z' }, null, undefined]);
console.log({ 'a-b': 1, 2: 3, [Symbol('k')]: 4 });
console.log(Array.from({ length: 120 }, (_, i) => i));
console.log(Array.from({ length: 30 }, (_, i) => `item ${i}`));
console.log({ long: 'x'.repeat(60), other: 'y'.repeat(30) });
console.log({
  name: 'order',
  items: [
    { id: 1, qty: 2 },
    { id: 2, qty: 5 },
  ],
  total: 12.5,
  paid: false,
  when: new Date(0),
});
console.log(
  new Map([
    ['a', { b: 1 }],
    ['c', [1, 2]],
  ]),
  new Set(['x', 1]),
  new Map(),
  new Set(),
);
console.log(
  () => 1,
  function named() {},
  class A {},
  class B extends Array {},
  async () => {},
  function* gen() {},
  Math.max,
);
class Point {
  constructor() {
    this.x = 1;
    this.y = 2;
  }
  get len() {
    return 3;
  }
}
console.log(new Point(), [new Point()], Object.create(null), Object.create({ inherited: 1 }));
console.log({
  get a() {
    return 1;
  },
  set a(v) {},
  get b() {
    return 2;
  },
  set c(v) {},
});
const self = { name: 'self' };
self.me = self;
console.log(self);
console.log(
  Promise.resolve(1),
  Promise.reject(new TypeError('r')).catch(() => 0),
  new Promise(() => {}),
);
console.log(Buffer.from('hello'), new Uint8Array([1, 2, 3]), Buffer.alloc(0));
console.log('%s is %d years and %i, %f, %j %o %O %%', 'Bob', 42.5, 42.9, 1.5, { a: 1 }, [1], { b: { c: {} } }, 'extra');
console.log('%s', { a: 1 }, 'tail', null);
console.log("it's", ["it's", 'say "hi"', `both ' and "`, 'new\nline', 'tab\t', '\u0001']);
console.log([undefined, null, , 3], [, ,], { u: undefined });
console.log(JSON.stringify({ a: [1, 'x', null, undefined, () => 1], b: { c: new Date(0) }, d: NaN }, null, 2));
console.log(/a+b/gi, [/x/], new Date(86400000), [new Date(0)]);
console.log(
  [
    ['a', 1],
    ['b', 2],
  ],
  {
    list: [
      [1, 2],
      [3, 4],
    ],
  },
);
console.log({ a: 'x'.repeat(100) });
console.log([
  { a: 1, b: 2, c: 3 },
  { a: 1, b: 2, c: 3 },
  { a: 1, b: 2, c: 3 },
]);
console.log({ f() {}, g: async () => {}, h: class {} });
console.log([1.25, -3, 100000, 1e21, 1e-7, 0xff], 0.1 + 0.2, 1 / 3, 5e-324, 123456789012345680000);
console.log(new WeakMap(), new WeakSet(), [1, 2, 3].entries(), new Map([[1, 2]]).keys().next());
console.log('a\nb', ['a\nb']);
console.log([true, false], [null], [undefined], [Symbol.iterator], [10n]);
console.log({ a: [], b: {}, c: new Map(), d: new Set(), e: '' });
console.log(Array(3), [1, , 3], new Array(5).fill(0));
console.log(
  Object.assign(() => {}, { prop: 1 }),
  Object.assign(function f() {}, { x: 'y' }),
);
console.log([['x'.repeat(40), 'y'.repeat(40)], ['z']], { deep: { deeper: { deepest: { x: 1 } } } });
console.log(process.argv.length > 0, typeof process.env, typeof process.exit);
console.log(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key${i}`, i])));
