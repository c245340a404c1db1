import type { Lua, Native } from './lua.ts';
import { LUA } from './lua.ts';
import { BEHIND, RAW_NEXT, RAW_TOSTRING } from './prelude.ts';

/*
 * Functions of the base library that must know about read-only tables, and what a read-only table answers.
 */

const REGISTRY = -10000;
const READONLY = 'Attempt to modify a readonly table';
/** A collection's moment and its gain depend on nothing a script could count on: always the same number. */
const KILOBYTES = 40;

export function baseLibrary(lua: Lua): Readonly<Record<string, Native>> {
  const { c } = lua;
  /** Pushes the table behind a read-only one; false when that one is not. */
  const pushBehind = (state: number, index: number): boolean => {
    if (c.lua_type(state, index) !== LUA.table || c.lua_getmetatable(state, index) === 0) return false;
    lua.pushString(state, BEHIND);
    c.lua_rawget(state, -2);
    c.lua_remove(state, -2);
    if (c.lua_type(state, -1) === LUA.table) return true;
    lua.pop(state);
    return false;
  };
  const seeThrough = (state: number, index: number): void => {
    if (pushBehind(state, index)) c.lua_replace(state, index);
  };
  const refuseReadonly = (state: number): void => {
    if (!pushBehind(state, 1)) return;
    lua.pushString(state, READONLY);
    lua.raise(state);
  };
  return {
    readonly: (state) => lua.fail(state, READONLY),
    missing: (state) => {
      const name =
        c.lua_type(state, 2) === LUA.string || c.lua_type(state, 2) === LUA.number ? lua.toText(state, 2) : '';
      return lua.fail(state, `Script attempted to access nonexistent global variable '${name}'`);
    },
    null: (state) => {
      c.lua_pushlightuserdata(state, 0);
      return 1;
    },
    next: (state) => {
      c.luaL_checktype(state, 1, LUA.table);
      seeThrough(state, 1);
      c.lua_settop(state, 2);
      if (c.lua_next(state, 1) !== 0) return 2;
      c.lua_pushnil(state);
      return 1;
    },
    pairs: (state) => {
      c.luaL_checktype(state, 1, LUA.table);
      seeThrough(state, 1);
      c.lua_rawgeti(state, REGISTRY, RAW_NEXT);
      c.lua_pushvalue(state, 1);
      c.lua_pushnil(state);
      return 3;
    },
    rawget: (state) => {
      c.luaL_checktype(state, 1, LUA.table);
      c.luaL_checkany(state, 2);
      seeThrough(state, 1);
      c.lua_settop(state, 2);
      c.lua_rawget(state, 1);
      return 1;
    },
    rawset: (state) => {
      c.luaL_checktype(state, 1, LUA.table);
      c.luaL_checkany(state, 2);
      c.luaL_checkany(state, 3);
      refuseReadonly(state);
      c.lua_settop(state, 3);
      c.lua_rawset(state, 1);
      return 1;
    },
    setmetatable: (state) => {
      const type = c.lua_type(state, 2);
      c.luaL_checktype(state, 1, LUA.table);
      if (type !== LUA.nil && type !== LUA.table) lua.failArgument(state, 2, 'nil or table expected');
      refuseReadonly(state);
      if (c.lua_getmetatable(state, 1) !== 0) {
        lua.pushString(state, '__metatable');
        c.lua_rawget(state, -2);
        if (c.lua_type(state, -1) !== LUA.nil) lua.fail(state, 'cannot change a protected metatable');
      }
      c.lua_settop(state, 2);
      c.lua_setmetatable(state, 1);
      return 1;
    },
    collectgarbage: (state) => {
      const option = c.lua_type(state, 1) <= 0 ? 'collect' : lua.checkText(state, 1);
      if (!['stop', 'restart', 'collect', 'count', 'step', 'setpause', 'setstepmul'].includes(option)) {
        lua.failArgument(state, 1, `invalid option '${option}'`);
      }
      if (option === 'step') c.lua_pushboolean(state, 1);
      else c.lua_pushnumber(state, option === 'count' ? KILOBYTES : 0);
      return 1;
    },
    // Errors of commands are tables; a script that catches one is given the text. REDIS: script_lua.c luaRedisPcall
    pcall: (state) => {
      c.luaL_checkany(state, 1);
      const status = c.lua_pcall(state, c.lua_gettop(state) - 1, LUA.multiple, 0);
      if (status !== 0 && c.lua_type(state, -1) === LUA.table) {
        lua.pushString(state, 'err');
        c.lua_gettable(state, -2);
        if (c.lua_type(state, -1) === LUA.string) c.lua_replace(state, -2);
        else lua.pop(state);
      }
      c.lua_pushboolean(state, status === 0 ? 1 : 0);
      c.lua_insert(state, 1);
      return c.lua_gettop(state);
    },
    // As the C library of Linux prints a null pointer.
    tostring: (state) => {
      c.luaL_checkany(state, 1);
      if (c.lua_type(state, 1) === LUA.lightUserdata && c.lua_touserdata(state, 1) === 0) {
        lua.pushString(state, 'userdata: (nil)');
        return 1;
      }
      c.lua_settop(state, 1);
      c.lua_rawgeti(state, REGISTRY, RAW_TOSTRING);
      c.lua_insert(state, 1);
      c.lua_call(state, 1, 1);
      return 1;
    },
    gcinfo: (state) => {
      c.lua_pushnumber(state, KILOBYTES);
      return 1;
    },
  };
}
