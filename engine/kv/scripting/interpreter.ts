import type { Reply } from '../../wire/reply.ts';
import { error } from '../../wire/reply.ts';
import { baseLibrary } from './base-library.ts';
import { bitLibrary } from './bit.ts';
import { cjsonLibrary } from './cjson.ts';
import { cmsgpackLibrary } from './cmsgpack.ts';
import type { Image } from './lua.ts';
import { LUA, Lua } from './lua.ts';
import { PRELUDE } from './prelude.ts';
import type { ScriptRandom } from './random.ts';
import { initialRandom, randomLibrary } from './random.ts';
import type { Door, FunctionGiven, ScriptHost } from './redis-library.ts';
import { FUNCTION_KEY, redisLibrary } from './redis-library.ts';
import { structLibrary } from './struct.ts';
import { popReply } from './values.ts';

/*
 * The one interpreter of this process, and what it has compiled. It is a cache and nothing else: every run begins with
 * the memory as it was right after compiling, so what ran before, in which machine or branch, cannot be found out.
 */

/** How many instructions pass between two looks at the budget. */
const LOOK_EVERY = 1000;
/** Images of scripts that were used lately are kept up to this many bytes. */
const IMAGES_MAX = 32 * 1024 * 1024;
/** A library that takes longer to load is refused. REDIS: function_lua.c LOAD_TIMEOUT_MS */
const LOADING_MAX = 5_000_000;

const REGISTRY = -10000;
/** Places on the stack that the prelude fills. */
const GLOBALS_AT = 1;
const HANDLER_AT = 2;
const ENVIRONMENT_META_AT = 3;
const LOADING_AT = 5;

type Kind = 'eval' | 'function';

/** Thrown through the interpreter: the run has used up what it may. */
class BudgetSpent extends Error {
  readonly line: number;

  constructor(line: number) {
    super('a script has used up its instructions');
    this.line = line;
  }
}

/** How a run ended, and after how many instructions (rounded down to thousands). */
export interface Outcome {
  readonly reply: Reply | null;
  readonly failed: boolean;
  /** The error is one of a command, which has counted it. */
  readonly counted: boolean;
  /** It does not end: the line it was in when the budget was spent. */
  readonly runaway: number | null;
  readonly instructions: number;
}

export interface LoadedLibrary {
  readonly functions: readonly FunctionGiven[];
}

interface Compiled {
  readonly image: Image;
  readonly bytes: number;
}

class Interpreter {
  readonly lua: Lua;
  private readonly door: Door = { host: null, sink: null };
  private readonly bases = new Map<Kind, Image>();
  private readonly raw: Image;
  private readonly reset: () => void;
  private random = initialRandom();
  private spent = 0;
  private budget = Infinity;

  constructor() {
    this.lua = new Lua();
    const { lua } = this;
    const math = randomLibrary(lua, () => this.random);
    const { cjson, reset } = cjsonLibrary(lua);
    lua.register({
      math,
      cjson,
      cmsgpack: cmsgpackLibrary(lua),
      bit: bitLibrary(lua),
      struct: structLibrary(lua),
      redis: redisLibrary(lua, this.door),
      __native: baseLibrary(lua),
    });
    this.reset = reset;
    lua.onCount = (line) => {
      this.spent += LOOK_EVERY;
      if (this.spent >= this.budget) throw new BudgetSpent(line);
    };
    lua.countEvery(LOOK_EVERY);
    this.raw = lua.image();
  }

  private base(kind: Kind): Image {
    const known = this.bases.get(kind);
    if (known !== undefined) return known;
    const { lua } = this;
    lua.restore(this.raw);
    if (lua.load(lua.main, PRELUDE, '=prelude') !== 0) throw new Error(lua.toText(lua.main, -1));
    lua.pushString(lua.main, kind);
    if (lua.c.lua_pcall(lua.main, 1, LUA.multiple, 0) !== 0) throw new Error(lua.toText(lua.main, -1));
    // The environment becomes what chunks are compiled into.
    lua.c.lua_pushvalue(lua.main, 4);
    lua.c.lua_replace(lua.main, LUA.globals);
    const image = lua.image();
    this.bases.set(kind, image);
    return image;
  }

  /** A script as compiled, or the message why not. */
  compileScript(body: string, skipped: number): Image | string {
    const { lua } = this;
    lua.restore(this.base('eval'));
    if (lua.load(lua.main, body.slice(skipped), '@user_script') !== 0) return lua.toText(lua.main, -1);
    return lua.image();
  }

  /** A library as loaded, or the error why not. */
  loadLibrary(code: string, skipped: number, functions: FunctionGiven[]): Image | string {
    const { lua } = this;
    const { c, main } = lua;
    lua.restore(this.base('function'));
    this.reset();
    if (lua.load(main, code.slice(skipped), '@user_function') !== 0) {
      return `ERR Error compiling function: ${lua.toText(main, -1)}`;
    }
    this.seeThrough(LOADING_AT);
    this.door.sink = { register: (given) => registerIn(functions, given) };
    const ended = this.guarded(LOADING_MAX, () => c.lua_pcall(main, 0, 0, HANDLER_AT));
    this.door.sink = null;
    if (ended.runaway !== null) return 'ERR Error registering functions: ERR FUNCTION LOAD timeout';
    if (ended.status !== 0) return `ERR Error registering functions: ${this.takeError().message}`;
    if (functions.length === 0) return 'ERR No functions registered';
    this.seeThrough(GLOBALS_AT);
    return lua.image();
  }

  /** What the environment reads through to. */
  private seeThrough(at: number): void {
    const { lua } = this;
    for (const field of ['__index', '__behind']) {
      lua.pushString(lua.main, field);
      lua.c.lua_pushvalue(lua.main, at);
      lua.c.lua_rawset(lua.main, ENVIRONMENT_META_AT);
    }
  }

  private guarded(budget: number, run: () => number): { readonly status: number; readonly runaway: number | null } {
    this.spent = 0;
    this.budget = budget;
    try {
      return { status: run(), runaway: null };
    } catch (thrown) {
      if (!(thrown instanceof BudgetSpent)) throw thrown;
      return { status: 0, runaway: thrown.line };
    }
  }

  private takeError(): { message: string; where: string; counted: boolean } {
    const { lua } = this;
    const { c, main } = lua;
    if (c.lua_type(main, -1) !== LUA.table) return { message: lua.toText(main, -1), where: '', counted: false };
    const read = (name: string): string => {
      lua.pushString(main, name);
      c.lua_rawget(main, -2);
      const type = c.lua_type(main, -1);
      const text =
        type === LUA.string || type === LUA.number ? lua.toText(main, -1) : type === LUA.boolean ? 'yes' : '';
      lua.pop(main);
      return text;
    };
    const source = read('source');
    const line = read('line');
    return {
      message: read('err'),
      where: source !== '' && line !== '' ? ` on ${source}:${line}.` : '',
      counted: read('ignore_error_stats_update') !== '',
    };
  }

  /** Runs what an image holds: the script itself, or the function of that name. */
  run(image: Image, name: string, called: string | null, call: Call): Outcome {
    const { lua } = this;
    const { c, main } = lua;
    lua.restore(image);
    this.reset();
    if (called === null) {
      this.setGlobal('KEYS', call.keys);
      this.setGlobal('ARGV', call.args);
    } else {
      lua.pushString(main, FUNCTION_KEY + called);
      c.lua_rawget(main, REGISTRY);
      this.pushList(call.keys);
      this.pushList(call.args);
    }
    this.door.host = call.host;
    this.random = call.random;
    const ended = this.guarded(call.budget, () => c.lua_pcall(main, called === null ? 0 : 2, 1, HANDLER_AT));
    const outcome = { instructions: this.spent, counted: false, failed: false, runaway: ended.runaway };
    this.door.host = null;
    if (ended.runaway !== null) return { ...outcome, reply: null };
    if (ended.status === 0) return { ...outcome, reply: popReply(lua, main, call.host.resp) };
    const found = this.takeError();
    if (c.lua_type(main, -1) !== LUA.table) {
      return {
        ...outcome,
        failed: true,
        reply: error(`ERR Error running script ${name}, ${found.message.slice(0, 100)}`),
      };
    }
    const text = found.message.replace(/[\r\n]/g, ' ') + (found.where === '' ? '' : ` script: ${name},${found.where}`);
    return { ...outcome, failed: true, counted: found.counted, reply: error(text) };
  }

  private pushList(items: readonly string[]): void {
    const { lua } = this;
    lua.c.lua_createtable(lua.main, items.length, 0);
    for (let i = 0; i < items.length; i++) {
      lua.pushString(lua.main, items[i] as string); // i < length
      lua.c.lua_rawseti(lua.main, -2, i + 1);
    }
  }

  private setGlobal(name: string, items: readonly string[]): void {
    const { lua } = this;
    lua.pushString(lua.main, name);
    this.pushList(items);
    lua.c.lua_rawset(lua.main, GLOBALS_AT);
  }
}

/** What a run is given. */
export interface Call {
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly host: ScriptHost;
  /** The stream of math.random, which the script moves on. */
  readonly random: ScriptRandom;
  /** Instructions after which it is given up. */
  readonly budget: number;
}

const NAME = /^[A-Za-z0-9_]+$/;

/** REDIS: functions.c functionLibCreateFunction */
function registerIn(functions: FunctionGiven[], given: FunctionGiven): string | null {
  if (!NAME.test(given.name)) {
    return 'Library names can only contain letters, numbers, or underscores(_) and must be at least one character long';
  }
  if (functions.some(({ name }) => name === given.name)) return 'Function already exists in the library';
  functions.push(given);
  return null;
}

let interpreter: Interpreter | null = null;
/** By text; the one used longest ago comes first. */
const compiled = new Map<string, Compiled>();
let compiledBytes = 0;

function opened(): Interpreter {
  if (interpreter !== null && interpreter.lua.isBloated) {
    interpreter = null;
    compiled.clear();
    compiledBytes = 0;
  }
  interpreter ??= new Interpreter();
  return interpreter;
}

function keep(key: string, image: Image): void {
  const bytes = image.data.length + image.heap.length;
  compiled.set(key, { image, bytes });
  compiledBytes += bytes;
  for (const [oldest, entry] of compiled) {
    if (compiledBytes <= IMAGES_MAX || oldest === key) break;
    compiled.delete(oldest);
    compiledBytes -= entry.bytes;
  }
}

function recall(key: string): Image | null {
  const known = compiled.get(key);
  if (known === undefined) return null;
  compiled.delete(key);
  compiled.set(key, known);
  return known.image;
}

/** Compiles a script of that hash, `skipped` bytes of it being its first line. null, or Lua's message. */
export function compileScript(sha: string, body: string, skipped: number): string | null {
  const open = opened();
  if (recall(sha) !== null) return null;
  const image = open.compileScript(body, skipped);
  if (typeof image === 'string') return image;
  keep(sha, image);
  return null;
}

/** Runs a script that compiles. */
export function runScript(sha: string, body: string, skipped: number, call: Call): Outcome {
  const open = opened();
  const image = recall(sha) ?? open.compileScript(body, skipped);
  if (typeof image === 'string') throw new Error(`a script that was compiled before does not compile: ${image}`);
  if (!compiled.has(sha)) keep(sha, image);
  return open.run(image, sha, null, call);
}

/** Loads a library: its functions, or the whole error. */
export function loadLibrary(code: string, skipped: number): LoadedLibrary | string {
  const functions: FunctionGiven[] = [];
  const image = opened().loadLibrary(code, skipped, functions);
  if (typeof image === 'string') return image;
  keep(`library:${code}`, image);
  return { functions };
}

/** Runs a function of a library that loads. */
export function runFunction(code: string, skipped: number, name: string, call: Call): Outcome {
  const open = opened();
  const key = `library:${code}`;
  const image = recall(key) ?? open.loadLibrary(code, skipped, []);
  if (typeof image === 'string') throw new Error(`a library that was loaded before does not load: ${image}`);
  if (!compiled.has(key)) keep(key, image);
  return open.run(image, name, name, call);
}
