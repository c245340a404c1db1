import type { Simulation } from '../../sim/simulation.ts';
import { DiskMirror } from '../disk-mirror.ts';
import { encodeRecords, FORMAT } from './saved-session.ts';
import { SessionLog } from './session-log.ts';
import { type Commit, type SessionHead, type SessionId, type SessionStore, StorageError } from './store.ts';

/*
 * Keeps one running session saved: group commits of log and disk, one at a time, never two in flight. A failure loses
 * nothing that was saved before and nothing that still runs: the session goes on in memory, says so, and tries again.
 */

export type SavedStatus =
  | { readonly kind: 'saved'; readonly at: number }
  | { readonly kind: 'saving' }
  /** `why` in words for the visitor. */
  | { readonly kind: 'unsaved'; readonly why: 'full' | 'refused' | 'failed' | 'memory-only'; readonly message: string };

/** Commits between two snapshots. */
const SNAPSHOT_EVERY = 200;
/** After a failure, milliseconds until the next try. */
const RETRY_AFTER = 5000;

export class SessionSaver {
  readonly id: SessionId;
  readonly #store: SessionStore;
  #kept: Omit<SessionHead, 'format' | 'savedAt'>;
  readonly #clock: () => number;
  readonly #log = new SessionLog();
  readonly #mirror = new DiskMirror();
  #blobs: ReadonlyMap<string, Uint8Array>;
  /** Commits since the last snapshot; null: the next one begins anew, disks too. */
  #sinceSnapshot: number | null = null;
  #sought = false;
  #inFlight: Promise<void> | null = null;
  #retryAt = 0;
  status: SavedStatus = { kind: 'saving' };

  /** @param clock milliseconds since 1970. @param blobs large inputs of the world, written with the first commit. */
  constructor(
    store: SessionStore,
    kept: Omit<SessionHead, 'format' | 'savedAt'>,
    blobs: ReadonlyMap<string, Uint8Array>,
    clock: () => number,
  ) {
    this.#store = store;
    this.id = kept.id;
    this.#kept = kept;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  /** What its owner calls it from now on; in force with the next commit. */
  retitle(title: string): void {
    this.#kept = { ...this.#kept, title };
  }

  /** Says that the present moved other than forwards. */
  sought(): void {
    this.#sought = true;
  }

  /** Saves what is new, unless a save is under way. Never rejects; look at `status`. */
  save(simulation: Simulation<unknown>, t: number): Promise<void> {
    if (this.#inFlight !== null || this.#clock() < this.#retryAt) return this.#inFlight ?? Promise.resolve();
    const commit = this.#nextCommit(simulation, t);
    if (commit === null) return Promise.resolve();
    this.status = { kind: 'saving' };
    this.#inFlight = this.#store.commit(commit).then(
      () => this.#succeeded(),
      (error: unknown) => this.#failed(error),
    );
    return this.#inFlight;
  }

  /** Saves all that is not saved yet, after the save that is under way. */
  async flush(simulation: Simulation<unknown>, t: number): Promise<SavedStatus> {
    await this.#inFlight;
    this.#retryAt = 0;
    await this.save(simulation, t);
    return this.status;
  }

  #nextCommit(simulation: Simulation<unknown>, t: number): Commit | null {
    const anew = this.#sinceSnapshot === null;
    const disk = this.#mirror.plan(simulation.world, this.#sought);
    this.#sought = false;
    let records = this.#log.take(simulation, t);
    if (records.length === 0 && disk.length === 0) return null;
    const snapshot = this.#sinceSnapshot === null || this.#sinceSnapshot >= SNAPSHOT_EVERY;
    if (snapshot && !anew) {
      this.#log.reset();
      records = this.#log.take(simulation, t);
    }
    this.#sinceSnapshot = snapshot ? 0 : (this.#sinceSnapshot ?? 0) + 1;
    return {
      head: { ...this.#kept, format: FORMAT, savedAt: this.#clock() },
      log: encodeRecords(records),
      snapshot,
      continues: !anew,
      disk,
      diskAnew: anew,
      blobs: this.#blobs,
    };
  }

  #succeeded(): void {
    this.#inFlight = null;
    this.#blobs = new Map();
    this.status = { kind: 'saved', at: this.#clock() };
  }

  /** The next commit starts over with a snapshot and whole disks, as nobody knows how far this one got. */
  #failed(error: unknown): void {
    this.#inFlight = null;
    this.#sinceSnapshot = null;
    this.#log.reset();
    this.#mirror.reset();
    this.#retryAt = this.#clock() + RETRY_AFTER;
    const kind = error instanceof StorageError ? error.kind : 'failed';
    this.status = { kind: 'unsaved', why: kind, message: error instanceof Error ? error.message : String(error) };
  }
}
