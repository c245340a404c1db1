import { concatBytes } from '../../base/bytes.ts';
import {
  type Commit,
  type DiskDelta,
  goneError,
  type SessionHead,
  type SessionId,
  type SessionStore,
  type StoredFile,
} from './store.ts';

interface Kept {
  head: SessionHead;
  log: Uint8Array[];
  readonly disk: Map<string, StoredFile>;
}

/** The memory twin: the same promises, kept for as long as the tab lives. */
export class MemoryStore implements SessionStore {
  readonly #sessions = new Map<SessionId, Kept>();
  readonly #blobs = new Map<string, Uint8Array>();

  list(): Promise<SessionHead[]> {
    const heads = [...this.#sessions.values()].map((kept) => kept.head);
    return Promise.resolve(heads.sort((a, b) => b.savedAt - a.savedAt));
  }

  readLog(id: SessionId): Promise<Uint8Array[] | null> {
    return Promise.resolve(this.#sessions.get(id)?.log.slice() ?? null);
  }

  readDisk(id: SessionId): Promise<StoredFile[]> {
    return Promise.resolve([...(this.#sessions.get(id)?.disk.values() ?? [])].map((file) => ({ ...file })));
  }

  readBlob(hash: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.#blobs.get(hash) ?? null);
  }

  commit(commit: Commit): Promise<void> {
    if (commit.continues === true && !this.#sessions.has(commit.head.id)) return Promise.reject(goneError());
    const kept = this.#sessions.get(commit.head.id) ?? {
      head: commit.head,
      log: [],
      disk: new Map<string, StoredFile>(),
    };
    kept.head = commit.head;
    if (commit.snapshot) kept.log = [];
    if (commit.log !== null) kept.log.push(commit.log.slice());
    if (commit.diskAnew === true) kept.disk.clear();
    for (const delta of commit.disk) applyDelta(kept, delta);
    for (const [hash, bytes] of commit.blobs ?? []) this.#blobs.set(hash, bytes.slice());
    this.#sessions.set(commit.head.id, kept);
    return Promise.resolve();
  }

  rename(id: SessionId, title: string): Promise<void> {
    const kept = this.#sessions.get(id);
    if (kept === undefined) return Promise.reject(goneError());
    kept.head = { ...kept.head, title };
    return Promise.resolve();
  }

  remove(id: SessionId): Promise<void> {
    this.#sessions.delete(id);
    return Promise.resolve();
  }
}

function applyDelta(kept: Kept, { node, file, from, bytes }: DiskDelta): void {
  const key = JSON.stringify([node, file]);
  if (bytes === null) {
    kept.disk.delete(key);
    return;
  }
  const before = kept.disk.get(key)?.bytes ?? new Uint8Array();
  kept.disk.set(key, { node, file, bytes: concatBytes([before.subarray(0, from), bytes]) });
}
