import type { Lua, Native } from './lua.ts';

/*
 * The library `struct`: Roberto Ierusalimschy's struct 0.2, as it is on a 64-bit machine. REDIS: deps/lua/src/lua_struct.c
 */

const MAX_INTEGER = 32;
/** double is the most aligned of the C types it knows. */
const MAX_ALIGN = 8;

/** Walks a format: one option at a time, with its size and the padding before it. */
class Format {
  option = '';
  size = 0;
  private at = 0;
  private little = true;
  private align = 1;

  constructor(
    private readonly lua: Lua,
    private readonly state: number,
    private readonly text: string,
  ) {}

  get isLittle(): boolean {
    return this.little;
  }

  next(): boolean {
    const char = this.text[this.at] ?? '\0';
    if (char === '\0') return false;
    this.option = char;
    this.at++;
    this.size = this.sizeOf(char);
    return true;
  }

  private number(otherwise: number): number {
    let digits = '';
    while (/\d/.test(this.text[this.at] ?? '')) digits += this.text[this.at++];
    if (digits === '') return otherwise;
    const value = Number(digits);
    if (value > 0x7fffffff) this.lua.fail(this.state, 'integral size overflow');
    return value;
  }

  private sizeOf(option: string): number {
    switch (option) {
      case 'B':
      case 'b':
        return 1;
      case 'H':
      case 'h':
        return 2;
      case 'L':
      case 'l':
      case 'T':
      case 'd':
        return 8;
      case 'f':
        return 4;
      case 'x':
        return 1;
      case 'c':
        return this.number(1);
      case 'i':
      case 'I': {
        const size = this.number(4);
        if (size > MAX_INTEGER) {
          this.lua.fail(this.state, `integral size ${size} is larger than limit of ${MAX_INTEGER}`);
        }
        return size;
      }
      default:
        return 0;
    }
  }

  /** Bytes to leave out before this option, at that offset. */
  padding(offset: number): number {
    if (this.size === 0 || this.option === 'c') return 0;
    const to = Math.min(this.size, this.align);
    return to > 1 ? (to - (offset & (to - 1))) & (to - 1) : 0;
  }

  /** What is not a value says how values are written. */
  control(): void {
    switch (this.option) {
      case ' ':
        return;
      case '>':
        this.little = false;
        return;
      case '<':
        this.little = true;
        return;
      case '!': {
        const align = this.number(MAX_ALIGN);
        if (align === 0 || (align & (align - 1)) !== 0)
          this.lua.fail(this.state, `alignment ${align} is not a power of 2`);
        this.align = align;
        return;
      }
      default:
        this.lua.failArgument(this.state, 1, `invalid format option '${this.option}'`);
    }
  }
}

function integerBytes(value: number, size: number, little: boolean): string {
  const whole = Math.trunc(value);
  let bits = Number.isFinite(whole) ? BigInt.asUintN(64, BigInt(whole)) : 1n << 63n;
  let bytes = '';
  for (let i = 0; i < size; i++) {
    const byte = String.fromCharCode(Number(bits & 255n));
    bytes = little ? bytes + byte : byte + bytes;
    bits >>= 8n;
  }
  return bytes;
}

function integerOf(bytes: string, little: boolean, signed: boolean): number {
  let bits = 0n;
  for (let i = 0; i < bytes.length; i++) {
    bits = (bits << 8n) | BigInt(bytes.charCodeAt(little ? bytes.length - 1 - i : i));
  }
  const wide = BigInt.asUintN(64, bits);
  if (!signed) return Number(wide);
  return Number(BigInt.asIntN(Math.min(64, bytes.length * 8), wide));
}

function floatBytes(value: number, size: number, little: boolean): string {
  const view = new DataView(new ArrayBuffer(8));
  if (size === 4) view.setFloat32(0, value, little);
  else view.setFloat64(0, value, little);
  let bytes = '';
  for (let i = 0; i < size; i++) bytes += String.fromCharCode(view.getUint8(i));
  return bytes;
}

function floatOf(bytes: string, little: boolean): number {
  const view = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < bytes.length; i++) view.setUint8(i, bytes.charCodeAt(i));
  return bytes.length === 4 ? view.getFloat32(0, little) : view.getFloat64(0, little);
}

function pack(lua: Lua, state: number): number {
  const format = new Format(lua, state, lua.checkText(state, 1));
  let bytes = '';
  let argument = 2;
  lua.c.lua_pushnil(state); // what stands where an argument is missing
  while (format.next()) {
    bytes += '\0'.repeat(format.padding(bytes.length));
    switch (format.option) {
      case 'b':
      case 'B':
      case 'h':
      case 'H':
      case 'l':
      case 'L':
      case 'T':
      case 'i':
      case 'I':
        bytes += integerBytes(lua.c.luaL_checknumber(state, argument++), format.size, format.isLittle);
        break;
      case 'x':
        bytes += '\0';
        break;
      case 'f':
      case 'd':
        bytes += floatBytes(lua.c.luaL_checknumber(state, argument++), format.size, format.isLittle);
        break;
      case 'c':
      case 's': {
        const text = lua.checkText(state, argument++);
        const size = format.size === 0 ? text.length : format.size;
        if (text.length < size) lua.failArgument(state, argument, 'string too short');
        bytes += text.slice(0, size);
        if (format.option === 's') bytes += '\0';
        break;
      }
      default:
        format.control();
    }
  }
  lua.pushString(state, bytes);
  return 1;
}

function unpack(lua: Lua, state: number): number {
  const { c } = lua;
  const format = new Format(lua, state, lua.checkText(state, 1));
  const data = lua.checkText(state, 2);
  let at = c.luaL_optinteger(state, 3, 1);
  if (at <= 0) lua.failArgument(state, 3, 'offset must be 1 or greater');
  at--;
  let count = 0;
  const need = (size: number): void => {
    if (size > data.length || at > data.length - size) lua.failArgument(state, 2, 'data string too short');
  };
  while (format.next()) {
    let { size } = format;
    at += format.padding(at);
    need(size);
    if (c.lua_checkstack(state, 2) === 0) lua.fail(state, 'stack overflow (too many results)');
    const bytes = data.slice(at, at + size);
    switch (format.option) {
      case 'b':
      case 'B':
      case 'h':
      case 'H':
      case 'l':
      case 'L':
      case 'T':
      case 'i':
      case 'I':
        c.lua_pushnumber(state, integerOf(bytes, format.isLittle, format.option >= 'a'));
        count++;
        break;
      case 'x':
        break;
      case 'f':
      case 'd':
        c.lua_pushnumber(state, floatOf(bytes, format.isLittle));
        count++;
        break;
      case 'c':
        if (size === 0) {
          if (count === 0 || c.lua_isnumber(state, -1) === 0) lua.fail(state, "format 'c0' needs a previous size");
          size = Math.trunc(c.lua_tonumber(state, -1));
          lua.pop(state);
          count--;
          if (size < 0) lua.failArgument(state, 2, 'data string too short');
          need(size);
        }
        lua.pushString(state, data.slice(at, at + size));
        count++;
        break;
      case 's': {
        const end = data.indexOf('\0', at);
        if (end < 0) lua.fail(state, 'unfinished string in data');
        lua.pushString(state, data.slice(at, end));
        count++;
        size = end - at + 1;
        break;
      }
      default:
        format.control();
    }
    at += size;
  }
  c.lua_pushnumber(state, at + 1);
  return count + 1;
}

function sizeOf(lua: Lua, state: number): number {
  const format = new Format(lua, state, lua.checkText(state, 1));
  let at = 0;
  while (format.next()) {
    at += format.padding(at);
    if (format.option === 's') lua.failArgument(state, 1, "option 's' has no fixed size");
    if (format.option === 'c' && format.size === 0) lua.failArgument(state, 1, "option 'c0' has no fixed size");
    if (!/[a-z\d]/i.test(format.option)) format.control();
    at += format.size;
  }
  lua.c.lua_pushnumber(state, at);
  return 1;
}

export function structLibrary(lua: Lua): Readonly<Record<string, Native>> {
  return {
    pack: (state) => pack(lua, state),
    unpack: (state) => unpack(lua, state),
    size: (state) => sizeOf(lua, state),
  };
}
