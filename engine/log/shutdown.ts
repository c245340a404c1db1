import { utf8Bytes } from '../base/bytes.ts';
import { writeHighWatermarks } from './checkpoints.ts';
import { activeSegment } from './partition-log.ts';
import { segmentFile } from './segment.ts';
import type { LogOut, LogState } from './state.ts';

/*
 * A stop in order (SIGTERM, kafka-server-stop): others lead first, every log is synced, and a file is left that says so,
 * by which the next start knows that it need not look through the logs. KAFKA: controlled shutdown, CleanShutdownFileHandler
 */

export const CLEAN_FILE = '.kafka_cleanshutdown';

export function beginStop(s: LogState, out: LogOut): void {
  if (s.phase === 'stopping') return;
  s.phase = 'stopping';
  out.note({ kind: 'log.stopping' });
}

/** Nothing is led here any more: what is written is synced, and the process ends. */
export function leave(s: LogState, out: LogOut): void {
  s.syncsLeft = new Set();
  for (const { log } of [...s.partitions.values()].filter(
    (p) => p.log.unflushed > 0 || p.log.recoveryPoint < p.log.endOffset,
  )) {
    const file = segmentFile(log.dir, activeSegment(log).baseOffset, 'log');
    s.syncsLeft.add(file);
    out.sync(file);
  }
  finishStop(s, '', out);
}

/** A file is on the disk; with the last of them the process ends. */
export function finishStop(s: LogState, synced: string, out: LogOut): void {
  if (s.syncsLeft === null) return;
  s.syncsLeft.delete(synced);
  if (s.syncsLeft.size > 0) return;
  s.syncsLeft = null;
  writeHighWatermarks(s, out);
  out.replace(CLEAN_FILE, utf8Bytes(JSON.stringify({ version: 0, brokerEpoch: s.brokerEpoch })));
}
