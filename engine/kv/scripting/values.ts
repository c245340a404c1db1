import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import type { Lua } from './lua.ts';
import { LUA } from './lua.ts';

/*
 * Replies become Lua values and Lua values become replies. REDIS: script_lua.c redisProtocolToLuaType_*,
 * luaReplyToRedisReply
 */

const DEPTH_FAILED = error('ERR reached lua stack limit');

function pushField(lua: Lua, state: number, name: string, value: string): void {
  lua.c.lua_createtable(state, 0, 1);
  lua.pushString(state, name);
  lua.pushString(state, value);
  lua.c.lua_rawset(state, -3);
}

/** Pushes a reply, shaped for the protocol the script has chosen; under RESP2 it is one of RESP2. */
export function pushReply(lua: Lua, state: number, reply: Reply, resp: 2 | 3): void {
  const { c } = lua;
  c.lua_checkstack(state, 4);
  if (typeof reply === 'string') lua.pushString(state, reply);
  else if (typeof reply === 'number' || typeof reply === 'bigint') c.lua_pushnumber(state, Number(reply));
  else if (reply === null) pushNull(lua, state, resp);
  else if (!('kind' in reply)) pushArray(lua, state, reply, resp);
  else {
    switch (reply.kind) {
      case 'simple':
        pushField(lua, state, 'ok', reply.text);
        return;
      case 'error':
        pushError(lua, state, reply.text);
        return;
      case 'nilArray':
        pushNull(lua, state, resp);
        return;
      case 'bool':
        c.lua_pushboolean(state, reply.value ? 1 : 0);
        return;
      case 'map':
        pushMap(lua, state, reply.flat, resp);
        return;
      case 'set':
        pushSet(lua, state, reply.items, resp);
        return;
      case 'double':
        c.lua_createtable(state, 0, 1);
        lua.pushString(state, 'double');
        c.lua_pushnumber(state, reply.value);
        c.lua_rawset(state, -3);
        return;
      case 'bigNumber':
        pushField(lua, state, 'big_number', reply.digits);
        return;
      case 'verbatim':
        c.lua_createtable(state, 0, 1);
        lua.pushString(state, 'verbatim_string');
        pushField(lua, state, 'string', reply.text);
        lua.pushString(state, 'format');
        lua.pushString(state, reply.format);
        c.lua_rawset(state, -3);
        c.lua_rawset(state, -3);
        return;
      case 'push':
        pushArray(lua, state, reply.items, resp);
        return;
      case 'attribute':
        pushReply(lua, state, reply.of, resp);
    }
  }
}

function pushNull(lua: Lua, state: number, resp: 2 | 3): void {
  if (resp === 3) lua.c.lua_pushnil(state);
  else lua.c.lua_pushboolean(state, 0);
}

/** An error as a script sees it. REDIS: script_lua.c luaPushErrorBuff */
export function pushError(lua: Lua, state: number, text: string): void {
  pushField(lua, state, 'err', text);
  lua.pushString(state, 'ignore_error_stats_update');
  lua.c.lua_pushboolean(state, 1);
  lua.c.lua_rawset(state, -3);
}

function pushArray(lua: Lua, state: number, items: readonly Reply[], resp: 2 | 3): void {
  lua.c.lua_createtable(state, items.length, 0);
  for (let i = 0; i < items.length; i++) {
    pushReply(lua, state, items[i] as Reply, resp);
    lua.c.lua_rawseti(state, -2, i + 1);
  }
}

function pushMap(lua: Lua, state: number, flat: readonly Reply[], resp: 2 | 3): void {
  const { c } = lua;
  c.lua_createtable(state, 0, 1);
  lua.pushString(state, 'map');
  c.lua_createtable(state, 0, flat.length / 2);
  for (let i = 0; i + 1 < flat.length; i += 2) {
    pushReply(lua, state, flat[i] as Reply, resp);
    pushReply(lua, state, flat[i + 1] as Reply, resp);
    c.lua_rawset(state, -3);
  }
  c.lua_rawset(state, -3);
}

function pushSet(lua: Lua, state: number, items: readonly Reply[], resp: 2 | 3): void {
  const { c } = lua;
  c.lua_createtable(state, 0, 1);
  lua.pushString(state, 'set');
  c.lua_createtable(state, 0, items.length);
  for (const item of items) {
    pushReply(lua, state, item, resp);
    c.lua_pushboolean(state, 1);
    c.lua_rawset(state, -3);
  }
  c.lua_rawset(state, -3);
}

/** One line without breaks, as a reply's first line must be. */
function line(text: string): string {
  return text.replace(/[\r\n]/g, ' ');
}

/**
 * So deep may a reply be.
 *
 * SIMPLIFIED: Redis goes on until Lua's stack is full, at some 8,000 tables; what writes replies here goes less deep.
 */
const DEPTH_MAX = 100;

/**
 * What the value on top of the stack answers; takes it away. `scriptResp` is the protocol the script has chosen, which
 * decides about booleans.
 */
export function popReply(lua: Lua, state: number, scriptResp: 2 | 3, depth = 0): Reply {
  const { c } = lua;
  if (depth > DEPTH_MAX || c.lua_checkstack(state, 4) === 0) {
    lua.pop(state);
    return DEPTH_FAILED;
  }
  const reply = topReply(lua, state, scriptResp, depth);
  lua.pop(state);
  return reply;
}

function topReply(lua: Lua, state: number, scriptResp: 2 | 3, depth: number): Reply {
  const { c } = lua;
  switch (c.lua_type(state, -1)) {
    case LUA.string:
      return lua.toText(state, -1);
    case LUA.number:
      return integerOf(c.lua_tonumber(state, -1));
    case LUA.boolean: {
      const value = c.lua_toboolean(state, -1) !== 0;
      if (scriptResp === 3) return { kind: 'bool', value };
      return value ? 1 : null;
    }
    case LUA.table:
      return tableReply(lua, state, scriptResp, depth);
    default:
      return null;
  }
}

const TWO_63 = 2 ** 63;

/** C's cast to long long, as x86-64 does it. */
function integerOf(value: number): Reply {
  const whole = Math.trunc(value);
  if (Number.isSafeInteger(whole)) return whole + 0;
  return whole >= -TWO_63 && whole < TWO_63 ? BigInt(whole) : -(1n << 63n);
}

/** Pushes a field of the table on top; true when it has that type, else nothing is pushed. */
function field(lua: Lua, state: number, name: string, type: number): boolean {
  lua.pushString(state, name);
  lua.c.lua_rawget(state, -2);
  if (lua.c.lua_type(state, -1) === type) return true;
  lua.pop(state);
  return false;
}

function tableReply(lua: Lua, state: number, scriptResp: 2 | 3, depth: number): Reply {
  const { c } = lua;
  const text = (): string => {
    const found = lua.toText(state, -1);
    lua.pop(state);
    return found;
  };
  if (field(lua, state, 'err', LUA.string)) return error(line(text()));
  if (field(lua, state, 'ok', LUA.string)) return { kind: 'simple', text: line(text()) };
  if (field(lua, state, 'double', LUA.number)) {
    const value = c.lua_tonumber(state, -1);
    lua.pop(state);
    return { kind: 'double', value };
  }
  if (field(lua, state, 'map', LUA.table)) return mapReply(lua, state, scriptResp, depth);
  if (field(lua, state, 'set', LUA.table)) return setReply(lua, state, scriptResp, depth);
  if (field(lua, state, 'big_number', LUA.string)) return { kind: 'bigNumber', digits: line(text()) };
  if (field(lua, state, 'verbatim_string', LUA.table)) {
    const reply = verbatimReply(lua, state);
    lua.pop(state);
    if (reply !== null) return reply;
  }
  const items: Reply[] = [];
  for (let i = 1; ; i++) {
    c.lua_rawgeti(state, -1, i);
    if (c.lua_type(state, -1) === LUA.nil) break;
    items.push(popReply(lua, state, scriptResp, depth + 1));
  }
  lua.pop(state);
  return items;
}

function verbatimReply(lua: Lua, state: number): Reply | null {
  if (!field(lua, state, 'format', LUA.string)) return null;
  const format = lua.toText(state, -1);
  lua.pop(state);
  if (!field(lua, state, 'string', LUA.string)) return null;
  const text = lua.toText(state, -1);
  lua.pop(state);
  return { kind: 'verbatim', format: format.slice(0, 3), text };
}

function mapReply(lua: Lua, state: number, scriptResp: 2 | 3, depth: number): Reply {
  const { c } = lua;
  const flat: Reply[] = [];
  c.lua_pushnil(state);
  while (c.lua_next(state, -2) !== 0) {
    c.lua_pushvalue(state, -2);
    flat.push(popReply(lua, state, scriptResp, depth + 1));
    flat.push(popReply(lua, state, scriptResp, depth + 1));
  }
  lua.pop(state);
  return { kind: 'map', flat };
}

function setReply(lua: Lua, state: number, scriptResp: 2 | 3, depth: number): Reply {
  const { c } = lua;
  const items: Reply[] = [];
  c.lua_pushnil(state);
  while (c.lua_next(state, -2) !== 0) {
    lua.pop(state); // the value says only that it is there
    c.lua_pushvalue(state, -1);
    items.push(popReply(lua, state, scriptResp, depth + 1));
  }
  lua.pop(state);
  return { kind: 'set', items };
}
