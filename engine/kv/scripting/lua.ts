import { assert } from '../../base/assert.ts';
import { byteStringOf } from '../../base/bytes.ts';
import { luaBytes } from './lua-source.ts';
import type { WasmMemory, WasmTable } from './wasm.ts';
import { compileWasm, instantiateWasm, tableFunctions, tableHook } from './wasm.ts';

/*
 * Lua 5.1 in WebAssembly, with no more around it than scripts need.
 *
 * No script may leave anything behind for the next, and the same script must do the same in a world that was rewound,
 * whatever ran in between: addresses, the order of tables, the moment of a collection included. So the memory of the
 * interpreter is put back before each run to an *image*, what it was when the script had just been compiled; an image
 * is about 60 kB, and copying it takes microseconds. It follows that a run can be given up anywhere, simply by throwing
 * through it.
 */

/** Addresses in the module, which is known by its hash. */
const DATA_FROM = 1024;
const STACK_FROM = 30272;
const HEAP_FROM = 4224576;
/** The word that says where the heap ends. */
const HEAP_END_AT = 26556;

const PAGE = 65536;
/** What a script may have; then Lua says `not enough memory`. */
const MEMORY_MAX = 256 * 1024 * 1024;
const SCRATCH = 65536;
const COUNT_HOOK = 8;
/** Of `currentline` in lua_Debug. */
const LINE_OFFSET = 20;

export const LUA = Object.freeze({
  none: -1,
  nil: 0,
  boolean: 1,
  lightUserdata: 2,
  number: 3,
  string: 4,
  table: 5,
  function: 6,
  globals: -10002,
  multiple: -1,
  errorInMemory: 4,
});

type Fn = (...numbers: number[]) => number;

/** The exports this code calls, all of them functions of numbers. */
interface Exports {
  readonly memory: WasmMemory;
  readonly __indirect_function_table: WasmTable;
  readonly __wasm_call_ctors: Fn;
  readonly emscripten_stack_init: Fn;
  readonly setThrew: Fn;
  readonly stackSave: Fn;
  readonly stackRestore: Fn;
  readonly malloc: Fn;
  readonly free: Fn;
  readonly luaL_newstate: Fn;
  readonly luaL_loadbuffer: Fn;
  readonly luaL_where: Fn;
  readonly luaL_checknumber: Fn;
  readonly luaL_checkinteger: Fn;
  readonly luaL_optinteger: Fn;
  readonly luaL_checklstring: Fn;
  readonly luaL_checktype: Fn;
  readonly luaL_checkany: Fn;
  readonly luaL_argerror: Fn;
  readonly luaopen_base: Fn;
  readonly luaopen_table: Fn;
  readonly luaopen_string: Fn;
  readonly luaopen_math: Fn;
  readonly luaopen_debug: Fn;
  readonly lua_call: Fn;
  readonly lua_checkstack: Fn;
  readonly lua_concat: Fn;
  readonly lua_createtable: Fn;
  readonly lua_error: Fn;
  readonly lua_getinfo: Fn;
  readonly lua_getmetatable: Fn;
  readonly lua_gettable: Fn;
  readonly lua_gettop: Fn;
  readonly lua_insert: Fn;
  readonly lua_isnumber: Fn;
  readonly lua_next: Fn;
  readonly lua_objlen: Fn;
  readonly lua_pcall: Fn;
  readonly lua_pushboolean: Fn;
  readonly lua_pushcclosure: Fn;
  readonly lua_pushlightuserdata: Fn;
  readonly lua_pushlstring: Fn;
  readonly lua_pushnil: Fn;
  readonly lua_pushnumber: Fn;
  readonly lua_pushvalue: Fn;
  readonly lua_rawequal: Fn;
  readonly lua_rawget: Fn;
  readonly lua_rawgeti: Fn;
  readonly lua_rawset: Fn;
  readonly lua_rawseti: Fn;
  readonly lua_remove: Fn;
  readonly lua_replace: Fn;
  readonly lua_sethook: Fn;
  readonly lua_setmetatable: Fn;
  readonly lua_settable: Fn;
  readonly lua_settop: Fn;
  readonly lua_toboolean: Fn;
  readonly lua_tolstring: Fn;
  readonly lua_tonumber: Fn;
  readonly lua_touserdata: Fn;
  readonly lua_type: Fn;
}

/** Lua's own way out of nested C calls. */
const LONG_JUMP: Error = new Error('lua_error');

/** What the interpreter's memory held at one moment. */
export interface Image {
  readonly data: Uint8Array;
  readonly heap: Uint8Array;
}

/** A function of ours that scripts call: takes the Lua state, answers how many results it pushed. */
export type Native = (state: number) => number;

export type Libraries = Readonly<Record<string, Readonly<Record<string, Native>>>>;

/** The C interface of Lua, in strings and numbers. `state` is the main one or a coroutine's. */
export class Lua {
  readonly c: Exports;
  heap: Uint8Array;
  view: DataView;
  readonly main: number;
  /** Called every so many instructions while a count hook is set, with the line that runs. */
  onCount: (line: number) => void = () => undefined;
  private readonly scratch: number;
  private readonly hookAt: number;

  constructor() {
    const exports = instantiateWasm(compileWasm(luaBytes()), {
      env: this.environment(),
      wasi_snapshot_preview1: refused([
        'fd_write',
        'fd_read',
        'fd_close',
        'environ_sizes_get',
        'environ_get',
        'fd_seek',
      ]),
    });
    this.c = exports as Exports; // the hash of the file says what it exports
    this.heap = new Uint8Array(this.c.memory.buffer);
    this.view = new DataView(this.c.memory.buffer);
    this.c.__wasm_call_ctors();
    this.c.emscripten_stack_init();
    this.main = this.c.luaL_newstate();
    this.scratch = this.c.malloc(SCRATCH);
    this.hookAt = this.c.__indirect_function_table.grow(1);
    this.c.__indirect_function_table.set(
      this.hookAt,
      tableHook((state, record) => this.onCount(this.lineAt(state, record))),
    );
    this.openLibraries();
  }

  private environment(): Readonly<Record<string, unknown>> {
    return {
      ...refused(['exit', 'strftime', 'emscripten_date_now', '_emscripten_get_now_is_monotonic', '__syscall_openat']),
      ...refused(['__syscall_fcntl64', '__syscall_ioctl', '__syscall_dup3', '__syscall_unlinkat', '__syscall_rmdir']),
      ...refused(['__syscall_renameat', '_emscripten_system', '__syscall_readlinkat', '_tzset_js', '_mktime_js']),
      ...refused(['_localtime_js', '_gmtime_js']),
      emscripten_memcpy_js: (to: number, from: number, length: number) => {
        this.heap.copyWithin(to, from, from + length);
      },
      emscripten_resize_heap: (wanted: number) => this.growTo(wanted >>> 0),
      _emscripten_throw_longjmp: () => {
        throw LONG_JUMP;
      },
      invoke_vii: (at: number, a: number, b: number) => this.invoke(at, a, b),
    };
  }

  /** Calls through the table; a long jump ends here, and the caller sees to it. Anything else goes all the way out. */
  private invoke(at: number, a: number, b: number): void {
    const { c } = this;
    const stack = c.stackSave();
    try {
      c.__indirect_function_table.get(at)(a, b);
    } catch (thrown) {
      if (thrown !== LONG_JUMP) throw thrown;
      c.stackRestore(stack);
      c.setThrew(1, 0);
    }
  }

  private growTo(wanted: number): number {
    const { memory } = this.c;
    const has = memory.buffer.byteLength;
    if (wanted > MEMORY_MAX) return 0;
    memory.grow(Math.ceil((Math.min(MEMORY_MAX, Math.max(wanted, has * 1.25)) - has) / PAGE));
    this.heap = new Uint8Array(memory.buffer);
    this.view = new DataView(memory.buffer);
    return 1;
  }

  private openLibraries(): void {
    const { c, main } = this;
    for (const open of [c.luaopen_base, c.luaopen_table, c.luaopen_string, c.luaopen_math, c.luaopen_debug]) open(main);
    c.lua_settop(main, 0);
  }

  /** Makes a table per library, as globals. Functions go into tables that are there. */
  register(libraries: Libraries): void {
    const { c, main } = this;
    const entries = Object.entries(libraries).flatMap(([library, runs]) =>
      Object.entries(runs).map(([name, run]) => ({ library, name, run })),
    );
    const made = tableFunctions(entries.map(({ run }) => run));
    const from = c.__indirect_function_table.grow(made.length);
    for (const [i, { library, name }] of entries.entries()) {
      c.__indirect_function_table.set(from + i, made[i]);
      this.pushGlobal(main, library);
      this.pushString(main, name);
      c.lua_pushcclosure(main, from + i, 0);
      c.lua_rawset(main, -3);
      c.lua_settop(main, -2);
    }
  }

  private pushGlobal(state: number, name: string): void {
    const { c } = this;
    this.pushString(state, name);
    c.lua_gettable(state, LUA.globals);
    if (c.lua_type(state, -1) === LUA.table) return;
    c.lua_settop(state, -2);
    c.lua_createtable(state, 0, 0);
    this.pushString(state, name);
    c.lua_pushvalue(state, -2);
    c.lua_rawset(state, LUA.globals);
  }

  // --- images ---

  private get heapEnd(): number {
    return this.view.getUint32(HEAP_END_AT, true);
  }

  /** What the memory holds now. No call may be under way. */
  image(): Image {
    return { data: this.heap.slice(DATA_FROM, STACK_FROM), heap: this.heap.slice(HEAP_FROM, this.heapEnd) };
  }

  restore(image: Image): void {
    this.heap.set(image.data, DATA_FROM);
    this.heap.set(image.heap, HEAP_FROM);
  }

  /** True when a script made the memory grow so far that another interpreter is cheaper than to keep it. */
  get isBloated(): boolean {
    return this.heap.length > MEMORY_MAX / 4;
  }

  // --- strings ---

  /** Writes the bytes of a string where they stay until `release`, and answers the address. */
  private place(text: string): number {
    const { length } = text;
    const at = length < SCRATCH ? this.scratch : this.c.malloc(length + 1);
    assert(at !== 0, 'the interpreter has memory for what it is given');
    const { heap } = this;
    for (let i = 0; i < length; i++) heap[at + i] = text.charCodeAt(i);
    heap[at + length] = 0;
    return at;
  }

  private release(at: number): void {
    if (at !== this.scratch) this.c.free(at);
  }

  pushString(state: number, text: string): void {
    const at = this.place(text);
    this.c.lua_pushlstring(state, at, text.length);
    this.release(at);
  }

  /** The bytes of a string or number at that place of the stack; a number becomes a string there. */
  toText(state: number, index: number): string {
    const at = this.c.lua_tolstring(state, index, this.scratch);
    if (at === 0) return '';
    return byteStringOf(this.heap, at, at + this.view.getUint32(this.scratch, true));
  }

  /** An argument that must be a string, or Lua's error about it. */
  checkText(state: number, index: number): string {
    const at = this.c.luaL_checklstring(state, index, this.scratch);
    return byteStringOf(this.heap, at, at + this.view.getUint32(this.scratch, true));
  }

  /** The type at a place of the stack. */
  typeAt(state: number, index: number): number {
    return this.c.lua_type(state, index);
  }

  /** Takes the top of the stack away. */
  pop(state: number, count = 1): void {
    this.c.lua_settop(state, -count - 1);
  }

  /** Compiles a text; 0, or an error number with its message on the stack. */
  load(state: number, text: string, name: string): number {
    const nameAt = this.c.malloc(name.length + 1);
    for (let i = 0; i < name.length; i++) this.heap[nameAt + i] = name.charCodeAt(i);
    this.heap[nameAt + name.length] = 0;
    const at = this.place(text);
    const status = this.c.luaL_loadbuffer(state, at, text.length, nameAt);
    this.release(at);
    this.c.free(nameAt);
    return status;
  }

  /** Fails the call with this message, behind the place in the script. Never returns. */
  fail(state: number, message: string): never {
    this.c.luaL_where(state, 1);
    this.pushString(state, message);
    this.c.lua_concat(state, 2);
    this.c.lua_error(state);
    throw LONG_JUMP; // lua_error has thrown it already
  }

  /** Fails for an argument, as Lua's own functions do. Never returns. */
  failArgument(state: number, argument: number, message: string): never {
    const at = this.c.malloc(message.length + 1);
    for (let i = 0; i < message.length; i++) this.heap[at + i] = message.charCodeAt(i);
    this.heap[at + message.length] = 0;
    this.c.luaL_argerror(state, argument, at);
    throw LONG_JUMP; // luaL_argerror has thrown it already
  }

  /** Fails with what is on top of the stack. Never returns. */
  raise(state: number): never {
    this.c.lua_error(state);
    throw LONG_JUMP; // lua_error has thrown it already
  }

  /** The line in a record of lua_Debug that a hook was given. */
  private lineAt(state: number, record: number): number {
    const at = this.place('l');
    this.c.lua_getinfo(state, at, record);
    return this.view.getInt32(record + LINE_OFFSET, true);
  }

  /** From now on `onCount` is called every so many instructions. */
  countEvery(instructions: number): void {
    this.c.lua_sethook(this.main, this.hookAt, COUNT_HOOK, instructions);
  }
}

/** What Lua's io and os would need. They are not opened. */
function refused(names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, () => 0]));
}
