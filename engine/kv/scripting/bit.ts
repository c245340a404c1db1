import type { Lua, Native } from './lua.ts';

/*
 * The library `bit`: BitOp 1.0.2. Numbers are taken modulo 2^32 and answered as signed 32 bits.
 */

/** 2^52 + 2^51: adding it leaves the integer in the low bits, rounded half to even. */
const BIAS = 6755399441055744;

/** REDIS: deps/lua/src/lua_bit.c barg */
function argument(lua: Lua, state: number, index: number): number {
  const number = lua.c.luaL_checknumber(state, index);
  const rounded = number + BIAS - BIAS;
  return (Math.abs(number) < 2 ** 51 ? rounded : number) | 0;
}

export function bitLibrary(lua: Lua): Readonly<Record<string, Native>> {
  const { c } = lua;
  const answer = (state: number, value: number): number => {
    c.lua_pushnumber(state, value | 0);
    return 1;
  };
  const folded =
    (fold: (a: number, b: number) => number): Native =>
    (state) => {
      let value = argument(lua, state, 1);
      for (let i = c.lua_gettop(state); i > 1; i--) value = fold(value, argument(lua, state, i));
      return answer(state, value);
    };
  const shifted =
    (shift: (value: number, by: number) => number): Native =>
    (state) => {
      const value = argument(lua, state, 1);
      return answer(state, shift(value, argument(lua, state, 2) & 31));
    };
  return {
    tobit: (state) => answer(state, argument(lua, state, 1)),
    bnot: (state) => answer(state, ~argument(lua, state, 1)),
    band: folded((a, b) => a & b),
    bor: folded((a, b) => a | b),
    bxor: folded((a, b) => a ^ b),
    lshift: shifted((value, by) => value << by),
    rshift: shifted((value, by) => value >>> by),
    arshift: shifted((value, by) => value >> by),
    rol: shifted((value, by) => (value << by) | (value >>> (32 - by))),
    ror: shifted((value, by) => (value >>> by) | (value << (32 - by))),
    bswap: (state) => {
      const value = argument(lua, state, 1);
      return answer(state, (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24));
    },
    tohex: (state) => {
      const value = argument(lua, state, 1) >>> 0;
      const wanted = c.lua_type(state, 2) <= 0 ? 8 : argument(lua, state, 2);
      const digits = Math.min(8, Math.abs(wanted));
      const text = value
        .toString(16)
        .padStart(8, '0')
        .slice(8 - digits);
      lua.pushString(state, wanted < 0 ? text.toUpperCase() : text);
      return 1;
    },
  };
}
