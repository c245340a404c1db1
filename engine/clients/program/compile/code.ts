import type { ScopeVar, Value } from '../interpreter/values.ts';

/*
 * What a program is compiled to: instructions for the stepping machine. Immutable, shared by every copy of a world
 * and never part of its state: a frame holds its code and a place in it.
 */

export interface Code {
  readonly name: string;
  readonly isArrow: boolean;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** A class: only `new` may call it. */
  readonly isClass: boolean;
  /** A class that extends another. */
  readonly isDerived: boolean;
  /** A method, an accessor, an arrow, an async function: `new` may not call it. */
  readonly isMethod: boolean;
  /** Operation codes with their operands behind them. */
  readonly ops: readonly number[];
  readonly consts: readonly Value[];
  readonly codes: readonly Code[];
  /** `length` as the program sees it. */
  readonly arity: number;
  /** So many parameters are plain names: arguments go straight into the first variables. */
  readonly plain: number;
  readonly vars: readonly ScopeVar[];
  /** Scopes of blocks, by number. */
  readonly blocks: readonly (readonly ScopeVar[])[];
  /** Triples in order: from this instruction on, line and column. */
  readonly places: readonly number[];
  /** Ours: it is never stepped through or shown. */
  readonly isLibrary: boolean;
  /** What stack traces call the file. */
  readonly file: string;
  /** The text it was written as, for toString. */
  readonly source: string;
  readonly line: number;
  /** The lines of its own Line instructions. */
  readonly lines: readonly number[];
}

/** The line and column (from 1) of an instruction. */
export function placeOf(code: Code, pc: number): readonly [number, number] {
  const { places } = code;
  let low = 0;
  let high = places.length / 3;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((places[middle * 3] as number) <= pc) low = middle;
    else high = middle;
  }
  return [places[low * 3 + 1] ?? code.line, places[low * 3 + 2] ?? 1];
}
