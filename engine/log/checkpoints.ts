import { byteStringOf, utf8Bytes } from '../base/bytes.ts';
import type { DiskView } from '../sim/machine.ts';
import { number } from './properties.ts';
import type { LogOut, LogState } from './state.ts';

/* Small files that say how far logs are, for the next start. KAFKA: OffsetCheckpointFile */

export const HIGH_WATERMARKS = 'replication-offset-checkpoint';
export const RECOVERY_POINTS = 'recovery-point-offset-checkpoint';
export const LOG_STARTS = 'log-start-offset-checkpoint';

type Entry = readonly [topic: string, partition: number, offset: number];

function text(entries: readonly Entry[]): Uint8Array {
  return utf8Bytes(`0\n${entries.length}\n${entries.map((one) => `${one.join(' ')}\n`).join('')}`);
}

export function writeHighWatermarks(s: LogState, out: LogOut): void {
  s.highWatermarksDirty = false;
  const all = [...s.partitions.values()];
  out.replace(HIGH_WATERMARKS, text(all.map((p) => [p.topic, p.index, p.highWatermark])));
  out.replace(RECOVERY_POINTS, text(all.map((p) => [p.topic, p.index, p.log.recoveryPoint])));
  out.replace(
    LOG_STARTS,
    text(all.filter((p) => p.log.startOffset > 0).map((p) => [p.topic, p.index, p.log.startOffset])),
  );
}

/** By `topic-partition`; empty where the file is not there or is no such file. */
export function readCheckpoint(disk: DiskView, file: string): Map<string, number> {
  const bytes = disk.read(file);
  const entries = new Map<string, number>();
  if (bytes === null) return entries;
  for (const line of byteStringOf(bytes).split('\n').slice(2)) {
    const [topic, partition, offset] = line.split(' ');
    if (offset !== undefined) entries.set(`${topic}-${partition}`, Number(offset));
  }
  return entries;
}

export function checkpointTimer(s: LogState, out: LogOut): void {
  if (s.highWatermarksDirty) writeHighWatermarks(s, out);
  out.setTimer('checkpoint', number(s, 'replica.high.watermark.checkpoint.interval.ms') * 1000);
}
