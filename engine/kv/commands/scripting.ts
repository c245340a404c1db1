import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import { unblock } from '../blocked.ts';
import { countError } from '../call.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, wrongSubcommand } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import { busyReply } from '../scripting/busy.ts';
import { execute } from '../scripting/execute.ts';
import { compileScript, runFunction, runScript } from '../scripting/interpreter.ts';
import { functionNamed } from '../scripting/libraries.ts';
import { sha1Hex } from '../scripting/redis-library.ts';
import { scriptHead } from '../scripting/shebang.ts';
import type { Script } from '../scripting/state.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';

/*
 * EVAL and its like, FCALL, SCRIPT. REDIS: eval.c, functions.c
 */

const NO_SCRIPT = Object.freeze(error('NOSCRIPT No matching script. Please use EVAL.'));
const NOT_BUSY = Object.freeze(error('NOTBUSY No scripts in execution right now.'));
const UNKILLABLE = Object.freeze(
  error(
    'UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the script termination or kill the server in a hard way using the SHUTDOWN NOSAVE command.',
  ),
);

/** How many of the words behind argv[2] are keys, or the error. */
function keyCount(argv: readonly string[], otherwise: ErrorReply): number | ErrorReply {
  const count = parseInteger(argv[2] ?? '');
  if (count === null) return otherwise;
  if (count > argv.length - 3) return error("ERR Number of keys can't be greater than number of args");
  if (count < 0) return error("ERR Number of keys can't be negative");
  return Number(count);
}

/** The script of that text, kept by its hash; or the error. REDIS: eval.c luaCreateFunction */
function createScript(turn: Turn, sha: string, body: string): Script | ErrorReply {
  const { scripts } = turn.state.scripting;
  const known = scripts.get(sha);
  if (known !== undefined) return known;
  const head = scriptHead(body);
  if (typeof head === 'string') return error(head);
  const failure = compileScript(sha, body, head.length);
  if (failure !== null) {
    return error(`ERR Error compiling script (new function): ${failure.replace(/[\r\n]/g, ' ')}`);
  }
  const script = { body, shebang: head.length, flags: head.flags };
  scripts.set(sha, script);
  return script;
}

function isScript(given: Script | ErrorReply): given is Script {
  return 'body' in given;
}

/** REDIS: eval.c evalGenericCommand */
function evaluate(turn: Turn, argv: readonly string[], bySha: boolean, readOnly: boolean): Reply | undefined {
  const given = argv[1] ?? '';
  if (bySha && given.length !== 40) return NO_SCRIPT;
  const count = keyCount(argv, NOT_AN_INTEGER);
  if (typeof count !== 'number') return count;
  const sha = bySha ? given.toLowerCase() : sha1Hex(given);
  const script = bySha ? turn.state.scripting.scripts.get(sha) : createScript(turn, sha, given);
  if (script === undefined) return NO_SCRIPT;
  if (!isScript(script)) return script;
  const args = 3 + count;
  return execute(turn, {
    name: sha,
    isFunction: false,
    flags: script.flags,
    readOnly,
    keys: argv.slice(3, args),
    args: argv.slice(args),
    argv,
    run: (call) => runScript(sha, script.body, script.shebang, call),
  });
}

/** REDIS: functions.c fcallCommandGeneric */
function callFunction(turn: Turn, argv: readonly string[], readOnly: boolean): Reply | undefined {
  const known = functionNamed(turn.state.scripting.libraries, argv[1] ?? '');
  if (known === null) return error('ERR Function not found');
  const count = keyCount(argv, error('ERR Bad number of keys provided'));
  if (typeof count !== 'number') return count;
  const { library, found } = known;
  const { name } = found;
  const args = 3 + count;
  return execute(turn, {
    name,
    isFunction: true,
    flags: found.flags,
    readOnly,
    keys: argv.slice(3, args),
    args: argv.slice(args),
    argv,
    run: (call) => runFunction(library.code, library.shebang, name, call),
  });
}

function load(turn: Turn, argv: readonly string[]): Reply {
  const body = argv[2] ?? '';
  const sha = sha1Hex(body);
  const script = createScript(turn, sha, body);
  return isScript(script) ? sha : script;
}

function flush(turn: Turn, argv: readonly string[]): Reply {
  const how = argv[2]?.toLowerCase();
  if (argv.length > 3 || (how !== undefined && how !== 'async' && how !== 'sync')) {
    return error('ERR SCRIPT FLUSH only support SYNC|ASYNC option');
  }
  turn.state.scripting.scripts = new Map();
  return OK;
}

/** Ends the script that does not end by itself. REDIS: script.c scriptKill */
export function killRunning(turn: Turn, wantsFunction: boolean): Reply {
  const { scripting } = turn.state;
  const { running } = scripting;
  if (running === null) return NOT_BUSY;
  if (running.isFunction !== wantsFunction) {
    return busyReply(turn);
  }
  if (running.wrote) return UNKILLABLE;
  scripting.running = null;
  const client = turn.state.clients.get(running.client);
  if (client === undefined) return OK;
  const reply = error(running.killed);
  unblock(turn, client, 'error', null);
  countError(turn, reply);
  turn.reply(client, reply, turn.fact);
  return OK;
}

function debug(argv: readonly string[]): Reply {
  const mode = (argv[2] ?? '').toLowerCase();
  if (mode === 'no') return OK;
  // SIMPLIFIED: there is no Lua debugger.
  if (mode === 'yes' || mode === 'sync') return error('ERR SCRIPT DEBUG is not supported here');
  return error('ERR Use SCRIPT DEBUG YES/SYNC/NO');
}

export const scriptingCommands: ServerRuns = {
  ...helpOf('script'),
  eval: (turn, argv) => evaluate(turn, argv, false, false),
  evalsha: (turn, argv) => evaluate(turn, argv, true, false),
  eval_ro: (turn, argv) => evaluate(turn, argv, false, true),
  evalsha_ro: (turn, argv) => evaluate(turn, argv, true, true),
  fcall: (turn, argv) => callFunction(turn, argv, false),
  fcall_ro: (turn, argv) => callFunction(turn, argv, true),
  'script|load': load,
  'script|exists': (turn, argv) =>
    argv.slice(2).map((sha) => (turn.state.scripting.scripts.has(sha.toLowerCase()) ? 1 : 0)),
  'script|flush': flush,
  'script|kill': (turn) => killRunning(turn, false),
  'script|debug': (_turn, argv) => (argv.length === 3 ? debug(argv) : wrongSubcommand('script', argv[1] ?? '')),
};
