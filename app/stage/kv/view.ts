import type { Micros } from '../../../engine/sim/machine.ts';

/** The data types of Redis by the names that `TYPE` gives them. */
export type KeyType = 'string' | 'list' | 'hash' | 'set' | 'zset' | 'stream';

/** A key as the grid and the table show it. */
export interface KeyView {
  /** The whole key as it is shown. */
  readonly name: string;
  /** Null for a ghost: what it was is in no server any more. */
  readonly type: KeyType | null;
  /** `OBJECT ENCODING`. */
  readonly encoding: string;
  /** "4 fields", "17", "36 B". */
  readonly size: string;
  readonly ttl: { readonly leftFor: Micros; readonly outOf: Micros } | null;
  /** Touched by the last command. */
  readonly touched: boolean;
  /** Lost from here: a ghost with its reason, "only on replica-1 now". */
  readonly ghost?: string | undefined;
  /** Something odd that is no loss: "is back: its DEL was lost". */
  readonly odd?: string | undefined;
}

/** A line of the tree: a prefix with all under it, or a key. */
export interface TreeRow {
  readonly id: string;
  readonly depth: number;
  readonly label: string;
  readonly kind: 'prefix' | 'key';
  readonly expanded: boolean;
  /** Keys under a prefix, elements in a key; null where there is nothing to count. */
  readonly count: number | null;
  readonly type: KeyType | null;
  /** The full key of a row of kind `key`. */
  readonly key: string | null;
  readonly ghost?: string | undefined;
}

/** A window on something long: rows come as they are looked at. */
export interface Rows<Row> {
  readonly count: number;
  /** The row, or null while it is fetched. */
  at(index: number): Row | null;
}
