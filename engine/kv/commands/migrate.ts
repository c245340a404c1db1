import type { ErrorReply, Reply } from '../../wire/reply.ts';
import { error, simple } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR } from '../errors.ts';
import { startMigration } from '../migrate.ts';
import { parseInteger } from '../numbers.ts';
import type { Turn } from '../turn.ts';

/*
 * The words of MIGRATE. REDIS: cluster.c migrateCommand
 */

const NO_KEY = simple('NOKEY');
const KEY_AND_KEYS = error('ERR When using MIGRATE KEYS option, the key argument must be set to the empty string');
// SIMPLIFIED: MIGRATE in MULTI or a script would have to wait for the network in the middle of them
const NOT_INSIDE = error('ERR MIGRATE cannot wait for another server inside a transaction or a script');
const TIMEOUT_MS = 1000;

interface Words {
  copy: boolean;
  replace: boolean;
  auth: readonly string[] | null;
  keys: readonly string[];
}

function readWords(turn: Turn, argv: readonly string[]): Words | ErrorReply {
  const words: Words = { copy: false, replace: false, auth: null, keys: [argv[3] ?? ''] };
  for (let i = 6; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const more = argv.length - 1 - i;
    if (word === 'copy') words.copy = true;
    else if (word === 'replace') words.replace = true;
    else if ((word === 'auth' && more >= 1) || (word === 'auth2' && more >= 2)) {
      const count = word === 'auth' ? 1 : 2;
      words.auth = argv.slice(i + 1, i + 1 + count);
      for (let at = 1; at <= count; at++) turn.redact(i + at);
      i += count;
    } else if (word === 'keys') {
      if (argv[3] !== '') return KEY_AND_KEYS;
      words.keys = argv.slice(i + 1);
      break;
    } else return SYNTAX_ERROR;
  }
  return words;
}

function migrate(turn: Turn, argv: readonly string[]): Reply | undefined {
  const words = readWords(turn, argv);
  if ('kind' in words) return words;
  const [timeout, targetDb] = [parseInteger(argv[5] ?? ''), parseInteger(argv[4] ?? '')];
  if (typeof timeout !== 'number' || typeof targetDb !== 'number') return NOT_AN_INTEGER;
  const keys = words.keys.filter((key) => turn.lookupRead(key) !== null);
  if (keys.length === 0) return NO_KEY;
  if (turn.denyBlocking) return NOT_INSIDE;
  return startMigration(turn, {
    ...words,
    argv,
    keys: [...new Set(keys)],
    targetDb,
    timeoutMs: timeout <= 0 ? TIMEOUT_MS : timeout,
    host: argv[1] ?? '',
    port: Number.parseInt(argv[2] ?? '', 10) || 0,
  });
}

export const migrateCommands: ServerRuns = { migrate };
