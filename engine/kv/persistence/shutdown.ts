import type { Turn } from '../turn.ts';
import { askSync, flushAppendOnly } from './append.ts';
import { saveNow } from './save.ts';

/*
 * SHUTDOWN: nothing is left in memory that was promised to the disk. REDIS: server.c prepareForShutdown
 */

/** Writes what is to be written; the process ends when the disk has it. `save` null: when there are save points. */
export function beginShutdown(turn: Turn, save: boolean | null): void {
  const { state } = turn;
  state.stopping = true;
  state.child = null;
  turn.out.clearTimer('child');
  if (state.aof.status !== 'off') {
    flushAppendOnly(turn, true);
    if (state.aof.length > state.aof.syncedLength) askSync(turn, 'SHUTDOWN');
  }
  if (save ?? state.settings.savePoints.length > 0) saveNow(turn, 'SHUTDOWN');
}

/** All is on the disk. */
export function finishShutdown(turn: Turn): void {
  const { state } = turn;
  if (state.aof.status !== 'off' && state.aof.syncingTo >= 0) return;
  state.stopped = true;
  const fact = turn.out.observed ? turn.note({ kind: 'kv.stopped', why: 'SHUTDOWN' }) : 0;
  turn.out.exit(fact || undefined);
}
