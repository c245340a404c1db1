import type { Seq } from '../../sim/machine.ts';
import type { BrokerOut, Message } from '../state.ts';
import { putByte, putBytes, putInteger, reader, takeByte, takeBytes, takeInteger, type Writer } from './bytes.ts';
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
 * The bodies of large persistent messages, once for all the queues that hold a copy. Whether one is still needed the
 * queue indexes say; the store counts their references. RABBITMQ: rabbit_msg_store
 */

export interface MessageStore {
  file: RecordFile;
  /** Copies that need the body, and the body, by message. */
  bodies: Map<number, { readonly copies: number; readonly size: number; readonly body: Uint8Array }>;
  /** Bodies that came while it syncs. */
  waiting: number;
  /** Channels that are held back by it. */
  crowd: { readonly conn: number; readonly channel: number; readonly queueId: number }[];
}

export const STORE_FILE = 'msg_store_persistent';
const BODY = 3;

export function messageStore(): MessageStore {
  return { file: recordFile(STORE_FILE, 0), bodies: new Map(), waiting: 0, crowd: [] };
}

export function forkStore(store: MessageStore): MessageStore {
  return { ...store, file: forkRecordFile(store.file), bodies: new Map(store.bodies), crowd: store.crowd.slice() };
}

/** One more copy needs the body. Returns the record that must be on the disk before the copy is safe. */
export function storeBody(store: MessageStore, message: Message, out: BrokerOut, cause?: Seq): number {
  const known = store.bodies.get(message.id);
  if (known !== undefined) {
    store.bodies.set(message.id, { ...known, copies: known.copies + 1 });
    return store.file.last;
  }
  const batch = recordBatch();
  const size = putBody(batch, message.id, message.body);
  appendRecords(store.file, batch, 1, out, cause);
  syncRecords(store.file, out, cause);
  store.bodies.set(message.id, { copies: 1, size, body: message.body });
  return store.file.last;
}

/** A copy ended. */
export function releaseBody(store: MessageStore, message: number): void {
  const known = store.bodies.get(message);
  if (known === undefined) return;
  if (known.copies > 1) {
    store.bodies.set(message, { ...known, copies: known.copies - 1 });
    return;
  }
  store.bodies.delete(message);
  store.file.garbage += known.size;
}

export function putBody(w: Writer, message: number, body: Uint8Array): number {
  const begun = beginRecord(w);
  putByte(w, BODY);
  putInteger(w, message);
  putBytes(w, body);
  return endRecord(w, begun);
}

/** Reads the store; nobody refers to anything yet. */
export function readStore(bytes: Uint8Array): {
  readonly bodies: Map<number, { readonly size: number; readonly body: Uint8Array }>;
  readonly readable: number;
} {
  const bodies = new Map<number, { size: number; body: Uint8Array }>();
  const readable = readRecords(bytes, (from, to) => {
    const r = reader(bytes, from, to);
    if (takeByte(r) !== BODY) return false;
    const message = takeInteger(r);
    const body = takeBytes(r);
    if (r.failed) return false;
    bodies.set(message, { size: to - from + 8, body });
    return true;
  });
  return { bodies, readable };
}
