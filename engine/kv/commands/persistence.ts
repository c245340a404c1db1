import type { Reply } from '../../wire/reply.ts';
import { error, OK, simple } from '../../wire/reply.ts';
import type { ServerRuns } from '../command.ts';
import { SYNTAX_ERROR } from '../errors.ts';
import { emptyDatabases } from '../flush.ts';
import { saveNow, startBackgroundSave } from '../persistence/save.ts';
import { abortShutdown, shutdownByClient, wishOf } from '../persistence/shutdown.ts';
import type { Turn } from '../turn.ts';

/*
 * SAVE, BGSAVE, BGREWRITEAOF, SHUTDOWN, FLUSHDB, FLUSHALL. REDIS: rdb.c, aof.c, db.c
 */

function save(turn: Turn): Reply {
  if (turn.state.child?.kind === 'rdb') return error('ERR Background save already in progress');
  saveNow(turn, 'SAVE');
  return OK;
}

/** REDIS: rdb.c bgsaveCommand */
function bgsave(turn: Turn, argv: readonly string[]): Reply {
  const { state } = turn;
  const schedule = argv.length > 1;
  if (schedule && (argv.length > 2 || (argv[1] ?? '').toLowerCase() !== 'schedule')) return SYNTAX_ERROR;
  if (state.child?.kind === 'rdb') return error('ERR Background save already in progress');
  if (state.child !== null) {
    if (!schedule) {
      return error(
        "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible.",
      );
    }
    state.saveScheduled = true;
    return simple('Background saving scheduled');
  }
  startBackgroundSave(turn, 'BGSAVE');
  return simple('Background saving started');
}

/** REDIS: aof.c bgrewriteaofCommand */
function bgrewriteaof(turn: Turn): Reply {
  const { state } = turn;
  if (state.child?.kind === 'aofRewrite') {
    return error('ERR Background append only file rewriting already in progress');
  }
  state.aof.rewriteScheduled = true;
  const now = state.child === null && !turn.denyBlocking;
  return simple(`Background append only file rewriting ${now ? 'started' : 'scheduled'}`);
}

/** REDIS: db.c shutdownCommand */
function shutdown(turn: Turn, argv: readonly string[]): Reply | undefined {
  const words = argv.slice(1).map((word) => word.toLowerCase());
  if (words.some((word) => !['save', 'nosave', 'now', 'force', 'abort'].includes(word))) return SYNTAX_ERROR;
  const noSave = words.includes('nosave');
  if (noSave && words.includes('save')) return SYNTAX_ERROR;
  if (words.includes('abort')) {
    if (words.length > 1) return SYNTAX_ERROR;
    return abortShutdown(turn) ? OK : error('ERR No shutdown in progress.');
  }
  if (turn.denyBlocking && !words.includes('now')) {
    return error("ERR SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client");
  }
  return shutdownByClient(turn, wishOf(words));
}

/** ASYNC and SYNC free memory in another way; what is seen is the same. REDIS: db.c getFlushCommandFlags */
function flushArguments(argv: readonly string[]): boolean {
  if (argv.length === 1) return true;
  const word = (argv[1] ?? '').toLowerCase();
  return argv.length === 2 && (word === 'sync' || word === 'async');
}

function flushdb(turn: Turn, argv: readonly string[]): Reply {
  if (!flushArguments(argv)) return SYNTAX_ERROR;
  turn.dirty += emptyDatabases(turn, [turn.db]);
  turn.forcePropagation();
  return OK;
}

function flushall(turn: Turn, argv: readonly string[]): Reply {
  if (!flushArguments(argv)) return SYNTAX_ERROR;
  const { state } = turn;
  turn.dirty += emptyDatabases(turn, state.dbs);
  if (state.child?.kind === 'rdb') {
    state.child = null;
    turn.out.clearTimer('child');
  }
  turn.forcePropagation();
  // The snapshot on the disk must not bring the keys back.
  if (state.settings.savePoints.length > 0 && !turn.loading) {
    saveNow(turn, 'FLUSHALL');
    turn.dirty = 0;
  }
  return OK;
}

export const persistenceCommands: ServerRuns = {
  save: (turn) => save(turn),
  bgsave,
  bgrewriteaof: (turn) => bgrewriteaof(turn),
  lastsave: (turn) => turn.state.lastSaveAt,
  shutdown,
  flushdb,
  flushall,
};
