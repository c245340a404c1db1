import type { Micros } from '../sim/machine.ts';
import type { CommandSpec } from './command.ts';
import type { Stats } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * The server watching itself: the slow log and the latency monitor. REDIS: slowlog.c, latency.c
 */

const ARGUMENTS_MAX = 32;
const ARGUMENT_BYTES_MAX = 128;
const LATENCY_SAMPLES_MAX = 160;

/** Buckets a command has: the first for up to 1 us, each for twice as much as the one before. */
export const LATENCY_BUCKETS = 32;

/** REDIS: server.c updateCommandLatencyHistogram */
export function trackLatency({ latencies }: Stats, spec: CommandSpec, micros: Micros): void {
  const bucket = micros <= 1 ? 0 : 32 - Math.clz32(micros - 1);
  const at = spec.index * LATENCY_BUCKETS + bucket;
  latencies[at] = (latencies[at] ?? 0) + 1;
}

/** Calls of a command by bucket, from the first to the last that has one; empty where none was tracked. */
export function latencyBuckets({ latencies }: Stats, spec: CommandSpec): readonly number[] {
  const all = [...latencies.subarray(spec.index * LATENCY_BUCKETS, (spec.index + 1) * LATENCY_BUCKETS)];
  return all.slice(0, all.findLastIndex((calls) => calls > 0) + 1);
}

/** The microseconds that a bucket reaches to: powers of two in nanoseconds, rounded down. */
export function bucketEnd(bucket: number): number {
  return Math.floor((1024 * 2 ** bucket - 1) / 1000);
}

/** REDIS: slowlog.c slowlogPushEntryIfNeeded */
export function noteSlow(turn: Turn, spec: CommandSpec, argv: readonly string[], micros: Micros): void {
  const { state, client } = turn;
  if (state.settings.slowlogMax === 0 || spec.flags.includes('skip_slowlog') || turn.loading) return;
  state.slowlog.unshift({
    id: state.slowlogNextId++,
    at: Math.floor(turn.nowMs / 1000),
    micros,
    argv: slowArguments(argv),
    addr: client.addr,
    name: client.name,
  });
  if (state.slowlog.length > state.settings.slowlogMax) state.slowlog.length = state.settings.slowlogMax;
}

function slowArguments(argv: readonly string[]): readonly string[] {
  const shown = argv.slice(0, Math.min(argv.length, ARGUMENTS_MAX)).map(cutArgument);
  if (argv.length > ARGUMENTS_MAX) shown[ARGUMENTS_MAX - 1] = `... (${argv.length - ARGUMENTS_MAX + 1} more arguments)`;
  return shown;
}

function cutArgument(argument: string): string {
  if (argument.length <= ARGUMENT_BYTES_MAX) return argument;
  return `${argument.slice(0, ARGUMENT_BYTES_MAX)}... (${argument.length - ARGUMENT_BYTES_MAX} more bytes)`;
}

/** Adds a sample of an event that took at least latency-monitor-threshold. REDIS: latency.c latencyAddSample */
export function noteLatency(turn: Turn, event: string, micros: Micros): void {
  const at = Math.floor(turn.nowMs / 1000);
  const ms = Math.floor(micros / 1000);
  const series = turn.state.latency.get(event) ?? { max: 0, samples: [] };
  const last = series.samples.at(-1);
  if (last?.at === at) {
    // One sample a second: the worst.
    if (ms > last.ms) series.samples[series.samples.length - 1] = { at, ms };
  } else {
    series.samples.push({ at, ms });
    if (series.samples.length > LATENCY_SAMPLES_MAX) series.samples.shift();
  }
  series.max = Math.max(series.max, ms);
  turn.state.latency.set(event, series);
}
