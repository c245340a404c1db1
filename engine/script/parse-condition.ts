import {
  type Comparison,
  type Condition,
  type Count,
  type FactPattern,
  type FieldPattern,
  type NodeStatus,
  type Scalar,
} from './condition.ts';
import { type Cursor, durationOf, isName, jsonOf, nameOf, textOf, type Word, wholeOf } from './cursor.ts';

/** Reads a condition up to the end of the line, or up to `within`. Throws ScriptError. */
export function parseCondition(cursor: Cursor): Condition {
  const word = cursor.next('a condition');
  const parse = Object.hasOwn(BY_WORD, word.text) ? BY_WORD[word.text] : undefined;
  if (parse !== undefined) return parse(cursor);
  if (isFate(word.text)) {
    const by = /^\d/.test(cursor.peek()?.text ?? '') ? '=' : parseComparison(cursor);
    const count = wholeOf(cursor, 'a number');
    return { kind: 'fates', at: parseAt(cursor), fates: [{ name: word.text, by, count }] };
  }
  if (!isName(word.text)) throw cursor.error(`'${word.text}' is not a condition`, word.column);
  return parseOfNode(cursor, word);
}

const BY_WORD: Readonly<Record<string, (cursor: Cursor) => Condition>> = {
  facts: parseFacts,
  values: parseValues,
  nodes: parseNodes,
  why: parseWhy,
  fates: parseFates,
  more: parseMore,
  key: parseKey,
  queue: parseQueue,
  inspect: parseInspect,
  time: (cursor) => ({ kind: 'time', by: parseComparison(cursor), at: durationOf(cursor) }),
  step: (cursor) => ({ kind: 'step', by: parseComparison(cursor), step: wholeOf(cursor, 'a number of steps') }),
  quiet: () => ({ kind: 'quiet' }),
};

/** The fates that stand by themselves: `lost 1`. */
export const FATES = [
  'flight',
  'ready',
  'unacked',
  'acked',
  'dead',
  'expired',
  'dropped',
  'returned',
  'unroutable',
  'lost',
  'memory',
  'written',
  'synced',
  'redelivered',
  'lostAcknowledged',
  'total',
] as const;

function isFate(text: string): boolean {
  return (FATES as readonly string[]).includes(text);
}

const STATUSES: readonly NodeStatus[] = ['up', 'killed', 'power-cut', 'exited', 'never'];

function parseOfNode(cursor: Cursor, node: Word): Condition {
  const verb = cursor.next("'replied', 'printed', 'answered' or 'is'");
  switch (verb.text) {
    case 'replied': {
      const part = cursor.take('containing');
      return { kind: 'replied', node: node.text, text: textOf(cursor.next('the text in quotes'), cursor), part };
    }
    case 'printed':
      return { kind: 'printed', node: node.text, text: textOf(cursor.next('the text in quotes'), cursor) };
    case 'answered':
      return { kind: 'answered', node: node.text };
    case 'is': {
      const word = cursor.next(STATUSES.join(', '));
      const status = STATUSES.find((one) => one === word.text);
      if (status === undefined) throw cursor.error(`expected ${STATUSES.join(', ')}`, word.column);
      return { kind: 'status', node: node.text, status };
    }
    default:
      throw cursor.error("expected 'replied', 'printed', 'answered' or 'is'", verb.column);
  }
}

// --- facts ------------------------------------------------------------------------------------------------------

const KIND = /^[a-z]+\.[A-Za-z]+$/;

function kindOf(cursor: Cursor): string {
  const word = cursor.next('the kind of a fact');
  if (!KIND.test(word.text)) throw cursor.error(`'${word.text}' is not the kind of a fact`, word.column);
  return word.text;
}

const FIELD_SIGNS = { '=': 'equal', '~': 'part', '>=': '>=', '<=': '<=', '>': '>', '<': '<' } as const;

/** What follows the kind: `at node` and fields, in that order. */
function parsePattern(cursor: Cursor, fact: string): FactPattern {
  const at = parseAt(cursor);
  const fields: FieldPattern[] = [];
  for (let word = cursor.peek(); word !== null; word = cursor.peek()) {
    const field = /^([A-Za-z][A-Za-z0-9.]*)(=|~|>=|<=|>|<)(.+)$/s.exec(word.text);
    if (field === null) break;
    cursor.next('a field');
    const by = FIELD_SIGNS[field[2] as keyof typeof FIELD_SIGNS];
    const value = scalarOf({ text: field[3] as string, column: word.column }, cursor);
    if (by !== 'equal' && by !== 'part' && typeof value !== 'number')
      throw cursor.error('expected a number', word.column);
    fields.push({ path: field[1] as string, by, value });
  }
  return { fact, at, fields };
}

function parseAt(cursor: Cursor): string | null {
  return cursor.take('at') ? nameOf(cursor) : null;
}

const WORD_VALUES: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** A number, true, false, null, a text in quotes, or a bare word. */
function scalarOf(word: Word, cursor: Cursor): Scalar {
  if (word.text.startsWith('"')) return textOf(word, cursor);
  if (Object.hasOwn(WORD_VALUES, word.text)) return WORD_VALUES[word.text] as boolean | null;
  return /^-?(0|[1-9]\d{0,15})(\.\d{1,9})?$/.test(word.text) ? Number(word.text) : word.text;
}

function parseComparison(cursor: Cursor): Comparison {
  const word = cursor.next('a comparison');
  const by = COMPARISONS.find((one) => one === word.text);
  if (by === undefined) throw cursor.error(`expected one of ${COMPARISONS.join(' ')}`, word.column);
  return by;
}

const COMPARISONS: readonly Comparison[] = ['=', '>=', '<=', '>', '<'];

function parseFacts(cursor: Cursor): Condition {
  const pattern = parsePattern(cursor, kindOf(cursor));
  const next = cursor.peek()?.text;
  if (next === undefined || next === 'within') return { kind: 'facts', pattern, by: '>=', count: 1 };
  return { kind: 'facts', pattern, by: parseComparison(cursor), count: wholeOf(cursor, 'a number') };
}

function parseValues(cursor: Cursor): Condition {
  const word = cursor.next('a field of a fact, such as client.processed.id');
  const parts = /^([a-z]+\.[A-Za-z]+)\.([A-Za-z][A-Za-z0-9.]*)$/.exec(word.text);
  if (parts === null) throw cursor.error('expected a field of a fact, such as client.processed.id', word.column);
  const pattern = parsePattern(cursor, parts[1] as string);
  cursor.expect('are');
  const values: Scalar[] = [];
  while (!atLimit(cursor)) values.push(scalarOf(cursor.next('a value'), cursor));
  return { kind: 'values', pattern, path: parts[2] as string, values };
}

function parseNodes(cursor: Cursor): Condition {
  cursor.expect('of');
  const pattern = parsePattern(cursor, kindOf(cursor));
  cursor.expect('are');
  const nodes: string[] = [];
  while (!atLimit(cursor)) nodes.push(nameOf(cursor));
  return { kind: 'nodes', pattern, nodes };
}

function atLimit(cursor: Cursor): boolean {
  const word = cursor.peek();
  return word === null || word.text === 'within';
}

function parseWhy(cursor: Cursor): Condition {
  const pattern = parsePattern(cursor, kindOf(cursor));
  cursor.expect('from');
  return { kind: 'why', pattern, from: parsePattern(cursor, kindOf(cursor)) };
}

// --- state ------------------------------------------------------------------------------------------------------

function parseCounts(cursor: Cursor, known: (name: string) => boolean): Count[] {
  const counts: Count[] = [];
  for (let word = cursor.peek(); word !== null; word = cursor.peek()) {
    const count = /^([a-zA-Z]+)(>=|<=|=|>|<)(\d{1,15})$/.exec(word.text);
    if (count === null) break;
    if (!known(count[1] as string)) throw cursor.error(`'${count[1]}' is not counted here`, word.column);
    cursor.next('a count');
    counts.push({ name: count[1] as string, by: count[2] as Comparison, count: Number(count[3]) });
  }
  return counts;
}

function parseFates(cursor: Cursor): Condition {
  const fates = parseCounts(cursor, isFate);
  if (fates.length === 0) throw cursor.error('expected fates such as acked=3');
  return { kind: 'fates', at: parseAt(cursor), fates };
}

function parseMore(cursor: Cursor): Condition {
  const word = cursor.next('a fate such as lost');
  if (!isFate(word.text)) throw cursor.error(`'${word.text}' is not a fate`, word.column);
  return { kind: 'more', fate: word.text, at: parseAt(cursor) };
}

function parseKey(cursor: Cursor): Condition {
  const key = textOf(cursor.next('a key'), cursor);
  const word = cursor.next("'absent', 'present' or 'is'");
  if (word.text === 'is') {
    const text = textOf(cursor.next('the value in quotes'), cursor);
    return { kind: 'key', key, at: parseAt(cursor), value: { kind: 'is', text } };
  }
  if (word.text !== 'absent' && word.text !== 'present')
    throw cursor.error("expected 'absent', 'present' or 'is'", word.column);
  return { kind: 'key', key, at: parseAt(cursor), value: { kind: word.text } };
}

/** What `queue` can count. */
export const QUEUE_COUNTS = ['ready', 'unacked', 'consumers'] as const;

function parseQueue(cursor: Cursor): Condition {
  const queue = textOf(cursor.next('a queue'), cursor);
  if (cursor.take('absent')) return { kind: 'queue', queue, at: parseAt(cursor), counts: null };
  const counts = parseCounts(cursor, (name) => (QUEUE_COUNTS as readonly string[]).includes(name));
  if (counts.length === 0) throw cursor.error("expected 'absent' or counts such as ready=2");
  return { kind: 'queue', queue, at: parseAt(cursor), counts };
}

function parseInspect(cursor: Cursor): Condition {
  const node = nameOf(cursor);
  const query = jsonOf(cursor.next('a query as JSON'), cursor);
  const path = cursor.next('the path of a field');
  if (!/^[A-Za-z0-9][A-Za-z0-9.]*$/.test(path.text)) throw cursor.error('expected the path of a field', path.column);
  const by = parseComparison(cursor);
  return { kind: 'inspect', node, query, path: path.text, by, value: scalarOf(cursor.next('a value'), cursor) };
}
