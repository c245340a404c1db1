import type { Micros, Out } from '../sim/machine.ts';
import type { Bench } from '../testing/bench.ts';
import type { KvFact } from './facts.ts';
import { kvMachine } from './machine.ts';
import type { KvState } from './state.ts';

/*
 * The engine in process, at 100,000 keys: a frame in, a reply out, nobody observing. Keys and values are made before
 * the clock starts, as a parser would hand them over.
 */

const KEYS = 100_000;
const BATCH = 50_000;

/** A door that leads nowhere: what the engine itself costs. */
class DeadOut implements Out<KvFact> {
  now: Micros = 0;
  readonly observed = false;
  replies = 0;
  #state = 1;

  random(bound: number): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) >>> 0;
    return this.#state % bound;
  }
  note(): number {
    return 0;
  }
  connect(): number {
    return 0;
  }
  send(): void {
    this.replies++;
  }
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

function commands(make: (i: number) => readonly string[]): (readonly string[])[] {
  return Array.from({ length: BATCH }, (_, i) => make((i * 7919) % KEYS).map(flat));
}

const WORK: Readonly<Record<string, (i: number) => readonly string[]>> = {
  GET: (i) => ['GET', `key:${i}`],
  SET: (i) => ['SET', `key:${i}`, `value${i}`],
  INCR: (i) => ['INCR', `counter:${i}`],
  HSET: (i) => ['HSET', `hash:${i % 1000}`, `field${i % 100}`, `value${i}`],
  LPUSH: (i) => ['LPUSH', `list:${i % 1000}`, `value${i}`],
  RPOP: (i) => ['RPOP', `list:${i % 1000}`],
  SADD: (i) => ['SADD', `set:${i % 1000}`, `member${i % 300}`],
  ZADD: (i) => ['ZADD', `zset:${i % 1000}`, String(i), `member${i % 100}`],
};

const bench: Bench = async (report) => {
  const out = new DeadOut();
  const state = started(out);
  const run = (list: readonly (readonly string[])[]): void => {
    for (const argv of list) kvMachine.on(state, { kind: 'frame', conn: 1, frame: argv }, out);
  };
  report.heading(`in process, ${KEYS} keys`);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < KEYS; i++) {
    kvMachine.on(state, { kind: 'frame', conn: 1, frame: ['SET', flat(`key:${i}`), flat(`value${i}`)] }, out);
  }
  globalThis.gc?.();
  report.value('heap per small string key', (process.memoryUsage().heapUsed - before) / KEYS, 'bytes');
  for (const [name, make] of Object.entries(WORK)) {
    const list = commands(make);
    await report.measure(name, () => run(list), { units: BATCH, unit: name, forMillis: 1500 });
  }
  report.heading('a fork of 100,000 keys');
  await report.measure('fork', () => kvMachine.fork?.(state), { unit: 'fork' });
};

export default bench;
