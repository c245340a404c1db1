const tries = [
  () => undefined.x,
  () => null.y.z,
  () => undefined.foo(),
  () => {
    let u;
    u.bar = 1;
  },
  () => missing,
  () => {
    missing = 1;
  },
  () => {
    const a = { b: {} };
    a.b.c();
  },
  () => {
    const a = {};
    a.b.c;
  },
  () => {
    let n = 5;
    n();
  },
  () => {
    const c = 1;
    c++;
  },
  () => {
    later;
    let later = 1;
  },
  () => {
    const { a } = undefined;
  },
  () => {
    const o = { x: null };
    const { y } = o.x;
  },
  () => {
    const [a] = 5;
  },
  () => {
    for (const x of { a: 1 }) x;
  },
  () => {
    const n = 3;
    for (const x of n) x;
  },
  () =>
    new (class A {
      constructor() {
        this.x.y;
      }
    })(),
  () => {
    class A {}
    A();
  },
  () => {
    const f = () => 1;
    new f();
  },
  () => JSON.parse('{bad'),
  () => JSON.parse(''),
  () => JSON.parse('[1,]'),
  () => JSON.parse('abc'),
  () => JSON.parse('{"a":1'),
  () => [].reduce((a, b) => a),
  () => new Array(-1),
  () => 'x'.repeat(-1),
  () => (1.5).toFixed(200),
  () => Symbol() + '',
  () => 1n + 1,
  () => BigInt(1.5),
  () => Object.freeze([1]).push(2),
  () => {
    const o = Object.freeze({ a: 1 });
    o.a = 2;
  },
  () => {
    const o = Object.freeze({ a: 1 });
    o.b = 2;
  },
  () => {
    const o = Object.freeze({ a: 1 });
    delete o.a;
  },
  () => 'abc'.foo(),
  () => {
    const o = {
      get a() {
        return 1;
      },
    };
    o.a = 2;
  },
  () => [...undefined],
  () => Math.max(...5),
  () => new Map([1]),
  () => new Promise(),
  () => decodeURIComponent('%'),
  () => null[Symbol.iterator],
  () => 'a' in 'b',
  () => ({}) instanceof 5,
  () => Object.defineProperty(1, 'a', {}),
  () => Reflect.ownKeys(null),
  () => new Date(NaN).toISOString(),
  () => structuredClone(() => 1),
  () => Buffer.from(5),
  () => setTimeout('code'),
  () => {
    class A {
      #p = 1;
      static read(o) {
        return o.#p;
      }
    }
    A.read({});
  },
  () => {
    class B extends Object {
      constructor() {
        this.x = 1;
      }
    }
    new B();
  },
  () => {
    throw new Error('own', { cause: 'c' });
  },
  () => {
    function f() {
      f();
    }
    f();
  },
];
for (const one of tries) {
  try {
    console.log('fine', one());
  } catch (error) {
    console.log(`${error.name}: ${error.message}`, error instanceof Error, error.code ?? '');
  }
}
class MyError extends Error {
  constructor(message) {
    super(message);
    this.name = 'MyError';
    this.extra = 42;
  }
}
try {
  throw new MyError('mine');
} catch (error) {
  console.log(String(error), error instanceof MyError, error instanceof Error, error.extra, Object.keys(error));
}
