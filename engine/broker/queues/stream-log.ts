import type { BasicProperties } from '../../wire/amqp-methods.ts';
import { touchQueue } from '../access.ts';
import { runsOf, settleConfirm } from '../confirm.ts';
import { streamTook } from '../credit-flow.ts';
import { noteDropped } from '../queue-process.ts';
import type { BrokerOut, BrokerState, Message, Queue, Segment, StreamEntry, StreamPart, Vhost } from '../state.ts';
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
} from '../storage/bytes.ts';
import { fromJsonText, toJsonText } from '../storage/plain-json.ts';
import {
  appendRecords,
  beginRecord,
  endRecord,
  readRecords,
  recordBatch,
  recordFile,
  recordsSynced,
  syncRecords,
} from '../storage/record-file.ts';
import { emptyTape, tapeFirst, tapeLast } from '../tape.ts';
import { pushReady, shiftReady } from './classic.ts';

/*
 * A stream's log: segment files that are only ever appended to, a chunk at a time, and go as a whole, the oldest first.
 * RABBITMQ: osiris_log write, evaluate_retention
 */

export const STREAM_FOLDER = 'streams/';
const CHUNK = 7;
const [PERSISTENT, TRANSIENT] = [1, 0];

/** Of a queue of this kind. */
export function streamOf(queue: Queue): StreamPart {
  return queue.stream as StreamPart;
}

export function segmentFile(queueId: number, first: number): string {
  return `${STREAM_FOLDER}${queueId}/${String(first).padStart(20, '0')}.segment`;
}

function addSegment(b: BrokerState, queue: Queue, first: number): Segment {
  const segment: Segment = { file: recordFile(segmentFile(queue.id, first), 0), first, lastAt: 0 };
  streamOf(queue).segments.push(segment);
  b.indexes.set(segment.file.name, { vhost: queue.vhost, queue: queue.name });
  return segment;
}

/** Takes every file of the stream away. */
export function removeSegments(b: BrokerState, queue: Queue, out: BrokerOut): void {
  if (queue.stream === null) return;
  for (const { file } of queue.stream.segments) removeSegment(b, file.name, file.length, out);
  queue.stream.segments = [];
}

function removeSegment(b: BrokerState, name: string, length: number, out: BrokerOut): void {
  b.indexes.delete(name);
  if (length > 0) out.remove(name);
}

/** Writes what came in this step, stream by stream. */
export function writeChunks(b: BrokerState, out: BrokerOut): void {
  for (const place of b.due.chunks.splice(0)) {
    const vhost = b.vhosts.get(place.vhost);
    const queue = vhost === undefined ? undefined : touchQueue(vhost, place.queue);
    if (vhost !== undefined && queue?.stream != null && queue.stream.fresh.length > 0) writeChunk(b, vhost, queue, out);
  }
}

/** The next chunk begins a file of its own. */
export function isFull(queue: Queue): boolean {
  const last = streamOf(queue).segments.at(-1);
  return last !== undefined && last.file.length >= queue.rules.segmentBytesMax;
}

function writeChunk(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  const stream = streamOf(queue);
  const { fresh, confirms } = stream;
  stream.fresh = [];
  stream.confirms = [];
  const head = fresh[0] as StreamEntry;
  const full = isFull(queue);
  const last = stream.segments.at(-1);
  const segment = last === undefined || full ? addSegment(b, queue, head.order) : last;
  const batch = recordBatch();
  putChunk(batch, fresh);
  const { file } = segment;
  const from = appendRecords(file, batch, 1, out);
  segment.lastAt = head.writtenAt;
  const messages = fresh.map((entry) => entry.message.id);
  const next = queue.nextOrder;
  stream.flights.push({ record: file.last, file: file.name, upTo: file.length, next, confirms, messages });
  if (out.observed) {
    const place = { vhost: queue.vhost, queue: queue.name, file: file.name };
    out.note({ kind: 'broker.stored', ...place, from, to: file.length, messages: runsOf(messages) });
  }
  syncRecords(file, out);
  if (full) retain(b, vhost, queue, out);
}

/** A sync of a segment has come back. */
export function streamSynced(b: BrokerState, name: string, upTo: number, out: BrokerOut): void {
  const place = b.indexes.get(name);
  const vhost = place === undefined ? undefined : b.vhosts.get(place.vhost);
  const queue = vhost === undefined || place === undefined ? undefined : touchQueue(vhost, place.queue);
  const segment = queue?.stream?.segments.find(({ file }) => file.name === name);
  if (queue?.stream == null || segment === undefined) return;
  recordsSynced(segment.file, upTo, out);
  const { flights, segments } = queue.stream;
  const landed = (flight: StreamPart['flights'][number]): boolean =>
    flight.record <= (segments.find(({ file }) => file.name === flight.file)?.file.synced ?? flight.record);
  for (let flight = flights[0]; flight !== undefined && landed(flight); flight = flights[0]) {
    flights.shift();
    queue.stream.committed = flight.next;
    if (out.observed) {
      const { file, upTo: at } = flight;
      const messages = runsOf(flight.messages);
      out.note({ kind: 'broker.synced', vhost: queue.vhost, queue: queue.name, file, upTo: at, messages });
    }
    for (const confirm of flight.confirms) {
      settleConfirm(b, confirm, true);
      streamTook(b, confirm, queue, out);
    }
  }
  b.due.landed.push({ vhost: queue.vhost, queue: queue.name });
}

/** Lets whole segments go that are too many bytes or too old; never the last. RABBITMQ: osiris_log evaluate_retention */
export function retain(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  const { segments } = streamOf(queue);
  const { maxLengthBytes, maxAge } = queue.rules;
  let bytes = 0;
  let kept = segments.length - 1;
  for (; kept >= 0; kept--) {
    bytes += segments[kept]?.file.length ?? 0;
    if (kept < segments.length - 1 && bytes > (maxLengthBytes ?? Number.POSITIVE_INFINITY)) break;
  }
  let gone = kept + 1;
  const oldest = maxAge === null ? Number.NEGATIVE_INFINITY : Math.floor(out.now / 1000) - maxAge;
  while (gone < segments.length - 1 && (segments[gone]?.lastAt ?? 0) < oldest) gone++;
  if (gone <= 0) return;
  for (const { file } of segments.splice(0, gone)) removeSegment(b, file.name, file.length, out);
  const first = segments[0]?.first ?? 0;
  const [ready = emptyTape<StreamEntry>()] = queue.ready;
  for (let entry = tapeFirst(ready); entry !== undefined && entry.order < first; entry = tapeFirst(ready)) {
    shiftReady(queue);
    if (out.observed) noteDropped(vhost, queue, entry.message, 'retention', out);
  }
}

function putChunk(w: Writer, entries: readonly StreamEntry[]): void {
  const begun = beginRecord(w);
  putByte(w, CHUNK);
  putInteger(w, entries[0]?.order ?? 0);
  putInteger(w, entries[0]?.writtenAt ?? 0);
  putInteger(w, entries.length);
  for (const { message } of entries) putMessage(w, message);
  endRecord(w, begun);
}

function putMessage(w: Writer, message: Message): void {
  putInteger(w, message.id);
  putByte(w, message.persistent ? PERSISTENT : TRANSIENT);
  putString(w, message.exchange);
  putString(w, message.key);
  putString(w, toJsonText(message.properties));
  putBytes(w, message.body);
}

function takeMessage(r: Reader): Message {
  const id = takeInteger(r);
  const persistent = takeByte(r) === PERSISTENT;
  const exchange = takeString(r);
  const key = takeString(r);
  const text = takeString(r);
  const body = takeBytes(r);
  // The checksum vouches that these are the properties this broker wrote.
  const properties = r.failed ? {} : (fromJsonText(text) as BasicProperties);
  return { id, exchange, key, carbonKeys: [], properties, body, persistent };
}

/** Reads one segment into the stream. Returns where its readable part ends. */
function readSegment(queue: Queue, bytes: Uint8Array, segment: Segment): number {
  return readRecords(bytes, (from, to) => {
    const r = reader(bytes, from, to);
    if (takeByte(r) !== CHUNK) return false;
    const [chunk, writtenAt, count] = [takeInteger(r), takeInteger(r), takeInteger(r)];
    for (let i = 0; i < count && !r.failed; i++) {
      const message = takeMessage(r);
      if (!r.failed) pushReady(queue, streamEntry(chunk + i, chunk, message, writtenAt));
    }
    segment.lastAt = writtenAt;
    return !r.failed;
  });
}

export function streamEntry(order: number, chunk: number, message: Message, writtenAt: number): StreamEntry {
  const bytes = message.body.length;
  const expiresAt = Number.POSITIVE_INFINITY;
  return { order, message, priority: 0, redelivered: false, expiresAt, stored: true, chunk, writtenAt, bytes };
}

/** Boot: all its segments, in order. `cut` is told where a file could not be read any further. */
export function recoverStream(
  b: BrokerState,
  queue: Queue,
  files: readonly string[],
  read: (file: string) => Uint8Array | null,
  cut: (file: string, readable: number, length: number) => void,
): readonly StreamEntry[] {
  const stream = streamOf(queue);
  const folder = `${STREAM_FOLDER}${queue.id}/`;
  for (const name of files.filter((file) => file.startsWith(folder)).sort()) {
    const bytes = read(name) ?? new Uint8Array(0);
    const segment = addSegment(b, queue, Number(name.slice(folder.length, folder.length + 20)));
    const readable = readSegment(queue, bytes, segment);
    cut(name, readable, bytes.length);
    segment.file.length = readable;
  }
  const [ready = emptyTape<StreamEntry>()] = queue.ready;
  const last = tapeLast(ready);
  queue.nextOrder = last === undefined ? (stream.segments.at(-1)?.first ?? 0) : last.order + 1;
  stream.committed = queue.nextOrder;
  // Every entry of this kind of queue is one.
  return ready.chunks.flatMap((chunk, i) => (i === 0 ? chunk.slice(ready.head) : chunk)) as StreamEntry[];
}
