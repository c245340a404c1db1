import type { CjsonConfig } from './cjson.ts';
import type { Lua } from './lua.ts';

/*
 * cjson.decode, as lua-cjson 2.1.0 reads JSON: with its tokens, its leniency and its errors.
 * REDIS: deps/lua/src/lua_cjson.c
 */

type Kind =
  | 'T_OBJ_BEGIN'
  | 'T_OBJ_END'
  | 'T_ARR_BEGIN'
  | 'T_ARR_END'
  | 'T_STRING'
  | 'T_NUMBER'
  | 'T_BOOLEAN'
  | 'T_NULL'
  | 'T_COLON'
  | 'T_COMMA'
  | 'T_END'
  | 'T_ERROR';

const SINGLE: Readonly<Record<string, Kind>> = {
  '{': 'T_OBJ_BEGIN',
  '}': 'T_OBJ_END',
  '[': 'T_ARR_BEGIN',
  ']': 'T_ARR_END',
  ':': 'T_COLON',
  ',': 'T_COMMA',
};
const UNESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
};
/** What C's strtod takes. */
const NUMBER =
  /[+-]?(?:0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p[+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)/iy;
const PLAIN = /[^"\\\0]+/y;

export class JsonReader {
  private at = 0;
  private kind: Kind = 'T_ERROR';
  /** Where the token begins. */
  private index = 0;
  private text = '';
  private value = 0;

  constructor(
    private readonly lua: Lua,
    private readonly state: number,
    private readonly json: string,
    private readonly config: CjsonConfig,
  ) {}

  /** Pushes what the text stands for. */
  read(): void {
    const { json, lua, state } = this;
    if (json.length >= 2 && (json[0] === '\0' || json[1] === '\0')) {
      lua.fail(state, 'JSON parser does not support UTF-16 or UTF-32');
    }
    this.next();
    this.pushValue(0);
    this.next();
    if (!this.is('T_END')) this.expected('the end');
  }

  private is(kind: Kind): boolean {
    return this.kind === kind;
  }

  private expected(what: string): never {
    const found = this.is('T_ERROR') ? this.text : this.kind;
    return this.lua.fail(this.state, `Expected ${what} but found ${found} at character ${this.index + 1}`);
  }

  private pushValue(depth: number): void {
    const { c } = this.lua;
    switch (this.kind) {
      case 'T_STRING':
        this.lua.pushString(this.state, this.text);
        return;
      case 'T_NUMBER':
        c.lua_pushnumber(this.state, this.value);
        return;
      case 'T_BOOLEAN':
        c.lua_pushboolean(this.state, this.value);
        return;
      case 'T_NULL':
        c.lua_pushlightuserdata(this.state, 0);
        return;
      case 'T_OBJ_BEGIN':
        this.pushObject(this.descend(depth));
        return;
      case 'T_ARR_BEGIN':
        this.pushArray(this.descend(depth));
        return;
      default:
        this.expected('value');
    }
  }

  private descend(depth: number): number {
    const { lua, state, config } = this;
    if (depth + 1 > config.decodeMaxDepth || lua.c.lua_checkstack(state, 3) === 0) {
      lua.fail(state, `Found too many nested data structures (${depth + 1}) at character ${this.at}`);
    }
    lua.c.lua_createtable(state, 0, 0);
    return depth + 1;
  }

  private pushObject(depth: number): void {
    const { lua, state } = this;
    this.next();
    if (this.is('T_OBJ_END')) return;
    for (;;) {
      if (!this.is('T_STRING')) this.expected('object key string');
      lua.pushString(state, this.text);
      this.next();
      if (!this.is('T_COLON')) this.expected('colon');
      this.next();
      this.pushValue(depth);
      lua.c.lua_rawset(state, -3);
      this.next();
      if (this.is('T_OBJ_END')) return;
      if (!this.is('T_COMMA')) this.expected('comma or object end');
      this.next();
    }
  }

  private pushArray(depth: number): void {
    const { lua, state } = this;
    this.next();
    if (this.is('T_ARR_END')) return;
    for (let i = 1; ; i++) {
      this.pushValue(depth);
      lua.c.lua_rawseti(state, -2, i);
      this.next();
      if (this.is('T_ARR_END')) return;
      if (!this.is('T_COMMA')) this.expected('comma or array end');
      this.next();
    }
  }

  // --- tokens ---

  private failed(text: string): void {
    this.kind = 'T_ERROR';
    this.index = this.at;
    this.text = text;
  }

  private next(): void {
    const { json } = this;
    while (' \t\n\r'.includes(json[this.at] ?? '\0')) this.at++;
    this.index = this.at;
    const char = json[this.at] ?? '\0';
    const single = SINGLE[char];
    if (char === '\0') this.kind = 'T_END';
    else if (single !== undefined) {
      this.kind = single;
      this.at++;
    } else if (char === '"') this.string();
    else if (char === '-' || (char >= '0' && char <= '9')) {
      if (this.config.decodeInvalidNumbers || !this.isInvalidNumber()) this.number();
      else this.failed('invalid number');
    } else this.word(char);
  }

  private word(char: string): void {
    const { json, at } = this;
    if (json.startsWith('true', at)) this.known('T_BOOLEAN', 1, 4);
    else if (json.startsWith('false', at)) this.known('T_BOOLEAN', 0, 5);
    else if (json.startsWith('null', at)) this.known('T_NULL', 0, 4);
    else if ('+fiIntN'.includes(char) && this.config.decodeInvalidNumbers && this.isInvalidNumber()) this.number();
    else this.failed('invalid token');
  }

  private known(kind: Kind, value: number, length: number): void {
    this.kind = kind;
    this.value = value;
    this.at += length;
  }

  /** Hexadecimal, infinity, not a number, a leading zero or plus. */
  private isInvalidNumber(): boolean {
    return /^(?:\+|-?(?:0(?:x|\d)|inf|nan))/i.test(this.json.slice(this.at, this.at + 4));
  }

  private number(): void {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.json)?.[0];
    if (found === undefined) {
      this.failed('invalid number');
      return;
    }
    this.known('T_NUMBER', numberOf(found.toLowerCase()), found.length);
  }

  private string(): void {
    const { json } = this;
    let text = '';
    this.at++;
    for (;;) {
      PLAIN.lastIndex = this.at;
      const plain = PLAIN.exec(json)?.[0] ?? '';
      text += plain;
      this.at += plain.length;
      const char = json[this.at] ?? '\0';
      if (char === '"') break;
      if (char === '\0') {
        this.failed('unexpected end of string');
        return;
      }
      const next = json[this.at + 1] ?? '\0';
      const escaped = next === 'u' ? this.codePoint() : (UNESCAPED[next] ?? null);
      if (escaped === null) {
        this.failed(next === 'u' ? 'invalid unicode escape code' : 'invalid escape code');
        return;
      }
      text += escaped;
      if (next !== 'u') this.at += 2;
    }
    this.at++;
    this.kind = 'T_STRING';
    this.text = text;
  }

  private hex(at: number): number {
    const digits = this.json.slice(at, at + 4);
    return /^[\da-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  }

  /** The UTF-8 bytes of an escape, or of two that make a pair. */
  private codePoint(): string | null {
    const first = this.hex(this.at + 2);
    if (first < 0) return null;
    if ((first & 0xf800) !== 0xd800) {
      this.at += 6;
      return utf8(first);
    }
    if ((first & 0x400) !== 0 || this.json[this.at + 6] !== '\\' || this.json[this.at + 7] !== 'u') return null;
    const second = this.hex(this.at + 8);
    if (second < 0 || (second & 0xfc00) !== 0xdc00) return null;
    this.at += 12;
    return utf8(((first & 0x3ff) << 10) + (second & 0x3ff) + 0x10000);
  }
}

function numberOf(text: string): number {
  const negative = text.startsWith('-');
  const size = text.replace(/^[+-]/, '');
  let value: number;
  if (size.startsWith('inf')) value = Infinity;
  else if (size === 'nan') value = NaN;
  else if (size.startsWith('0x')) value = hexadecimal(size.slice(2));
  else value = Number(size);
  return negative ? -value : value;
}

function hexadecimal(text: string): number {
  const [digits = '', exponent = '0'] = text.split('p');
  const [whole = '', fraction = ''] = digits.split('.');
  let value = 0;
  for (const digit of whole + fraction) value = value * 16 + Number.parseInt(digit, 16);
  return value * 2 ** (Number(exponent) - 4 * fraction.length);
}

function utf8(code: number): string {
  const rest = (shift: number): number => 0x80 | ((code >> shift) & 63);
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), rest(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), rest(6), rest(0));
  return String.fromCharCode(0xf0 | (code >> 18), rest(12), rest(6), rest(0));
}
