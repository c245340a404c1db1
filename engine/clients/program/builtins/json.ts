import { callNow, get } from '../interpreter/calls.ts';
import { checkLength, toInteger, toText } from '../interpreter/convert.ts';
import { define, GLOBALS, method, namespace } from '../interpreter/intrinsics.ts';
import { makeArray, makeObject, throwError, throwType } from '../interpreter/make.ts';
import { ownKeys, propsOf, remove } from '../interpreter/properties.ts';
import { HOLE, isCallable, isObj, isSym, type Obj, TO_STRING_TAG, type Value } from '../interpreter/values.ts';
import type { Vm } from '../interpreter/vm.ts';

/* JSON, of our own: the errors of Node's, and objects of the program's. */

const json = namespace();
GLOBALS.set('JSON', json);
define(json, TO_STRING_TAG, 'JSON');

const DEPTH_MAX = 1500;

// --- writing ----------------------------------------------------------------------------------------------------

interface Writer {
  readonly vm: Vm;
  readonly replacer: Value;
  readonly allowed: ReadonlySet<string> | null;
  readonly gap: string;
  readonly stack: Obj[];
  length: number;
}

method(json, 'JSON', 'stringify', 3, (vm, _self, [value, replacer, space]) => {
  const list = isObj(replacer) && replacer.kind === 'array' ? replacer.items : null;
  const allowed = list === null ? null : new Set(list.map((item) => toText(vm, item as Value)));
  const gap =
    typeof space === 'number'
      ? ' '.repeat(Math.min(Math.max(toInteger(vm, space), 0), 10))
      : typeof space === 'string'
        ? space.slice(0, 10)
        : '';
  return write(vm, value, isCallable(replacer) ? replacer : undefined, allowed, gap);
});

/** JSON without replacer or indentation; undefined for what has none. */
export function stringify(vm: Vm, value: Value): string | undefined {
  return write(vm, value, undefined, null, '');
}

function write(
  vm: Vm,
  value: Value,
  replacer: Value,
  allowed: ReadonlySet<string> | null,
  gap: string,
): string | undefined {
  const writer: Writer = { vm, replacer, allowed, gap, stack: [], length: 0 };
  const holder = makeObject(vm);
  propsOf(holder).set('', value);
  const text = writeValue(writer, holder, '', value, '');
  if (text !== undefined) checkLength(vm, text.length);
  return text;
}

/** The text of a value, or undefined for what JSON leaves out. */
function writeValue(writer: Writer, holder: Obj, key: string, given: Value, indent: string): string | undefined {
  const { vm } = writer;
  let value = given;
  if (isObj(value) || typeof value === 'bigint') {
    const toJson = get(vm, value, 'toJSON');
    if (isCallable(toJson)) value = callNow(vm, toJson, value, [key]);
  }
  if (writer.replacer !== undefined) value = callNow(vm, writer.replacer, holder, [key, value]);
  if (value === null) return 'null';
  if (typeof value === 'string') return count(writer, JSON.stringify(value));
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return throwType(vm, 'Do not know how to serialize a BigInt');
  if (!isObj(value) || isSym(value) || isCallable(value)) return undefined;
  return writeObject(writer, value, indent);
}

function count(writer: Writer, text: string): string {
  writer.length += text.length;
  if (writer.length > 1 << 24) throwError(writer.vm, 'RangeError', 'Invalid string length');
  return text;
}

function writeObject(writer: Writer, obj: Obj, indent: string): string {
  const { vm, gap } = writer;
  if (writer.stack.includes(obj)) throwType(vm, circularText(writer, obj));
  if (writer.stack.length > DEPTH_MAX) throwError(vm, 'RangeError', 'Maximum call stack size exceeded');
  writer.stack.push(obj);
  const inner = indent + gap;
  const parts: string[] = [];
  const isArray = obj.kind === 'array';
  if (isArray)
    for (const [i, item] of obj.items.entries())
      parts.push(writeValue(writer, obj, String(i), item === HOLE ? undefined : (item as Value), inner) ?? 'null');
  else
    for (const key of ownKeys(vm, obj)) {
      if (writer.allowed !== null && !writer.allowed.has(key)) continue;
      const text = writeValue(writer, obj, key, get(vm, obj, key), inner);
      if (text !== undefined) parts.push(`${count(writer, JSON.stringify(key))}:${gap === '' ? '' : ' '}${text}`);
    }
  writer.stack.pop();
  const [open, close] = isArray ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  if (gap === '') return `${open}${parts.join(',')}${close}`;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

function circularText(writer: Writer, obj: Obj): string {
  const from = writer.stack.indexOf(obj);
  const path = writer.stack.slice(from);
  const name = (one: Obj): string => (one.kind === 'array' ? 'Array' : 'Object');
  const lines = [`\n    --> starting at object with constructor '${name(obj)}'`];
  if (path.length > 1)
    lines.push(
      `\n    |     property '${keyTo(writer.vm, path[0] as Obj, path[1] as Obj)}' -> object with constructor '${name(path[1] as Obj)}'`,
    );
  if (path.length > 2) lines.push(path.length > 3 ? '\n    |     ...' : '');
  lines.push(`\n    --- property '${keyTo(writer.vm, path[path.length - 1] as Obj, obj)}' closes the circle`);
  return `Converting circular structure to JSON${lines.join('')}`;
}

function keyTo(vm: Vm, from: Obj, to: Obj): string {
  return ownKeys(vm, from).find((key) => get(vm, from, key) === to) ?? '';
}

// --- reading ----------------------------------------------------------------------------------------------------

method(json, 'JSON', 'parse', 2, (vm, _self, [text, reviver]) => {
  const value = new Parser(vm, toText(vm, text)).parse();
  if (!isCallable(reviver)) return value;
  const holder = makeObject(vm);
  propsOf(holder).set('', value);
  return revive(vm, holder, '', reviver);
});

function revive(vm: Vm, holder: Obj, key: string, reviver: Value): Value {
  const value = get(vm, holder, key);
  if (isObj(value))
    for (const name of ownKeys(vm, value)) {
      const item = revive(vm, value, name, reviver);
      if (item === undefined) remove(vm, value, name);
      else if (value.kind === 'array') value.items[Number(name)] = item;
      else propsOf(value).set(name, item);
    }
  return callNow(vm, reviver, holder, [key, value]);
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITE = /[ \t\n\r]*/y;

/** Exported for others that read JSON into a program. */
export class Parser {
  readonly #vm: Vm;
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(vm: Vm, text: string) {
    this.#vm = vm;
    this.#text = text;
  }

  parse(): Value {
    const value = this.#value();
    this.#white();
    if (this.#at < this.#text.length) this.#unexpected('Unexpected non-whitespace character after JSON');
    return value;
  }

  #white(): void {
    WHITE.lastIndex = this.#at;
    WHITE.test(this.#text);
    this.#at = WHITE.lastIndex;
  }

  /** NODE: V8's json-parser.cc ReportUnexpectedToken, as version 20 words it. */
  #unexpected(what?: string): never {
    const text = this.#text;
    if (what !== undefined)
      throwError(
        this.#vm,
        'SyntaxError',
        `${what}${what.startsWith('Unexpected') ? '' : ' in JSON'} at position ${this.#at}`,
      );
    if (this.#at >= text.length) throwError(this.#vm, 'SyntaxError', 'Unexpected end of JSON input');
    const shown = String.fromCodePoint(text.codePointAt(this.#at) as number);
    const around =
      text.length <= 40
        ? `"${text}"`
        : `${this.#at > 10 ? '...' : ''}"${text.slice(Math.max(0, this.#at - 10), this.#at + 10)}"${this.#at + 10 < text.length ? '...' : ''}`;
    throwError(this.#vm, 'SyntaxError', `Unexpected token '${shown}', ${around} is not valid JSON`);
  }

  #value(): Value {
    this.#white();
    if (++this.#depth > DEPTH_MAX) throwError(this.#vm, 'RangeError', 'Maximum call stack size exceeded');
    const value = this.#read();
    this.#depth--;
    return value;
  }

  #read(): Value {
    const char = this.#text[this.#at];
    if (char === '{') return this.#object();
    if (char === '[') return this.#array();
    if (char === '"') return this.#string();
    for (const [word, value] of WORDS) if (this.#text.startsWith(word, this.#at)) return this.#word(word, value);
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) {
      if (char === '-') {
        this.#at++;
        this.#unexpected('No number after minus sign');
      }
      return this.#unexpected();
    }
    this.#at += number.length;
    return Number(number);
  }

  #word(word: string, value: Value): Value {
    this.#at += word.length;
    return value;
  }

  #object(): Value {
    const obj = makeObject(this.#vm);
    this.#at++;
    this.#white();
    if (this.#text[this.#at] === '}') return this.#word('}', obj);
    for (;;) {
      this.#white();
      if (this.#text[this.#at] !== '"')
        this.#unexpected(obj.props === null ? "Expected property name or '}'" : 'Expected double-quoted property name');
      const key = this.#string();
      this.#white();
      if (this.#text[this.#at] !== ':') this.#unexpected("Expected ':' after property name");
      this.#at++;
      propsOf(obj).set(key, this.#value());
      this.#vm.allocated += 32;
      this.#white();
      if (this.#text[this.#at] === '}') return this.#word('}', obj);
      if (this.#text[this.#at] !== ',') this.#unexpected("Expected ',' or '}' after property value");
      this.#at++;
    }
  }

  #array(): Value {
    const items: Value[] = [];
    this.#at++;
    this.#white();
    if (this.#text[this.#at] === ']') return this.#word(']', makeArray(this.#vm, items));
    for (;;) {
      items.push(this.#value());
      this.#white();
      if (this.#text[this.#at] === ']') return this.#word(']', makeArray(this.#vm, items));
      if (this.#text[this.#at] !== ',') this.#unexpected("Expected ',' or ']' after array element");
      this.#at++;
    }
  }

  #string(): string {
    const from = this.#at++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code)) this.#unexpected('Unterminated string');
      if (code === 34) break;
      if (code < 32) this.#unexpected('Bad control character in string literal');
      if (code === 92 && !ESCAPE.test(this.#text.slice(this.#at, this.#at + 6))) {
        this.#at++;
        this.#unexpected(this.#text[this.#at] === 'u' ? 'Bad Unicode escape' : 'Bad escaped character');
      }
      this.#at += code === 92 ? 2 : 1;
    }
    this.#at++;
    // Checked above: the host reads it without a word.
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }
}

const ESCAPE = /^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/;
const WORDS: readonly (readonly [string, Value])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];
