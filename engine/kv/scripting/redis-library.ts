import { bytesOf } from '../../base/bytes.ts';
import { sha1 } from '../../base/sha1.ts';
import type { Reply } from '../../wire/reply.ts';
import { formatDouble } from '../../wire/reply.ts';
import type { Lua, Native } from './lua.ts';
import { LUA } from './lua.ts';
import { pushReply } from './values.ts';

/*
 * The library `redis`. REDIS: script_lua.c luaRegisterRedisAPI
 */

/** What a script can ask of the server it runs in. */
export interface ScriptHost {
  /** The protocol the script has chosen. */
  resp: 2 | 3;
  /** What `redis.set_repl` chose: 1 for the AOF, 2 for replicas. */
  replicate: number;
  /** Runs a command, or answers with the error why not. */
  call(argv: readonly string[]): Reply;
  log(level: number, text: string): void;
  /** null for what is no command. */
  mayRun(argv: readonly string[]): boolean | null;
}

/** For libraries that are being loaded: answers with an error, or null. */
export interface FunctionSink {
  register(given: FunctionGiven): string | null;
}

export interface FunctionGiven {
  readonly name: string;
  readonly description: string | null;
  readonly flags: readonly string[];
}

/** What the library talks to, set for the length of a run. */
export interface Door {
  host: ScriptHost | null;
  sink: FunctionSink | null;
}

const REGISTRY = -10000;
/** Functions of a library are kept in Lua's registry under their name behind this. */
export const FUNCTION_KEY = 'function:';

/** The hash that names a script. */
export function sha1Hex(text: string): string {
  let hex = '';
  for (const byte of sha1(bytesOf(text))) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

/** Pushes `{err = ...}`, with a code word where it has none. REDIS: script_lua.c luaPushError */
function pushFailure(lua: Lua, state: number, message: string): void {
  lua.c.lua_createtable(state, 0, 1);
  lua.pushString(state, 'err');
  lua.pushString(state, `ERR ${message}`);
  lua.c.lua_rawset(state, -3);
}

export function redisLibrary(lua: Lua, door: Door): Readonly<Record<string, Native>> {
  const { c } = lua;
  const raise = (state: number, message: string): never => {
    pushFailure(lua, state, message);
    return lua.raise(state);
  };
  const argvOf = (state: number): readonly string[] | string => {
    const count = c.lua_gettop(state);
    if (count === 0) return 'Please specify at least one argument for this redis lib call';
    const argv: string[] = [];
    for (let i = 1; i <= count; i++) {
      const type = c.lua_type(state, i);
      if (type === LUA.string) argv.push(lua.toText(state, i));
      else if (type === LUA.number) argv.push(formatDouble(c.lua_tonumber(state, i)));
      else return 'Lua redis lib command arguments must be strings or integers';
    }
    return argv;
  };
  const command =
    (raises: boolean): Native =>
    (state) => {
      const argv = argvOf(state);
      if (typeof argv === 'string') {
        pushFailure(lua, state, argv);
        return raises ? lua.raise(state) : 1;
      }
      const { host } = door;
      if (host === null) return raise(state, 'redis.call/pcall can only be called inside a script invocation');
      const reply = host.call(argv);
      c.lua_settop(state, 0);
      pushReply(lua, state, reply, host.resp);
      if (raises && typeof reply === 'object' && reply !== null && 'kind' in reply && reply.kind === 'error') {
        lua.raise(state);
      }
      return 1;
    };
  /** REDIS: script_lua.c luaRedisReturnSingleFieldTable */
  const single =
    (name: string, shape: (text: string) => string): Native =>
    (state) => {
      if (c.lua_gettop(state) !== 1 || c.lua_type(state, -1) !== LUA.string) {
        pushFailure(lua, state, 'wrong number or type of arguments');
        return 1;
      }
      const text = shape(lua.toText(state, 1));
      c.lua_createtable(state, 0, 1);
      lua.pushString(state, name);
      lua.pushString(state, text);
      c.lua_rawset(state, -3);
      return 1;
    };
  return {
    call: command(true),
    pcall: command(false),
    status_reply: single('ok', (text) => text),
    error_reply: single('err', errorText),
    sha1hex: (state) => {
      if (c.lua_gettop(state) !== 1) return raise(state, 'wrong number of arguments');
      lua.pushString(state, sha1Hex(lua.toText(state, 1)));
      return 1;
    },
    log: (state) => {
      const given = c.lua_gettop(state);
      if (given < 2) return raise(state, 'redis.log() requires two arguments or more.');
      if (c.lua_type(state, 1) !== LUA.number) return raise(state, 'First argument must be a number (log level).');
      const level = Math.trunc(c.lua_tonumber(state, 1));
      if (level < 0 || level > 3) return raise(state, 'Invalid debug level.');
      const words: string[] = [];
      for (let i = 2; i <= given; i++) words.push(lua.toText(state, i));
      door.host?.log(level, words.join(' '));
      return 0;
    },
    setresp: (state) => {
      if (c.lua_gettop(state) !== 1) return raise(state, 'redis.setresp() requires one argument.');
      const resp = Math.trunc(c.lua_tonumber(state, 1));
      if (resp !== 2 && resp !== 3) return raise(state, 'RESP version must be 2 or 3.');
      if (door.host !== null) door.host.resp = resp;
      return 0;
    },
    set_repl: (state) => {
      if (c.lua_gettop(state) !== 1) return raise(state, 'redis.set_repl() requires two arguments.');
      const flags = Math.trunc(c.lua_tonumber(state, 1));
      if ((flags & ~3) !== 0) {
        return raise(state, 'Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.');
      }
      if (door.host !== null) door.host.replicate = flags;
      return 0;
    },
    replicate_commands: (state) => {
      c.lua_pushboolean(state, 1);
      return 1;
    },
    breakpoint: (state) => {
      c.lua_pushboolean(state, 0);
      return 1;
    },
    // There is no debugger to talk to.
    debug: () => 0,
    acl_check_cmd: (state) => {
      const argv = argvOf(state);
      if (typeof argv === 'string') return raise(state, argv);
      const may = door.host?.mayRun(argv) ?? null;
      if (may === null) return raise(state, 'Invalid command passed to redis.acl_check_cmd()');
      c.lua_pushboolean(state, may ? 1 : 0);
      return 1;
    },
    register_function: (state) => registerFunction(lua, door, state),
  };
}

/** REDIS: script_lua.c luaRedisReturnErrorReply: a leading minus is the caller's, a code word is added where none is. */
function errorText(text: string): string {
  if (text.startsWith('-')) {
    const bare = text.slice(1).replace(/^[\r\n]+|[\r\n]+$/g, '');
    return bare.includes(' ') ? bare : `ERR ${bare}`;
  }
  return text.includes(' ') ? text : `ERR ${text}`;
}

/** REDIS: function_lua.c luaRegisterFunction */
function registerFunction(lua: Lua, door: Door, state: number): number {
  const { c } = lua;
  const given = c.lua_gettop(state);
  const fail = (message: string): never => {
    pushFailure(lua, state, message);
    return lua.raise(state);
  };
  if (door.sink === null) fail('redis.register_function can only be called on FUNCTION LOAD command');
  if (given < 1 || given > 2) fail('wrong number of arguments to redis.register_function');
  if (given === 1 && c.lua_type(state, 1) !== LUA.table) {
    fail(
      'calling redis.register_function with a single argument is only applicable to Lua table (representing named arguments).',
    );
  }
  const read = given === 1 ? namedArguments(lua, state, fail) : positionalArguments(lua, state, fail);
  const { name } = read;
  // The callback is on top of the stack.
  lua.pushString(state, FUNCTION_KEY + name);
  c.lua_insert(state, -2);
  const failure = door.sink?.register(read) ?? null;
  if (failure !== null) fail(failure);
  c.lua_rawset(state, REGISTRY);
  return 0;
}

function positionalArguments(lua: Lua, state: number, fail: (message: string) => never): FunctionGiven {
  const { c } = lua;
  if (!isText(c.lua_type(state, 1))) fail('first argument to redis.register_function must be a string');
  if (c.lua_type(state, 2) !== LUA.function) fail('second argument to redis.register_function must be a function');
  return { name: lua.toText(state, 1), description: null, flags: [] };
}

/** lua_tostring takes a number for a string too. */
function isText(type: number): boolean {
  return type === LUA.string || type === LUA.number;
}

function namedArguments(lua: Lua, state: number, fail: (message: string) => never): FunctionGiven {
  const { c } = lua;
  let name: string | null = null;
  let description: string | null = null;
  let flags: readonly string[] = [];
  let hasCallback = false;
  c.lua_pushnil(state); // where the callback will be
  c.lua_pushnil(state);
  while (c.lua_next(state, 1) !== 0) {
    if (!isText(c.lua_type(state, -2))) fail('named argument key given to redis.register_function is not a string');
    c.lua_pushvalue(state, -2); // a number must stay one in its own place
    const key = lua.toText(state, -1).toLowerCase();
    lua.pop(state);
    const type = c.lua_type(state, -1);
    if (key === 'function_name') {
      if (!isText(type)) fail('function_name argument given to redis.register_function must be a string');
      name = lua.toText(state, -1);
    } else if (key === 'description') {
      if (!isText(type)) fail('description argument given to redis.register_function must be a string');
      description = lua.toText(state, -1);
    } else if (key === 'callback') {
      if (type !== LUA.function) fail('callback argument given to redis.register_function must be a function');
      hasCallback = true;
      c.lua_pushvalue(state, -1);
      c.lua_replace(state, 2);
    } else if (key === 'flags') {
      if (type !== LUA.table) {
        fail('flags argument to redis.register_function must be a table representing function flags');
      }
      flags = readFlags(lua, state, fail);
    } else fail('unknown argument given to redis.register_function');
    lua.pop(state);
  }
  if (name === null) return fail('redis.register_function must get a function name argument');
  if (!hasCallback) fail('redis.register_function must get a callback argument');
  c.lua_settop(state, 2);
  return { name, description, flags };
}

/** The flags a function or a script can have, in the order in which they are listed. REDIS: script.c scripts_flags_def */
export const SCRIPT_FLAGS = Object.freeze([
  'no-writes',
  'allow-oom',
  'allow-stale',
  'no-cluster',
  'allow-cross-slot-keys',
]);

function readFlags(lua: Lua, state: number, fail: (message: string) => never): readonly string[] {
  const { c } = lua;
  const flags = new Set<string>();
  for (let i = 1; ; i++) {
    c.lua_rawgeti(state, -1, i);
    const type = c.lua_type(state, -1);
    if (type === LUA.nil) break;
    const flag = type === LUA.string ? lua.toText(state, -1) : '';
    if (!SCRIPT_FLAGS.includes(flag)) fail('unknown flag given');
    flags.add(flag);
    lua.pop(state);
  }
  lua.pop(state);
  return SCRIPT_FLAGS.filter((flag) => flags.has(flag));
}
