import type { BasicProperties } from '../../wire/amqp-methods.ts';
import type { BrokerOut, Entry, Message } from '../state.ts';
import {
  putByte,
  putBytes,
  putInteger,
  putString,
  type Reader,
  reader,
  takeByte,
  takeBytes,
  takeInteger,
  takeString,
  type Writer,
} from './bytes.ts';
import { fromJsonText, toJsonText } from './plain-json.ts';
import {
  appendRecords,
  beginRecord,
  endRecord,
  forkRecordFile,
  type RecordFile,
  readRecords,
  recordBatch,
  recordFile,
  syncRecords,
} from './record-file.ts';

/*
 * What a durable queue knows on disk: which persistent copies it holds, one record for each that came and one for each
 * that ended. RabbitMQ keeps new records in the queue process's own memory until the journal is synced: when a publish
 * waits for its confirm as soon as the queue has nothing else to do, else after 200 ms without any work. So a mere
 * kill, too, loses what came within those 200 ms. RABBITMQ: rabbit_queue_index, rabbit_amqqueue_process next_state
 *
 * Bodies from 4096 bytes on live in the message store, once for all queues. RABBITMQ: queue_index_embed_msgs_below
 */

/** Whom to tell when a copy is safe: a publish by its tag. */
export interface ConfirmRef {
  readonly conn: number;
  readonly channel: number;
  readonly tag: number;
}

export interface QueueIndex {
  file: RecordFile;
  /** Not even written yet, by order: a copy that ends here never touches the disk. */
  newPublishes: Map<number, { readonly entry: Entry; readonly confirm: ConfirmRef | null }>;
  newEnds: number[];
  /** Of a quorum queue: what happened to its copies short of their end. */
  newMarks: Mark[];
  /** Ended before it was written: its publisher is told with the next sync. */
  newConfirms: ConfirmRef[];
  /** A publish waits for its confirm, or a transaction for its commit. */
  urgent: boolean;
  /** Written, and told about when record `record` of the file (and of the store) is on the disk. */
  flights: Flight[];
  /** The step under way has something for it to do. */
  awake: boolean;
  /** When the queue last had work; the idle timer counts from here. */
  busyAt: number;
  timer: boolean;
}

/** A delivery, a way back to the end of the queue (`other` is the new place), or a dead letter not safe yet (its reason). */
export interface Mark {
  readonly what: 'delivered' | 'requeued' | 'dead';
  readonly order: number;
  readonly other: number;
}

export interface Flight {
  readonly record: number;
  readonly storeRecord: number;
  readonly upTo: number;
  readonly confirms: readonly ConfirmRef[];
  readonly messages: readonly number[];
  /** The place of the last copy in it; 0 without any. */
  readonly lastOrder: number;
}

export const EMBED_BELOW = 4096;
/** RABBITMQ: rabbit_amqqueue_process SYNC_INTERVAL */
export const SYNC_AFTER = 200_000;

const PUBLISH = 1;
const END = 2;
const MARKS = { delivered: 4, requeued: 5, dead: 6 } as const;
const IN_STORE = 1;
const EXPIRES = 2;
const TRANSIENT = 4;
const END_SIZE_MAX = 16;
/** Head, numbers and properties of an ordinary message. */
const RECORD_OVERHEAD = 48;

export function queueIndex(queueId: number, length: number): QueueIndex {
  return {
    file: recordFile(indexFile(queueId), length),
    newPublishes: new Map(),
    newEnds: [],
    newMarks: [],
    newConfirms: [],
    urgent: false,
    flights: [],
    awake: false,
    busyAt: 0,
    timer: false,
  };
}

export function indexFile(queueId: number): string {
  return `queues/${queueId}.idx`;
}

export function forkIndex(index: QueueIndex): QueueIndex {
  return {
    ...index,
    file: forkRecordFile(index.file),
    newPublishes: new Map(index.newPublishes),
    newEnds: index.newEnds.slice(),
    newMarks: index.newMarks.slice(),
    newConfirms: index.newConfirms.slice(),
    flights: index.flights.slice(),
  };
}

export function inStore(message: Message): boolean {
  return message.body.length >= EMBED_BELOW;
}

/** Whether anything waits to be written. */
export function hasNews(index: QueueIndex): boolean {
  return (
    index.newPublishes.size > 0 || index.newEnds.length > 0 || index.newConfirms.length > 0 || index.newMarks.length > 0
  );
}

/** The copy came. */
export function indexPublish(index: QueueIndex, entry: Entry, confirm: ConfirmRef | null): void {
  index.newPublishes.set(entry.order, { entry, confirm });
  if (confirm !== null) index.urgent = true;
}

/** The copy ended, whatever its fate. True when it had been on disk, or on its way there. */
export function indexEnd(index: QueueIndex, order: number, message: Message): boolean {
  const fresh = index.newPublishes.get(order);
  if (fresh !== undefined) {
    index.newPublishes.delete(order);
    if (fresh.confirm !== null) index.newConfirms.push(fresh.confirm);
    return false;
  }
  index.newEnds.push(order);
  index.file.garbage += recordSize(message) + END_SIZE_MAX;
  return true;
}

/** Writes the news and asks for their sync. Returns the flight, or null when there is nothing to write or to wait for. */
export function flushIndex(
  index: QueueIndex,
  storeRecord: number,
  out: BrokerOut,
  atOnce = false,
): { flight: Flight; from: number } | null {
  if (!hasNews(index) || (index.file.state !== 'idle' && !atOnce)) return null;
  const batch = recordBatch();
  const confirms = index.newConfirms;
  const messages: number[] = [];
  let records = 0;
  let lastOrder = 0;
  for (const { entry, confirm } of index.newPublishes.values()) {
    putPublish(batch, entry);
    lastOrder = entry.order;
    messages.push(entry.message.id);
    if (confirm !== null) confirms.push(confirm);
    records++;
  }
  for (const mark of index.newMarks) {
    putMark(batch, mark);
    records++;
  }
  for (const order of index.newEnds) {
    putEnd(batch, order);
    records++;
  }
  const from = records === 0 ? index.file.length : appendRecords(index.file, batch, records, out);
  const flight = { record: index.file.last, storeRecord, upTo: index.file.length, confirms, messages, lastOrder };
  index.flights.push(flight);
  index.newPublishes.clear();
  index.newEnds = [];
  index.newMarks = [];
  index.newConfirms = [];
  index.urgent = false;
  syncRecords(index.file, out);
  return { flight, from };
}

/** Something short of its end happened to a copy of a quorum queue. */
export function indexMark(index: QueueIndex, mark: Mark): void {
  index.newMarks.push(mark);
  index.file.garbage += END_SIZE_MAX;
  index.urgent = true;
}

/** The flights that have landed: their records are on the disk, here and in the store. */
export function landedFlights(index: QueueIndex, storeSynced: number): Flight[] {
  const landed: Flight[] = [];
  for (const flight of index.flights) {
    if (flight.record > index.file.synced || flight.storeRecord > storeSynced) break;
    landed.push(flight);
  }
  index.flights.splice(0, landed.length);
  return landed;
}

/** About what its record takes on the disk: good enough to know when a file is mostly garbage. */
function recordSize(message: Message): number {
  return RECORD_OVERHEAD + message.exchange.length + message.key.length + (inStore(message) ? 0 : message.body.length);
}

/** Appends the record of a live copy to `w` and returns its size. */
export function putPublish(w: Writer, entry: Entry, order = entry.order): number {
  const { message } = entry;
  const begun = beginRecord(w);
  putByte(w, PUBLISH);
  putInteger(w, order);
  putInteger(w, message.id);
  const stored = inStore(message);
  const expires = entry.expiresAt !== Number.POSITIVE_INFINITY;
  putByte(w, (stored ? IN_STORE : 0) | (expires ? EXPIRES : 0) | (message.persistent ? 0 : TRANSIENT));
  if (expires) putInteger(w, Math.max(0, entry.expiresAt));
  putInteger(w, entry.priority);
  putString(w, message.exchange);
  putString(w, message.key);
  putInteger(w, message.carbonKeys.length);
  for (const key of message.carbonKeys) putString(w, key);
  putString(w, toJsonText(message.properties));
  if (!stored) putBytes(w, message.body);
  return endRecord(w, begun);
}

export function putMark(w: Writer, mark: Mark): void {
  const begun = beginRecord(w);
  putByte(w, MARKS[mark.what]);
  putInteger(w, mark.order);
  putInteger(w, mark.other);
  endRecord(w, begun);
}

function putEnd(w: Writer, order: number): void {
  const begun = beginRecord(w);
  putByte(w, END);
  putInteger(w, order);
  endRecord(w, begun);
}

/** What boot finds in an index: live copies by ascending order, and how far the file could be read. */
export interface RecoveredIndex {
  readonly entries: Entry[];
  /** What is known of copies of a quorum queue, by their place. */
  readonly histories: ReadonlyMap<number, History>;
  readonly garbage: number;
  readonly readable: number;
}

/** How often a copy was delivered, whether it is due before the fresh ones, and why it is a dead letter, if it is. */
export interface History {
  readonly deliveries: number;
  readonly front: boolean;
  readonly dead: number | null;
}

const FRESH: History = { deliveries: 0, front: false, dead: null };

/** Reads an index; `body` finds the bodies that are in the message store, null where one did not survive. */
export function readIndex(bytes: Uint8Array, body: (message: number) => Uint8Array | null): RecoveredIndex {
  const live = new Map<number, Entry>();
  const histories = new Map<number, History>();
  let garbage = 0;
  const readable = readRecords(bytes, (from, to) => {
    const r = reader(bytes, from, to);
    const kind = takeByte(r);
    const order = takeInteger(r);
    if (kind === END && !r.failed) {
      const ended = live.get(order);
      garbage += (ended === undefined ? 0 : recordSize(ended.message)) + END_SIZE_MAX;
      live.delete(order);
      histories.delete(order);
      return true;
    }
    if (kind >= MARKS.delivered && kind <= MARKS.dead) {
      const other = takeInteger(r);
      if (r.failed) return false;
      garbage += END_SIZE_MAX;
      readMark(live, histories, kind, order, other);
      return true;
    }
    const entry = kind === PUBLISH ? takePublish(r, order, body) : undefined;
    if (r.failed || entry === undefined) return false;
    if (entry === null) {
      garbage += to - from;
      return true;
    }
    live.set(order, entry);
    return true;
  });
  const entries = [...live.values()].sort((a, b) => a.order - b.order);
  return { entries, histories, garbage, readable };
}

function readMark(
  live: Map<number, Entry>,
  histories: Map<number, History>,
  kind: number,
  order: number,
  other: number,
): void {
  const entry = live.get(order);
  if (entry === undefined) return;
  const known = histories.get(order) ?? FRESH;
  if (kind === MARKS.delivered) histories.set(order, { ...known, deliveries: known.deliveries + 1, front: true });
  else if (kind === MARKS.dead) histories.set(order, { ...known, dead: other });
  else {
    live.delete(order);
    histories.delete(order);
    live.set(other, { ...entry, order: other });
    histories.set(other, { ...known, front: false });
  }
}

/** Null for a copy whose body is gone. */
function takePublish(r: Reader, order: number, bodyOf: (message: number) => Uint8Array | null): Entry | null {
  const id = takeInteger(r);
  const flags = takeByte(r);
  const expiresAt = (flags & EXPIRES) === 0 ? Number.POSITIVE_INFINITY : takeInteger(r);
  const priority = takeInteger(r);
  const exchange = takeString(r);
  const key = takeString(r);
  const carbonKeys = Array.from({ length: Math.min(takeInteger(r), 0xffff) }, () => takeString(r));
  const propertiesText = takeString(r);
  const body = (flags & IN_STORE) === 0 ? takeBytes(r) : bodyOf(id);
  if (r.failed || body === null) return null;
  // The checksum vouches that these are the properties this broker wrote.
  const properties = fromJsonText(propertiesText) as BasicProperties;
  const persistent = (flags & TRANSIENT) === 0;
  const message: Message = { id, exchange, key, carbonKeys, properties, body, persistent };
  // After an unclean stop nobody knows what had been handed out: all of it counts as delivered once.
  return { order, message, priority, redelivered: true, expiresAt, stored: true };
}
