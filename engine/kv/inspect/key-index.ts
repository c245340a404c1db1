import { type Dict, dictDelta, dictEach, dictFrozen, dictLikeness } from '../dict.ts';
import type { Value } from '../value.ts';
import { OrderedKeys } from './ordered-keys.ts';
import { sortKeys } from './sort-keys.ts';

/*
 * The keys of a database in order, for pages and trees. Kept beside the state, not in it: it is a cache of what a
 * reader asked for, and whoever changes the keyspace pays no more for it than for a checkpoint. An index remembers the
 * table as it was when it was last looked at, which shares its buckets with the table as it is; what has been written
 * since lies in other buckets (value.ts). So keeping up costs what was written, be it forwards, or back in time, or on
 * another branch.
 */

export const DELIMITER = ':';
/** Servers whose keys are looked at in turn. */
const INDEXES_MAX = 4;
/** With more changes than this in so many keys, all of it is walked once. */
const FEW = 2000;
const FEW_OF = 32;
/** An index of another moment is of use when so many of the buckets are the same. */
const ALIKE = 0.5;

const recent: KeyIndex[] = [];

/** The index of a table, up to date. */
export function keyIndex(dict: Dict<Value>): KeyIndex {
  const at = recent.findIndex((index) => index.isOf(dict));
  const known = at >= 0 ? recent.splice(at, 1)[0] : likeliest(dict);
  const index = known ?? new KeyIndex(dict);
  index.follow(dict);
  recent.unshift(index);
  recent.length = Math.min(recent.length, INDEXES_MAX);
  return index;
}

/** The index of another moment or branch of the same table. */
function likeliest(dict: Dict<Value>): KeyIndex | undefined {
  const likeness = recent.map((index) => index.likeness(dict));
  const at = likeness.findIndex((one) => one >= ALIKE && one === Math.max(...likeness));
  return at < 0 ? undefined : recent.splice(at, 1)[0];
}

export class KeyIndex {
  keys: OrderedKeys;
  /** The table that was last followed, and as it was then. */
  #dict: Dict<Value>;
  #seen: Dict<Value>;
  /** What stands directly under each open prefix: whole keys, and prefixes with their delimiter. */
  readonly #levels = new Map<string, OrderedKeys>();

  constructor(dict: Dict<Value>) {
    const keys: string[] = [];
    dictEach(dict, (key) => keys.push(key));
    this.keys = new OrderedKeys(sortKeys(keys));
    this.#dict = dict;
    this.#seen = dictFrozen(dict);
  }

  isOf(dict: Dict<Value>): boolean {
    return this.#dict === dict;
  }

  likeness(dict: Dict<Value>): number {
    return dictLikeness(this.#seen, dict);
  }

  /** Takes in what differs between the table as it was seen last and this one. */
  follow(dict: Dict<Value>): void {
    const gone: string[] = [];
    const came: string[] = [];
    const differs = dictDelta(
      this.#seen,
      dict,
      (key) => gone.push(key),
      (key) => came.push(key),
    );
    this.#dict = dict;
    if (!differs) return;
    this.#seen = dictFrozen(dict);
    if (came.length + gone.length > FEW + this.keys.length / FEW_OF) {
      this.keys = this.keys.changed(came, new Set(gone));
      this.#levels.clear();
      return;
    }
    for (const key of gone) this.keys.remove(key);
    for (const key of came) this.keys.add(key);
    for (const [prefix, level] of this.#levels) {
      for (const key of gone) if (key.startsWith(prefix)) this.#leave(level, childOf(key, prefix), prefix);
      for (const key of came) if (key.startsWith(prefix)) level.add(childOf(key, prefix));
    }
  }

  /** A prefix stays while any key begins with it. */
  #leave(level: OrderedKeys, child: string, prefix: string): void {
    if (!isPrefix(child, prefix) || !this.keys.hasWithin(child)) level.remove(child);
  }

  /** What stands directly under a prefix: made when it is asked for first, then kept up while it is among the open. */
  level(prefix: string): OrderedKeys {
    const known = this.#levels.get(prefix);
    if (known !== undefined) return known;
    const from = this.keys.placeOf(prefix);
    const stride = (key: string): number => key.indexOf(DELIMITER, prefix.length) + 1;
    const level = new OrderedKeys(this.keys.beginnings(from, this.keys.placeBehind(prefix), stride));
    this.#levels.set(prefix, level);
    return level;
  }

  /** Forgets the levels under prefixes that are no longer open. */
  keepLevels(open: ReadonlySet<string>): void {
    for (const prefix of this.#levels.keys()) if (prefix !== '' && !open.has(prefix)) this.#levels.delete(prefix);
  }

  /** How many keys begin with a prefix. */
  countWithin(prefix: string): number {
    return this.keys.placeBehind(prefix) - this.keys.placeOf(prefix);
  }
}

/** What of a key is seen directly under a prefix: all of it, or a longer prefix. */
function childOf(key: string, prefix: string): string {
  const cut = key.indexOf(DELIMITER, prefix.length);
  return cut < 0 ? key : key.slice(0, cut + 1);
}

/** Whether what stands directly under `prefix` is a longer prefix, and no key. */
export function isPrefix(child: string, prefix: string): boolean {
  return child.length > prefix.length && child.endsWith(DELIMITER);
}
