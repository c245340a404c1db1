import type { Micros } from '../../engine/sim/machine.ts';

/*
 * The arithmetic of the time bar: which stretch of time is shown, where an instant stands on it, which ticks are
 * written, and where the words of milestones find room.
 */

export interface Axis {
  readonly from: Micros;
  readonly to: Micros;
  readonly left: number;
  readonly right: number;
}

export const place = (axis: Axis, at: Micros): number =>
  axis.left + ((at - axis.from) / (axis.to - axis.from)) * (axis.right - axis.left);

/** The instant under a point of the bar, kept inside the axis. */
export function instantAt(axis: Axis, x: number): Micros {
  const f = Math.min(1, Math.max(0, (x - axis.left) / Math.max(1, axis.right - axis.left)));
  return Math.round(axis.from + f * (axis.to - axis.from));
}

const SPAN_MIN = 20_000;

/**
 * All of the past and a little of what comes: past the head there is room for the next timer, but never so much that the
 * past shrinks below two thirds of the bar. Lengths jump by steps, so that the line stands still while time goes on.
 */
export function axisFor(headAt: Micros, nextAt: Micros | null, left: number, right: number): Axis {
  const wanted = Math.max(headAt * 1.15, Math.min(nextAt ?? 0, headAt * 1.5), SPAN_MIN);
  return { from: 0, to: stepUp(wanted), left, right };
}

/** The next length of the form 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 x 10^n. */
function stepUp(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((f) => f * power >= length - 1e-9);
  return Math.round((step ?? 10) * power);
}

export interface Tick {
  readonly at: Micros;
  readonly label: string;
}

/** Written ticks, in the unit that keeps them short, at least 72 px apart. */
export function ticks(axis: Axis): Tick[] {
  const most = Math.max(2, Math.floor((axis.right - axis.left) / 72));
  const step = niceStep((axis.to - axis.from) / most);
  const [unit, per, digits] = unitOf(step);
  const result: Tick[] = [];
  for (let at = Math.ceil(axis.from / step) * step; at <= axis.to; at += step) {
    result.push({ at, label: `${(at / per).toFixed(digits)} ${unit}` });
  }
  return result;
}

function unitOf(step: Micros): readonly [unit: string, per: Micros, digits: number] {
  const digits = (per: number): number => Math.max(0, Math.min(3, Math.ceil(-Math.log10(step / per) - 1e-9)));
  if (step >= 60_000_000) return ['min', 60_000_000, step % 60_000_000 === 0 ? 0 : 1];
  if (step >= 100_000) return ['s', 1_000_000, digits(1_000_000)];
  if (step >= 100) return ['ms', 1000, digits(1000)];
  return ['µs', 1, 0];
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5, 10].find((f) => f * power >= least) ?? 10;
  const step = factor * power;
  // Past a minute people count in minutes and hours.
  const minutes = [60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400].map((s) => s * 1_000_000);
  return step < 60_000_000 ? Math.max(1, step) : (minutes.find((m) => m >= least) ?? step);
}

export interface Word {
  readonly id: string;
  readonly at: number;
  readonly says: string;
}

export interface PlacedWord extends Word {
  /** 0 is the row nearest to the line. */
  readonly row: number;
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

const GLYPH_WIDTH = 5.9;

/** About how wide a caption of 11 px is. */
export const captionWidth = (says: string): number => says.length * GLYPH_WIDTH;

/** Stretches of the rows above the line that are not free: [row, from, to]. */
export type Taken = readonly (readonly [row: number, from: number, to: number])[];

/**
 * Gives each caption one of two rows above the line where it collides with nobody and crosses no stem, or leaves it
 * out: the newest first, as the reader is there.
 */
export function placeWords(words: readonly Word[], left: number, right: number, taken: Taken = []): PlacedWord[] {
  const low = placeIn([0, 1], words, left, right, taken);
  if (low.length === words.length) return low;
  const high = placeIn([1, 0], words, left, right, taken);
  return high.length > low.length ? high : low;
}

const ANCHORS: readonly PlacedWord['anchor'][] = ['middle', 'end', 'start'];

function placeIn(
  rows: readonly number[],
  words: readonly Word[],
  left: number,
  right: number,
  taken: Taken,
): PlacedWord[] {
  const used = taken.map(([row, from, to]) => ({ row, from, to }));
  const stems: number[] = [];
  const placed: PlacedWord[] = [];
  for (const word of [...words].reverse()) {
    const width = captionWidth(word.says);
    const free = rows
      .flatMap((row) =>
        ANCHORS.map((anchor) => ({
          row,
          anchor,
          from: word.at - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width - 6 : 6),
        })),
      )
      .find(({ row, from }) => {
        const to = from + width;
        if (from < left || to > right) return false;
        if (used.some((other) => other.row === row && from < other.to + 8 && to > other.from - 8)) return false;
        // The stem of an upper word comes down between lower ones.
        if (row === 0) return stems.every((x) => x < from - 2 || x > to + 2);
        return used.every((other) => other.row !== 0 || word.at < other.from - 2 || word.at > other.to + 2);
      });
    if (!free) continue;
    used.push({ row: free.row, from: free.from, to: free.from + width });
    if (free.row === 1) stems.push(word.at);
    const x = free.anchor === 'middle' ? word.at : free.anchor === 'end' ? word.at + 6 : word.at - 6;
    placed.push({ ...word, row: free.row, x, anchor: free.anchor });
  }
  return placed.reverse();
}

/** The rows of branches under the line: those that left later hang higher, so lines never cross. Only as many as fit. */
export function branchRows<Branch extends { readonly forkedAt: Micros }>(
  branches: readonly Branch[],
  fit: number,
): { readonly branch: Branch; readonly row: number }[] {
  const latest = [...branches].sort((a, b) => b.forkedAt - a.forkedAt).slice(0, fit);
  return latest.map((branch, row) => ({ branch, row }));
}

/** The speeds of the slider: three steps a decade from 1/1000 to 100. */
export const SPEED_MIN = -9;
export const SPEED_MAX = 6;

/** The speed of a position of the slider: 1, 2, 5 in every decade. */
export function speedAt(position: number): number {
  const decade = Math.floor(position / 3);
  const factor = [1, 2, 5][((position % 3) + 3) % 3] ?? 1;
  return decade >= 0 ? factor * 10 ** decade : factor / 10 ** -decade;
}

/** The position nearest to a speed. */
export function positionOf(speed: number): number {
  let best = SPEED_MIN;
  for (let position = SPEED_MIN; position <= SPEED_MAX; position++) {
    if (Math.abs(Math.log(speedAt(position) / speed)) < Math.abs(Math.log(speedAt(best) / speed))) best = position;
  }
  return best;
}
