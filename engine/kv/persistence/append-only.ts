import { log } from '../log.ts';
import type { Turn } from '../turn.ts';

/*
 * The append-only file, switched on and off while the server runs.
 */

/** Writes go to a file as soon as a rewrite has begun to write what was there before. REDIS: aof.c startAppendOnly */
export function startAppendOnly(turn: Turn): void {
  const { aof } = turn.state;
  aof.status = 'waitRewrite';
  aof.lastFsyncAt = Math.floor(turn.nowMs / 1000);
  aof.rewriteScheduled = true;
  if (turn.state.child?.kind === 'rdb') {
    const text = 'AOF was enabled but there is already another background operation.';
    log(turn, 'warning', `${text} An AOF background was scheduled to start when possible.`);
  } else if (turn.depth > 1) {
    log(
      turn,
      'warning',
      'AOF was enabled during a transaction. An AOF background was scheduled to start when possible.',
    );
  }
}

/** REDIS: aof.c stopAppendOnly */
export function stopAppendOnly(turn: Turn): void {
  const { state } = turn;
  const { aof } = state;
  if (aof.length > aof.syncedLength) turn.out.sync(aof.file);
  turn.out.clearTimer('aof');
  aof.status = 'off';
  aof.syncingTo = -1;
  aof.buffer = [];
  aof.bufferBytes = 0;
  if (state.child?.kind !== 'aofRewrite') return;
  state.child = null;
  turn.out.clearTimer('child');
  log(turn, 'notice', 'Killing running AOF rewrite child');
}
