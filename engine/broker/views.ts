import type { ConnId, Micros } from '../sim/machine.ts';
import type { BasicProperties, FieldTable } from '../wire/amqp-methods.ts';
import type { ExportFormat } from './export/formats.ts';
import type { BindingRef } from './facts.ts';

/*
 * The window into a broker. Every answer is bounded: lists come as a page of at most `count` rows (PAGE_MAX) from the
 * row `from` on, with the `total`; bodies as their first BODY_MAX bytes.
 */

export const PAGE_MAX = 500;
export const BODY_MAX = 200;

export interface Page {
  readonly vhost?: string;
  readonly from?: number;
  readonly count?: number;
}

export type BrokerQuery =
  | { readonly kind: 'overview' }
  | ({ readonly kind: 'exchanges' } & Page)
  | ({ readonly kind: 'bindings'; readonly exchange?: string } & Page)
  | ({ readonly kind: 'queues' } & Page)
  /** A window of a queue's ready messages, and those unacked, from the oldest delivery on. */
  | ({ readonly kind: 'queue'; readonly queue: string } & Page)
  | ({ readonly kind: 'connections' } & Page)
  | ({ readonly kind: 'channels'; readonly conn?: ConnId } & Page)
  | ({ readonly kind: 'consumers'; readonly queue?: string } & Page)
  | ({ readonly kind: 'policies' } & Page)
  | { readonly kind: 'store' }
  /** The whole of definitions.json: as large as the topology. */
  | { readonly kind: 'definitions' }
  /** The same topology as commands, configuration or a program. */
  | { readonly kind: 'export'; readonly format: ExportFormat }
  /** Where a message would go from this exchange, and why not elsewhere; nothing is sent. */
  | {
      readonly kind: 'routing';
      readonly vhost?: string;
      readonly exchange: string;
      readonly key: string;
      readonly headers?: FieldTable;
    };

export interface OverviewView {
  readonly kind: 'overview';
  readonly node: string;
  readonly startedAt: Micros;
  readonly connections: number;
  readonly channels: number;
  readonly exchanges: number;
  readonly queues: number;
  readonly consumers: number;
  readonly ready: number;
  readonly unacked: number;
  readonly memoryUsed: number;
  readonly alarms: { readonly memory: boolean; readonly disk: boolean };
}

export interface ExchangeRow {
  readonly vhost: string;
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly internal: boolean;
  readonly arguments: FieldTable;
  readonly bindings: number;
  readonly alternate: string | null;
  readonly policy: string | null;
}

export interface QueueRow {
  readonly vhost: string;
  readonly name: string;
  readonly type: string;
  readonly durable: boolean;
  readonly exclusive: boolean;
  readonly autoDelete: boolean;
  readonly arguments: FieldTable;
  readonly policy: string | null;
  readonly operatorPolicy: string | null;
  readonly ready: number;
  readonly unacked: number;
  readonly readyBytes: number;
  readonly unackedBytes: number;
  readonly consumers: number;
  readonly singleActiveConsumer: string | null;
  /** Files of a stream; null for others. */
  readonly segments: number | null;
  /** The last offset of a stream that is on the disk, or the last place in a quorum queue's log; -1 for none. */
  readonly committed: number;
  /** Dead letters a quorum queue keeps until they are safe elsewhere. */
  readonly keptLetters: number;
  /** Of the stored copies, those that are not on the disk yet. */
  readonly unsynced: number;
}

export interface MessageRow {
  readonly message: number;
  readonly exchange: string;
  readonly key: string;
  readonly persistent: boolean;
  readonly redelivered: boolean;
  readonly priority: number;
  readonly size: number;
  readonly properties: BasicProperties;
  /** The beginning of the body, as a byte string. */
  readonly body: string;
  readonly expiresAt: Micros | null;
  /** How far down: only in memory, on its way to the disk, or there. Null for copies that never go. */
  readonly stored: 'memory' | 'written' | 'synced' | null;
}

export interface UnackedRow extends MessageRow {
  readonly conn: ConnId;
  readonly channel: number;
  readonly tag: number;
  readonly consumer: string | null;
  readonly at: Micros;
}

export interface ConsumerRow {
  readonly vhost: string;
  readonly queue: string;
  readonly tag: string;
  readonly conn: ConnId;
  readonly channel: number;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  readonly prefetch: number;
  readonly unacked: number;
  /** Its place in the line of those to be served, 0 being next; null at its prefetch limit or while another is the active one. */
  readonly turn: number | null;
}

export interface ChannelRow {
  readonly conn: ConnId;
  readonly number: number;
  readonly prefetch: number;
  readonly globalPrefetch: number;
  readonly unacked: number;
  readonly unconfirmed: number;
  readonly confirming: boolean;
  readonly transactional: boolean;
  readonly state: 'running' | 'flow';
  readonly consumers: number;
}

export interface ConnectionRow {
  readonly conn: ConnId;
  readonly peer: string;
  readonly name: string;
  readonly user: string;
  readonly vhost: string;
  readonly stage: string;
  readonly channels: number;
  readonly heartbeat: number;
  readonly blocked: boolean;
  /** As RabbitMQ calls it; of a connection that is not open yet its stage. */
  readonly state: string;
}

export interface StoreFileRow {
  readonly file: string;
  readonly queue: string | null;
  readonly length: number;
  readonly garbage: number;
  readonly state: 'idle' | 'syncing' | 'replacing';
  /** Records in the broker's own memory, not even written. */
  readonly unwritten: number;
}

interface Rows<K extends string, T> {
  readonly kind: K;
  readonly total: number;
  readonly rows: readonly T[];
}

export type BrokerView =
  | OverviewView
  | Rows<'exchanges', ExchangeRow>
  | Rows<'bindings', BindingRef & { readonly vhost: string; readonly exchange: string }>
  | Rows<'queues', QueueRow>
  | {
      readonly kind: 'queue';
      readonly queue: QueueRow;
      readonly from: number;
      readonly head: readonly MessageRow[];
      readonly tail: readonly MessageRow[];
      readonly unacked: readonly UnackedRow[];
    }
  | Rows<'connections', ConnectionRow>
  | Rows<'channels', ChannelRow>
  | Rows<'consumers', ConsumerRow>
  | Rows<
      'policies',
      {
        readonly vhost: string;
        readonly operator: boolean;
        readonly name: string;
        readonly pattern: string;
        readonly applyTo: string;
        readonly priority: number;
        readonly definition: Readonly<Record<string, string | number | boolean>>;
      }
    >
  | Rows<'store', StoreFileRow>
  | {
      readonly kind: 'routing';
      readonly matched: readonly BindingRef[];
      readonly missed: readonly (BindingRef & { readonly why: string })[];
      readonly missedCount: number;
      readonly alternate: string | null;
    }
  | { readonly kind: 'definitions'; readonly json: string }
  | { readonly kind: 'export'; readonly format: ExportFormat; readonly text: string }
  /** What was asked about is not there. */
  | { readonly kind: 'none' };
