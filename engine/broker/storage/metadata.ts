import type { Seq } from '../../sim/machine.ts';
import type { FieldTable } from '../../wire/amqp-methods.ts';
import type { Binding } from '../exchanges/kind.ts';
import type { BrokerOut, BrokerState, Limits, Permission, Policy, TopicPermission } from '../state.ts';
import { reserve, type Writer } from './bytes.ts';
import { fromJsonBytes, toJsonText } from './plain-json.ts';
import {
  appendRecords,
  beginRecord,
  endRecord,
  readRecords,
  recordBatch,
  replaceRecords,
  syncRecords,
  worthCompacting,
} from './record-file.ts';

/*
 * Everything durable besides messages: one JSON record for each change, replayed by boot. RabbitMQ answers a durable
 * declaration only when its transaction log is on the disk; so do we. RABBITMQ: rabbit_misc execute_mnesia_transaction
 */

export type MetadataRecord =
  | { readonly op: 'vhost'; readonly name: string }
  | { readonly op: 'vhost.delete'; readonly name: string }
  | { readonly op: 'user'; readonly name: string; readonly passwordHash: string; readonly tags: readonly string[] }
  | { readonly op: 'user.delete'; readonly name: string }
  | ({ readonly op: 'permission'; readonly user: string; readonly vhost: string } & Permission)
  | { readonly op: 'permission.delete'; readonly user: string; readonly vhost: string }
  | ({ readonly op: 'topic'; readonly user: string } & TopicPermission)
  | { readonly op: 'topic.delete'; readonly user: string; readonly vhost: string; readonly exchange: string | null }
  | { readonly op: 'user.limits'; readonly name: string; readonly limits: Limits }
  | { readonly op: 'vhost.limits'; readonly name: string; readonly limits: Limits }
  /** The broker stopped in order, or began again after that. */
  | { readonly op: 'stopped' }
  | { readonly op: 'started' }
  | {
      readonly op: 'exchange';
      readonly vhost: string;
      readonly name: string;
      readonly type: string;
      readonly autoDelete: boolean;
      readonly internal: boolean;
      readonly arguments: FieldTable;
    }
  | { readonly op: 'exchange.delete'; readonly vhost: string; readonly name: string }
  | {
      readonly op: 'queue';
      readonly vhost: string;
      readonly name: string;
      readonly id: number;
      readonly autoDelete: boolean;
      readonly exclusive: boolean;
      readonly arguments: FieldTable;
    }
  | { readonly op: 'queue.delete'; readonly vhost: string; readonly name: string }
  | ({ readonly op: 'bind'; readonly vhost: string } & Binding)
  | ({ readonly op: 'unbind'; readonly vhost: string } & Binding)
  | ({ readonly op: 'policy'; readonly vhost: string; readonly operator: boolean } & Policy)
  | { readonly op: 'policy.delete'; readonly vhost: string; readonly operator: boolean; readonly name: string };

export const METADATA_FILE = 'metadata.log';

/** Writes a change to the log. Who must wait for it waits for `b.metadata.last` to be synced. */
export function writeMetadata(b: BrokerState, record: MetadataRecord, out: BrokerOut, cause?: Seq): void {
  const batch = recordBatch();
  const size = putMetadata(batch, record);
  appendRecords(b.metadata, batch, 1, out, cause);
  if (record.op === 'unbind' || record.op.endsWith('.delete')) b.metadata.garbage += 2 * size;
  syncRecords(b.metadata, out, cause);
}

/** Writes the log anew when most of it is about things that are gone. `all` gives what still is. */
export function compactMetadata(b: BrokerState, all: (b: BrokerState) => MetadataRecord[], out: BrokerOut): void {
  if (!worthCompacting(b.metadata)) return;
  const before = b.metadata.length;
  const batch = recordBatch();
  for (const record of all(b)) putMetadata(batch, record);
  replaceRecords(b.metadata, batch, out);
  if (out.observed) out.note({ kind: 'broker.compacted', file: METADATA_FILE, before, after: batch.length });
}

function putMetadata(w: Writer, record: MetadataRecord): number {
  const text = toJsonText(record);
  const begun = beginRecord(w);
  const at = reserve(w, text.length);
  for (let i = 0; i < text.length; i++) w.bytes[at + i] = text.charCodeAt(i);
  return endRecord(w, begun);
}

/** Calls `each` with every record; returns where the readable part ends. */
export function readMetadata(bytes: Uint8Array, each: (record: MetadataRecord) => void): number {
  return readRecords(bytes, (from, to) => {
    // The checksum vouches that this broker wrote it.
    each(fromJsonBytes(bytes, from, to) as MetadataRecord);
    return true;
  });
}
