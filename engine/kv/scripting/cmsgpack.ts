import { byteStringOf } from '../../base/bytes.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import type { Lua, Native } from './lua.ts';
import { LUA } from './lua.ts';

/*
 * The library `cmsgpack`: lua-cmsgpack 0.4.0. REDIS: deps/lua/src/lua_cmsgpack.c
 */

/** Deeper tables become nil. */
const NESTING_MAX = 16;
const TWO_63 = 2 ** 63;

class Packer {
  readonly out = new ByteWriter(64);

  constructor(
    private readonly lua: Lua,
    private readonly state: number,
  ) {}

  /** Packs the top of the stack and takes it away. */
  value(level: number): void {
    const { lua, state, out } = this;
    const type = lua.typeAt(state, -1);
    if (type === LUA.string) this.string(lua.toText(state, -1));
    else if (type === LUA.boolean) out.u8(lua.c.lua_toboolean(state, -1) ? 0xc3 : 0xc2);
    else if (type === LUA.number) this.number(lua.c.lua_tonumber(state, -1));
    else if (type === LUA.table && level < NESTING_MAX) this.table(level);
    else out.u8(0xc0);
    lua.pop(state);
  }

  private string(text: string): void {
    const { out } = this;
    const { length } = text;
    if (length < 32) out.u8(0xa0 | length);
    else if (length <= 0xff) this.sized(0xd9, 1, length);
    else if (length <= 0xffff) this.sized(0xda, 2, length);
    else this.sized(0xdb, 4, length);
    out.latin1(text);
  }

  /** A tag and an unsigned integer, big endian. */
  private sized(tag: number, bytes: number, value: number): void {
    this.out.u8(tag);
    for (let i = bytes - 1; i >= 0; i--) this.out.u8(Math.floor(value / 256 ** i) & 255);
  }

  private number(value: number): void {
    if (Number.isInteger(value) && value >= -TWO_63 && value < TWO_63) this.integer(value);
    else this.double(value);
  }

  private integer(value: number): void {
    const { out } = this;
    if (value >= 0) {
      if (value <= 127) out.u8(value);
      else if (value <= 0xff) this.sized(0xcc, 1, value);
      else if (value <= 0xffff) this.sized(0xcd, 2, value);
      else if (value <= 0xffffffff) this.sized(0xce, 4, value);
      else this.wide(0xcf, value);
    } else if (value >= -32) out.u8(value & 255);
    else if (value >= -128) this.sized(0xd0, 1, value & 255);
    else if (value >= -32768) this.sized(0xd1, 2, value & 0xffff);
    else if (value >= -2147483648) this.sized(0xd2, 4, value >>> 0);
    else this.wide(0xd3, value);
  }

  private wide(tag: number, value: number): void {
    const bits = BigInt.asUintN(64, BigInt(value));
    this.sized(tag, 4, Number(bits >> 32n));
    const low = Number(bits & 0xffffffffn);
    for (let i = 3; i >= 0; i--) this.out.u8(Math.floor(low / 256 ** i) & 255);
  }

  private double(value: number): void {
    const short = Math.fround(value) === value;
    const view = new DataView(new ArrayBuffer(8));
    if (short) view.setFloat32(0, value);
    else view.setFloat64(0, value);
    this.out.u8(short ? 0xca : 0xcb);
    for (let i = 0; i < (short ? 4 : 8); i++) this.out.u8(view.getUint8(i));
  }

  private table(level: number): void {
    const { lua, state } = this;
    lua.c.lua_checkstack(state, 3);
    const { count, isArray } = this.shape();
    if (!isArray) {
      this.map(level, count);
      return;
    }
    if (count <= 15) this.out.u8(0x90 | count);
    else if (count <= 0xffff) this.sized(0xdc, 2, count);
    else this.sized(0xdd, 4, count);
    for (let i = 1; i <= count; i++) {
      lua.c.lua_rawgeti(state, -1, i);
      this.value(level + 1);
    }
  }

  private map(level: number, count: number): void {
    const { lua, state } = this;
    if (count <= 15) this.out.u8(0x80 | count);
    else if (count <= 0xffff) this.sized(0xde, 2, count);
    else this.sized(0xdf, 4, count);
    lua.c.lua_pushnil(state);
    while (lua.c.lua_next(state, -2) !== 0) {
      lua.c.lua_pushvalue(state, -2);
      this.value(level + 1);
      this.value(level + 1);
    }
  }

  /** REDIS: lua_cmsgpack.c table_is_an_array */
  private shape(): { readonly count: number; readonly isArray: boolean } {
    const { lua, state } = this;
    const { c } = lua;
    let count = 0;
    let max = 0;
    let isArray = true;
    c.lua_pushnil(state);
    while (c.lua_next(state, -2) !== 0) {
      lua.pop(state);
      const key = lua.typeAt(state, -1) === LUA.number ? c.lua_tonumber(state, -1) : 0;
      if (key <= 0 || Math.floor(key) !== key) isArray = false;
      if (key > max) max = key;
      count++;
    }
    return { count, isArray: isArray && max === count };
  }
}

class Unpacker {
  at: number;
  failure: 'short' | 'bad' | null = null;

  constructor(
    private readonly lua: Lua,
    private readonly state: number,
    private readonly text: string,
    from: number,
  ) {
    this.at = from;
  }

  get left(): number {
    return this.text.length - this.at;
  }

  private need(bytes: number): boolean {
    if (this.left < bytes) this.failure = 'short';
    return this.failure === null;
  }

  private view(bytes: number): DataView {
    const view = new DataView(new ArrayBuffer(8));
    for (let i = 0; i < bytes; i++) view.setUint8(i, this.text.charCodeAt(this.at + 1 + i));
    return view;
  }

  /** Pushes the next value, or says what is wrong. */
  value(): void {
    const { lua, state } = this;
    if (!this.need(1)) return;
    const tag = this.text.charCodeAt(this.at);
    lua.c.lua_checkstack(state, 1);
    if (tag < 0x80) this.fixed(tag);
    else if (tag >= 0xe0) this.fixed(tag - 256);
    else if (tag < 0x90) this.container(1, tag & 15, true);
    else if (tag < 0xa0) this.container(1, tag & 15, false);
    else if (tag < 0xc0) this.string(1, tag & 31);
    else this.tagged(tag);
  }

  private fixed(value: number): void {
    this.lua.c.lua_pushnumber(this.state, value);
    this.at++;
  }

  private tagged(tag: number): void {
    const { lua, state } = this;
    switch (tag) {
      case 0xc0:
        lua.c.lua_pushnil(state);
        this.at++;
        return;
      case 0xc2:
      case 0xc3:
        lua.c.lua_pushboolean(state, tag & 1);
        this.at++;
        return;
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.sizedString(1 << (tag - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.sizedContainer(2 << (tag - 0xdc), false);
      case 0xde:
      case 0xdf:
        return this.sizedContainer(2 << (tag - 0xde), true);
      default:
        return this.tagNumber(tag);
    }
  }

  private tagNumber(tag: number): void {
    const bytes = tag === 0xca ? 4 : tag === 0xcb ? 8 : 1 << (tag & 3);
    if (tag !== 0xca && tag !== 0xcb && !(tag >= 0xcc && tag <= 0xd3)) {
      this.failure = 'bad';
      return;
    }
    if (!this.need(1 + bytes)) return;
    this.lua.c.lua_pushnumber(this.state, readNumber(this.view(bytes), tag));
    this.at += 1 + bytes;
  }

  private length(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.text.charCodeAt(this.at + 1 + i);
    return value;
  }

  private sizedString(bytes: number): void {
    if (this.need(1 + bytes)) this.string(1 + bytes, this.length(bytes));
  }

  private string(header: number, length: number): void {
    if (!this.need(header + length)) return;
    this.lua.pushString(this.state, this.text.slice(this.at + header, this.at + header + length));
    this.at += header + length;
  }

  private sizedContainer(bytes: number, isMap: boolean): void {
    if (this.need(1 + bytes)) this.container(1 + bytes, this.length(bytes), isMap);
  }

  private container(header: number, length: number, isMap: boolean): void {
    const { lua, state } = this;
    this.at += header;
    lua.c.lua_createtable(state, 0, 0);
    lua.c.lua_checkstack(state, 3);
    for (let i = 1; i <= length; i++) {
      if (!isMap) lua.c.lua_pushnumber(state, i);
      else this.value();
      if (this.failure === null) this.value();
      if (this.failure !== null) return;
      lua.c.lua_settable(state, -3);
    }
  }
}

function readNumber(view: DataView, tag: number): number {
  switch (tag) {
    case 0xca:
      return view.getFloat32(0);
    case 0xcb:
      return view.getFloat64(0);
    case 0xcc:
      return view.getUint8(0);
    case 0xcd:
      return view.getUint16(0);
    case 0xce:
      return view.getUint32(0);
    case 0xcf:
      return Number(view.getBigUint64(0));
    case 0xd0:
      return view.getInt8(0);
    case 0xd1:
      return view.getInt16(0);
    case 0xd2:
      return view.getInt32(0);
    default:
      return Number(view.getBigInt64(0));
  }
}

function unpack(lua: Lua, state: number, text: string, limit: number, offset: number): number {
  const { c } = lua;
  if (offset < 0 || limit < 0) {
    lua.fail(state, `Invalid request to unpack with offset of ${offset} and limit of ${text.length}.`);
  }
  if (offset > text.length) {
    lua.fail(state, `Start offset ${offset} greater than input length ${text.length}.`);
  }
  const all = limit === 0 && offset === 0;
  const reader = new Unpacker(lua, state, text, offset);
  c.lua_settop(state, 0);
  let count = 0;
  while (reader.left > 0 && (all || count < (limit || 0x7fffffff))) {
    reader.value();
    if (reader.failure === 'short') lua.fail(state, 'Missing bytes in input.');
    if (reader.failure === 'bad') lua.fail(state, 'Bad data format in input.');
    count++;
  }
  if (all) return count;
  c.lua_checkstack(state, 1);
  c.lua_pushnumber(state, reader.left === 0 ? -1 : reader.at);
  c.lua_insert(state, 1);
  return count + 1;
}

export function cmsgpackLibrary(lua: Lua): Readonly<Record<string, Native>> {
  const { c } = lua;
  return {
    pack: (state) => {
      const given = c.lua_gettop(state);
      if (given === 0) lua.failArgument(state, 0, 'MessagePack pack needs input.');
      if (c.lua_checkstack(state, given) === 0) lua.failArgument(state, 0, 'Too many arguments for MessagePack pack.');
      const packer = new Packer(lua, state);
      for (let i = 1; i <= given; i++) {
        c.lua_checkstack(state, 1);
        c.lua_pushvalue(state, i);
        packer.value(0);
      }
      const bytes = packer.out.take();
      lua.pushString(state, byteStringOf(bytes));
      return 1;
    },
    unpack: (state) => unpack(lua, state, lua.checkText(state, 1), 0, 0),
    unpack_one: (state) => {
      const offset = c.luaL_optinteger(state, 2, 0);
      return unpack(lua, state, lua.checkText(state, 1), 1, offset);
    },
    unpack_limit: (state) => {
      const limit = c.luaL_checkinteger(state, 2);
      const offset = c.luaL_optinteger(state, 3, 0);
      return unpack(lua, state, lua.checkText(state, 1), limit, offset);
    },
  };
}
