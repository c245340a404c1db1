import { JsonReader } from './cjson-decode.ts';
import { JsonWriter } from './cjson-encode.ts';
import type { Lua, Native } from './lua.ts';
import { LUA } from './lua.ts';

/*
 * The library `cjson`: lua-cjson 2.1.0. REDIS: deps/lua/src/lua_cjson.c
 */

export interface CjsonConfig {
  sparseConvert: boolean;
  sparseRatio: number;
  sparseSafe: number;
  encodeMaxDepth: number;
  decodeMaxDepth: number;
  encodeInvalidNumbers: 'off' | 'on' | 'null';
  decodeInvalidNumbers: boolean;
  keepBuffer: boolean;
  precision: number;
}

function defaults(): CjsonConfig {
  return {
    sparseConvert: false,
    sparseRatio: 2,
    sparseSafe: 10,
    encodeMaxDepth: 1000,
    decodeMaxDepth: 1000,
    encodeInvalidNumbers: 'off',
    decodeInvalidNumbers: true,
    keepBuffer: true,
    precision: 14,
  };
}

const INT_MAX = 0x7fffffff;

/** `reset` brings the settings back, for the start of a run. */
export function cjsonLibrary(lua: Lua): {
  readonly cjson: Readonly<Record<string, Native>>;
  readonly reset: () => void;
} {
  const { c } = lua;
  let config = defaults();
  const arguments_ = (state: number, max: number): void => {
    if (c.lua_gettop(state) > max) lua.failArgument(state, max + 1, 'found too many arguments');
    while (c.lua_gettop(state) < max) c.lua_pushnil(state);
  };
  const integer = (state: number, index: number, min: number, max: number, now: number): number => {
    let value = now;
    if (c.lua_type(state, index) !== LUA.nil) {
      value = c.luaL_checkinteger(state, index);
      if (value < min || value > max) {
        lua.failArgument(state, index, `expected integer between ${min} and ${max}`);
      }
    }
    c.lua_pushnumber(state, value);
    return value;
  };
  const flag = (state: number, index: number, now: boolean): boolean => {
    const value = option(state, index, now ? 'on' : 'off', false);
    return value === 'on';
  };
  /** REDIS: lua_cjson.c json_enum_option, luaL_checkoption */
  const option = (state: number, index: number, now: 'off' | 'on' | 'null', nullable: boolean) => {
    let value = now;
    const type = c.lua_type(state, index);
    if (type === LUA.boolean) value = c.lua_toboolean(state, index) ? 'on' : 'off';
    else if (type !== LUA.nil) {
      const text = lua.checkText(state, index);
      if (text !== 'off' && text !== 'on' && !(nullable && text === 'null')) {
        lua.failArgument(state, index, `invalid option '${text}'`);
      }
      value = text === 'on' || text === 'off' ? text : 'null';
    }
    if (value === 'null') lua.pushString(state, value);
    else c.lua_pushboolean(state, value === 'on' ? 1 : 0);
    return value;
  };
  const one = (state: number): void => {
    if (c.lua_gettop(state) !== 1) lua.failArgument(state, 1, 'expected 1 argument');
  };
  return {
    reset: () => (config = defaults()),
    cjson: {
      encode: (state) => {
        one(state);
        lua.pushString(state, new JsonWriter(lua, state, config).write());
        return 1;
      },
      decode: (state) => {
        one(state);
        new JsonReader(lua, state, lua.checkText(state, 1), config).read();
        return 1;
      },
      encode_sparse_array: (state) => {
        arguments_(state, 3);
        config.sparseConvert = flag(state, 1, config.sparseConvert);
        config.sparseRatio = integer(state, 2, 0, INT_MAX, config.sparseRatio);
        config.sparseSafe = integer(state, 3, 0, INT_MAX, config.sparseSafe);
        return 3;
      },
      encode_max_depth: (state) => {
        arguments_(state, 1);
        config.encodeMaxDepth = integer(state, 1, 1, INT_MAX, config.encodeMaxDepth);
        return 1;
      },
      decode_max_depth: (state) => {
        arguments_(state, 1);
        config.decodeMaxDepth = integer(state, 1, 1, INT_MAX, config.decodeMaxDepth);
        return 1;
      },
      encode_number_precision: (state) => {
        arguments_(state, 1);
        config.precision = integer(state, 1, 1, 14, config.precision);
        return 1;
      },
      encode_keep_buffer: (state) => {
        arguments_(state, 1);
        config.keepBuffer = flag(state, 1, config.keepBuffer);
        return 1;
      },
      encode_invalid_numbers: (state) => {
        arguments_(state, 1);
        config.encodeInvalidNumbers = option(state, 1, config.encodeInvalidNumbers, true);
        return 1;
      },
      decode_invalid_numbers: (state) => {
        arguments_(state, 1);
        config.decodeInvalidNumbers = flag(state, 1, config.decodeInvalidNumbers);
        return 1;
      },
    },
  };
}
