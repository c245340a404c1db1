// Small modules of Node's that client code is written with.

export class EventEmitter {
  on(name, fn) {
    return add(this, name, fn, fn, false);
  }
  addListener(name, fn) {
    return add(this, name, fn, fn, false);
  }
  prependListener(name, fn) {
    return add(this, name, fn, fn, true);
  }
  once(name, fn) {
    const wrapped = (...args) => {
      this.removeListener(name, fn);
      fn.apply(this, args);
    };
    return add(this, name, fn, wrapped, false);
  }
  off(name, fn) {
    return this.removeListener(name, fn);
  }
  removeListener(name, fn) {
    const list = listenersOf(this).get(name);
    if (list === undefined) return this;
    const at = list.findLastIndex((one) => one.fn === fn || one.call === fn);
    if (at < 0) return this;
    if (list.length === 1) listenersOf(this).delete(name);
    else listenersOf(this).set(name, list.toSpliced(at, 1));
    return this;
  }
  removeAllListeners(name) {
    if (name === undefined) listenersOf(this).clear();
    else listenersOf(this).delete(name);
    return this;
  }
  emit(name, ...args) {
    const list = listenersOf(this).get(name);
    if (list === undefined) {
      if (name !== 'error') return false;
      if (args[0] instanceof Error) throw args[0];
      const error = new Error(`Unhandled error. (${typeof args[0] === 'string' ? `'${args[0]}'` : $inspect(args[0])})`);
      error.code = 'ERR_UNHANDLED_ERROR';
      error.context = args[0];
      throw error;
    }
    for (const one of list) one.call.apply(this, args);
    return true;
  }
  listenerCount(name) {
    return listenersOf(this).get(name)?.length ?? 0;
  }
  listeners(name) {
    return (listenersOf(this).get(name) ?? []).map((one) => one.fn);
  }
  eventNames() {
    return [...listenersOf(this).keys()];
  }
  setMaxListeners() {
    return this;
  }
}

const LISTENERS = Symbol('listeners');

function listenersOf(emitter) {
  if (emitter[LISTENERS] === undefined)
    Object.defineProperty(emitter, LISTENERS, { value: new Map(), enumerable: false });
  return emitter[LISTENERS];
}

function add(emitter, name, fn, call, first) {
  if (typeof fn !== 'function') {
    const error = new TypeError(
      `The "listener" argument must be of type function. Received ${fn === null ? 'null' : typeof fn === 'undefined' ? 'undefined' : `type ${typeof fn} (${$inspect(fn)})`}`,
    );
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  const list = listenersOf(emitter).get(name) ?? [];
  listenersOf(emitter).set(name, first ? [{ fn, call }, ...list] : [...list, { fn, call }]);
  return emitter;
}

export function once(emitter, name) {
  return new Promise((resolve, reject) => {
    const done = (...args) => {
      emitter.removeListener('error', fail);
      resolve(args);
    };
    const fail = (error) => {
      emitter.removeListener(name, done);
      reject(error);
    };
    emitter.once(name, done);
    if (name !== 'error') emitter.once('error', fail);
  });
}

// `for await (const args of on(emitter, name))`
export async function* on(emitter, name) {
  const waiting = [];
  let wake = null;
  let failure = null;
  const take = (...args) => {
    waiting.push(args);
    wake?.();
  };
  const fail = (error) => {
    failure = { error };
    wake?.();
  };
  emitter.on(name, take);
  emitter.on('error', fail);
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift();
      if (failure !== null) throw failure.error;
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    emitter.removeListener(name, take);
    emitter.removeListener('error', fail);
  }
}

export const timers = {
  setTimeout(delay, value) {
    return new Promise((resolve) => setTimeout(resolve, delay, value));
  },
  setImmediate(value) {
    return new Promise((resolve) => setImmediate(resolve, value));
  },
  async *setInterval(delay, value) {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      yield value;
    }
  },
  scheduler: {
    wait(delay) {
      return new Promise((resolve) => setTimeout(resolve, delay));
    },
  },
};

export const util = {
  inspect(value, options) {
    return $inspect(value, options);
  },
  format(...args) {
    return $format(...args);
  },
  promisify(fn) {
    return (...args) =>
      new Promise((resolve, reject) => fn(...args, (error, value) => (error ? reject(error) : resolve(value))));
  },
  isDeepStrictEqual(a, b) {
    return same(a, b);
  },
};

function same(a, b) {
  if (Object.is(a, b)) return true;
  if (!$isObject(a) || !$isObject(b)) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return a.getTime() === b.getTime();
  if (a instanceof Map)
    return a.size === b.size && [...a].every(([key, value]) => b.has(key) && same(value, b.get(key)));
  if (a instanceof Set)
    return a.size === b.size && [...a].every((value) => b.has(value) || [...b].some((one) => same(one, value)));
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

export class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }
}

export function assert(value, message) {
  if (!value) fail(message, value, true, '==', 'The expression evaluated to a falsy value');
}

function fail(message, actual, expected, operator, otherwise) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? otherwise, actual, expected, operator });
}

export const assertions = {
  ok: assert,
  equal(a, b, message) {
    if (!(a == b)) fail(message, a, b, '==', `${$inspect(a)} == ${$inspect(b)}`);
  },
  strictEqual(a, b, message) {
    if (!Object.is(a, b))
      fail(
        message,
        a,
        b,
        'strictEqual',
        `Expected values to be strictly equal:\n\n${$inspect(a)} !== ${$inspect(b)}\n`,
      );
  },
  notStrictEqual(a, b, message) {
    if (Object.is(a, b))
      fail(message, a, b, 'notStrictEqual', `Expected "actual" to be strictly unequal to: ${$inspect(b)}`);
  },
  deepStrictEqual(a, b, message) {
    if (!same(a, b))
      fail(
        message,
        a,
        b,
        'deepStrictEqual',
        `Expected values to be strictly deep-equal:\n${$inspect(a)}\n\nshould loosely deep-equal\n\n${$inspect(b)}`,
      );
  },
  async rejects(promise) {
    try {
      await (typeof promise === 'function' ? promise() : promise);
    } catch {
      return;
    }
    fail(undefined, undefined, undefined, 'rejects', 'Missing expected rejection.');
  },
};
