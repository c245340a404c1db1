import { decodeData } from '../../wire/kafka/data.ts';
import type { BatchOptions, NewRecord } from '../../wire/kafka/records.ts';
import { batchesIn, decodeBatch, encodeBatch } from '../../wire/kafka/records.ts';
import { utf8Of } from '../../wire/kafka/utf8.ts';

/*
 * A conversation with a broker as text: requests in which what a broker makes up (ids of producers and members) stands
 * as `$p1`, `$m2`, in the order it was heard of, and answers in which it is put the same way. What no two brokers say
 * alike (times of their clock, topic ids, ports) is left out.
 */

/** A request: key, version, and a body in which a string that begins with `$` stands for something. */
export interface Ask {
  readonly key: number;
  readonly version: number;
  readonly body: object;
}

/** A batch to be sent, as it stands in the body of a produce request. */
export interface BatchText {
  readonly options: BatchOptions & { readonly producerId?: number | string };
  readonly records: readonly { readonly at?: number; readonly k?: string | null; readonly v?: string | null }[];
  /** A byte to be changed behind the checksum's back. */
  readonly broken?: number;
}

/** Sends a request and gives the body of the answer. */
export type Talk = (ask: Ask) => Promise<object>;

/** Left out of answers: what a broker's clock, its address or its taste in random numbers says. */
const LEFT_OUT = new Set([
  'throttleTimeMs',
  'topicId',
  'clientHost',
  'clusterId',
  'host',
  'port',
  'nodeEndpoints',
  'sessionId',
  'logAppendTimeMs',
  'transactionStartTimeMs',
  'currentLeader',
  'rack',
  'coordinatorEpoch',
  'lastTimestamp',
]);

export class Symbols {
  private readonly names = new Map<string, string>();
  private readonly values = new Map<string, string | number>();

  /** The name of something heard: the next of its kind when it is new. */
  private named(kind: 'm' | 'p', value: string | number): string {
    const id = `${kind}${value}`;
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const name = `$${kind}${[...this.values.keys()].filter((one) => one.startsWith(`$${kind}`)).length + 1}`;
    this.names.set(id, name);
    this.values.set(name, value);
    return name;
  }

  /** A body as it is sent. */
  resolved(value: unknown): unknown {
    if (typeof value === 'string') return value.startsWith('$') ? (this.values.get(value) ?? value) : value;
    if (Array.isArray(value)) return value.map((one) => this.resolved(one));
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    if ('base64' in value) return new Uint8Array(Buffer.from(String(value.base64), 'base64'));
    if ('options' in value && 'records' in value) return this.batch(value as unknown as BatchText); // by its two fields
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.resolved(one)]));
  }

  private batch({ options, records, broken }: BatchText): Uint8Array {
    const drafts = records.map(
      ({ at, k = null, v = null }): NewRecord => ({
        timestamp: at ?? 1_700_000_000_000,
        key: k === null ? null : utf8Of(k),
        value: v === null ? null : utf8Of(v),
      }),
    );
    const bytes = encodeBatch(this.resolved(options) as BatchOptions, drafts);
    if (broken !== undefined) bytes[broken % bytes.length]! ^= 0x55; // inside
    return bytes;
  }

  /** An answer as it is compared: without what is left out, and without what has its default. */
  heard(value: unknown, field = ''): unknown {
    if (value instanceof Uint8Array) return this.bytes(value, field);
    if (Array.isArray(value))
      return ordered(
        value.map((one) => this.heard(one, field)),
        field,
      );
    if (typeof value === 'object' && value !== null) {
      const entries: [string, unknown][] = [];
      for (const [name, one] of Object.entries(value)) {
        if (LEFT_OUT.has(name)) continue;
        // Where there is an error the id is nobody's, whatever it says.
        const isNobody = name === 'producerId' && 'errorCode' in value && value.errorCode !== 0;
        const said = isNobody ? 0 : this.heard(one, name);
        if (said !== 0 && said !== '' && said !== null && said !== -1 && said !== false) entries.push([name, said]);
      }
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    if (typeof value === 'number' && field === 'producerId' && value >= 0) return this.named('p', value);
    if (typeof value === 'string' && (field === 'memberId' || field === 'leader') && value !== '')
      return this.named('m', value);
    return value;
  }

  /** What fetched bytes hold, record by record; a marker of a transaction by what it says. */
  private bytes(bytes: Uint8Array, field: string): unknown {
    if (field !== 'records') return bytes.length === 0 ? '' : Buffer.from(bytes).toString('base64');
    const lines: string[] = [];
    for (const { at, head } of batchesIn(bytes)) {
      const batch = decodeBatch(bytes, at);
      if (!batch.ok) return `broken: ${batch.reason}`;
      const producer =
        head.producerId < 0 ? '' : `${this.named('p', head.producerId)}/${head.producerEpoch}/${head.baseSequence}`;
      lines.push(
        `${head.baseOffset}+${head.lastOffsetDelta} ${head.attributes} ${head.partitionLeaderEpoch} ${producer}`,
      );
      const isControl = (head.attributes & 32) !== 0;
      for (const { offset, timestamp, key, value } of batch.records)
        lines.push(
          isControl ? `${offset} ${marker(key, value)}` : `${offset} ${timestamp} ${text(key)} ${text(value)}`,
        );
    }
    return lines;
  }
}

/** Lists that a broker gives in the order of a hash table. */
export function ordered(items: unknown[], field: string): unknown[] {
  const by = field === 'configs' ? 'name' : field === 'partitions' ? 'partitionIndex' : null;
  if (by === null) return items;
  const keyOf = (item: unknown): string | number =>
    (typeof item === 'object' && item !== null ? (item as Record<string, string | number>)[by] : undefined) ?? 0;
  return items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? '-' : Buffer.from(bytes).toString();
}

function marker(key: Uint8Array | null, value: Uint8Array | null): string {
  const isCommit = key?.[3] === 1;
  return `${isCommit ? 'commit' : 'abort'} ${value !== null && decodeData('EndTxnMarker', value) !== null ? 'ok' : 'broken'}`;
}

/** One line of a transcript: what was asked and what was heard. */
export function lineOf(ask: Ask, heard: unknown): string {
  return JSON.stringify([ask.key, ask.version, ask.body, heard]);
}
