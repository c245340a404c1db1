import { sha1 } from '../../base/sha1.ts';

/*
 * Where the Lua interpreter comes from. The engine can neither fetch nor read files: who hosts machines says once how
 * the bytes of the WebAssembly module are had, and they are asked for when the first script runs.
 */

/** The module's bytes, at once: no machine ever waits. */
export type LuaSource = () => Uint8Array;

/** Of dist/liblua5.1.wasm in wasmoon-lua5.1 1.18.10: the glue knows addresses inside this file. */
const EXPECTED_SHA1 = 'bbe5457fd6b5bcbf0da875655dc24126fd398391';

let source: LuaSource | null = null;

/** Says where the interpreter's bytes come from. To be called before a script runs. */
export function provideLua(given: LuaSource): void {
  source = given;
}

/** The bytes of the one interpreter this code fits. Throws where there is none, or another. */
export function luaBytes(): Uint8Array {
  if (source === null) throw new Error('a script runs, and nobody said where the Lua interpreter is: provideLua');
  const bytes = source();
  let hash = '';
  for (const byte of sha1(bytes)) hash += byte.toString(16).padStart(2, '0');
  if (hash !== EXPECTED_SHA1) throw new Error(`the Lua interpreter is not the one this code was written for: ${hash}`);
  return bytes;
}
