import type { FactPattern } from './condition.ts';
import { Cursor, isName, ScriptError } from './cursor.ts';
import { FATES, parseCondition } from './parse-condition.ts';

/*
 * What a text can quote from a run. A reading is to a value what a condition is to true or false, over the same facts
 * and fates:
 *
 *   count client.processed at worker-1     how many such facts
 *   first broker.requeued                  when the first of them was noted
 *   last node.stopped at redis             when the last was
 *   texts id of client.processed           a field of each, in order
 *   text reply of kv.executed              a field of the last
 *   duration took of client.replied        a field of the last, in microseconds
 *   span node.stopped to node.started      from the last of the one kind to the first of the other after it
 *   fate lost at redis                     how many have it
 *   tokens lost at redis                   which: as they stand on the stage
 *   answer worker-1 {"kind":"status"} processed     a bounded answer of a machine, by its path
 */

export type Reading =
  | { readonly kind: 'count' | 'first' | 'last'; readonly pattern: FactPattern }
  | { readonly kind: 'texts' | 'text' | 'duration'; readonly path: string; readonly pattern: FactPattern }
  | { readonly kind: 'span'; readonly from: FactPattern; readonly to: FactPattern }
  | { readonly kind: 'fate' | 'tokens'; readonly fate: string; readonly at: string | null }
  | { readonly kind: 'answer'; readonly node: string; readonly query: unknown; readonly path: string };

export type ReadingRead =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly error: string };

/** Reads a reading. The error says what was expected. */
export function parseReading(text: string): ReadingRead {
  try {
    return { ok: true, reading: read(text.trim()) };
  } catch (error) {
    if (error instanceof ScriptError) return { ok: false, error: error.message };
    throw error;
  }
}

function read(text: string): Reading {
  const [kind = '', ...words] = text.split(' ');
  const rest = words.join(' ');
  switch (kind) {
    case 'count':
    case 'first':
    case 'last':
      return { kind, pattern: patternOf(rest) };
    case 'texts':
    case 'text':
    case 'duration':
      return { kind, ...fieldOf(rest) };
    case 'span':
      return spanOf(rest);
    case 'fate':
    case 'tokens':
      return { kind, ...fateOf(words) };
    case 'answer':
      return answerOf(rest);
    default:
      throw wrong(
        `'${kind}' is not a reading: expected count, first, last, texts, text, duration, span, fate, tokens or answer`,
      );
  }
}

function wrong(message: string): ScriptError {
  return new ScriptError(message, 1, 1);
}

/** A fact pattern as conditions have it: `kind [at node] [field=value ...]`. */
function patternOf(text: string): FactPattern {
  const cursor = new Cursor(`facts ${text}`, 1);
  const condition = parseCondition(cursor);
  cursor.end();
  if (condition.kind !== 'facts') throw wrong('expected the kind of a fact');
  return condition.pattern;
}

function fieldOf(text: string): { path: string; pattern: FactPattern } {
  const match = /^([A-Za-z][A-Za-z0-9.]*) of (.+)$/.exec(text);
  if (match === null) throw wrong('expected FIELD of KIND, such as id of client.processed');
  return { path: match[1] as string, pattern: patternOf(match[2] as string) };
}

function spanOf(text: string): Reading {
  const [from, to] = text.split(' to ');
  if (from === undefined || to === undefined) throw wrong('expected KIND to KIND');
  return { kind: 'span', from: patternOf(from), to: patternOf(to) };
}

function fateOf([fate = '', word, at, ...more]: readonly string[]): { fate: string; at: string | null } {
  if (!(FATES as readonly string[]).includes(fate)) throw wrong(`'${fate}' is not a fate`);
  if (word === undefined) return { fate, at: null };
  if (word !== 'at' || at === undefined || !isName(at) || more.length > 0) throw wrong('expected at NODE');
  return { fate, at };
}

function answerOf(text: string): Reading {
  const cursor = new Cursor(`inspect ${text} = 0`, 1);
  const condition = parseCondition(cursor);
  cursor.end();
  if (condition.kind !== 'inspect') throw wrong('expected NODE JSON PATH');
  return { kind: 'answer', node: condition.node, query: condition.query, path: condition.path };
}
