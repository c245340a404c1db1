import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Bench, Report } from '../testing/bench.ts';
import { startBridgeProcess } from '../testing/oracles/bridge-process.ts';
import { hasRedis, RedisServer } from '../testing/oracles/redis-server.ts';

/*
 * redis-benchmark over TCP: the bridge beside redis-server, in turns, one request at a time and fifty. Two ratios are
 * printed: requests a second, which a busy machine blurs, and processor time a request of the two servers, which it
 * blurs less. Also what a small key takes in either.
 */

const run = promisify(execFile);

const ROUNDS = 3;
/** Without those of LRANGE, whose answers are up to 600 elements. */
const TESTS = 'ping_inline,ping_mbulk,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,zadd,zpopmin,mset,xadd';
const RANGES = 'lrange_100,lrange_300,lrange_500,lrange_600';
const KEYS = 100_000;
/** redis-benchmark has no test of this name. */
const XADD = ['XADD', 'mystream', '*', 'myfield', 'xxx'];

interface Target {
  readonly port: number;
  readonly pid: number;
}

/** Processor time a process has used, in ticks of 10 ms; null where the system does not tell. */
function ticksOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]); // utime, stime
  } catch {
    return null;
  }
}

interface Result {
  readonly perSecond: number;
  /** Microseconds of processor time a request, where that is known. */
  readonly cost: number | null;
}

/** One test of redis-benchmark: LRANGE has several names and a filling run before it. */
async function measure({ port, pid }: Target, test: string, pipeline: number, requests: number): Promise<Result> {
  const what = test === 'xadd' ? XADD : ['-t', test];
  const words = ['-p', port, '-P', pipeline, '-n', requests, '-r', KEYS, '-c', 50, '--csv', ...what].map(String);
  const before = ticksOf(pid);
  const { stdout } = await run('redis-benchmark', words);
  const after = ticksOf(pid);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const perSecond = Number(/^"[^"]*","([\d.]+)"/.exec(line)?.[1] ?? Number.NaN);
  const cost = before === null || after === null ? null : ((after - before) * 10_000) / requests;
  return { perSecond, cost };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

async function compare(
  report: Report,
  tests: string,
  pipeline: number,
  requests: number,
  both: readonly [Target, Target],
): Promise<void> {
  for (const test of tests.split(',')) {
    const found: [Result[], Result[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of [0, 1] as const) found[side].push(await measure(both[side], test, pipeline, requests));
    }
    const [ours, theirs] = found.map((results) => median(results.map(({ perSecond }) => perSecond))) as [
      number,
      number,
    ];
    const [cost, theirCost] = found.map((results) => median(results.map((one) => one.cost ?? Number.NaN))) as [
      number,
      number,
    ];
    const ratio = `${(ours / theirs).toFixed(2)}x`.padStart(8);
    const costs = `${cost.toFixed(2)} µs against ${theirCost.toFixed(2)} µs`.padStart(28);
    report.say(`${test.padEnd(14)}${ratio}  ${Math.round(ours)}/s of ${Math.round(theirs)}/s`.padEnd(58) + costs);
  }
}

/** Bytes a small string key takes in redis-server. */
async function bytesPerKey(redis: RedisServer): Promise<number> {
  const used = async (): Promise<number> => {
    const info = await redis.client.call('INFO', 'memory');
    return Number(/used_memory:(\d+)/.exec(typeof info === 'string' ? info : '')?.[1]);
  };
  await redis.client.call('FLUSHALL');
  const before = await used();
  for (let i = 0; i < KEYS; i++) await redis.client.call('SET', `key:${i}`, `value${i}`);
  return ((await used()) - before) / KEYS;
}

const bench: Bench = async (report) => {
  if (!hasRedis) {
    report.say('redis-server is not installed: nothing to compare with');
    return;
  }
  const redis = await RedisServer.start();
  const bridge = await startBridgeProcess('--redis', '0');
  try {
    const both = [
      { port: Number(bridge.ready['redis']), pid: bridge.child.pid ?? 0 },
      { port: redis.port, pid: redis.pid },
    ] as const;
    for (const [pipeline, requests, ranges] of [
      [50, 400_000, 20_000],
      [1, 60_000, 10_000],
    ] as const) {
      report.heading(
        `redis-benchmark -P ${pipeline}, medians of ${ROUNDS}: the bridge of redis-server, and processor time a request`,
      );
      await compare(report, TESTS, pipeline, requests, both);
      await compare(report, RANGES, pipeline, ranges, both);
    }
    report.value('a small string key in redis-server', await bytesPerKey(redis), 'bytes');
  } finally {
    await bridge.end();
    await redis.stop();
  }
};

export default bench;
