import { bytesOf } from '../../base/bytes.ts';
import type { Reply } from '../../wire/reply.ts';
import { error, map, OK } from '../../wire/reply.ts';
import { userLines } from '../acl/file.ts';
import type { ServerRuns } from '../command.ts';
import { changeConfig } from '../config/change.ts';
import { answerableNames } from '../config/config.ts';
import { PARAMETERS } from '../config/parameters.ts';
import { rewriteConfigText } from '../config/rewrite.ts';
import { wrongArity } from '../errors.ts';
import { globMatch } from '../glob.ts';
import { emptyStats } from '../initial.ts';
import { log } from '../log.ts';
import type { Turn } from '../turn.ts';
import { helpOf } from './help.ts';
import { COMMANDS_MAX } from './table.ts';

/*
 * CONFIG. REDIS: config.c
 */

function get(turn: Turn, argv: readonly string[]): Reply {
  const patterns = argv.slice(2);
  const flat: Reply[] = [];
  const names = new Set<string>();
  for (const pattern of patterns) {
    // A name without a wildcard may be one that patterns do not show.
    // It is answered as it was written.
    if (PARAMETERS.has(pattern.toLowerCase())) names.add(pattern);
    else for (const name of answerableNames()) if (globMatch(pattern, name, true)) names.add(name);
  }
  for (const name of names)
    flat.push(name, turn.state.config.get(PARAMETERS.get(name.toLowerCase())?.name ?? name) ?? '');
  return map(flat);
}

/** REDIS: config.c SENSITIVE_CONFIG */
const SENSITIVE: ReadonlySet<string> = new Set([
  'masteruser',
  'masterauth',
  'requirepass',
  'tls-key-file-pass',
  'tls-client-key-file-pass',
]);

function set(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length % 2 !== 0) return wrongArity('config|set');
  const pairs: [string, string][] = [];
  for (let i = 2; i < argv.length; i += 2) {
    pairs.push([argv[i] ?? '', argv[i + 1] ?? '']);
    if (SENSITIVE.has((argv[i] ?? '').toLowerCase())) turn.redact(i + 1);
  }
  const refusal = changeConfig(turn, pairs);
  if (refusal === null) return OK;
  if (refusal.why === 'unknown') {
    return error(`ERR Unknown option or number of arguments for CONFIG SET - '${refusal.name}'`);
  }
  return error(`ERR CONFIG SET failed (possibly related to argument '${refusal.name}') - ${refusal.why}`);
}

function resetStat(turn: Turn): Reply {
  turn.state.stats = emptyStats(COMMANDS_MAX);
  turn.state.aof.delayedFsyncs = 0;
  return OK;
}

/** Answers when the file is on the disk. REDIS: config.c configRewriteCommand */
function rewrite(turn: Turn): Reply {
  const { state } = turn;
  const { source } = state;
  if (source === null) return error('ERR The server is running without a config file');
  const text = rewriteConfigText(source.text, state.config, userLines(turn), state.debug.rewritesAll);
  state.source = { path: source.path, text };
  turn.out.replace(source.path, bytesOf(text), turn.fact || undefined);
  state.awaited.push(source.path);
  log(turn, 'warning', 'CONFIG REWRITE executed with success.');
  return OK;
}

export const configCommands: ServerRuns = {
  'config|get': get,
  'config|set': set,
  'config|resetstat': (turn) => resetStat(turn),
  'config|rewrite': (turn) => rewrite(turn),
  ...helpOf('config'),
};
