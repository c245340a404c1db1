import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, isError, map, OK, set } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { printed, wrongSubcommand } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { encodeFunctions, readFunctions } from '../rdb/functions.ts';
import { createLibrary, functionNamed } from '../scripting/libraries.ts';
import type { Library, LibraryFunction } from '../scripting/state.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';
import { killRunning } from './scripting.ts';

/*
 * FUNCTION: libraries of functions, which are data: written to files, replicated, dumped. REDIS: functions.c
 */

function load(turn: Turn, argv: readonly string[]): Reply {
  const { scripting } = turn.state;
  let replace = false;
  for (const word of argv.slice(2, -1)) {
    if (word.toLowerCase() !== 'replace') return error(`ERR Unknown option given: ${printed(word)}`);
    replace = true;
  }
  const library = createLibrary(scripting.libraries, argv.at(-1) ?? '', replace);
  if (typeof library === 'string') return error(library.replace(/[\r\n]/g, ' '));
  scripting.libraries.delete(library.name);
  scripting.libraries.set(library.name, library);
  turn.dirty++;
  return library.name;
}

function remove(turn: Turn, argv: readonly string[]): Reply {
  if (!turn.state.scripting.libraries.delete(argv[2] ?? '')) return error('ERR Library not found');
  turn.dirty++;
  return OK;
}

function flush(turn: Turn, argv: readonly string[]): Reply {
  const how = argv[2]?.toLowerCase();
  if (argv.length > 3) return wrongSubcommand('function', argv[1] ?? '');
  if (how !== undefined && how !== 'sync' && how !== 'async') {
    return error('ERR FUNCTION FLUSH only supports SYNC|ASYNC option');
  }
  turn.state.scripting.libraries = new Map();
  turn.dirty++;
  return OK;
}

interface Listing {
  pattern: string | null;
  withCode: boolean;
}

function listing(argv: readonly string[]): Listing | ErrorReply {
  const wanted: Listing = { pattern: null, withCode: false };
  for (let i = 2; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    if (!wanted.withCode && word === 'withcode') wanted.withCode = true;
    else if (wanted.pattern === null && word === 'libraryname') {
      const pattern = argv[++i];
      if (pattern === undefined) return error('ERR library name argument was not given');
      wanted.pattern = pattern;
    } else return error(`ERR Unknown argument ${printed(argv[i] ?? '')}`);
  }
  return wanted;
}

function describe({ name, description, flags }: LibraryFunction): Reply {
  return map([
    'name',
    name,
    'description',
    description,
    'flags',
    set(flags.map((flag) => ({ kind: 'simple', text: flag }))),
  ]);
}

/** REDIS: functions.c functionListCommand */
function list(turn: Turn, argv: readonly string[]): Reply {
  const wanted = listing(argv);
  if (isError(wanted as Reply)) return wanted as ErrorReply;
  const { pattern, withCode } = wanted as Listing;
  const found = [...turn.state.scripting.libraries.values()].filter(
    ({ name }) => pattern === null || globMatch(pattern, name, true),
  );
  return found.map(({ name, functions, code }) =>
    map([
      ...['library_name', name, 'engine', 'LUA', 'functions', functions.map(describe)],
      ...(withCode ? ['library_code', code] : []),
    ]),
  );
}

/** REDIS: functions.c functionStatsCommand */
function stats(turn: Turn): Reply {
  const { running, libraries } = turn.state.scripting;
  let functions = 0;
  for (const library of libraries.values()) functions += library.functions.length;
  const now =
    running === null
      ? null
      : map(['name', running.name, 'command', running.command, 'duration_ms', turn.nowMs - running.startedAt]);
  const engine = map(['libraries_count', libraries.size, 'functions_count', functions]);
  return map(['running_script', now, 'engines', map(['LUA', engine])]);
}

function dump(turn: Turn): Reply {
  return encodeFunctions([...turn.state.scripting.libraries.values()].map(({ code }) => code));
}

/** REDIS: functions.c functionRestoreCommand */
function restore(turn: Turn, argv: readonly string[]): Reply {
  const { scripting } = turn.state;
  const policy = (argv[3] ?? 'append').toLowerCase();
  if (argv.length > 4) {
    return wrongSubcommand('function', argv[1] ?? '');
  }
  if (!['append', 'replace', 'flush'].includes(policy)) {
    return error('ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.');
  }
  const codes = readFunctions(argv[2] ?? '');
  if (typeof codes === 'string') return error(codes);
  const restored = new Map<string, Library>();
  for (const code of codes) {
    const library = createLibrary(restored, code, false);
    if (typeof library === 'string') return error(library.replace(/[\r\n]/g, ' '));
    restored.set(library.name, library);
  }
  const joined = policy === 'flush' ? restored : joinedWith(scripting.libraries, restored, policy === 'replace');
  if (typeof joined === 'string') return error(joined);
  scripting.libraries = joined;
  turn.dirty++;
  return OK;
}

/** REDIS: functions.c libraryJoin */
function joinedWith(
  known: ReadonlyMap<string, Library>,
  added: ReadonlyMap<string, Library>,
  replace: boolean,
): Map<string, Library> | string {
  const joined = new Map(known);
  for (const name of added.keys()) {
    if (known.has(name) && !replace) return `ERR Library ${name} already exists`;
    joined.delete(name);
  }
  for (const library of added.values()) {
    const taken = library.functions.find(({ name }) => functionNamed(joined, name) !== null);
    if (taken !== undefined) return `ERR Function ${taken.name} already exists`;
  }
  for (const library of added.values()) joined.set(library.name, library);
  return joined;
}

export const functionCommands: ServerRuns = {
  ...helpOf('function'),
  'function|load': load,
  'function|delete': remove,
  'function|flush': flush,
  'function|list': list,
  'function|stats': stats,
  'function|dump': dump,
  'function|restore': restore,
  'function|kill': (turn) => killRunning(turn, true),
};
