import type { Micros } from '../sim/machine.ts';
import { parseDuration } from './duration.ts';

/*
 * Reading one line of a script word by word. Words are parted by blanks; a JSON string or a JSON object is one word
 * whatever it holds. Columns count from 1, for messages.
 */

/** What is wrong in a script, and where: `line` and `column` count from 1. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export interface Word {
  /** As it stands, quotes included. */
  readonly text: string;
  readonly column: number;
}

export class Cursor {
  readonly text: string;
  readonly line: number;
  #at = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  /** Where the next word begins. */
  get column(): number {
    this.#skipBlanks();
    return this.#at + 1;
  }

  get atEnd(): boolean {
    this.#skipBlanks();
    return this.#at >= this.text.length;
  }

  /** The next word, or null at the end. */
  peek(): Word | null {
    this.#skipBlanks();
    const back = this.#at;
    const word = this.atEnd ? null : this.#read();
    this.#at = back;
    return word;
  }

  /** The next word. Throws ScriptError that says what was expected. */
  next(expected: string): Word {
    if (this.atEnd) throw this.error(`${expected} is missing`);
    return this.#read();
  }

  /** Takes the next word if it is this one. */
  take(text: string): boolean {
    if (this.peek()?.text !== text) return false;
    this.#read();
    return true;
  }

  /** Throws unless the next word is this one. */
  expect(text: string): void {
    const { column } = this;
    if (!this.take(text)) throw this.error(`expected '${text}'`, column);
  }

  /** All that is left of the line. */
  rest(): string {
    const rest = this.text.slice(this.#at);
    this.#at = this.text.length;
    return rest;
  }

  /** Throws when anything is left. */
  end(): void {
    const word = this.peek();
    if (word !== null) throw this.error(`'${word.text}' was not expected here`, word.column);
  }

  error(message: string, column = this.column): ScriptError {
    return new ScriptError(message, this.line, column);
  }

  #skipBlanks(): void {
    while (this.text[this.#at] === ' ' || this.text[this.#at] === '\t') this.#at++;
  }

  #read(): Word {
    const from = this.#at;
    let depth = 0;
    for (; this.#at < this.text.length; this.#at++) {
      const char = this.text[this.#at] as string;
      if (char === '"') this.#skipString(from);
      else if (char === '{' || char === '[') depth++;
      else if (char === '}' || char === ']') depth--;
      else if (depth === 0 && (char === ' ' || char === '\t')) break;
    }
    if (depth > 0) throw this.error('a bracket is not closed', from + 1);
    return { text: this.text.slice(from, this.#at), column: from + 1 };
  }

  /** From an opening quote to its closing one. */
  #skipString(from: number): void {
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      if (this.text[this.#at] === '\\') this.#at++;
      else if (this.text[this.#at] === '"') return;
    }
    throw this.error('a quote is not closed', from + 1);
  }
}

/** The text of a word that may stand in quotes. Throws ScriptError. */
export function textOf(word: Word, cursor: Cursor): string {
  if (!word.text.startsWith('"')) return word.text;
  const value = jsonOf(word, cursor);
  if (typeof value !== 'string') throw cursor.error('expected a text in quotes', word.column);
  return value;
}

/** The JSON value a word is. Throws ScriptError. */
export function jsonOf(word: Word, cursor: Cursor): unknown {
  try {
    return JSON.parse(word.text) as unknown;
  } catch {
    throw cursor.error(`this is not JSON: ${word.text}`, word.column);
  }
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** Whether a node can be called that in a script. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

export function nameOf(cursor: Cursor): string {
  const word = cursor.next('the name of a node');
  if (!isName(word.text)) throw cursor.error(`'${word.text}' cannot be the name of a node`, word.column);
  return word.text;
}

export function wholeOf(cursor: Cursor, expected: string): number {
  const word = cursor.next(expected);
  const value = Number(word.text);
  if (!/^\d+$/.test(word.text) || !Number.isSafeInteger(value))
    throw cursor.error(`expected ${expected}, a whole number, not '${word.text}'`, word.column);
  return value;
}

/** A duration such as `1.2s`, `500ms`, `30us` or `2min`, in microseconds. */
export function durationOf(cursor: Cursor): Micros {
  const word = cursor.next('a duration such as 1.2s');
  const micros = parseDuration(word.text);
  if (micros === null) throw cursor.error(`expected a duration such as 1.2s or 500ms, not '${word.text}'`, word.column);
  return micros;
}
