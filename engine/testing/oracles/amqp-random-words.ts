import type { Plain } from './amqp-lines.ts';

/* What random conversations are made of. */

type Table = Readonly<Record<string, Plain>>;

export const CONNECTIONS: readonly string[] = ['a', 'b', 'c', 'd', 'e', 'f'];
export const QUEUES: readonly string[] = ['q', 'r', 's', 't'];
export const EXCHANGES: readonly string[] = ['x', 'y', 'z'];
export const EXCHANGE_TYPES: readonly string[] = ['direct', 'fanout', 'topic', 'topic', 'headers', 'x-consistent-hash'];
export const KEYS: readonly string[] = ['q', 'r', 'a', 'a.b', 'b', 'b.c.d', 'a.x.b', '', 'a..b', 'é'];
export const PATTERNS: readonly string[] = [
  '#',
  'a.*',
  '*.b',
  '#.b',
  'a.#',
  'b',
  '#.c.#',
  '*',
  '*.*',
  'a.*.#',
  '#.#',
  '',
];

export const QUEUE_ARGUMENTS: readonly Table[] = [
  { 'x-max-length': 3 },
  { 'x-max-length': 1 },
  { 'x-max-length': 0 },
  { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
  { 'x-max-length': 2, 'x-overflow': 'reject-publish-dlx' },
  { 'x-max-length': 2, 'x-overflow': 'drop-head' },
  { 'x-max-length-bytes': 20 },
  { 'x-max-priority': 3 },
  { 'x-max-priority': 10 },
  { 'x-single-active-consumer': true },
  { 'x-queue-mode': 'lazy' },
  { 'x-queue-type': 'classic' },
  { 'x-message-ttl': 0 },
  { 'x-message-ttl': 200 },
  { 'x-message-ttl': 60000 },
  { 'x-expires': 200 },
  { 'x-dead-letter-exchange': '' },
  { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 's' },
  { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 't' },
  { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'r' },
  { 'x-dead-letter-exchange': 'x' },
  { 'x-dead-letter-exchange': 'y', 'x-dead-letter-routing-key': 'a.b' },
  { 'x-dead-letter-exchange': 'nowhere' },
  { mine: 'anything' },
];

/** How often a queue is of which kind. */
export const KINDS = ['classic', 'quorum', 'quorum'] as const satisfies readonly ('classic' | 'quorum' | 'stream')[];

export const QUORUM_ARGUMENTS: readonly Table[] = [
  { 'x-max-length': 3 },
  { 'x-max-length': 1 },
  { 'x-max-length-bytes': 20 },
  { 'x-delivery-limit': 1 },
  { 'x-delivery-limit': 2 },
  { 'x-single-active-consumer': true },
  { 'x-message-ttl': 60000 },
  { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 's' },
  { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 't' },
  { 'x-dead-letter-exchange': 'x' },
  { 'x-dead-letter-exchange': 'nowhere' },
  { mine: 'anything' },
];

export const STREAM_ARGUMENTS: readonly Table[] = [{ 'x-max-age': '1D' }, { 'x-max-length-bytes': 1000000 }];

export const EXCHANGE_ARGUMENTS: readonly Table[] = [
  {},
  {},
  { 'alternate-exchange': 'y' },
  { 'alternate-exchange': 'amq.fanout' },
  { 'alternate-exchange': '' },
  { 'alternate-exchange': 'nowhere' },
  { 'hash-header': 'a' },
  { 'hash-property': 'message_id' },
  { 'hash-property': 'timestamp' },
];

/** Binding keys of a consistent hash: weights, and what is none. */
export const WEIGHTS: readonly string[] = ['1', '1', '2', '3', '10', '0', 'heavy'];

export const BINDING_ARGUMENTS: readonly Table[] = [
  {},
  { a: 1 },
  { 'x-match': 'any', a: 1, b: 'two' },
  { 'x-match': 'all', a: 1, b: 'two' },
  { 'x-match': 'all-with-x', a: 1, 'x-c': true },
  { 'x-match': 'any-with-x', b: 'no', 'x-c': true },
  { 'x-match': 'any', c: null },
];

export const PROPERTIES: readonly Table[] = [
  { deliveryMode: 2 },
  { deliveryMode: 2 },
  { deliveryMode: 1 },
  { priority: 1 },
  { priority: 5 },
  { priority: 255 },
  { expiration: '0' },
  { expiration: '200' },
  { expiration: '60000' },
  { headers: { a: 1 } },
  { headers: { a: 1, b: 'two', 'x-c': true } },
  { headers: { b: 'two', c: 'here' } },
  { headers: { CC: ['q', 'a.b'] } },
  { headers: { BCC: ['r'], a: 1 } },
  { headers: { CC: ['s'], BCC: ['t'] } },
  { headers: { deep: { list: [1, 'two', { three: 3 }], none: null, big: 5000000000, part: 1.5 } } },
  { userId: 'guest' },
  { contentType: 'text/plain', contentEncoding: 'utf-8', correlationId: 'c1', replyTo: 'r1' },
  { messageId: 'id', timestamp: 1600000000, type: 'kind', appId: 'app' },
];

/** Definitions of policies; the first of each pair says whether an operator policy may have it. */
export const POLICIES: readonly (readonly [forOperators: boolean, Table])[] = [
  [true, { 'max-length': 2 }],
  [true, { 'max-length': 4, 'message-ttl': 60000 }],
  [true, { 'max-length-bytes': 15 }],
  [true, { 'message-ttl': 200 }],
  [false, { 'max-length': 1, overflow: 'reject-publish' }],
  [false, { 'dead-letter-exchange': '', 'dead-letter-routing-key': 't' }],
  [false, { 'dead-letter-exchange': 'x' }],
  [false, { 'alternate-exchange': 'amq.fanout' }],
  [false, { 'queue-mode': 'lazy' }],
  [true, { expires: 200 }],
  [false, { 'max-length': 3, overflow: 'reject-publish-dlx', 'dead-letter-exchange': '' }],
  [false, { 'max-length': -1 }],
  [false, { unheard: 'of' }],
];

/** Lines that are refused, or that ask for little. */
export const WRONG: readonly string[] = [
  'basic.ack deliveryTag=99',
  'basic.ack deliveryTag=99 multiple',
  'basic.nack deliveryTag=99 requeue',
  'basic.reject deliveryTag=99',
  'basic.get queue=none',
  'basic.get queue=',
  'basic.consume queue=none consumerTag=n',
  'basic.consume queue=q consumerTag=n arguments={"x-priority":"high"}',
  'basic.cancel consumerTag=none',
  'basic.qos prefetchSize=5',
  'basic.recover',
  'basic.publish exchange=none routingKey=a body=lost',
  'basic.publish exchange=amq.rabbitmq.trace routingKey=a body=no',
  'basic.publish routingKey=q immediate body=no',
  'basic.publish routingKey=q properties={"expiration":"soon"} body=no',
  'basic.publish routingKey=q properties={"expiration":"-1"} body=no',
  'basic.publish routingKey=q properties={"userId":"nobody"} body=no',
  'basic.publish routingKey=q properties={"headers":{"CC":"q"}} body=no',
  'basic.publish routingKey=q properties={"headers":{"BCC":5}} body=no',
  'queue.declare queue=none passive',
  'queue.declare queue=amq.mine',
  'queue.declare queue=u arguments={"x-max-length":-1}',
  'queue.declare queue=u arguments={"x-max-length":"3"}',
  'queue.declare queue=u arguments={"x-message-ttl":"3"}',
  'queue.declare queue=u arguments={"x-message-ttl":-3}',
  'queue.declare queue=u arguments={"x-expires":0}',
  'queue.declare queue=u arguments={"x-max-priority":-1}',
  'queue.declare queue=u arguments={"x-max-priority":300}',
  'queue.declare queue=u arguments={"x-overflow":"up"}',
  'queue.declare queue=u arguments={"x-queue-mode":"busy"}',
  'queue.declare queue=u arguments={"x-single-active-consumer":1}',
  'queue.declare queue=u arguments={"x-dead-letter-routing-key":"k"}',
  'queue.declare queue=u arguments={"x-dead-letter-exchange":true}',
  'queue.delete queue=none',
  'queue.purge queue=none',
  'queue.bind queue=none exchange=amq.direct',
  'queue.bind queue=q exchange=none',
  'queue.bind queue=q exchange=',
  'queue.bind queue=q exchange=amq.headers arguments={"x-match":"most"}',
  'queue.unbind queue=q exchange=none',
  'exchange.declare exchange=none type=direct passive',
  'exchange.declare exchange=amq.mine type=direct',
  'exchange.declare exchange=amq.topic type=direct durable',
  'exchange.declare exchange=u type=ring',
  'exchange.declare exchange= type=direct',
  'exchange.delete exchange=amq.topic',
  'exchange.delete exchange=none',
  'exchange.bind source=none destination=x',
  'exchange.bind source=x destination=none',
  'exchange.unbind source=none destination=x',
  'tx.commit',
  'tx.rollback',
  'channel.open',
  'channel.flow',
  'access.request realm=/data active',
];
