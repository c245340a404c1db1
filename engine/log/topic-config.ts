import { listOf, type Setting, TOPIC_SETTINGS } from './settings.ts';

/* The settings of one topic, read once: its own, the cluster's, the broker's, and Kafka's defaults, in that order. */

export interface TopicConfig {
  readonly compact: boolean;
  readonly delete: boolean;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly indexIntervalBytes: number;
  readonly maxMessageBytes: number;
  readonly minInsync: number;
  readonly unclean: boolean;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly maxCompactionLagMs: number;
  readonly minDirtyRatio: number;
  readonly logAppendTime: boolean;
  readonly timestampBeforeMaxMs: number;
  readonly timestampAfterMaxMs: number;
  readonly flushMessages: number;
  readonly flushMs: number;
  readonly compressionType: string;
}

/** Looks a text up under the names it may stand: the topic's own first. */
export type Lookup = (name: string, setting: Setting) => string;

/** `lookup` says what a topic's setting is. */
export function topicConfig(lookup: Lookup): TopicConfig {
  const text = (name: string): string => {
    const setting = TOPIC_SETTINGS.get(name);
    return setting === undefined ? '' : lookup(name, setting).trim();
  };
  /** Beyond 2^53 nothing can be told apart, nor need it. */
  const number = (name: string): number => Math.min(Number(text(name)), Number.MAX_SAFE_INTEGER);
  const policy = listOf(text('cleanup.policy'));
  return Object.freeze({
    compact: policy.includes('compact'),
    delete: policy.includes('delete'),
    segmentBytes: number('internal.segment.bytes') > 0 ? number('internal.segment.bytes') : number('segment.bytes'),
    segmentMs: number('segment.ms'),
    indexIntervalBytes: number('index.interval.bytes'),
    maxMessageBytes: number('max.message.bytes'),
    minInsync: number('min.insync.replicas'),
    unclean: text('unclean.leader.election.enable') === 'true',
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    minDirtyRatio: number('min.cleanable.dirty.ratio'),
    logAppendTime: text('message.timestamp.type') === 'LogAppendTime',
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    compressionType: text('compression.type'),
  });
}
