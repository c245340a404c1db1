import type { Micros } from '../sim/machine.ts';

/*
 * How time on the wall becomes time in the world. The pacer never decides what happens, only how far the present may
 * move in this tick; a world that cannot keep up is simply slower, nothing is skipped.
 */

/** Virtual seconds per second on the wall. */
export const SPEED_MIN = 1 / 1000;
export const SPEED_MAX = 100;
/** A tab that was hidden does not leap when it comes back. */
const WALL_STEP_MAX = 100;

export interface Pacer {
  playing: boolean;
  speed: number;
  /** The present: the time shown, at or after the time of the last step. */
  t: Micros;
  /** Milliseconds of the page's clock at the last tick; null before the first since play. */
  lastWall: number | null;
}

export function createPacer(): Pacer {
  return { playing: false, speed: 1 / 10, t: 0, lastWall: null };
}

/** Where the present may move to at wall time `wall` (milliseconds of any steady clock). */
export function targetAt(pacer: Pacer, wall: number): Micros {
  const { lastWall } = pacer;
  pacer.lastWall = wall;
  if (!pacer.playing || lastWall === null) return pacer.t;
  const passed = Math.min(Math.max(0, wall - lastWall), WALL_STEP_MAX);
  return pacer.t + Math.round(passed * 1000 * pacer.speed);
}

/** A speed from outside, put between the bounds. */
export function boundedSpeed(speed: number): number {
  return Number.isFinite(speed) ? Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed)) : 1;
}
