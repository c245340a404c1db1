import { freshAccess, lruClock } from '../access.ts';
import { call } from '../call.ts';
import type { AofSink, Making } from '../codec.ts';
import { dictDelete, dictHas, dictSet } from '../dict.ts';
import { lookupCommand } from '../lookup.ts';
import { loadStoredLibrary } from '../scripting/libraries.ts';
import type { Db } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Value } from '../value.ts';

/** Where decoded keys and commands go. Counts what it took. */
export class Loading implements AofSink {
  readonly owner: Making['owner'];
  readonly hashSeed: number;
  readonly limits: Making['limits'];
  readonly lru: number;
  readonly lfu: boolean;
  readonly lruClock: number;
  keys = 0;
  expired = 0;
  commands = 0;
  /** What the file says of the moment of the history it is of. */
  historyId = '';
  historyOffset = -1;
  streamDb = 0;
  /** Keys that were left out, where replicas have to hear of it. */
  readonly dropped: { readonly db: number; readonly key: string }[] = [];
  readonly #turn: Turn;
  /** Keys that have expired meanwhile are left out, except from the base of an AOF: what follows may count on them. */
  readonly #dropExpired: boolean;
  /** What is there already gives way. REDIS: RDBFLAGS_ALLOW_DUP */
  readonly #merges: boolean;
  #db: Db;

  constructor(turn: Turn, dropExpired: boolean, merges = false) {
    this.#turn = turn;
    this.#merges = merges;
    this.#dropExpired = dropExpired;
    this.#db = turn.db;
    const { state, nowMs } = turn;
    this.owner = turn.owner;
    this.hashSeed = turn.hashSeed;
    this.limits = turn.limits;
    this.lru = freshAccess(state.settings, nowMs);
    this.lfu = state.settings.countsFrequency;
    this.lruClock = lruClock(nowMs);
  }

  aux(name: string, value: string): void {
    if (name === 'repl-id') this.historyId = value;
    else if (name === 'repl-offset') this.historyOffset = Number(value);
    else if (name === 'repl-stream-db') this.streamDb = Number(value);
  }

  selectDb(index: number): void {
    const db = this.#turn.state.dbs[index];
    if (db !== undefined) this.#db = db;
  }

  resize(): void {}

  entry(key: string, value: Value, expireAt: number): boolean {
    if (this.#dropExpired && expireAt !== -1 && expireAt < this.#turn.nowMs) {
      this.expired++;
      if (this.historyOffset >= 0) this.dropped.push({ db: this.#db.index, key });
      return true;
    }
    if (dictHas(this.#db.keys, key)) {
      if (!this.#merges) return false;
      dictDelete(this.#db.expires, key);
    }
    dictSet(this.#db.keys, key, value);
    if (expireAt !== -1) {
      dictSet(this.#db.expires, key, expireAt);
      this.#turn.state.expireWakeAt = Math.min(this.#turn.state.expireWakeAt, expireAt);
    }
    this.keys++;
    return true;
  }

  functionLibrary(source: string): string | null {
    return loadStoredLibrary(this.#turn.state.scripting, source, this.#merges);
  }

  command(argv: readonly string[]): string | null {
    const turn = this.#turn;
    const spec = lookupCommand(turn.table, argv);
    if (spec === null || spec.run === null) return `Unknown command '${argv[0] ?? ''}' reading the append only file`;
    this.commands++;
    const { client } = turn;
    turn.use(client);
    if (client.queue !== null && spec.name !== 'exec') client.queue.push(argv);
    else call(turn, spec, spec.run, argv);
    return null;
  }
}
