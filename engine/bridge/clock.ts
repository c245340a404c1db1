import type { Micros } from '../sim/machine.ts';

/** Longest wait Node takes in one piece. */
const WAIT_MAX_MS = 2 ** 31 - 1;

/**
 * The real clock, as a machine sees it: microseconds since it was started, and timers by name. Setting a timer is as
 * cheap as a Map entry, because machines set them again with every command.
 */
export class Clock {
  /** The instant of the current turn of the event loop. */
  now: Micros = 0;
  private readonly startedAt = performance.now();
  private readonly timers = new Map<string, Micros>();
  private wakeAt: Micros = Infinity;
  private wake: NodeJS.Timeout | null = null;
  private readonly fired: (name: string) => void;

  constructor(fired: (name: string) => void) {
    this.fired = fired;
  }

  /** Reads the clock. It never goes back. */
  tick(): void {
    this.now = Math.max(this.now, Math.floor((performance.now() - this.startedAt) * 1000));
  }

  set(name: string, after: Micros): void {
    const at = this.now + after;
    this.timers.set(name, at);
    if (at < this.wakeAt) this.arm(at);
  }

  clear(name: string): void {
    this.timers.delete(name);
  }

  private arm(at: Micros): void {
    if (this.wake !== null) clearTimeout(this.wake);
    this.wakeAt = at;
    this.wake = setTimeout(() => this.woken(), Math.min(WAIT_MAX_MS, Math.max(0, Math.ceil((at - this.now) / 1000))));
  }

  private woken(): void {
    this.wake = null;
    this.wakeAt = Infinity;
    this.tick();
    const due = [...this.timers].filter(([, at]) => at <= this.now).sort(([, a], [, b]) => a - b);
    for (const [name, at] of due) {
      // One before it may have cleared it or set it anew.
      if (this.timers.get(name) !== at) continue;
      this.timers.delete(name);
      this.fired(name);
    }
    let next = Infinity;
    for (const at of this.timers.values()) if (at < next) next = at;
    if (next < this.wakeAt) this.arm(next);
  }

  stop(): void {
    if (this.wake !== null) clearTimeout(this.wake);
    this.wake = null;
    this.wakeAt = -Infinity;
    this.timers.clear();
  }
}
