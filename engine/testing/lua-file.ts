import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provideLua } from '../kv/scripting/lua-source.ts';

/*
 * The Lua interpreter for tests and benchmarks: imported for its effect.
 */

provideLua(() => {
  const main = createRequire(import.meta.url).resolve('wasmoon-lua5.1');
  return new Uint8Array(readFileSync(join(dirname(main), 'liblua5.1.wasm')));
});
