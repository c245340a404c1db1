import { describe, expect, it } from 'vitest';
import { StageClock } from './clock.ts';

/** A page whose time and frames the test turns by hand. */
function page() {
  let ms = 0;
  let waiting: (() => void) | null = null;
  return {
    frames: { now: () => ms, request: (run: () => void) => ((waiting = run), 1), cancel: () => (waiting = null) },
    frame(after: number): boolean {
      ms += after;
      const run = waiting;
      waiting = null;
      run?.();
      return run !== null;
    },
    asked: () => waiting !== null,
  };
}

describe('the clock of the stage', () => {
  it('asks for frames only while time moves and somebody watches', () => {
    const { frames, frame, asked } = page();
    const clock = new StageClock(frames);
    clock.run(0, 1, 40_000);
    expect(asked()).toBe(false);
    const stop = clock.watch(() => undefined);
    frame(16);
    expect(clock.now()).toBe(16_000);
    frame(16);
    frame(16);
    expect(clock.now()).toBe(40_000);
    expect(asked()).toBe(false);
    stop();
    clock.run(40_000, 1, 90_000);
    expect(asked()).toBe(false);
  });

  it('tells every watcher when time is put somewhere, also backwards', () => {
    const { frames, frame } = page();
    const clock = new StageClock(frames);
    const seen: number[] = [];
    clock.watch(() => seen.push(clock.now()));
    clock.stand(5000);
    frame(16);
    clock.stand(1000);
    frame(16);
    expect(seen).toEqual([5000, 1000]);
  });

  it('does not jump back when it hears of a time it has already passed', () => {
    const { frames, frame } = page();
    const clock = new StageClock(frames);
    clock.watch(() => undefined);
    clock.run(0, 1, 100_000);
    frame(50);
    clock.run(48_000, 1, 200_000);
    expect(clock.now()).toBe(50_000);
  });

  it('runs at its speed: at 1/100 a second of the page is 10 ms of the world', () => {
    const { frames, frame } = page();
    const clock = new StageClock(frames);
    clock.watch(() => undefined);
    clock.run(0, 0.01, 1_000_000);
    frame(1000);
    expect(clock.now()).toBe(10_000);
  });
});
