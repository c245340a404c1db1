import { createRequire } from 'node:module';
import RedisMock from 'ioredis-mock';
import { nextUint32, randomBelow, rngFrom } from '../base/rng.ts';
import type { Micros, Out, Traffic } from '../sim/machine.ts';
import type { Bench, Report } from '../testing/bench.ts';
import type { KvFact } from './facts.ts';
import { kvMachine } from './machine.ts';
import type { KvState } from './state.ts';

/*
 * The engine in process, at 100,000 keys in random order: a frame in, a reply out, nobody observing. Commands are made
 * before the clock starts, as a parser would hand them over. Beside it, in the same run, what people put in place of a
 * server in their tests: redis-mock and ioredis-mock, many commands at once.
 */

const KEYS = 100_000;
const BATCH = 50_000;
/** Commands a mock is given at once. */
const MOCK_BATCH = 100;

/** A door that leads nowhere: what the engine itself costs. */
export class DeadOut implements Out<KvFact> {
  now: Micros = 0;
  readonly observed = false;
  readonly #rng = rngFrom(1, 'bench');

  random(bound: number): number {
    return bound === 0x100000000 ? nextUint32(this.#rng) : randomBelow(this.#rng, bound);
  }
  note(): number {
    return 0;
  }
  connect(): number {
    return 0;
  }
  send(): void {}
  close(): void {}
  setTimer(): void {}
  clearTimer(): void {}
  busy(): void {}
  append(): void {}
  sync(): void {}
  replace(): void {}
  truncate(): void {}
  read(): null {
    return null;
  }
  remove(): void {}
  traffic(): Traffic {
    return { unread: 0, unparsed: 0, received: 0, sent: 0 };
  }
  bound(): void {}
  exit(): void {}
}

/** A string with bytes of its own, as they come off a socket. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function started(out: DeadOut): KvState {
  const config = kvMachine.readConfig({ parameters: { save: '' }, commandMicros: 0, elementNanos: 0 });
  const state = kvMachine.boot(config, { files: [], read: () => null }, out);
  kvMachine.on(state, { kind: 'opened', conn: 1, peer: 'bench', accepted: true }, out);
  return state;
}

type Make = (key: number, random: number) => readonly string[];

/** The seven of the acceptance first, then what else is frequent. */
const WORK: readonly (readonly [name: string, make: Make])[] = [
  ['SET', (key, random) => ['SET', `key:${key}`, `value${random}`]],
  ['GET', (key) => ['GET', `key:${key}`]],
  ['INCR', (key) => ['INCR', `counter:${key}`]],
  ['HSET', (key, random) => ['HSET', `hash:${key}`, `field${random % 4}`, `value${random}`]],
  ['LPUSH', (key, random) => ['LPUSH', `list:${key}`, `value${random}`]],
  ['ZADD', (key, random) => ['ZADD', `zset:${key}`, String(random), `member${random % 4}`]],
  ['XADD', (key, random) => ['XADD', `stream:${key}`, '*', 'field', `value${random}`]],
  ['RPOP', (key) => ['RPOP', `list:${key}`]],
  ['SADD', (key, random) => ['SADD', `set:${key}`, `member${random % 4}`]],
];
const COMPARED = 7;

/** Each key once, then keys at random; all in no order. */
function commands(make: Make, count: number): (readonly string[])[] {
  const rng = rngFrom(2, 'arguments');
  const order = Array.from({ length: KEYS }, (_, key) => key);
  for (let i = KEYS - 1; i > 0; i--) {
    const j = randomBelow(rng, i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number]; // both inside
  }
  return Array.from({ length: count }, (_, i) =>
    make(order[i] ?? randomBelow(rng, KEYS), randomBelow(rng, KEYS)).map(flat),
  );
}

/**
 * Runs `next` for a while and says what a unit took of the processor, in microseconds: on a machine with others at work
 * that says more than the clock does, so the ratios are made of it.
 */
async function cost(
  report: Report,
  name: string,
  units: number,
  forMillis: number,
  next: () => unknown,
): Promise<number> {
  let calls = 0;
  const counted = (): unknown => {
    calls++;
    return next();
  };
  const before = process.cpuUsage();
  await report.measure(name, counted, { units, unit: name.trim(), forMillis, against: null });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (calls * units);
}

async function engine(report: Report, name: string, make: Make): Promise<number> {
  const out = new DeadOut();
  const state = started(out);
  const list = commands(make, 4 * BATCH);
  const run = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      kvMachine.on(state, { kind: 'frame', conn: 1, frame: list[i] as readonly string[] }, out); // inside
    }
  };
  if (name === 'GET') {
    for (const frame of commands((key) => ['SET', `key:${key}`, `value${key}`], KEYS)) {
      kvMachine.on(state, { kind: 'frame', conn: 1, frame }, out);
    }
  }
  run(0, list.length);
  let batch = 0;
  const next = (): void => {
    run(batch * BATCH, (batch + 1) * BATCH);
    batch = (batch + 1) % 4;
  };
  const micros = await cost(report, name, BATCH, 1000, next);
  report.value(`${name} by processor time`, 1e6 / micros, `${name}/s`);
  return micros;
}

type Send = (argv: readonly string[]) => Promise<unknown>;

async function mock(report: Report, label: string, make: Make, send: Send): Promise<number> {
  const list = commands(make, BATCH);
  let at = 0;
  const next = async (): Promise<void> => {
    const all: Promise<unknown>[] = [];
    for (let i = 0; i < MOCK_BATCH; i++, at = (at + 1) % BATCH) all.push(send(list[at] as readonly string[])); // inside
    await Promise.all(all);
  };
  return await cost(report, label, MOCK_BATCH, 300, next);
}

/** redis-mock, which brings no types. */
const redisMock = createRequire(import.meta.url)('redis-mock') as { createClient(): unknown };

/** The methods of the mocks by the names of their commands. */
type Methods = Readonly<Record<string, (...args: unknown[]) => unknown>>;

async function compare(report: Report, name: string, make: Make, ours: number): Promise<void> {
  const ratio = (label: string, theirs: number): void =>
    report.value(`${name} against ${label}`, theirs / ours, 'times as fast');
  const method = name.toLowerCase();
  const redis = redisMock.createClient() as Methods; // any command by its name
  if (redis[method] !== undefined) {
    const send: Send = ([, ...args]) =>
      new Promise((resolve, reject) => {
        redis[method]?.(...args, (error: unknown) => (error ? reject(error) : resolve(null)));
      });
    ratio('redis-mock', await mock(report, '  redis-mock', make, send));
  } else report.say(`${name}: redis-mock has none`);
  const ioredis = new RedisMock();
  const methods = ioredis as unknown as Methods; // as above
  const send: Send = async ([, ...args]) => await methods[method]?.(...args);
  ratio('ioredis-mock', await mock(report, '  ioredis-mock', make, send));
  ioredis.disconnect();
}

async function memory(report: Report): Promise<void> {
  const out = new DeadOut();
  const state = started(out);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < KEYS; i++) {
    kvMachine.on(state, { kind: 'frame', conn: 1, frame: ['SET', flat(`key:${i}`), flat(`value${i}`)] }, out);
  }
  globalThis.gc?.();
  report.value('heap per small string key', (process.memoryUsage().heapUsed - before) / KEYS, 'bytes');
  report.heading('a fork of 100,000 keys');
  await report.measure('fork', () => kvMachine.fork?.(state), { unit: 'fork' });
}

const bench: Bench = async (report) => {
  report.heading(`in process, ${KEYS} keys in random order`);
  for (const [i, [name, make]] of WORK.entries()) {
    const ours = await engine(report, name, make);
    if (i < COMPARED) await compare(report, name, make, ours);
  }
  report.heading('memory');
  await memory(report);
};

export default bench;
