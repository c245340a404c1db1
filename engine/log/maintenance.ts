import { cleanLog } from './cleaner.ts';
import type { ExpireReason } from './facts.ts';
import { dropBelow, flush, type PartitionLog, roll } from './partition-log.ts';
import { isOn, number } from './properties.ts';
import { nowMs } from './quorum.ts';
import type { Segment } from './segment.ts';
import type { LogOut, LogState, Partition } from './state.ts';

/*
 * What a broker does to its logs from time to time: whole segments are let go of when they are too old or there is too
 * much, compacted logs are cleaned. KAFKA: LogManager.cleanupLogs, UnifiedLog.deleteOldSegments, LogCleaner
 * SIMPLIFIED: files go at once, where Kafka renames them and waits file.delete.delay.ms.
 */

export function setMaintenance(s: LogState, out: LogOut): void {
  out.setTimer('retention', number(s, 'log.retention.check.interval.ms') * 1000);
  if (isOn(s, 'log.cleaner.enable')) out.setTimer('cleaner', Math.max(1, number(s, 'log.cleaner.backoff.ms')) * 1000);
  out.setTimer('offsets', number(s, 'offsets.retention.check.interval.ms') * 1000);
}

export function retentionTimer(s: LogState, out: LogOut): void {
  for (const p of s.partitions.values()) if (p.log.config.delete) expire(s, p, out);
  out.setTimer('retention', number(s, 'log.retention.check.interval.ms') * 1000);
}

function expire(s: LogState, p: Partition, out: LogOut): void {
  const { log } = p;
  const now = nowMs(s, out);
  const { retentionMs, retentionBytes } = log.config;
  if (retentionMs >= 0) {
    dropWhile(p, 'retention.ms', now, (segment) => now - newestIn(segment) > retentionMs, out);
  }
  if (retentionBytes >= 0) {
    let excess = log.segments.reduce((sum, { size }) => sum + size, 0) - retentionBytes;
    dropWhile(
      p,
      'retention.bytes',
      now,
      ({ size }) => {
        if (excess - size < 0) return false;
        excess -= size;
        return true;
      },
      out,
    );
  }
}

/** A segment without a timestamp is as old as its file. */
function newestIn(segment: Segment): number {
  return segment.maxTimestamp >= 0 ? segment.maxTimestamp : segment.createdAt;
}

/** From the oldest on; what is not below the high watermark stays, and the last segment is rolled before it goes. */
function dropWhile(
  p: Partition,
  reason: ExpireReason,
  now: number,
  isDue: (segment: Segment) => boolean,
  out: LogOut,
): void {
  const { log } = p;
  let upTo = log.startOffset;
  for (let i = 0; i < log.segments.length; i++) {
    const segment = log.segments[i] as Segment;
    const end = log.segments[i + 1]?.baseOffset ?? log.endOffset;
    if (segment.size === 0 || end > p.highWatermark || !isDue(segment)) break;
    upTo = end;
  }
  if (upTo <= log.startOffset) return;
  if (upTo === log.endOffset) roll(log, log.endOffset, now, out);
  const first = log.startOffset;
  dropBelow(log, upTo, out);
  if (out.observed)
    out.note({ kind: 'log.expired', topic: log.topic, partition: log.partition, first, last: upTo - 1, reason });
}

export function cleanerTimer(s: LogState, out: LogOut): void {
  const now = nowMs(s, out);
  for (const p of s.partitions.values()) if (p.log.config.compact) cleanLog(p.log, p.highWatermark, now, out);
  out.setTimer('cleaner', Math.max(1, number(s, 'log.cleaner.backoff.ms')) * 1000);
}

/** `flush.ms` is over. */
export function flushTimer(s: LogState, dir: string, out: LogOut): void {
  const log: PartitionLog | undefined = s.partitions.get(dir)?.log;
  if (log !== undefined) flush(log, out);
}
