/// <reference lib="webworker" />
import wasmAddress from 'wasmoon-lua5.1/dist/liblua5.1.wasm?url';
import { provideLua } from '../machines.ts';

/*
 * Where the worker has the Lua interpreter from: a file beside the program, fetched when the first script runs. A
 * machine runs to its end and cannot wait, and a worker, unlike a page, may ask without going on meanwhile.
 */

provideLua(() => {
  const request = new XMLHttpRequest();
  request.open('GET', wasmAddress, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw new Error(`the Lua interpreter could not be fetched: status ${request.status}`);
  return new Uint8Array(request.response as ArrayBuffer); // responseType says so
});
