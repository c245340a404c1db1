import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { provideLua } from '../machines.ts';

/*
 * Where the bridge has the Lua interpreter from: the package, when the first script runs.
 */

provideLua(() => {
  const main = createRequire(import.meta.url).resolve('wasmoon-lua5.1');
  return new Uint8Array(readFileSync(join(dirname(main), 'liblua5.1.wasm')));
});
