import { SpecError } from '../sim/machine.ts';
import { readAction } from './action.ts';
import { parseChaos } from './chaos.ts';
import { Cursor, durationOf, isName, jsonOf, nameOf, ScriptError, wholeOf } from './cursor.ts';
import { parseCondition } from './parse-condition.ts';
import { readWorldSpec } from './read-world.ts';
import { type Header, type Script, type Statement, type Step, WITHIN_DEFAULT } from './statement.ts';

/*
 * From text to data. Nothing is evaluated, and whatever the text holds, the result is a script or a list of errors
 * that say where.
 */

export type Parsed =
  | { readonly ok: true; readonly script: Script }
  | { readonly ok: false; readonly errors: readonly ScriptError[] };

/** Bytes of a script that came from outside: a link or a file. */
const TEXT_MAX = 1_000_000;

/** Reads a whole script. All errors are found, each line by itself. */
export function parseScript(text: string): Parsed {
  if (text.length > TEXT_MAX) return { ok: false, errors: [new ScriptError('the script is too long', 1, 1)] };
  const lines = text.split(/\r\n|\n/);
  const errors: ScriptError[] = [];
  const statements: Statement[] = [];
  const header = new HeaderReader();
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const body = bodyOf(lines, i);
    try {
      if (statements.length > 0 || !header.read(line, body, i + 1)) statements.push(readStatement(line, body, i + 1));
    } catch (error) {
      errors.push(asScriptError(error, i + 1));
    }
    i += body.length;
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, script: { header: header.done(), statements } };
}

/** Reads one line by itself. */
export function parseStep(text: string): { ok: true; step: Step } | { ok: false; error: ScriptError } {
  try {
    return { ok: true, step: readStep(new Cursor(text, 1)) };
  } catch (error) {
    return { ok: false, error: asScriptError(error, 1) };
  }
}

function asScriptError(error: unknown, line: number): ScriptError {
  if (error instanceof ScriptError) return error;
  if (error instanceof SpecError) return new ScriptError(error.message, line, 1);
  throw error;
}

/** The indented lines that follow line `at`; blank and comment lines end them. */
function bodyOf(lines: readonly string[], at: number): string[] {
  const body: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (!/^(?: {2}|\t)/.test(line) || line.trim() === '') break;
    body.push(line.replace(/^(?: {2}|\t)/, '').trimEnd());
  }
  return body;
}

class HeaderReader {
  #world: Header['world'] | null = null;
  #seed: number | null = null;
  readonly #with: Header['with'][number][] = [];
  readonly #without: string[] = [];

  /** Takes a line of the header. False when it is none. */
  read(line: string, body: readonly string[], at: number): boolean {
    const cursor = new Cursor(line, at);
    if (this.#world === null) {
      if (!cursor.take('world')) return false;
      this.#world = readWorld(cursor, body);
      return true;
    }
    if (cursor.take('seed')) this.#seed = wholeOf(cursor, 'a seed');
    else if (cursor.take('without')) this.#without.push(nameOf(cursor));
    else if (cursor.take('with')) this.#with.push({ node: nameOf(cursor), settings: settingsOf(cursor) });
    else return false;
    cursor.end();
    return true;
  }

  done(): Header | null {
    if (this.#world === null) return null;
    return { world: this.#world, seed: this.#seed, with: this.#with, without: this.#without };
  }
}

/** A named world, or its JSON on this line and the indented ones below. */
function readWorld(cursor: Cursor, body: readonly string[]): Header['world'] {
  const { column } = cursor;
  const rest = cursor.rest().trim();
  if (!rest.startsWith('{') && body.length === 0) {
    if (rest === '') throw cursor.error('the name of a world, or a world as JSON, is missing', column);
    if (!isName(rest)) throw cursor.error(`'${rest}' cannot be the name of a world`, column);
    return rest;
  }
  const text = [rest, ...body].join('\n');
  try {
    return readWorldSpec(JSON.parse(text));
  } catch (error) {
    const why = error instanceof SpecError ? error.message : 'this is not JSON';
    throw cursor.error(`the world: ${why}`, column);
  }
}

function settingsOf(cursor: Cursor): Readonly<Record<string, unknown>> {
  const word = cursor.next('settings as a JSON object');
  const value = jsonOf(word, cursor);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw cursor.error('expected settings as a JSON object', word.column);
  return value as Readonly<Record<string, unknown>>;
}

function readStatement(line: string, body: readonly string[], at: number): Statement {
  const cursor = new Cursor(line, at);
  const step = readStep(cursor);
  if (body.length === 0) return { step, line: at };
  if (step.kind !== 'input' || step.input.kind !== 'command')
    throw new ScriptError('only a typed line can have an answer below it', at + 1, 1);
  return { step, line: at, answer: body };
}

function readStep(cursor: Cursor): Step {
  const word = cursor.peek();
  const read = word !== null && Object.hasOwn(VERBS, word.text) ? VERBS[word.text] : undefined;
  if (read === undefined) return readInput(cursor);
  cursor.next('a line');
  const step = read(cursor);
  cursor.end();
  return step;
}

/** A line that does something to the world: the form that prompts and links have, or one that looks for its frame. */
function readInput(cursor: Cursor): Step {
  const way = /^\s*(drop|delay|lose|hold|release)\s+\S+\s+->/.exec(cursor.text);
  if (way !== null) {
    cursor.next('a line');
    const ends = readWay(cursor);
    const step: Step =
      way[1] === 'delay'
        ? { kind: 'delayFirst', ...ends, by: durationOf(cursor) }
        : // The pattern above has no other words.
          { kind: `${way[1] as 'drop' | 'lose' | 'hold' | 'release'}First`, ...ends };
    cursor.end();
    return step;
  }
  const { column } = cursor;
  const read = readAction(cursor.rest());
  if (read.ok) return { kind: 'input', input: read.input };
  throw cursor.error(read.error, column);
}

const VERBS: Readonly<Record<string, (cursor: Cursor) => Step>> = {
  chaos: (cursor) => ({ kind: 'chaos', plan: parseChaos(cursor) }),
  wait: (cursor) => ({ kind: 'wait', for: durationOf(cursor) }),
  step: (cursor) => ({ kind: 'step', count: cursor.atEnd ? 1 : wholeOf(cursor, 'a number of steps') }),
  run: readRun,
  seek: readSeek,
  expect: (cursor) => ({ kind: 'expect', not: cursor.take('not'), condition: parseCondition(cursor) }),
};

function readWay(cursor: Cursor): { from: string; to: string } {
  const from = nameOf(cursor);
  cursor.expect('->');
  return { from, to: nameOf(cursor) };
}

function readRun(cursor: Cursor): Step {
  cursor.expect('until');
  const until = parseCondition(cursor);
  const within = cursor.take('within') ? durationOf(cursor) : WITHIN_DEFAULT;
  return { kind: 'run', until, within };
}

function readSeek(cursor: Cursor): Step {
  if (cursor.take('step')) return { kind: 'seek', step: wholeOf(cursor, 'a step') };
  return { kind: 'seekTime', at: durationOf(cursor) };
}
