import { nextUint32, randomBelow, rngFrom } from '../base/rng.ts';
import type { Out } from '../sim/machine.ts';
import type { Bench } from '../testing/bench.ts';
import { kvMachine } from './machine.ts';
import type { KvState } from './state.ts';

/*
 * Writing to the data types in process: spread over 100,000 keys, and into one key of 100,000 elements, which is what
 * redis-benchmark does. Nobody observes; arguments are strings of their own, as a parser hands them over.
 */

const KEYS = 100_000;
const BATCH = 50_000;

function door(): Out {
  const rng = rngFrom(1, 'bench');
  const nothing = (): void => {};
  return {
    now: 0,
    observed: false,
    random: (bound) => (bound === 0x100000000 ? nextUint32(rng) : randomBelow(rng, bound)),
    note: () => 0,
    connect: () => 0,
    send: nothing,
    close: nothing,
    setTimer: nothing,
    clearTimer: nothing,
    busy: nothing,
    append: nothing,
    sync: nothing,
    replace: nothing,
    truncate: nothing,
    read: () => null,
    remove: nothing,
    traffic: () => ({ unread: 0, unparsed: 0, received: 0, sent: 0 }),
    bound: nothing,
    exit: nothing,
  };
}

type Make = (i: number, random: number) => readonly string[];

const WORK: readonly (readonly [name: string, unit: string, make: Make])[] = [
  ['LPUSH, 100,000 lists', 'LPUSH', (i) => ['LPUSH', `list:${i}`, `value${i % 1000}`]],
  ['LPUSH, one list', 'LPUSH', (i) => ['LPUSH', 'list', `value${i % 1000}`]],
  ['HSET, 100,000 hashes', 'HSET', (i) => ['HSET', `hash:${i}`, `field${i % 8}`, `value${i % 1000}`]],
  ['HSET, one hash', 'HSET', (_, random) => ['HSET', 'hash', `field${random}`, 'value']],
  ['SADD, one set', 'SADD', (_, random) => ['SADD', 'set', `member${random}`]],
  ['ZADD, 100,000 sets', 'ZADD', (i, random) => ['ZADD', `zset:${i}`, String(random), `member${i % 8}`]],
  ['ZADD, one set', 'ZADD', (_, random) => ['ZADD', 'zset', String((random * 31) % KEYS), `member${random}`]],
  ['XADD, 100,000 streams', 'XADD', (i) => ['XADD', `stream:${i}`, '*', 'field', `value${i % 1000}`]],
  ['XADD, one stream', 'XADD', (i) => ['XADD', 'stream', '*', 'field', `value${i % 1000}`]],
];

function run(state: KvState, out: Out, commands: readonly (readonly string[])[]): void {
  for (const frame of commands) kvMachine.on(state, { kind: 'frame', conn: 1, frame }, out);
}

const bench: Bench = async (report) => {
  report.heading('the data types in process');
  const rng = rngFrom(2, 'arguments');
  for (const [name, unit, make] of WORK) {
    const out = door();
    const config = kvMachine.readConfig({ parameters: { save: '' } });
    const state = kvMachine.boot(config, { files: [], read: () => null }, out);
    kvMachine.on(state, { kind: 'opened', conn: 1, peer: 'bench', accepted: true }, out);
    const commands = Array.from({ length: 4 * BATCH }, (_, i) =>
      make((i * 7919) % KEYS, randomBelow(rng, KEYS)).map((word) => Buffer.from(word, 'latin1').toString('latin1')),
    );
    run(state, out, commands);
    let batch = 0;
    const next = (): void => run(state, out, commands.slice((batch % 4) * BATCH, ((batch++ % 4) + 1) * BATCH));
    await report.measure(name, next, { units: BATCH, unit, forMillis: 600 });
  }
};

export default bench;
