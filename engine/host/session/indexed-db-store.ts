import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { concatBytes, utf8Bytes } from '../../base/bytes.ts';
import {
  type Commit,
  goneError,
  type SessionHead,
  type SessionId,
  type SessionStore,
  StorageError,
  type StoredFile,
} from './store.ts';

/*
 * Sessions in IndexedDB. One commit is one transaction with one packed record of log and one record for each stretch of
 * disk, because a transaction costs about as much as ten `add`s: group-commit, never a record per command.
 */

interface Schema extends DBSchema {
  sessions: { key: SessionId; value: SessionHead };
  log: { key: [SessionId, number]; value: Uint8Array };
  /** A file is its pieces in order of `from`. */
  disk: { key: [SessionId, string, string, number]; value: Uint8Array };
  blobs: { key: string; value: Uint8Array };
}

const VERSION = 1;

/** Opens the database. Rejects with StorageError where the browser refuses storage. */
export async function openIndexedDbStore(name = 'inflight'): Promise<IndexedDbStore> {
  const store = new IndexedDbStore(name);
  await store.list();
  return store;
}

/** Removes everything. */
export async function deleteIndexedDbStore(name = 'inflight'): Promise<void> {
  await deleteDB(name);
}

export class IndexedDbStore implements SessionStore {
  readonly #name: string;
  /** Null: closed, and opened again when it is next needed. */
  #opened: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  close(): void {
    void this.#opened?.then(
      (db) => db.close(),
      () => undefined,
    );
    this.#opened = null;
  }

  #db(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= openDB<Schema>(this.#name, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('sessions', { keyPath: 'id' });
        fresh.createObjectStore('log');
        fresh.createObjectStore('disk');
        fresh.createObjectStore('blobs');
      },
      // Another tab wants a newer layout, or the visitor clears everything: stepping aside is better than holding it up.
      blocking: () => this.close(),
      terminated: () => {
        this.#opened = null;
      },
    }).catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  list(): Promise<SessionHead[]> {
    return guarded(async () =>
      (await (await this.#db()).getAll('sessions')).map(headOf).sort((a, b) => b.savedAt - a.savedAt),
    );
  }

  readLog(id: SessionId): Promise<Uint8Array[] | null> {
    return guarded(async () => {
      const tx = (await this.#db()).transaction(['sessions', 'log']);
      const [known, log] = await Promise.all([
        tx.objectStore('sessions').count(id),
        tx.objectStore('log').getAll(logOf(id)),
      ]);
      return known === 0 ? null : log.map(bytesFound);
    });
  }

  readDisk(id: SessionId): Promise<StoredFile[]> {
    return guarded(async () => {
      const files = new Map<string, { node: string; file: string; parts: Uint8Array[] }>();
      const range = IDBKeyRange.bound([id], [id, []]);
      let cursor = await (await this.#db()).transaction('disk').store.openCursor(range);
      for (; cursor !== null; cursor = await cursor.continue()) {
        const [, node, file] = cursor.key;
        const key = JSON.stringify([node, file]);
        const entry = files.get(key) ?? { node, file, parts: [] };
        entry.parts.push(bytesFound(cursor.value));
        files.set(key, entry);
      }
      return [...files.values()].map(({ node, file, parts }) => ({ node, file, bytes: concatBytes(parts) }));
    });
  }

  readBlob(hash: string): Promise<Uint8Array | null> {
    return guarded(async () => (await (await this.#db()).get('blobs', hash)) ?? null);
  }

  commit(commit: Commit): Promise<void> {
    const { id } = commit.head;
    return guarded(async () => {
      const db = await this.#db();
      const tx = db.transaction(['sessions', 'log', 'disk', 'blobs'], 'readwrite', { durability: 'relaxed' });
      if (commit.continues === true && (await tx.objectStore('sessions').getKey(id)) === undefined) throw goneError();
      const log = tx.objectStore('log');
      const disk = tx.objectStore('disk');
      const work: Promise<unknown>[] = [tx.objectStore('sessions').put(commit.head)];
      if (commit.snapshot) work.push(log.delete(logOf(id)));
      if (commit.log !== null) {
        const last = commit.snapshot ? null : await log.openKeyCursor(logOf(id), 'prev');
        work.push(log.put(commit.log, [id, last === null ? 0 : last.key[1] + 1]));
      }
      if (commit.diskAnew === true) work.push(disk.delete(IDBKeyRange.bound([id], [id, []])));
      for (const { node, file, from, bytes } of commit.disk) {
        work.push(disk.delete(IDBKeyRange.bound([id, node, file, bytes === null ? 0 : from], [id, node, file, []])));
        if (bytes !== null) work.push(disk.put(bytes, [id, node, file, from]));
      }
      for (const [hash, bytes] of commit.blobs ?? []) work.push(tx.objectStore('blobs').put(bytes, hash));
      // The first request to fail aborts the transaction, and `done` then says why; the rest fail with it.
      await Promise.all([Promise.allSettled(work), tx.done]);
    });
  }

  rename(id: SessionId, title: string): Promise<void> {
    return guarded(async () => {
      const tx = (await this.#db()).transaction('sessions', 'readwrite');
      const head = await tx.store.get(id);
      if (head === undefined) throw goneError();
      await Promise.all([tx.store.put({ ...head, title }), tx.done]);
    });
  }

  remove(id: SessionId): Promise<void> {
    return guarded(async () => {
      const tx = (await this.#db()).transaction(['sessions', 'log', 'disk'], 'readwrite');
      await Promise.all([
        tx.objectStore('sessions').delete(id),
        tx.objectStore('log').delete(logOf(id)),
        tx.objectStore('disk').delete(IDBKeyRange.bound([id], [id, []])),
        tx.done,
      ]);
    });
  }
}

const logOf = (id: SessionId): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);

/** What was put there by somebody else is no reason to fail before it can be looked at. */
function headOf(found: SessionHead): SessionHead {
  return {
    ...found,
    id: String(found.id),
    name: String(found.name),
    savedAt: Number.isFinite(found.savedAt) ? found.savedAt : 0,
  };
}

function bytesFound(found: unknown): Uint8Array {
  return found instanceof Uint8Array ? found : utf8Bytes(JSON.stringify(found) ?? '');
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageError(error);
  }
}

function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const message = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  if (name === 'QuotaExceededError') return new StorageError('full', message);
  if (name === 'VersionError') return new StorageError('refused', 'a newer version of Inflight wrote here: reload');
  if (name === 'SecurityError' || name === 'InvalidStateError' || name === 'UnknownError')
    return new StorageError('refused', message);
  return new StorageError('failed', message);
}
