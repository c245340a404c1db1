/*
 * The port behind which sessions are kept. The store knows bytes and keys, not what they mean: reading them is
 * saved-session.ts, which trusts nothing. Two stores pass one suite: memory (tests, and a browser that refuses
 * storage) and IndexedDB.
 *
 * A session is saved the way the lab teaches: a snapshot plus an append-only log, group-committed. The synced bytes of
 * its simulated disks lie beside it, in the same transaction, so that what the log says happened and what the disks
 * hold can never be of two different moments.
 */

export type SessionId = string;

/** What a list of sessions shows. */
export interface SessionHead {
  readonly id: SessionId;
  readonly name: string;
  /** Of saved-session.ts; one we do not know is left alone. */
  readonly format: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The name it was begun under beside what is kept there: whoever opens that name gets the newest of these. */
  readonly beside?: SessionId;
  /** What its owner calls it. */
  readonly title?: string;
  /** The name of which it is the copy of a second tab. Only who knows its own id opens it. */
  readonly copyOf?: SessionId;
}

/** The session that is meant by a name: the newest of those begun under it. */
export function currentOf(heads: readonly SessionHead[], name: SessionId): SessionHead | null {
  const own = heads.filter(({ id, beside }) => id === name || beside === name);
  return own.reduce<SessionHead | null>((best, head) => (best && best.savedAt > head.savedAt ? best : head), null);
}

/** Everything kept under a name: what the name means first, then the others and the copies, newest first. */
export function sessionsOf(heads: readonly SessionHead[], name: SessionId): SessionHead[] {
  const current = currentOf(heads, name);
  const others = heads.filter(
    (head) => head !== current && (head.id === name || head.beside === name || head.copyOf === name),
  );
  return [...(current ? [current] : []), ...others];
}

/** Bytes [from, end of `bytes`) of a file, and nothing after them. `bytes` null: the file is gone. */
export interface DiskDelta {
  readonly node: string;
  readonly file: string;
  readonly from: number;
  readonly bytes: Uint8Array | null;
}

/** One atomic write. */
export interface Commit {
  readonly head: SessionHead;
  /** Appended to the log; or, with `snapshot`, the whole log anew. */
  readonly log: Uint8Array | null;
  readonly snapshot: boolean;
  /** It goes on where the last commit ended, and is refused when that is no longer there. */
  readonly continues?: boolean;
  readonly disk: readonly DiskDelta[];
  /** Forget what was stored of the disks before: `disk` is all there is. */
  readonly diskAnew?: boolean;
  /** Large inputs by their hash, stored once. */
  readonly blobs?: ReadonlyMap<string, Uint8Array>;
}

export interface StoredFile {
  readonly node: string;
  readonly file: string;
  readonly bytes: Uint8Array;
}

export interface SessionStore {
  /** Newest first. */
  list(): Promise<SessionHead[]>;
  /** The log, snapshot first, as it was committed; null when there is no such session. */
  readLog(id: SessionId): Promise<Uint8Array[] | null>;
  readDisk(id: SessionId): Promise<StoredFile[]>;
  readBlob(hash: string): Promise<Uint8Array | null>;
  /** All of it or nothing. Rejects with StorageError. */
  commit(commit: Commit): Promise<void>;
  /** Gives a session another title. Rejects with StorageError, also when there is no such session. */
  rename(id: SessionId, title: string): Promise<void>;
  remove(id: SessionId): Promise<void>;
}

/** Storage said no. `kind` tells what to do about it; nothing that was committed before is harmed. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: 'full' | 'refused' | 'failed';

  constructor(kind: 'full' | 'refused' | 'failed', message: string) {
    super(message);
    this.kind = kind;
  }
}

/** The stored beginning of a session is gone: somebody cleared it while it ran. */
export const goneError = (): StorageError => new StorageError('failed', 'what was stored of this world is gone');
