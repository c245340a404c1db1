import { logUnseen } from '../log.ts';
import type { Turn } from '../turn.ts';
import { askSync, flushAppendOnly } from './append.ts';
import { saveNow } from './save.ts';

/*
 * SHUTDOWN: nothing is left in memory that was promised to the disk. REDIS: server.c prepareForShutdown
 */

/** Writes what is to be written; the process ends when the disk has it. `save` null: when there are save points. */
export function beginShutdown(turn: Turn, save: boolean | null): void {
  const { state } = turn;
  logUnseen(turn, 'warning', 'User requested shutdown...');
  state.stopping = true;
  state.child = null;
  turn.out.clearTimer('child');
  if (state.aof.status !== 'off') {
    logUnseen(turn, 'notice', 'Calling fsync() on the AOF file.');
    flushAppendOnly(turn, true);
    if (state.aof.length > state.aof.syncedLength) askSync(turn, 'SHUTDOWN');
  }
  if (save ?? state.settings.savePoints.length > 0) saveNow(turn, 'SHUTDOWN');
}

/** Ends as `shutdown-on-sigterm` or `shutdown-on-sigint` says. REDIS: server.c sigShutdownHandler */
export function shutdownBySignal(turn: Turn, signal: 'SIGTERM' | 'SIGINT'): void {
  const words = (turn.state.config.get(`shutdown-on-${signal.toLowerCase()}`) ?? '').split(' ');
  beginShutdown(turn, words.includes('nosave') ? false : words.includes('save') ? true : null);
}

/** All is on the disk. */
export function finishShutdown(turn: Turn): void {
  const { state } = turn;
  if (state.aof.status !== 'off' && state.aof.syncingTo >= 0) return;
  state.stopped = true;
  logUnseen(turn, 'warning', 'Redis is now ready to exit, bye bye...');
  const fact = turn.out.observed ? turn.note({ kind: 'kv.stopped', why: 'SHUTDOWN' }) : 0;
  turn.out.exit(fact || undefined);
}
