import type { DescribeLogDirsRequest } from '../wire/kafka/messages.ts';
import { logSize } from './partition-log.ts';
import { reply } from './reply.ts';
import { type Asked, type LogOut, type LogState, tpKey } from './state.ts';

/** How large each replica here is. KAFKA: ReplicaManager.describeLogDirs; SIMPLIFIED: one folder, of a disk without end. */
export function describeLogDirs(s: LogState, asked: Asked<DescribeLogDirsRequest>, out: LogOut): void {
  const wanted = asked.body.topics?.map(({ topic, partitions }) => ({ name: topic, partitions }));
  const all = [...s.image.topics.values()].map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((_, i) => i),
  }));
  const topics = (wanted ?? all).flatMap(({ name, partitions }) => {
    const here = partitions.flatMap((partitionIndex) => {
      const p = s.partitions.get(tpKey(name, partitionIndex));
      if (p === undefined) return [];
      const offsetLag = Math.max(0, p.highWatermark - p.log.endOffset);
      return [{ partitionIndex, partitionSize: logSize(p.log), offsetLag, isFutureKey: false }];
    });
    return here.length === 0 ? [] : [{ name, partitions: here }];
  });
  const results = [{ errorCode: 0, logDir: '/var/lib/kafka/data', topics, totalBytes: -1, usableBytes: -1 }];
  reply(s, asked.to, { throttleTimeMs: 0, errorCode: 0, results }, out);
}
