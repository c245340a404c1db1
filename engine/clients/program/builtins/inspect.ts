import { PROTO } from '../interpreter/intrinsics.ts';
import { findSlot, isSpecial, nameOf, ownKeys, ownSlot, ownSymbols, symbolText } from '../interpreter/properties.ts';
import { type Entry, HOLE, isObj, isSym, type Obj, plainText, type Slot, type Value } from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';
import { isoText } from './calendar.ts';

/*
 * What console.log shows, as Node's util.inspect writes it. Getters are named, not called: looking changes nothing.
 * NODE: lib/internal/util/inspect.js
 */

export interface InspectOptions {
  readonly depth: number;
  readonly breakLength: number;
  readonly compact: number;
  readonly showHidden: boolean;
}

export const INSPECT_DEFAULT: InspectOptions = { depth: 2, breakLength: 80, compact: 3, showHidden: false };

/** Characters of one inspection at most. */
const OUTPUT_MAX = 200_000;
const ITEMS_SHOWN = 100;
const STRING_SHOWN = 10_000;
/** Deeper than this even `depth: null` does not go. */
const DEPTH_MAX = 100;

interface Context {
  readonly vm: Vm;
  readonly options: InspectOptions;
  readonly seen: Obj[];
  /** Objects that contain themselves, numbered as they are met. */
  readonly circular: Map<Obj, number>;
  indentation: number;
  currentDepth: number;
  written: number;
}

export function inspect(vm: Vm, value: Value, options: InspectOptions = INSPECT_DEFAULT): string {
  const context: Context = { vm, options, seen: [], circular: new Map(), indentation: 0, currentDepth: 0, written: 0 };
  return formatValue(context, value, 0, true);
}

export function quoted(text: string): string {
  const quote = !text.includes("'")
    ? "'"
    : !text.includes('"')
      ? '"'
      : !text.includes('`') && !text.includes('${')
        ? '`'
        : "'";
  let shown = quote;
  for (const char of text) shown += escaped(char, quote);
  return shown + quote;
}

function escaped(char: string, quote: string): string {
  if (char === quote || char === '\\') return `\\${char}`;
  const code = char.charCodeAt(0);
  if (
    code >= 32 &&
    code !== 127 &&
    !(char.length === 1 && code >= 0xd800 && code <= 0xdfff) &&
    !(code > 127 && code < 160)
  )
    return char;
  const short = SHORT_ESCAPES[char];
  if (short !== undefined) return short;
  if (code > 0xff) return `\\u${code.toString(16).toUpperCase()}`;
  return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function formatPrimitive(value: Value, context: Context): string {
  if (typeof value === 'string') {
    const cut = value.length > STRING_SHOWN;
    const shown = quoted(cut ? value.slice(0, STRING_SHOWN) : value);
    const rest = value.length - STRING_SHOWN;
    if (
      context.options.compact > 0 &&
      value.length > 16 &&
      value.length > context.options.breakLength - context.indentation - 4 &&
      value.includes('\n') &&
      !cut
    )
      return value
        .split(/(?<=\n)/)
        .map(quoted)
        .join(` +\n${' '.repeat(context.indentation)}`);
    return cut ? `${shown}... ${rest} more character${rest > 1 ? 's' : ''}` : shown;
  }
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (isSym(value)) return `Symbol(${value.text ?? ''})`;
  return plainText(value);
}

function formatValue(context: Context, value: Value, depth: number, isTop = false): string {
  if (!isObj(value)) {
    const shown =
      isTop && typeof value === 'string' ? quoted(value.slice(0, STRING_SHOWN)) : formatPrimitive(value, context);
    context.written += shown.length;
    return shown;
  }
  if (context.seen.includes(value)) {
    const known = context.circular.get(value) ?? context.circular.size + 1;
    context.circular.set(value, known);
    return `[Circular *${known}]`;
  }
  return formatObject(context, value, depth);
}

/** The class an object says it is of; null where it has no prototype. */
function className(vm: Vm, obj: Obj): string | null {
  for (let at: Obj | null = obj; at !== null; at = at.proto) {
    const slot = ownSlot(vm, at, 'constructor');
    const maker = isSpecial(slot) ? (slot.kind === 'slot' ? slot.value : undefined) : slot;
    if (isObj(maker) && nameOf(vm, maker) !== '') return nameOf(vm, maker);
  }
  return null;
}

interface Shape {
  readonly base: string;
  readonly braces: readonly [string, string];
  readonly items: readonly (() => string)[];
  readonly isArray: boolean;
  /** What is shown where it is too deep. */
  readonly title: string;
}

function formatObject(context: Context, obj: Obj, depth: number): string {
  const { vm } = context;
  const shape = shapeOf(context, obj, depth);
  const keys = keysOf(vm, obj, context.options.showHidden);
  if (shape.items.length === 0 && keys.length === 0) {
    if (shape.base !== '') return shape.base;
    return `${shape.braces[0]}${shape.braces[1]}`;
  }
  if (depth > context.options.depth || depth > DEPTH_MAX) return `[${shape.title}]`;
  context.seen.push(obj);
  context.currentDepth = depth;
  const output: string[] = [];
  for (const item of shape.items) output.push(bounded(context, item));
  for (const key of keys) output.push(bounded(context, () => formatProperty(context, obj, key, depth, shape.isArray)));
  context.seen.pop();
  const reference = context.circular.get(obj);
  const braces: readonly [string, string] =
    reference === undefined || shape.base !== ''
      ? shape.braces
      : [`<ref *${reference}> ${shape.braces[0]}`, shape.braces[1]];
  const base = reference === undefined || shape.base === '' ? shape.base : `<ref *${reference}> ${shape.base}`;
  const shown = layOut(context, output, base, braces, shape.isArray, depth, obj);
  context.written += shown.length;
  return shown;
}

function bounded(context: Context, format: () => string): string {
  return context.written > OUTPUT_MAX ? '...' : format();
}

function keysOf(vm: Vm, obj: Obj, showHidden: boolean): string[] {
  const keys = obj.kind === 'bytes' ? [...(obj.props?.keys() ?? [])] : ownKeys(vm, obj);
  const names = obj.kind === 'array' ? keys.slice(countItems(obj.items)) : keys;
  if (showHidden && obj.kind === 'array') names.push('length');
  return [...names, ...ownSymbols(obj).filter((key) => !isHiddenSlot(obj.props?.get(key)))];
}

function isHiddenSlot(slot: Slot | undefined): boolean {
  return isSpecial(slot) && (slot.flags & 2) !== 0;
}

function countItems(items: readonly unknown[]): number {
  let count = 0;
  for (const item of items) if (item !== HOLE) count++;
  return count;
}

function shapeOf(context: Context, obj: Obj, depth: number): Shape {
  const { vm } = context;
  const name = className(vm, obj);
  const shown = name ?? `[${KINDS[obj.kind] ?? 'Object'}: null prototype]`;
  const plain = (base: string, title = name ?? 'Object'): Shape => ({
    base,
    braces: ['{', '}'],
    items: [],
    isArray: false,
    title,
  });
  switch (obj.kind) {
    case 'array': {
      const prefix = name === 'Array' ? '' : `${shown}(${obj.items.length}) `;
      return {
        base: '',
        braces: [`${prefix}[`, ']'],
        items: arrayItems(context, obj.items, depth),
        isArray: true,
        title: name === 'Array' ? 'Array' : shown,
      };
    }
    case 'function':
    case 'native':
    case 'bound':
      return plain(functionText(vm, obj));
    case 'error':
      return plain(errorText(context, obj));
    case 'map':
    case 'set':
      return {
        base: '',
        braces: [`${shown}(${obj.index.size}) {`, '}'],
        items: tableItems(context, obj, depth),
        isArray: false,
        title: shown,
      };
    case 'weakmap':
    case 'weakset':
      return { ...plain(''), braces: [`${shown} {`, '}'], items: [() => '<items unknown>'] };
    case 'promise':
      return { ...plain(''), braces: [`${shown} {`, '}'], items: promiseItems(context, obj, depth), title: shown };
    case 'date':
      return plain(Number.isNaN(obj.time) ? 'Invalid Date' : isoText(obj.time));
    case 'regexp':
      return plain(`/${obj.source}/${obj.flags}`);
    case 'bytes':
      return bytesShape(obj, shown);
    case 'generator':
      return { ...plain(''), braces: [obj.isAsync ? 'Object [AsyncGenerator] {' : 'Object [Generator] {', '}'] };
    case 'iterator':
      return {
        ...plain(''),
        braces: [`Object [${typeof obj.target === 'string' ? 'String' : 'Array'} Iterator] {`, '}'],
      };
    default: {
      const tag = tagOf(vm, obj);
      const suffix = tag === '' || tag === name ? '' : ` [${tag}]`;
      const prefix = name === 'Object' && suffix === '' ? '' : `${shown}${suffix} `;
      return { ...plain(''), braces: [`${prefix}{`, '}'], title: `${shown}${suffix}` };
    }
  }
}

const KINDS: Readonly<Record<string, string>> = { array: 'Array', map: 'Map', set: 'Set', error: 'Error' };

function tagOf(vm: Vm, obj: Obj): string {
  const slot = findSlot(vm, obj, '\0@toStringTag');
  const value = isSpecial(slot) ? (slot.kind === 'slot' ? slot.value : '') : slot;
  return typeof value === 'string' ? value : '';
}

function arrayItems(context: Context, items: readonly unknown[], depth: number): (() => string)[] {
  const shown: (() => string)[] = [];
  let i = 0;
  while (i < items.length && shown.length < ITEMS_SHOWN) {
    if (items[i] !== HOLE) {
      const value = items[i] as Value;
      shown.push(() => indented(context, () => formatValue(context, value, depth + 1)));
      i++;
      continue;
    }
    const from = i;
    while (items[i] === HOLE) i++;
    const count = i - from;
    shown.push(() => `<${count} empty item${count > 1 ? 's' : ''}>`);
  }
  const rest = items.length - i;
  if (rest > 0) shown.push(() => `... ${rest} more item${rest > 1 ? 's' : ''}`);
  return shown;
}

function indented(context: Context, format: () => string, by = 2): string {
  context.indentation += by;
  const text = format();
  context.indentation -= by;
  return text;
}

function tableItems(
  context: Context,
  obj: Extract<Obj, { kind: 'map' | 'set' | 'weakmap' | 'weakset' }>,
  depth: number,
): (() => string)[] {
  const entries = obj.entries.filter((entry) => !entry.gone);
  const one = ({ key, value }: Entry): (() => string) =>
    obj.kind === 'set'
      ? () => indented(context, () => formatValue(context, key, depth + 1))
      : () =>
          indented(
            context,
            () => `${formatValue(context, key, depth + 1)} => ${formatValue(context, value, depth + 1)}`,
          );
  const shown = entries.slice(0, ITEMS_SHOWN).map(one);
  const rest = entries.length - shown.length;
  if (rest > 0) shown.push(() => `... ${rest} more item${rest > 1 ? 's' : ''}`);
  return shown;
}

function promiseItems(context: Context, obj: Extract<Obj, { kind: 'promise' }>, depth: number): (() => string)[] {
  if (obj.state === 'pending') return [() => '<pending>'];
  const shown = (): string => indented(context, () => formatValue(context, obj.value, depth + 1));
  return [obj.state === 'fulfilled' ? shown : () => `<rejected> ${shown()}`];
}

function bytesShape(obj: Extract<Obj, { kind: 'bytes' }>, name: string): Shape {
  const { bytes } = obj;
  if (obj.isBuffer) {
    const hex = [...bytes.subarray(0, 50)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const rest = bytes.length - 50;
    const more = rest > 0 ? ` ... ${rest} more byte${rest > 1 ? 's' : ''}` : '';
    return {
      base: `<Buffer ${hex}${more}>`,
      braces: ['{', '}'],
      items: [],
      isArray: false,
      title: 'Buffer',
    };
  }
  const items = [...bytes.subarray(0, ITEMS_SHOWN)].map((byte) => () => String(byte));
  const rest = bytes.length - ITEMS_SHOWN;
  if (rest > 0) items.push(() => `... ${rest} more item${rest > 1 ? 's' : ''}`);
  return { base: '', braces: [`${name}(${bytes.length}) [`, ']'], items, isArray: true, title: name };
}

function functionText(vm: Vm, obj: Obj): string {
  const name = nameOf(vm, obj);
  if (obj.kind === 'function' && obj.code.isClass) {
    const parent = obj.proto !== null && obj.proto !== PROTO.function ? ` extends ${nameOf(vm, obj.proto)}` : '';
    return name === '' ? `[class (anonymous)${parent}]` : `[class ${name}${parent}]`;
  }
  const kind =
    obj.kind !== 'function'
      ? 'Function'
      : `${obj.code.isAsync ? 'Async' : ''}${obj.code.isGenerator ? 'Generator' : ''}Function`;
  return name === '' ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
}

/** An error as its stack; in brackets where it has none. */
function errorText(context: Context, obj: Extract<Obj, { kind: 'error' }>): string {
  const text = stackOf(context.vm, obj);
  if (!text.includes('\n    at')) return `[${text}]`;
  return context.indentation === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(context.indentation)}`);
}

/** `Error: message` and where it was made; or what the program has set `stack` to. */
export function stackOf(vm: Vm, obj: Extract<Obj, { kind: 'error' }>): string {
  const own = obj.props?.get('stack');
  const set = isSpecial(own) && own.kind === 'slot' ? own.value : own;
  if (typeof set === 'string') return set;
  const lines = obj.trace.map((place) => `\n    at ${place}`).join('');
  return `${headlineOf(vm, obj)}${lines}`;
}

/** `TypeError: x is not a function` */
export function headlineOf(vm: Vm, obj: Obj): string {
  const textAt = (key: string): string => {
    const slot = findSlot(vm, obj, key);
    const value = isSpecial(slot) ? (slot.kind === 'slot' ? slot.value : undefined) : slot;
    return typeof value === 'string' ? value : '';
  };
  const [name, message] = [textAt('name') || 'Error', textAt('message')];
  // V8 writes the stack when the error is made: a class's own name stands there only if its prototype had it by then.
  return message === '' ? name : `${name}: ${message}`;
}

function formatProperty(context: Context, obj: Obj, key: string, depth: number, isArray: boolean): string {
  const slot = ownSlot(context.vm, obj, key);
  const shownKey =
    key.charCodeAt(0) === 0 ? `[Symbol(${symbolText(key.slice(2))})]` : IDENTIFIER.test(key) ? key : quoted(key);
  if (isSpecial(slot) && slot.kind === 'accessor') {
    const what = slot.get === undefined ? 'Setter' : slot.set === undefined ? 'Getter' : 'Getter/Setter';
    return `${shownKey}: [${what}]`;
  }
  const value = isSpecial(slot) ? slot.value : slot;
  context.indentation += 2;
  const text = formatValue(context, value, depth + 1);
  context.indentation -= 2;
  return isArray && key === 'length' ? `[length]: ${text}` : `${shownKey}: ${text}`;
}

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

// --- lines ------------------------------------------------------------------------------------------------------

function layOut(
  context: Context,
  parts: string[],
  base: string,
  braces: readonly [string, string],
  isArray: boolean,
  depth: number,
  obj: Obj,
): string {
  const { compact } = context.options;
  let output = parts;
  const entries = output.length;
  if (isArray && entries > 6) output = grouped(context, output, obj);
  const prefix = base === '' ? '' : `${base} `;
  if (context.currentDepth - depth < compact && entries === output.length) {
    const start = output.length + context.indentation + braces[0].length + base.length + 10;
    if (fits(context, output, start, base)) {
      const line = output.join(', ');
      if (!line.includes('\n')) return `${prefix}${braces[0]} ${line} ${braces[1]}`;
    }
  }
  const indentation = `\n${' '.repeat(context.indentation)}`;
  return `${prefix}${braces[0]}${indentation}  ${output.join(`,${indentation}  `)}${indentation}${braces[1]}`;
}

function fits(context: Context, output: readonly string[], start: number, base: string): boolean {
  let length = output.length + start;
  if (length + output.length > context.options.breakLength) return false;
  for (const part of output) {
    length += part.length;
    if (length > context.options.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

/** Many short items stand in columns. */
function grouped(context: Context, output: string[], obj: Obj): string[] {
  const isCut = output[output.length - 1]?.startsWith('... ') === true && output.length > ITEMS_SHOWN;
  const count = isCut ? output.length - 1 : output.length;
  const lengths = output.slice(0, count).map((part) => part.length + 2);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(...lengths, 0);
  if (longest * 3 + context.indentation >= context.options.breakLength) return output;
  if (!(total / longest > 5 || longest - 2 <= 6)) return output;
  const biased = Math.max(longest - 3 - Math.sqrt(longest - total / output.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((context.options.breakLength - context.indentation) / longest),
    context.options.compact * 4,
    15,
  );
  if (columns <= 1) return output;
  const widths: number[] = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) width = Math.max(width, lengths[i] as number);
    widths.push(width);
  }
  const items = obj.kind === 'array' ? obj.items : [];
  const alignsRight =
    obj.kind === 'bytes' || items.every((item) => typeof item === 'number' || typeof item === 'bigint');
  const rows: string[] = [];
  for (let i = 0; i < count; i += columns) {
    const last = Math.min(i + columns, count);
    let row = '';
    for (let j = i; j < last - 1; j++) {
      const cell = `${output[j]}, `;
      row += alignsRight ? cell.padStart(widths[j - i] as number) : cell.padEnd(widths[j - i] as number);
    }
    const final = output[last - 1] as string;
    rows.push(row + (alignsRight ? final.padStart((widths[last - 1 - i] as number) - 2) : final));
  }
  if (isCut) rows.push(output[count] as string);
  return rows;
}
