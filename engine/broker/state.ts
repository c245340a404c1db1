import type { ConnId, Micros, NodeId, Out, Seq } from '../sim/machine.ts';
import type { AmqpFrame, BasicProperties, FieldTable } from '../wire/amqp-methods.ts';
import type { BrokerConfig } from './config.ts';
import type { Binding } from './exchanges/kind.ts';
import type { BrokerFact, DeathReason } from './facts.ts';
import type { MessageStore } from './storage/message-store.ts';
import type { ConfirmRef, QueueIndex } from './storage/queue-index.ts';
import type { RecordFile } from './storage/record-file.ts';
import type { Tape } from './tape.ts';

/*
 * The broker's state: plain data, laid out for cheap forks. Messages, queue entries, bindings and unacked records are
 * never written to after they were made, so that copies share them. Connections, exchanges and queues are written to
 * only through `touch...` in access.ts, which copies them first where a fork has frozen them.
 */

export type BrokerOut = Out<BrokerFact>;

/** A published message; shared by all of its copies. */
export interface Message {
  readonly id: number;
  readonly exchange: string;
  readonly key: string;
  /** Keys of the CC and BCC headers: it is routed by them as well. */
  readonly carbonKeys: readonly string[];
  readonly properties: BasicProperties;
  readonly body: Uint8Array;
  readonly persistent: boolean;
}

/** One copy in one queue. `order` is its place: it keeps it for life, and returns to it when requeued. */
export interface Entry {
  readonly order: number;
  readonly message: Message;
  readonly priority: number;
  readonly redelivered: boolean;
  /** Infinity for never. */
  readonly expiresAt: Micros;
  /** It has a record in the queue's index, which its end must erase. */
  readonly stored: boolean;
}

/** A copy in a quorum queue. Its `order` is its place among the ready ones of its kind; the log knows it by `logged`. */
export interface LoggedEntry extends Entry {
  readonly logged: number;
  /** How often it came back from a consumer. */
  readonly returns: number;
}

/** A message of a stream; its `order` is its offset. */
export interface StreamEntry extends Entry {
  /** The first offset of the chunk it was written with: what is read at once. */
  readonly chunk: number;
  /** Milliseconds. */
  readonly writtenAt: number;
  /** Its bytes on the disk. */
  readonly bytes: number;
}

export type QueueType = 'classic' | 'quorum' | 'stream';

export interface Consumer {
  readonly id: number;
  readonly tag: string;
  readonly conn: ConnId;
  readonly channel: number;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  readonly prefetch: number;
  readonly arguments: FieldTable;
  /** Deliveries it may still get before an ack; Infinity without a prefetch. */
  credit: number;
  /** The next offset it reads of a stream; 0 elsewhere. */
  next: number;
}

/** What of a queue decides its behaviour: arguments and policies, merged whenever one of them changes. */
export interface QueueRules {
  readonly messageTtl: number | null;
  readonly expires: number | null;
  readonly maxLength: number | null;
  readonly maxLengthBytes: number | null;
  readonly overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  readonly deadLetterExchange: string | null;
  readonly deadLetterRoutingKey: string | null;
  /** Bodies are on the disk alone until they are wanted. */
  readonly lazy: boolean;
  /** Of quorum queues: letters stay until they are safe elsewhere. */
  readonly atLeastOnce: boolean;
  /** How often a copy of a quorum queue may come back. */
  readonly deliveryLimit: number | null;
  /** Milliseconds that a stream keeps. */
  readonly maxAge: number | null;
  /** Bytes of a stream's file before the next one begins. */
  readonly segmentBytesMax: number;
}

/** A dead letter that is not safe in another queue yet. */
export interface KeptLetter extends LoggedEntry {
  readonly reason: DeathReason;
}

/** A publish that the log of a quorum queue has not taken charge of. */
export interface Sender {
  readonly order: number;
  readonly conn: ConnId;
  readonly channel: number;
}

/** What a quorum queue has besides. */
export interface QuorumPart {
  /** All up to this one are in the log for good, and may be delivered. */
  committed: number;
  /** Whose publishes are not in the log yet. */
  senders: Tape<Sender>;
  /** It was over its limit and told its publishers so; they are let in again well below it. */
  refusing: boolean;
  /** In the order in which they died. */
  letters: Tape<KeptLetter>;
  /** Letters under way by their `order`, and how many queues have not answered; below zero when one has refused. */
  awaited: Map<number, number>;
  /** Another try at the letters is due. */
  retrying: boolean;
}

export interface Segment {
  readonly file: RecordFile;
  readonly first: number;
  /** When its last chunk was written, in milliseconds. */
  lastAt: number;
}

/** What a stream has besides: its messages are `ready[0]`, by offset. */
export interface StreamPart {
  segments: Segment[];
  /** The first offset that is not on the disk yet. */
  committed: number;
  /** The chunk that this step writes, and who waits for it. */
  fresh: StreamEntry[];
  confirms: ConfirmRef[];
  /** Chunks written and not yet synced. */
  flights: {
    readonly record: number;
    readonly file: string;
    readonly upTo: number;
    readonly next: number;
    readonly confirms: readonly ConfirmRef[];
    readonly messages: readonly number[];
  }[];
}

export interface Queue {
  readonly id: number;
  readonly name: string;
  readonly vhost: string;
  readonly type: QueueType;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** The connection that alone may use it; null when everyone may. */
  readonly owner: ConnId | null;
  readonly arguments: FieldTable;
  readonly maxPriority: number;
  readonly singleActive: boolean;
  rules: QueueRules;
  /** Its bodies are not counted as memory: as its rules said when they were last enforced. */
  paged: boolean;
  /** The `overflow` of the rules under which its messages were last looked at. */
  formerOverflow: QueueRules['overflow'];
  policy: string | null;
  operatorPolicy: string | null;
  nextOrder: number;
  /** Ready messages, one tape for each priority; of a quorum queue those that came back are of priority 1. */
  ready: Tape<Entry>[];
  readyCount: number;
  readyBytes: number;
  unackedCount: number;
  unackedBytes: number;
  /** Those that may be served, in the order in which they will be; by priority, then longest waiting first. */
  active: Consumer[];
  /** Those at their prefetch limit. */
  blocked: Consumer[];
  /** The single active consumer's id, or the exclusive one's. */
  chosen: number | null;
  hadConsumers: boolean;
  /** When it was last of use to anyone: x-expires counts from here. */
  usedAt: Micros;
  /** Null for a queue that does not outlive its broker. */
  index: QueueIndex | null;
  quorum: QuorumPart | null;
  stream: StreamPart | null;
}

export interface Exchange {
  readonly name: string;
  readonly vhost: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
  policy: string | null;
  /** From the argument or a policy. */
  alternate: string | null;
  bindings: Map<string, Binding>;
  /** What its kind looks messages up in. */
  routes: unknown;
}

export interface Policy {
  readonly name: string;
  readonly pattern: string;
  readonly applyTo: 'all' | 'queues' | 'exchanges';
  readonly priority: number;
  readonly definition: Readonly<Record<string, string | number | boolean>>;
}

export interface Vhost {
  readonly name: string;
  exchanges: Map<string, Exchange>;
  queues: Map<string, Queue>;
  /** Bindings by what they lead to: `queue name` or `exchange name`. */
  incoming: Map<string, Map<string, Binding>>;
  policies: Map<string, Policy>;
  operatorPolicies: Map<string, Policy>;
  limits: Limits;
}

export interface Permission {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/** Patterns of routing keys, for one topic exchange. */
export interface TopicPermission {
  readonly vhost: string;
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/** By RabbitMQ's names, such as max-connections; what is not there has no limit. */
export type Limits = Readonly<Record<string, number>>;

export interface User {
  readonly name: string;
  readonly passwordHash: string;
  readonly tags: readonly string[];
  readonly permissions: Map<string, Permission>;
  readonly topics: readonly TopicPermission[];
  readonly limits: Limits;
}

/** A delivery that waits for its acknowledgement; `order` is the delivery tag. */
export interface Unacked {
  readonly order: number;
  readonly queue: string;
  readonly queueId: number;
  readonly entry: Entry;
  /** The consumer's tag, null for basic.get. */
  readonly consumer: string | null;
  readonly at: Micros;
}

/** A publish that waits to be confirmed, or committed. Replaced, never written to. */
export interface Unconfirmed {
  readonly message: number;
  /** How many queues have not answered yet. */
  readonly waiting: number;
  readonly rejected: boolean;
}

export interface Publish {
  readonly exchange: string;
  readonly routingKey: string;
  readonly mandatory: boolean;
  readonly properties: BasicProperties;
  readonly body: Uint8Array;
  /** In a transaction: the queues it was routed to when it was published. */
  readonly routed?: readonly string[];
}

export interface Settlement {
  readonly unacked: Unacked;
  readonly how: 'ack' | 'nack' | 'reject';
  readonly requeue: boolean;
}

export interface Transaction {
  publishes: Publish[];
  settlements: Settlement[];
  /** Commit was asked for and waits until this many publishes are safe. */
  committing: boolean;
}

/** How fast a channel may be published to; see credit-flow.ts. */
export interface Flow {
  /** Publishes the connection's reader may still pass on. */
  credit: number;
  untilGrant: number;
  /** Grants held back while a queue is slow. */
  withheld: number;
  /** By a queue's id, publishes it has not taken charge of; only of kinds that count them. */
  open: Map<number, number>;
  /** Ids of the queues that are slow. */
  slow: number[];
  /** When one last was. */
  slowAt: Micros;
}

export interface Channel {
  readonly number: number;
  readonly conn: ConnId;
  readonly openedAt: Micros;
  stage: 'open' | 'closing';
  /** Prefetch of the consumers to come. */
  prefetch: number;
  /** Unacked deliveries to all of its consumers together; 0 is unlimited. */
  limit: number;
  /** Unacked deliveries that count against `limit`. */
  volume: number;
  /** Names of the queues that had to stop for `limit`. */
  suspended: string[];
  nextTag: number;
  unacked: Tape<Unacked>;
  /** Consumer tag to the queue's name and the consumer's id. */
  consumers: Map<string, { readonly queue: string; readonly id: number }>;
  /** The consumer that replies go to, and its address. */
  replies: { readonly tag: string; readonly address: string } | null;
  confirming: boolean;
  nextPublish: number;
  unconfirmed: Map<number, Unconfirmed>;
  /** Tags confirmed and refused in this step, sent together when it ends. */
  confirmed: { readonly tag: number; readonly message: number }[];
  refused: { readonly tag: number; readonly message: number }[];
  tx: Transaction | null;
  flow: Flow;
  /** The last queue declared here: what an empty name means. */
  lastQueue: string;
  /** Frames that wait until the metadata log has been synced so far; null when nothing waits. */
  parkedUntil: number | null;
  parkedReplies: readonly AmqpFrame[];
  inbox: AmqpFrame[];
}

export interface Connection {
  readonly id: ConnId;
  readonly peer: NodeId;
  readonly openedAt: Micros;
  stage: 'header' | 'starting' | 'tuning' | 'opening' | 'open' | 'closing';
  user: string;
  vhost: string;
  name: string;
  clientProperties: FieldTable;
  /** Capabilities the client says it has. */
  wantsCancel: boolean;
  wantsBlocked: boolean;
  wantsAuthClose: boolean;
  channelMax: number;
  frameMax: number;
  heartbeat: number;
  heardAt: Micros;
  sentAt: Micros;
  /** It has begun to publish while an alarm is on, and is not read until that is over. */
  blocked: boolean;
  /** One of its channels is out of credit: it is not read. */
  flowing: boolean;
  /** When it last was. */
  flowedAt: Micros;
  held: AmqpFrame[];
  channels: Map<number, Channel>;
}

export interface Alarms {
  memory: boolean;
  disk: boolean;
}

export interface BrokerState {
  config: BrokerConfig;
  readonly startedAt: Micros;
  /** The number of the last message; it only grows. */
  lastMessage: number;
  lastConsumer: number;
  lastQueue: number;
  vhosts: Map<string, Vhost>;
  users: Map<string, User>;
  /** Some user has a topic permission: without any no publish asks. */
  saysTopics: boolean;
  connections: Map<ConnId, Connection>;
  metadata: RecordFile;
  store: MessageStore;
  /** Channels that can be replied to directly, by their address. */
  replies: Map<string, { readonly conn: ConnId; readonly channel: number }>;
  /** Whose each index file is. */
  indexes: Map<string, { readonly vhost: string; readonly queue: string }>;
  alarms: Alarms;
  /** Its application is stopped: the process is there and talks to nobody. */
  stopped: boolean;
  /** Bytes of all bodies in queues, and an allowance for each copy. */
  memoryUsed: number;
  /** Deliveries that wait for an acknowledgement, on all channels. */
  unacked: number;
  timeoutArmed: boolean;
  /** Channels that wait for the metadata log. */
  parked: { readonly conn: ConnId; readonly channel: number }[];
  due: Due;
}

/** A dead letter on its way; `cause` is the fact of its publish. */
export interface Letter {
  readonly vhost: string;
  readonly message: Message;
  readonly reason: DeathReason;
  readonly cause: Seq;
  /** The quorum queue that keeps it until it is safe. */
  readonly kept: Kept | null;
}

export interface Kept {
  readonly queue: string;
  readonly queueId: number;
  readonly letter: number;
  /** The message it was. */
  readonly parent: number;
}

/** What the step under way still has to do at its end; empty between steps. */
export interface Due {
  /** Channels with answers to send. */
  confirms: { readonly conn: ConnId; readonly channel: number }[];
  /** Queues whose index has news. */
  syncs: { readonly vhost: string; readonly queue: string }[];
  /** Queues that lost a consumer: to be deleted, or served to another. */
  unused: { readonly vhost: string; readonly queue: string }[];
  /** Dead letters that were posted. */
  letters: Letter[];
  /** Consumers to be told that their queue is gone: behind the answer to whoever deleted it. */
  cancels: { readonly conn: ConnId; readonly channel: number; readonly tag: string; readonly cause: Seq | undefined }[];
  /** Publishes whose queue was deleted before it had them on disk. */
  settled: ConfirmRef[];
  /** Queues of which something has reached the disk, and which act on it. */
  landed: { readonly vhost: string; readonly queue: string }[];
  /** Answers of queues to dead letters that are kept until they are safe. */
  answers: { readonly ref: ConfirmRef; readonly accepted: boolean }[];
  /** Connections that are read again after flow control. */
  resumed: ConnId[];
  /** Streams with a chunk to write. */
  chunks: { readonly vhost: string; readonly queue: string }[];
}
