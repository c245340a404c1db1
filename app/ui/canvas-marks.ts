import type { Group, State } from './state.ts';

/*
 * What a canvas shows, said again as marks: a picture that is saved draws them as shapes, sharp at any size and in the
 * colours of whichever theme it is saved in.
 */

export interface CanvasMark {
  readonly state: State;
  readonly group: Group;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Written above it; '' for nothing. */
  readonly name: string;
}

const marks = new WeakMap<HTMLCanvasElement, () => readonly CanvasMark[]>();

/** Whoever draws on a canvas says how to ask what is on it now. */
export function sayMarks(canvas: HTMLCanvasElement, now: () => readonly CanvasMark[]): void {
  marks.set(canvas, now);
}

export const marksOn = (canvas: HTMLCanvasElement): readonly CanvasMark[] => marks.get(canvas)?.() ?? [];
