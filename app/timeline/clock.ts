/*
 * The one clock of the page. Nothing on the stage owns an animation: whoever draws something that moves asks the clock
 * for the time and draws again when it says so. There is a single animation-frame loop, and it runs only while
 * somebody listens and time can move.
 */

export interface Clock {
  /** The time shown, in microseconds of the world. */
  now(): number;
  /** Calls back after every change of the time shown, at most once per animation frame. Returns how to stop that. */
  watch(changed: () => void): () => void;
}

/** How the time shown moves between two positions that are known. */
export interface Motion {
  /** World microseconds shown at `sinceMs` of the page's clock. */
  readonly from: number;
  readonly sinceMs: number;
  /** World microseconds per millisecond of the page; 0 stands still. */
  readonly pace: number;
  /** The time shown never runs past this: nothing beyond it is known yet. */
  readonly until: number;
}

/** The time a motion shows at `ms` of the page's clock. */
export function shownAt(motion: Motion, ms: number): number {
  if (motion.pace === 0) return motion.from;
  return Math.min(motion.until, motion.from + (ms - motion.sinceMs) * motion.pace);
}

interface Frames {
  now(): number;
  request(run: () => void): number;
  cancel(id: number): void;
}

const BROWSER: Frames = {
  now: () => performance.now(),
  request: (run) => requestAnimationFrame(run),
  cancel: (id) => cancelAnimationFrame(id),
};

/** The page's clock: told where time is and how fast it goes, it moves what is shown. */
export class StageClock implements Clock {
  #motion: Motion = { from: 0, sinceMs: 0, pace: 0, until: 0 };
  readonly #watchers = new Set<() => void>();
  #frame: number | null = null;
  readonly #frames: Frames;

  constructor(frames: Frames = BROWSER) {
    this.#frames = frames;
  }

  now(): number {
    return shownAt(this.#motion, this.#frames.now());
  }

  /** Time stands at `at`. */
  stand(at: number): void {
    this.#motion = { from: at, sinceMs: this.#frames.now(), pace: 0, until: at };
    this.#tellOnce();
  }

  /**
   * Time runs from `at` at `speed` (1 is real time) up to `until`, as far as the world is known. Said again whenever
   * more is known; what is shown never jumps back while it runs.
   */
  run(at: number, speed: number, until: number): void {
    const running = this.#motion.pace > 0;
    const shown = this.now();
    const from = running && shown > at && shown <= until ? shown : at;
    this.#motion = { from, sinceMs: this.#frames.now(), pace: speed * 1000, until };
    this.#tellOnce();
  }

  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    this.#tellOnce();
    return () => {
      this.#watchers.delete(changed);
    };
  }

  #tellOnce(): void {
    if (this.#frame === null && this.#watchers.size > 0) this.#frame = this.#frames.request(() => this.#tell());
  }

  #tell(): void {
    this.#frame = null;
    for (const watcher of this.#watchers) watcher();
    if (this.#motion.pace > 0 && this.now() < this.#motion.until) this.#tellOnce();
  }
}
