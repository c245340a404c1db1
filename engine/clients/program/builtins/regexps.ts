import { get, set } from '../interpreter/calls.ts';
import { toInteger, toText } from '../interpreter/convert.ts';
import { define, GLOBALS, getter, LIBRARY, method, nativeFunction, PROTO } from '../interpreter/intrinsics.ts';
import { makeArray, makeObject, throwError, throwType } from '../interpreter/make.ts';
import { propsOf } from '../interpreter/properties.ts';
import { type Match, MatchExhausted, matchPattern } from '../interpreter/regexp-match.ts';
import { makeRegExp, patternOf } from '../interpreter/regexps.ts';
import { isObj, type RegExpObj, type Value } from '../interpreter/values.ts';
import { allocate, type Vm } from '../interpreter/vm.ts';
import { splitPlain, textOf } from './strings.ts';

/* Regular expressions and the string methods that take one. Replacing by a function is in prelude/strings.js. */

const regexp = nativeFunction(
  'RegExp',
  'RegExp',
  2,
  (vm, _self, [pattern, flags]) => {
    if (isObj(pattern) && pattern.kind === 'regexp')
      return makeRegExp(vm, pattern.source, flags === undefined ? pattern.flags : toText(vm, flags));
    const source = pattern === undefined ? '(?:)' : toText(vm, pattern);
    return makeRegExp(vm, source === '' ? '(?:)' : source, flags === undefined ? '' : toText(vm, flags));
  },
  true,
);
define(regexp, 'prototype', PROTO.regexp);
define(PROTO.regexp, 'constructor', regexp);
GLOBALS.set('RegExp', regexp);

function regexpOf(vm: Vm, self: Value): RegExpObj {
  if (isObj(self) && self.kind === 'regexp') return self;
  return throwType(vm, 'Receiver is not a RegExp');
}

getter(PROTO.regexp, 'RegExp.prototype', 'source', (vm, self) => regexpOf(vm, self).source);
getter(PROTO.regexp, 'RegExp.prototype', 'flags', (vm, self) => regexpOf(vm, self).flags);
for (const [name, flag] of [
  ['global', 'g'],
  ['ignoreCase', 'i'],
  ['multiline', 'm'],
  ['sticky', 'y'],
  ['unicode', 'u'],
  ['dotAll', 's'],
] as const)
  getter(PROTO.regexp, 'RegExp.prototype', name, (vm, self) => regexpOf(vm, self).flags.includes(flag));
method(PROTO.regexp, 'RegExp.prototype', 'toString', 0, (vm, self) => {
  const { source, flags } = regexpOf(vm, self);
  return `/${source}/${flags}`;
});
method(
  PROTO.regexp,
  'RegExp.prototype',
  'test',
  1,
  (vm, self, [text]) => next(vm, regexpOf(vm, self), toText(vm, text)) !== null,
);
method(PROTO.regexp, 'RegExp.prototype', 'exec', 1, (vm, self, [text]) => {
  const subject = toText(vm, text);
  const match = next(vm, regexpOf(vm, self), subject);
  return match === null ? null : matchObject(vm, regexpOf(vm, self), subject, match);
});

/** The next match from `lastIndex` on, which moves where the flags say so. */
function next(vm: Vm, pattern: RegExpObj, text: string): Match | null {
  const moves = pattern.flags.includes('g') || pattern.flags.includes('y');
  const from = moves ? toInteger(vm, get(vm, pattern, 'lastIndex')) : 0;
  const match = from > text.length ? null : search(vm, pattern, text, from);
  if (moves) set(vm, pattern, 'lastIndex', match === null ? 0 : match.to);
  return match;
}

function search(vm: Vm, pattern: RegExpObj, text: string, from: number): Match | null {
  vm.allocated += text.length;
  try {
    return matchPattern(patternOf(vm, pattern.source, pattern.flags), text, from, pattern.flags.includes('y'));
  } catch (error) {
    if (!(error instanceof MatchExhausted)) throw error;
    return throwError(
      vm,
      'RangeError',
      `/${pattern.source}/${pattern.flags} tries too many ways to match this text: simplify it`,
    );
  }
}

/** Every match from the beginning on. */
function allMatches(vm: Vm, pattern: RegExpObj, text: string): Match[] {
  const found: Match[] = [];
  for (let at = 0; at <= text.length; ) {
    const match = search(vm, pattern, text, at);
    if (match === null) break;
    found.push(match);
    at = match.to > match.from ? match.to : match.to + 1;
  }
  return found;
}

function groupText(text: string, group: readonly [number, number] | undefined): string | undefined {
  return group === undefined || group[0] < 0 ? undefined : text.slice(group[0], group[1]);
}

function matchObject(vm: Vm, pattern: RegExpObj, text: string, match: Match): Value {
  const groups = match.groups.map((group) => groupText(text, group));
  const result = makeArray(vm, [text.slice(match.from, match.to), ...groups]);
  const props = propsOf(result);
  props.set('index', match.from);
  props.set('input', text);
  props.set('groups', namedGroups(vm, pattern, groups));
  return result;
}

function namedGroups(vm: Vm, pattern: RegExpObj, groups: readonly (string | undefined)[]): Value {
  const { names } = patternOf(vm, pattern.source, pattern.flags);
  if (names.size === 0) return undefined;
  const named = makeObject(vm, null);
  for (const [name, index] of names) propsOf(named).set(name, groups[index - 1]);
  return named;
}

// --- string methods ---------------------------------------------------------------------------------------------

function asRegExp(vm: Vm, value: Value, flags: string): RegExpObj {
  if (isObj(value) && value.kind === 'regexp') return value;
  return makeRegExp(vm, value === undefined ? '(?:)' : toText(vm, value), flags);
}

method(PROTO.string, 'String.prototype', 'match', 1, (vm, self, [value]) => {
  const text = textOf(vm, self, 'match');
  const pattern = asRegExp(vm, value, '');
  if (!pattern.flags.includes('g')) {
    const match = next(vm, pattern, text);
    return match === null ? null : matchObject(vm, pattern, text, match);
  }
  const found = allMatches(vm, pattern, text);
  return found.length === 0
    ? null
    : makeArray(
        vm,
        found.map((match) => text.slice(match.from, match.to)),
      );
});
method(PROTO.string, 'String.prototype', 'matchAll', 1, (vm, self, [value]) => {
  const text = textOf(vm, self, 'matchAll');
  const pattern = asRegExp(vm, value, 'g');
  if (!pattern.flags.includes('g')) throwType(vm, 'String.prototype.matchAll called with a non-global RegExp argument');
  const found = allMatches(vm, pattern, text).map((match) => matchObject(vm, pattern, text, match));
  return {
    kind: 'iterator',
    proto: PROTO.iterator,
    props: null,
    locked: 0,
    of: 'values',
    target: makeArray(vm, found),
    at: 0,
  };
});
method(PROTO.string, 'String.prototype', 'search', 1, (vm, self, [value]) => {
  const text = textOf(vm, self, 'search');
  return search(vm, asRegExp(vm, value, ''), text, 0)?.from ?? -1;
});
method(PROTO.string, 'String.prototype', 'split', 2, (vm, self, [separator, limit]) => {
  const text = textOf(vm, self, 'split');
  const max = limit === undefined ? 0xffffffff : toInteger(vm, limit);
  allocate(vm, text.length * 2);
  if (!isObj(separator) || separator.kind !== 'regexp') return splitPlain(vm, text, separator, max);
  const parts: Value[] = [];
  let from = 0;
  for (const match of allMatches(vm, separator, text)) {
    if (match.to === match.from && (match.from === 0 || match.from >= text.length || match.from === from)) continue;
    parts.push(text.slice(from, match.from), ...match.groups.map((group) => groupText(text, group)));
    from = match.to;
  }
  if (text !== '' || parts.length > 0 || allMatches(vm, separator, '').length === 0) parts.push(text.slice(from));
  return makeArray(vm, parts.slice(0, max));
});

/** What replacing needs to know: for each match its place, its text and its groups. Used by prelude/strings.js. */
LIBRARY.set(
  '$matches',
  nativeFunction('$matches', '', 3, (vm, _self, [value, what, all]) => {
    const text = toText(vm, value);
    if (!isObj(what) || what.kind !== 'regexp') return plainMatches(vm, text, toText(vm, what), all === true);
    if (all === true && !what.flags.includes('g')) throwType(vm, 'replaceAll must be called with a global RegExp');
    const isGlobal = what.flags.includes('g');
    if (isGlobal) set(vm, what, 'lastIndex', 0);
    const single = isGlobal ? null : next(vm, what, text);
    const found = isGlobal ? allMatches(vm, what, text) : single === null ? [] : [single];
    return makeArray(
      vm,
      found.map((match) => {
        const groups = match.groups.map((group) => groupText(text, group));
        return makeArray(vm, [match.from, match.to, makeArray(vm, groups), namedGroups(vm, what, groups)]);
      }),
    );
  }),
);

function plainMatches(vm: Vm, text: string, part: string, all: boolean): Value {
  const found: Value[] = [];
  for (let at = text.indexOf(part); at >= 0 && (all || found.length === 0); ) {
    found.push(makeArray(vm, [at, at + part.length, makeArray(vm, []), undefined]));
    if (part === '' && at >= text.length) break;
    at = text.indexOf(part, at + Math.max(part.length, 1));
  }
  return makeArray(vm, found);
}

/** `$1`, `$&` and the like in a replacement. */
LIBRARY.set(
  '$expand',
  nativeFunction('$expand', '', 5, (vm, _self, [template, text, from, to, groups, named]) => {
    const subject = text as string;
    const list =
      isObj(groups) && (groups as { kind: string }).kind === 'array' ? (groups as { items: Value[] }).items : [];
    return (template as string).replace(
      /\$(?:([$&`'])|(\d{1,2})|<([^>]*)>)/g,
      (whole, sign?: string, digits?: string, name?: string) => {
        if (sign === '$') return '$';
        if (sign === '&') return subject.slice(from as number, to as number);
        if (sign === '`') return subject.slice(0, from as number);
        if (sign === "'") return subject.slice(to as number);
        if (digits !== undefined) return groupAt(list, digits) ?? whole;
        if (!isObj(named)) return whole;
        const value = get(vm, named, name ?? '');
        return value === undefined ? '' : toText(vm, value);
      },
    );
  }),
);

function groupAt(groups: readonly Value[], digits: string): string | null {
  for (const size of [2, 1]) {
    const n = Number(digits.slice(0, size));
    if (digits.length >= size && n >= 1 && n <= groups.length)
      return ((groups[n - 1] as string | undefined) ?? '') + digits.slice(size);
  }
  return null;
}
