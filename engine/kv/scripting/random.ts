import type { Lua, Native } from './lua.ts';

/*
 * math.random as Redis 7.0 has it: POSIX lrand48 in its own implementation, one stream per server, which begins in every
 * process at the same place and goes on from script to script. REDIS: rand.c, script_lua.c redis_math_random
 */

const MAX = 0x7fffffff;
const LOW_START = 0x330e;
/** 0x5DEECE66D in 24 bits each. */
const FACTOR_HIGH = 0x5de;
const FACTOR_LOW = 0xece66d;
const HALF = 0x1000000;

/** The 48 bits of the stream, in two halves. */
export interface ScriptRandom {
  high: number;
  low: number;
}

/** Where the stream begins. */
export function initialRandom(): ScriptRandom {
  return { high: 0x1234ab, low: 0xcd330e };
}

function seed(stream: ScriptRandom, value: number): void {
  const bits = value >>> 0;
  stream.high = Math.floor(bits / 256);
  stream.low = (bits % 256) * 65536 + LOW_START;
}

/** The next 31 bits. REDIS: rand.c redisLrand48 */
function next(stream: ScriptRandom): number {
  const product = stream.low * FACTOR_LOW + 0xb;
  stream.high = (stream.high * FACTOR_LOW + stream.low * FACTOR_HIGH + Math.floor(product / HALF)) % HALF;
  stream.low = product % HALF;
  return stream.high * 128 + Math.floor(stream.low / 131072);
}

/** `current` gives the stream of the server that runs. */
export function randomLibrary(lua: Lua, current: () => ScriptRandom): Readonly<Record<string, Native>> {
  const { c } = lua;
  const answer = (state: number, value: number): number => {
    c.lua_pushnumber(state, value);
    return 1;
  };
  return {
    random: (state) => {
      const drawn = (next(current()) % MAX) / MAX;
      const given = c.lua_gettop(state);
      if (given === 0) return answer(state, drawn);
      if (given === 1) {
        const upper = c.luaL_checkinteger(state, 1);
        if (upper < 1) lua.failArgument(state, 1, 'interval is empty');
        return answer(state, Math.floor(drawn * upper) + 1);
      }
      if (given !== 2) lua.fail(state, 'wrong number of arguments');
      const lower = c.luaL_checkinteger(state, 1);
      const upper = c.luaL_checkinteger(state, 2);
      if (lower > upper) lua.failArgument(state, 2, 'interval is empty');
      return answer(state, Math.floor(drawn * (upper - lower + 1)) + lower);
    },
    randomseed: (state) => {
      seed(current(), c.luaL_checkinteger(state, 1));
      return 0;
    },
  };
}
