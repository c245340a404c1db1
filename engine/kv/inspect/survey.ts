import { lruClock } from '../access.ts';
import { dictGet } from '../dict.ts';
import { itemsIn } from '../items.ts';
import { keyBytes } from '../memory/sizes.ts';
import type { Db, KvState } from '../state.ts';
import type { Value } from '../value.ts';
import type { SurveyBin, SurveyKey, SurveyPart, SurveyView } from '../views.ts';
import { DELIMITER, isPrefix, keyIndex } from './key-index.ts';
import { Largest } from './largest.ts';

/*
 * Looks at every key under a prefix once, some at a time: how many there are and what they take, by type, encoding and
 * what stands directly below the prefix, the biggest of them, how long they have to live and for how long nobody asked
 * for them. It goes in order of the keys, so that what is below the prefix comes one after the other and only the
 * largest parts are kept.
 */

const SAMPLES = 5;
const PARTS_MAX = 40;
const BIGGEST_MAX = 50;
const EXPIRE_ENTRY = 24;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Upper ends of the bins; the last has none. */
const TTL_BOUNDS = [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY, null];
const IDLE_BOUNDS = [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, null];
const FREQUENCY_BOUNDS = [1, 5, 10, 50, 100, 255];

interface Tally {
  keys: number;
  bytes: number;
}

const nothing = (): Tally => ({ keys: 0, bytes: 0 });

export class Survey {
  readonly total: number;
  done = 0;
  readonly #db: Db;
  readonly #prefix: string;
  readonly #keys: readonly string[];
  readonly #nowMs: number;
  readonly #clock: number;
  readonly #lfu: boolean;
  readonly #upFor: number;
  readonly #all = nothing();
  readonly #types = new Map<string, Tally & { items: number }>();
  readonly #encodings = new Map<string, Tally>();
  readonly #parts = new Largest<SurveyPart>(PARTS_MAX, (part) => part.bytes);
  readonly #others = { parts: 0, ...nothing() };
  readonly #biggest = new Largest<SurveyKey>(BIGGEST_MAX, (key) => key.bytes);
  readonly #endless = nothing();
  readonly #overdue = nothing();
  readonly #ttl = TTL_BOUNDS.map(nothing);
  readonly #idle = IDLE_BOUNDS.map(nothing);
  readonly #frequency = FREQUENCY_BOUNDS.map(nothing);
  #idleKnown = false;
  /** The part that the last key was in. */
  #part: Tally & Pick<SurveyPart, 'path' | 'kind'> = { path: '', kind: 'key', keys: 0, bytes: 0 };

  constructor(state: KvState, db: Db, prefix: string, nowMs: number) {
    const { keys } = keyIndex(db.keys);
    this.#keys = keys.slice(keys.placeOf(prefix), keys.placeBehind(prefix));
    this.total = this.#keys.length;
    this.#db = db;
    this.#prefix = prefix;
    this.#nowMs = nowMs;
    this.#clock = lruClock(nowMs);
    this.#lfu = state.settings.countsFrequency;
    this.#upFor = nowMs - state.startedAt;
  }

  /** Looks at so many more keys. False when it has seen all. */
  step(count: number): boolean {
    const to = Math.min(this.total, this.done + count);
    for (; this.done < to; this.done++) this.#take(this.#keys[this.done] as string); // done is below the total
    if (this.done < this.total) return true;
    this.#closePart();
    return false;
  }

  #take(key: string): void {
    const value = dictGet(this.#db.keys, key);
    if (value === undefined) return; // deleted since it began
    const expiresAt = dictGet(this.#db.expires, key) ?? null;
    const bytes = keyBytes(key, value, SAMPLES) + (expiresAt === null ? 0 : EXPIRE_ENTRY);
    const items = itemsIn(value);
    add(this.#all, bytes);
    const type = tallyOf(this.#types, value.type, () => ({ ...nothing(), items: 0 }));
    add(type, bytes);
    type.items += items;
    add(tallyOf(this.#encodings, `${value.type} ${value.encoding}`, nothing), bytes);
    this.#addToPart(key, bytes);
    if (this.#biggest.takes(bytes))
      this.#biggest.add({ key, type: value.type, encoding: value.encoding, items, bytes, expiresAt });
    this.#takeLife(expiresAt, bytes);
    this.#takeAccess(value, bytes);
  }

  #addToPart(key: string, bytes: number): void {
    const cut = key.indexOf(DELIMITER, this.#prefix.length);
    const part = this.#part;
    const same = cut < 0 ? part.path === key : part.path.length === cut + 1 && key.startsWith(part.path);
    if (same && part.keys > 0) return add(part, bytes);
    this.#closePart();
    const path = cut < 0 ? key : key.slice(0, cut + 1);
    this.#part = { path, kind: isPrefix(path, this.#prefix) ? 'prefix' : 'key', keys: 1, bytes };
  }

  #closePart(): void {
    const small = this.#part.keys > 0 ? this.#parts.add(this.#part) : null;
    if (small !== null) {
      this.#others.parts++;
      this.#others.keys += small.keys;
      this.#others.bytes += small.bytes;
    }
    this.#part = { path: '', kind: 'key', keys: 0, bytes: 0 };
  }

  #takeLife(expiresAt: number | null, bytes: number): void {
    if (expiresAt === null) return add(this.#endless, bytes);
    const left = expiresAt - this.#nowMs;
    if (left < 0) return add(this.#overdue, bytes);
    add(binFor(this.#ttl, TTL_BOUNDS, left), bytes);
  }

  #takeAccess(value: Value, bytes: number): void {
    if (this.#lfu) {
      add(binFor(this.#frequency, FREQUENCY_BOUNDS, value.lru & 255), bytes);
      return;
    }
    const idle = Math.max(0, this.#clock - value.lru) * SECOND;
    // A file without access times makes every key one that has just been used.
    if (idle > this.#upFor + SECOND) this.#idleKnown = true;
    add(binFor(this.#idle, IDLE_BOUNDS, idle), bytes);
  }

  /** What was found. Complete once `step` has answered false. */
  view(): SurveyView {
    const byBytes = (a: Tally, b: Tally): number => b.bytes - a.bytes;
    return {
      db: this.#db.index,
      prefix: this.#prefix,
      nowMs: this.#nowMs,
      ...this.#all,
      types: [...this.#types].map(([type, tally]) => ({ type: type as Value['type'], ...tally })).sort(byBytes),
      encodings: [...this.#encodings]
        .map(([name, tally]) => {
          const [type = '', encoding = ''] = name.split(' ');
          return { type: type as Value['type'], encoding, ...tally };
        })
        .sort(byBytes),
      parts: this.#parts.kept,
      others: this.#others,
      biggest: this.#biggest.kept,
      endless: this.#endless,
      overdue: this.#overdue,
      ttl: bins(TTL_BOUNDS, this.#ttl),
      idle: this.#idleKnown ? bins(IDLE_BOUNDS, this.#idle) : null,
      frequency: this.#lfu ? bins(FREQUENCY_BOUNDS, this.#frequency) : null,
    };
  }
}

function add(tally: Tally, bytes: number): void {
  tally.keys++;
  tally.bytes += bytes;
}

function tallyOf<T extends Tally>(tallies: Map<string, T>, name: string, make: () => T): T {
  const known = tallies.get(name);
  if (known !== undefined) return known;
  const fresh = make();
  tallies.set(name, fresh);
  return fresh;
}

function binFor(tallies: readonly Tally[], bounds: readonly (number | null)[], size: number): Tally {
  const at = bounds.findIndex((bound) => bound === null || size <= bound);
  return tallies[at] as Tally; // the last bound takes all, or is the largest there is
}

function bins(bounds: readonly (number | null)[], tallies: readonly Tally[]): SurveyBin[] {
  return bounds.map((upTo, at) => ({ upTo, ...(tallies[at] as Tally) })); // as many as bounds
}
