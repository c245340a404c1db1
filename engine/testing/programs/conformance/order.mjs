// The order in which things happen: ticks, jobs, timers.
const log = (...args) => console.log(...args);
setTimeout(() => log('timeout 0'), 0);
setTimeout(() => log('timeout 5'), 15);
setImmediate(() => log('immediate'));
process.nextTick(() => log('tick 1'));
Promise.resolve()
  .then(() => log('job 1'))
  .then(() => log('job 2'))
  .then(() => log('job 3'));
queueMicrotask(() => log('micro'));
(async () => {
  log('a1');
  await null;
  log('a2');
  await new Promise((resolve) => process.nextTick(resolve));
  log('a3');
})();
const thenable = {
  then(resolve) {
    log('then called');
    resolve('value');
  },
};
Promise.resolve(thenable).then((v) => log('thenable', v));
(async () => log('awaited', await thenable))();
async function f() {
  return Promise.resolve('nested');
}
f().then((v) => log(v));
async function g() {
  return 'plain';
}
g().then((v) => log(v));
new Promise((resolve) => resolve(Promise.resolve('resolved'))).then((v) => log(v));
Promise.reject(new Error('caught'))
  .catch((e) => log('catch', e.message))
  .finally(() => log('finally'));
(async () => {
  try {
    await Promise.reject(new Error('in async'));
  } catch (e) {
    log(e.message);
  } finally {
    log('async finally');
  }
})();
const results = await Promise.allSettled([
  1,
  Promise.reject(new Error('x')),
  new Promise((r) => setTimeout(r, 40, 'late')),
]);
log(
  results.map((r) => r.status),
  results[1].reason.message,
  results[2].value,
);
log(await Promise.race([new Promise((r) => setTimeout(r, 60, 'slow')), new Promise((r) => setTimeout(r, 10, 'fast'))]));
log(await Promise.any([Promise.reject(1), Promise.resolve('any')]));
try {
  await Promise.any([Promise.reject(1)]);
} catch (e) {
  log(e.constructor.name, e.message, e.errors);
}
let n = 0;
const interval = setInterval(() => {
  log('interval', ++n);
  if (n === 3) clearInterval(interval);
}, 2);
await new Promise((r) => setTimeout(r, 60));
log('after');
process.on('exit', (code) => log('exit', code));
async function* numbers() {
  try {
    for (let i = 0; ; i++) {
      await new Promise((r) => setTimeout(r, 1));
      yield i;
    }
  } finally {
    log('closed');
  }
}
for await (const i of numbers()) {
  log('n', i);
  if (i === 2) break;
}
const it = numbers();
log(await it.next(), await it.return('done'), await it.next());
for await (const x of [1, Promise.resolve(2), 3]) log('x', x);
const nested = async (d) => {
  if (d === 0) throw new Error('deep');
  await nested(d - 1);
};
await nested(5).catch((e) => log(e.message));
const order = [];
await Promise.all(
  [1, 2, 3].map(async (i) => {
    for (let k = 0; k < 2; k++) {
      order.push(`${i}${k}`);
      await null;
    }
  }),
);
log(order.join(' '));
label: try {
  for (;;) {
    try {
      break label;
    } finally {
      log('broke');
    }
  }
} finally {
  log('outer');
}
function fin() {
  for (const i of [1, 2, 3]) {
    try {
      if (i === 2) return i;
      continue;
    } finally {
      log('fin', i);
    }
  }
}
log(fin());
function over() {
  try {
    throw new Error('a');
  } catch {
    return 'caught';
  } finally {
    log('f');
  }
}
log(over());
function replaced() {
  try {
    return 1;
  } finally {
    return 2;
  }
}
log(replaced());
