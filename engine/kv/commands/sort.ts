import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { mayReadEverything } from '../acl/check.ts';
import { userOf } from '../acl/session.ts';
import type { ServerRuns } from '../command.ts';
import { NOTIFY } from '../command.ts';
import { quicklistPush, quicklistWalk } from '../encodings/quicklist.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, WRONG_TYPE } from '../errors.ts';
import { lookupCommand } from '../lookup.ts';
import { parseCount, parseFloat64 } from '../numbers.ts';
import { stringOf } from '../strings.ts';
import type { Turn } from '../turn.ts';
import { hashGet } from '../types/hash.ts';
import { newList } from '../types/list.ts';
import { setMembers } from '../types/set.ts';
import { zsetSize, zsetSlice } from '../types/zset.ts';
import type { Value } from '../value.ts';

/*
 * SORT: by the elements themselves or by other keys named after them. REDIS: sort.c sortCommandGeneric
 */

interface SortOptions {
  descending: boolean;
  alpha: boolean;
  offset: number;
  count: number;
  /** The pattern of BY; null for the elements themselves. */
  by: string | null;
  /** BY a constant: as they come. */
  unsorted: boolean;
  gets: string[];
  store: string | null;
}

function readOptions(argv: readonly string[], readonly: boolean, readsEverything: boolean): SortOptions | Reply {
  const options: SortOptions = {
    descending: false,
    alpha: false,
    offset: 0,
    count: -1,
    by: null,
    unsorted: false,
    gets: [],
    store: null,
  };
  for (let i = 2; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const left = argv.length - i - 1;
    if (word === 'asc') options.descending = false;
    else if (word === 'desc') options.descending = true;
    else if (word === 'alpha') options.alpha = true;
    else if (word === 'limit' && left >= 2) {
      const [offset, count] = [parseCount(argv[i + 1] ?? ''), parseCount(argv[i + 2] ?? '')];
      if (offset === null || count === null) return NOT_AN_INTEGER;
      options.offset = offset;
      options.count = count;
      i += 2;
    } else if (!readonly && word === 'store' && left >= 1) options.store = argv[++i] ?? '';
    else if (word === 'by' && left >= 1) {
      options.by = argv[++i] ?? '';
      if (!options.by.includes('*')) options.unsorted = true;
      else if (!readsEverything) return deniedOption('BY');
    } else if (word === 'get' && left >= 1) {
      if (!readsEverything) return deniedOption('GET');
      options.gets.push(argv[++i] ?? '');
    } else return SYNTAX_ERROR;
  }
  return options;
}

function deniedOption(name: string): Reply {
  return error(`ERR ${name} option of SORT denied due to insufficient ACL permissions.`);
}

/** What BY and GET read is not among the keys of the command. */
function readsEverything(turn: Turn, argv: readonly string[]): boolean {
  if (!turn.client.restricted) return true;
  const spec = lookupCommand(turn.table, argv);
  return spec !== null && mayReadEverything(userOf(turn.state, turn.client), spec, argv);
}

/** The elements of a list, a set or a sorted set; null for other types. */
function elementsOf(value: Value | null, descending: boolean): string[] | null {
  if (value === null) return [];
  switch (value.type) {
    case 'list': {
      const elements: string[] = [];
      quicklistWalk(value, true, (element) => elements.push(element) > 0);
      return elements;
    }
    case 'set':
      return setMembers(value);
    case 'zset':
      return zsetSlice(value, 0, zsetSize(value), descending).members;
    default:
      return null;
  }
}

/** What a pattern names for an element: a string, or a field of a hash. REDIS: sort.c lookupKeyByPattern */
function lookupByPattern(turn: Turn, pattern: string, element: string): string | null {
  if (pattern === '#') return element;
  const star = pattern.indexOf('*');
  if (star < 0) return null;
  const arrow = pattern.indexOf('->', star + 1);
  const field = arrow >= 0 && arrow + 2 < pattern.length ? pattern.slice(arrow + 2) : null;
  const name = field === null ? pattern : pattern.slice(0, arrow);
  const value = turn.lookupRead(name.slice(0, star) + element + name.slice(star + 1));
  if (value === null) return null;
  if (field !== null) return value.type === 'hash' ? (hashGet(value, field) ?? null) : null;
  return value.type === 'string' ? stringOf(value) : null;
}

const NOT_NUMBERS = error("ERR One or more scores can't be converted into double");

/** What strtod makes of a C string, all of which must be a number; the empty one is 0. */
function toNumber(text: string): number | null {
  const end = text.indexOf('\0');
  const trimmed = (end < 0 ? text : text.slice(0, end)).trimStart();
  return trimmed === '' && (end === 0 || text === '') ? 0 : parseFloat64(trimmed);
}

interface Sortable {
  readonly element: string;
  readonly number: number;
  readonly text: string | null;
}

function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** REDIS: sort.c sortCompare */
function compare(a: Sortable, b: Sortable, options: SortOptions): number {
  let order: number;
  if (!options.alpha) {
    order = a.number < b.number ? -1 : a.number > b.number ? 1 : compareBytes(a.element, b.element);
  } else if (options.by !== null && (a.text === null || b.text === null)) {
    order = a.text === b.text ? 0 : a.text === null ? -1 : 1;
  } else {
    order = compareBytes(a.text ?? '', b.text ?? '');
  }
  return options.descending ? -order : order;
}

function sorted(turn: Turn, elements: readonly string[], options: SortOptions): string[] | Reply {
  const rows: Sortable[] = [];
  for (const element of elements) {
    const text = options.by === null ? element : lookupByPattern(turn, options.by, element);
    if (options.alpha) {
      rows.push({ element, number: 0, text });
      continue;
    }
    const number = text === null ? 0 : toNumber(text);
    if (number === null) return NOT_NUMBERS;
    rows.push({ element, number, text });
  }
  rows.sort((a, b) => compare(a, b, options));
  return rows.map(({ element }) => element);
}

function sort(turn: Turn, argv: readonly string[], readonly: boolean): Reply {
  const key = argv[1] ?? '';
  const options = readOptions(argv, readonly, readsEverything(turn, argv));
  if (typeof options !== 'object' || options === null || !('gets' in options)) return options;
  const value = turn.lookupRead(key);
  if (options.unsorted && value?.type === 'set' && (options.store !== null || turn.inScript)) {
    // Sets have no order, and a stored result must not depend on the table it came from.
    options.unsorted = false;
    options.alpha = true;
    options.by = null;
  }
  const elements = elementsOf(value, options.unsorted && options.descending);
  if (elements === null) return WRONG_TYPE;
  turn.scanned += elements.length;
  const from = Math.max(0, options.offset);
  const to = options.count < 0 ? elements.length : Math.min(elements.length, from + options.count);
  const ordered = options.unsorted ? elements : sorted(turn, elements, options);
  if (!Array.isArray(ordered)) return ordered;
  const result = (ordered as readonly string[])
    .slice(from, to)
    .flatMap((element): (string | null)[] =>
      options.gets.length === 0 ? [element] : options.gets.map((pattern) => lookupByPattern(turn, pattern, element)),
    );
  return options.store === null ? result : store(turn, options.store, result);
}

function store(turn: Turn, target: string, result: readonly (string | null)[]): Reply {
  if (result.length === 0) {
    if (turn.deleteKey(target)) {
      turn.signalModified(target);
      turn.notify(NOTIFY.generic, 'del', target);
      turn.dirty++;
    }
    return 0;
  }
  const list = newList(turn);
  for (const element of result) quicklistPush(list, turn.limits, element ?? '', false);
  turn.setKey(target, list);
  turn.notify(NOTIFY.list, 'sortstore', target);
  turn.dirty += result.length;
  return result.length;
}

export const sortCommands: ServerRuns = {
  sort: (turn, argv) => sort(turn, argv, false),
  sort_ro: (turn, argv) => sort(turn, argv, true),
};
