import type { QueueType } from '../state.ts';

/* What RabbitMQ says of each kind of queue in its capabilities: plain data, for who must know no more of a kind. */

export interface QueueTraits {
  readonly type: QueueType;
  /** What RabbitMQ's errors call it. */
  readonly module: string;
  /** The arguments of a declaration that it understands; those that only others understand are refused. */
  readonly arguments: ReadonlySet<string>;
  readonly consumerArguments: ReadonlySet<string>;
  /** What only other kinds can be told by a policy: a policy with one of these is not for it. */
  readonly foreignPolicies: ReadonlySet<string>;
  /** Whether the broker may make up its name. */
  readonly serverNamed: boolean;
}

/** RABBITMQ: rabbit_classic_queue capabilities */
const CLASSIC: QueueTraits = {
  type: 'classic',
  module: 'rabbit_classic_queue',
  arguments: new Set([
    'x-expires',
    'x-message-ttl',
    'x-dead-letter-exchange',
    'x-dead-letter-routing-key',
    'x-max-length',
    'x-max-length-bytes',
    'x-max-priority',
    'x-overflow',
    'x-queue-mode',
    'x-queue-version',
    'x-single-active-consumer',
    'x-queue-type',
  ]),
  consumerArguments: new Set(['x-cancel-on-ha-failover', 'x-priority', 'x-credit']),
  foreignPolicies: new Set([
    'max-age',
    'stream-max-segment-size-bytes',
    'queue-leader-locator',
    'initial-cluster-size',
    'delivery-limit',
    'dead-letter-strategy',
  ]),
  serverNamed: true,
};

/** RABBITMQ: rabbit_quorum_queue capabilities */
const QUORUM: QueueTraits = {
  type: 'quorum',
  module: 'rabbit_quorum_queue',
  arguments: new Set([
    'x-dead-letter-exchange',
    'x-dead-letter-routing-key',
    'x-dead-letter-strategy',
    'x-expires',
    'x-max-length',
    'x-max-length-bytes',
    'x-max-in-memory-length',
    'x-max-in-memory-bytes',
    'x-overflow',
    'x-single-active-consumer',
    'x-queue-type',
    'x-quorum-initial-group-size',
    'x-delivery-limit',
    'x-message-ttl',
    'x-queue-leader-locator',
  ]),
  consumerArguments: new Set(['x-priority', 'x-credit']),
  foreignPolicies: new Set([
    'max-priority',
    'queue-mode',
    'single-active-consumer',
    'ha-mode',
    'ha-params',
    'ha-sync-mode',
    'max-age',
    'stream-max-segment-size-bytes',
    'initial-cluster-size',
  ]),
  serverNamed: false,
};

/** RABBITMQ: rabbit_stream_queue capabilities */
const STREAM: QueueTraits = {
  type: 'stream',
  module: 'rabbit_stream_queue',
  arguments: new Set([
    'x-max-length-bytes',
    'x-queue-type',
    'x-max-age',
    'x-stream-max-segment-size-bytes',
    'x-initial-cluster-size',
    'x-queue-leader-locator',
  ]),
  consumerArguments: new Set(['x-stream-offset', 'x-credit']),
  foreignPolicies: new Set([
    'expires',
    'message-ttl',
    'dead-letter-exchange',
    'dead-letter-routing-key',
    'max-length',
    'max-in-memory-length',
    'max-in-memory-bytes',
    'max-priority',
    'overflow',
    'queue-mode',
    'single-active-consumer',
    'delivery-limit',
    'ha-mode',
    'ha-params',
    'ha-sync-mode',
    'dead-letter-strategy',
  ]),
  serverNamed: false,
};

const TRAITS: Readonly<Record<QueueType, QueueTraits>> = { classic: CLASSIC, quorum: QUORUM, stream: STREAM };

export function traitsOf(type: QueueType): QueueTraits {
  return TRAITS[type];
}
