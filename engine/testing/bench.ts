// A benchmark is a file `*.bench.ts` whose default export takes a report and measures into it. It prints ratios, since
// those mean the same on every machine; absolute figures come along for the reader. `npm run bench -- kv` runs those
// whose path contains "kv". Nothing here decides whether a test passes.
import { performance } from 'node:perf_hooks';

export type Bench = (report: Report) => void | Promise<void>;

export interface Measured {
  readonly name: string;
  /** Nanoseconds one unit takes: the median over the samples, which a busy neighbour disturbs least. */
  readonly nanosPerUnit: number;
  /** Half of the samples lie within this share of the median. */
  readonly spread: number;
}

export interface MeasureOptions {
  /** How many units one call of the work does. */
  readonly units?: number;
  /** What a unit is called: "step", "SET", "frame". */
  readonly unit?: string;
  /** What to compare with; without it, the first measurement under the same heading. `null` compares with nothing. */
  readonly against?: Measured | null;
  /** How long to sample for, at least. */
  readonly forMillis?: number;
}

export interface Report {
  /** Starts a new group; the first measurement in it is what the others are compared with. */
  heading(text: string): void;
  measure(name: string, work: () => unknown, options?: MeasureOptions): Promise<Measured>;
  /** A figure that was not timed here: bytes, frames, a count. */
  value(name: string, value: number, unit: string): void;
  say(line: string): void;
}

const SAMPLES_MIN = 9;
const SAMPLES_MAX = 2_000;
/** Shorter samples measure the clock rather than the work. */
const SAMPLE_MILLIS = 4;

export function createReport(print: (line: string) => void): Report {
  let baseline: Measured | undefined;
  return {
    heading(text) {
      baseline = undefined;
      print(`\n${text}`);
    },
    async measure(name, work, options = {}) {
      const measured = await sample(name, work, options);
      const { against = baseline, unit = 'call' } = options;
      baseline ??= measured;
      print(row(measured, unit, against ?? undefined));
      return measured;
    },
    value(name, value, unit) {
      print(`  ${name.padEnd(44)}${figure(value).padStart(12)} ${unit}`);
    },
    say(line) {
      print(`  ${line}`);
    },
  };
}

async function sample(
  name: string,
  work: () => unknown,
  { units = 1, forMillis = 400 }: MeasureOptions,
): Promise<Measured> {
  const isAsync = work() instanceof Promise;
  const callsPerSample = await calibrate(work, isAsync);
  const samples: number[] = [];
  const until = performance.now() + forMillis;
  while (samples.length < SAMPLES_MIN || (performance.now() < until && samples.length < SAMPLES_MAX)) {
    samples.push(await time(work, callsPerSample, isAsync));
  }
  samples.sort((a, b) => a - b);
  const at = (share: number): number => samples[Math.floor(share * (samples.length - 1))] ?? 0;
  const median = at(0.5);
  return {
    name,
    nanosPerUnit: (median * 1e6) / (callsPerSample * units),
    spread: (at(0.75) - at(0.25)) / 2 / median,
  };
}

/** How many calls fill a sample; finding out also warms the work up. */
async function calibrate(work: () => unknown, isAsync: boolean): Promise<number> {
  for (let calls = 1; ; calls *= 2) {
    if ((await time(work, calls, isAsync)) >= SAMPLE_MILLIS) return calls;
  }
}

async function time(work: () => unknown, calls: number, isAsync: boolean): Promise<number> {
  const startedAt = performance.now();
  // Two loops: an await per call would cost a synchronous work more than the work itself.
  if (isAsync) for (let call = 0; call < calls; call += 1) await work();
  else for (let call = 0; call < calls; call += 1) work();
  return performance.now() - startedAt;
}

function row(measured: Measured, unit: string, against: Measured | undefined): string {
  const rate = `${figure(1e9 / measured.nanosPerUnit)} ${unit}/s`;
  const each = `${figure(measured.nanosPerUnit / 1_000)} µs`;
  const spread = `±${(measured.spread * 100).toFixed(0)} %`;
  const ratio = against ? `${figure(against.nanosPerUnit / measured.nanosPerUnit)}x ${against.name}` : '';
  return `  ${measured.name.padEnd(34)}${rate.padStart(22)}${each.padStart(14)}${spread.padStart(8)}  ${ratio}`.trimEnd();
}

function figure(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(0)} k`;
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
