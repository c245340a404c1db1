/*
 * The settings of brokers and topics, by Kafka's names, with its defaults and bounds.
 * KAFKA: TopicConfig, LogConfig, ServerLogConfigs, ReplicationConfigs, GroupCoordinatorConfig, TransactionStateManagerConfig
 */

export type SettingType = 'boolean' | 'string' | 'int' | 'long' | 'double' | 'list';

export interface Setting {
  readonly name: string;
  readonly type: SettingType;
  readonly preset: string;
  readonly min: number;
  readonly max: number;
  /** The texts allowed, for a string or list. */
  readonly oneOf: readonly string[] | null;
  /** Of a topic's setting, the broker's that stands behind it. */
  readonly broker: string | null;
  /** May be changed while the broker runs. */
  readonly dynamic: boolean;
}

const INT_MAX = 2_147_483_647;
/** Kafka's Long.MAX_VALUE does not fit a number; it is larger than anything compared with it. */
export const LONG_MAX_TEXT = '9223372036854775807';

interface More {
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  readonly broker?: string;
  readonly dynamic?: boolean;
}

function setting(name: string, type: SettingType, preset: string, more: More = {}): Setting {
  const max = more.max ?? (type === 'int' ? INT_MAX : Number.MAX_VALUE);
  const min = more.min ?? (type === 'int' ? -INT_MAX - 1 : -Number.MAX_VALUE);
  return {
    name,
    type,
    preset,
    min,
    max,
    oneOf: more.oneOf ?? null,
    broker: more.broker ?? null,
    dynamic: more.dynamic ?? false,
  };
}

const byName = (all: readonly Setting[]): ReadonlyMap<string, Setting> =>
  new Map(all.map((one) => [one.name, one] as const));

const CODECS = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'];

/** What a topic can be given. */
export const TOPIC_SETTINGS = byName([
  setting('cleanup.policy', 'list', 'delete', { oneOf: ['compact', 'delete'], broker: 'log.cleanup.policy' }),
  setting('compression.gzip.level', 'int', '-1', { broker: 'compression.gzip.level' }),
  setting('compression.lz4.level', 'int', '9', { min: 1, max: 17, broker: 'compression.lz4.level' }),
  setting('compression.type', 'string', 'producer', { oneOf: CODECS, broker: 'compression.type' }),
  setting('compression.zstd.level', 'int', '3', { min: -131_072, max: 22, broker: 'compression.zstd.level' }),
  setting('delete.retention.ms', 'long', '86400000', { min: 0, broker: 'log.cleaner.delete.retention.ms' }),
  setting('file.delete.delay.ms', 'long', '60000', { min: 0, broker: 'log.segment.delete.delay.ms' }),
  setting('flush.messages', 'long', LONG_MAX_TEXT, { min: 1, broker: 'log.flush.interval.messages' }),
  setting('flush.ms', 'long', LONG_MAX_TEXT, { min: 0, broker: 'log.flush.interval.ms' }),
  setting('follower.replication.throttled.replicas', 'list', ''),
  setting('index.interval.bytes', 'int', '4096', { min: 0, broker: 'log.index.interval.bytes' }),
  // Kafka's own tests may make segments as small as they like by this one; so may a lesson.
  setting('internal.segment.bytes', 'int', '-1', { broker: 'internal.segment.bytes' }),
  setting('leader.replication.throttled.replicas', 'list', ''),
  setting('local.retention.bytes', 'long', '-2', { min: -2, broker: 'log.local.retention.bytes' }),
  setting('local.retention.ms', 'long', '-2', { min: -2, broker: 'log.local.retention.ms' }),
  setting('max.compaction.lag.ms', 'long', LONG_MAX_TEXT, { min: 1, broker: 'log.cleaner.max.compaction.lag.ms' }),
  setting('max.message.bytes', 'int', '1048588', { min: 0, broker: 'message.max.bytes' }),
  setting('message.timestamp.after.max.ms', 'long', '3600000', {
    min: 0,
    broker: 'log.message.timestamp.after.max.ms',
  }),
  setting('message.timestamp.before.max.ms', 'long', LONG_MAX_TEXT, {
    min: 0,
    broker: 'log.message.timestamp.before.max.ms',
  }),
  setting('message.timestamp.type', 'string', 'CreateTime', {
    oneOf: ['CreateTime', 'LogAppendTime'],
    broker: 'log.message.timestamp.type',
  }),
  setting('min.cleanable.dirty.ratio', 'double', '0.5', { min: 0, max: 1, broker: 'log.cleaner.min.cleanable.ratio' }),
  setting('min.compaction.lag.ms', 'long', '0', { min: 0, broker: 'log.cleaner.min.compaction.lag.ms' }),
  setting('min.insync.replicas', 'int', '1', { min: 1, broker: 'min.insync.replicas' }),
  setting('preallocate', 'boolean', 'false', { broker: 'log.preallocate' }),
  setting('remote.log.copy.disable', 'boolean', 'false'),
  setting('remote.log.delete.on.disable', 'boolean', 'false'),
  setting('remote.storage.enable', 'boolean', 'false'),
  setting('retention.bytes', 'long', '-1', { broker: 'log.retention.bytes' }),
  setting('retention.ms', 'long', '604800000', { min: -1, broker: 'log.retention.ms' }),
  setting('segment.bytes', 'int', '1073741824', { min: 1_048_576, broker: 'log.segment.bytes' }),
  setting('segment.index.bytes', 'int', '10485760', { min: 4, broker: 'log.index.size.max.bytes' }),
  setting('segment.jitter.ms', 'long', '0', { min: 0, broker: 'log.roll.jitter.ms' }),
  setting('segment.ms', 'long', '604800000', { min: 1, broker: 'log.roll.ms' }),
  setting('unclean.leader.election.enable', 'boolean', 'false', { broker: 'unclean.leader.election.enable' }),
]);

const brokerTwins = [...TOPIC_SETTINGS.values()].flatMap((topic) =>
  topic.broker === null ? [] : [{ ...topic, name: topic.broker, broker: null, dynamic: true }],
);

/** What server.properties can say, beyond who the broker is. */
export const BROKER_SETTINGS = byName([
  ...brokerTwins,
  setting('auto.create.topics.enable', 'boolean', 'true'),
  setting('auto.leader.rebalance.enable', 'boolean', 'true'),
  setting('broker.heartbeat.interval.ms', 'int', '2000', { min: 1 }),
  setting('broker.session.timeout.ms', 'int', '9000', { min: 1 }),
  setting('connections.max.idle.ms', 'long', '600000'),
  setting('controller.quorum.election.backoff.max.ms', 'int', '1000', { min: 0 }),
  setting('controller.quorum.election.timeout.ms', 'int', '1000', { min: 1 }),
  setting('controller.quorum.fetch.timeout.ms', 'int', '2000', { min: 1 }),
  setting('controller.quorum.request.timeout.ms', 'int', '2000', { min: 1 }),
  setting('controlled.shutdown.enable', 'boolean', 'true'),
  setting('default.replication.factor', 'int', '1', { min: 1 }),
  setting('delete.topic.enable', 'boolean', 'true'),
  setting('fetch.max.bytes', 'int', '57671680', { min: 1024 }),
  setting('group.initial.rebalance.delay.ms', 'int', '3000', { min: 0 }),
  setting('group.max.session.timeout.ms', 'int', '1800000'),
  setting('group.max.size', 'int', String(INT_MAX), { min: 1 }),
  setting('group.min.session.timeout.ms', 'int', '6000'),
  setting('leader.imbalance.check.interval.seconds', 'long', '300', { min: 1 }),
  setting('log.cleaner.backoff.ms', 'long', '15000', { min: 0 }),
  setting('log.cleaner.enable', 'boolean', 'true'),
  setting('log.flush.offset.checkpoint.interval.ms', 'int', '60000', { min: 0 }),
  setting('log.retention.check.interval.ms', 'long', '300000', { min: 1 }),
  setting('max.incremental.fetch.session.cache.slots', 'int', '1000', { min: 0 }),
  setting('num.partitions', 'int', '1', { min: 1, dynamic: true }),
  setting('offset.metadata.max.bytes', 'int', '4096'),
  setting('offsets.retention.check.interval.ms', 'long', '600000', { min: 1 }),
  setting('offsets.retention.minutes', 'int', '10080', { min: 1 }),
  setting('offsets.topic.num.partitions', 'int', '50', { min: 1 }),
  setting('offsets.topic.replication.factor', 'int', '3', { min: 1 }),
  setting('offsets.topic.segment.bytes', 'int', '104857600', { min: 1 }),
  setting('producer.id.expiration.ms', 'int', '86400000', { min: 1, dynamic: true }),
  setting('queued.max.requests', 'int', '500', { min: 1 }),
  setting('replica.fetch.backoff.ms', 'int', '1000', { min: 0 }),
  setting('replica.fetch.max.bytes', 'int', '1048576', { min: 0 }),
  setting('replica.fetch.min.bytes', 'int', '1'),
  setting('replica.fetch.response.max.bytes', 'int', '10485760', { min: 0 }),
  setting('replica.fetch.wait.max.ms', 'int', '500'),
  setting('replica.high.watermark.checkpoint.interval.ms', 'long', '5000'),
  setting('replica.lag.time.max.ms', 'long', '30000'),
  setting('replica.socket.timeout.ms', 'int', '30000'),
  setting('transaction.abort.timed.out.transaction.cleanup.interval.ms', 'int', '10000', { min: 1 }),
  setting('transaction.max.timeout.ms', 'int', '900000', { min: 1 }),
  setting('transaction.state.log.min.isr', 'int', '2', { min: 1 }),
  setting('transaction.state.log.num.partitions', 'int', '50', { min: 1 }),
  setting('transaction.state.log.replication.factor', 'int', '3', { min: 1 }),
  setting('transaction.state.log.segment.bytes', 'int', '104857600', { min: 1 }),
]);

/** What is wrong with a value in Kafka's words, or null. KAFKA: ConfigDef.parseType, ConfigException */
export function settingProblem({ name, type, min, max, oneOf }: Setting, text: string): string | null {
  const wrong = (why: string): string => `Invalid value ${text} for configuration ${name}: ${why}`;
  switch (type) {
    case 'boolean':
      return /^(true|false)$/i.test(text.trim()) ? null : wrong('Expected value to be either true or false');
    case 'int':
    case 'long':
    case 'double':
      return numberProblem(type, text, min, max, wrong);
    case 'list': {
      const bad = oneOf === null ? undefined : listOf(text).find((one) => !oneOf.includes(one));
      return bad === undefined
        ? null
        : `Invalid value ${bad} for configuration ${name}: String must be one of: ${(oneOf ?? []).join(', ')}`;
    }
    case 'string':
      return oneOf === null || oneOf.includes(text) ? null : wrong(`String must be one of: ${oneOf.join(', ')}`);
  }
}

function numberProblem(
  type: 'int' | 'long' | 'double',
  text: string,
  min: number,
  max: number,
  wrong: (why: string) => string,
): string | null {
  const trimmed = text.trim();
  if (type === 'double') {
    if (trimmed === '' || !Number.isFinite(Number(trimmed))) return wrong('Not a number of type DOUBLE');
  } else if (!/^[+-]?\d+$/.test(trimmed) || (type === 'int' && Math.abs(Number(trimmed)) > INT_MAX + 1)) {
    return wrong(`Not a number of type ${type.toUpperCase()}`);
  }
  const value = Number(trimmed);
  if (value < min) return wrong(`Value must be at least ${min}`);
  if (value > max) return wrong(`Value must be no more than ${max}`);
  return null;
}

/** The members of a list, as Kafka splits it. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
