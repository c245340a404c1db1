import type { MemoryView } from './inspect/memory.ts';
import type { Overview } from './inspect/overview.ts';
import type { ReplicationView } from './replication/inspect.ts';
import type { ValueType } from './value.ts';

export type { EvictionMeasure, MemoryView } from './inspect/memory.ts';
export type { ReplicationView } from './replication/inspect.ts';

/*
 * What can be asked of a server's state, and what is answered: read-only and bounded in size. Keys and elements are
 * byte strings. Instants are Unix milliseconds of the server's clock.
 */

export type KvQuery =
  | { readonly kind: 'overview' }
  /** Memory, its limit, and the sampled candidates for eviction. */
  | { readonly kind: 'memory' }
  /** Its replicas, its primary, the window of its backlog. */
  | { readonly kind: 'replication' }
  /** A page of the keys that begin with `prefix`, in order of their bytes. At most KEYS_MAX. */
  | {
      readonly kind: 'keys';
      readonly db: number;
      readonly prefix: string;
      readonly from: number;
      readonly count: number;
    }
  /** A page of the tree by `:`, with the prefixes named in `open` opened. At most KEYS_MAX. */
  | {
      readonly kind: 'tree';
      readonly db: number;
      readonly open: readonly string[];
      readonly from: number;
      readonly count: number;
    }
  /** One key and the structure it is kept in, from an element on; with the way to `searched` in a skip list. */
  | {
      readonly kind: 'key';
      readonly db: number;
      readonly key: string;
      readonly from: number;
      readonly searched: string | null;
    }
  /** How a line that was begun could go on. */
  | { readonly kind: 'completions'; readonly text: string };

export type KvView =
  | { readonly kind: 'overview'; readonly overview: Overview }
  | { readonly kind: 'memory'; readonly memory: MemoryView }
  | { readonly kind: 'replication'; readonly replication: ReplicationView }
  | { readonly kind: 'keys'; readonly total: number; readonly from: number; readonly keys: readonly KeyRow[] }
  | { readonly kind: 'tree'; readonly total: number; readonly from: number; readonly rows: readonly TreeRow[] }
  | { readonly kind: 'key'; readonly row: KeyRow | null; readonly structure: StructureView | null }
  | { readonly kind: 'completions'; readonly completions: readonly Completion[] };

/** Registers of a HyperLogLog that a cell of its picture stands for. */
export const CELL_REGISTERS = 64;

/** The most rows of one answer. */
export const KEYS_MAX = 500;

export interface KeyRow {
  readonly key: string;
  readonly type: ValueType;
  /** As OBJECT ENCODING answers. */
  readonly encoding: string;
  /** Elements, or the length of a string. */
  readonly items: number;
  /** As MEMORY USAGE answers. */
  readonly bytes: number;
  /** The value of a string, its first bytes; null for other types. */
  readonly shown: string | null;
  readonly expiresAt: number | null;
  /** Its time has come, but nothing has looked at it yet: it is in memory and cannot be read. */
  readonly expired: boolean;
}

/** A line of the tree: a prefix with how many keys are under it, or a key. */
export interface TreeRow {
  readonly depth: number;
  readonly label: string;
  /** The whole prefix, with its last `:`; or the whole key. */
  readonly path: string;
  readonly kind: 'prefix' | 'key';
  readonly open: boolean;
  readonly count: number;
  readonly type: ValueType | null;
}

/** What is under a prefix, every key of it looked at. Bytes are as MEMORY USAGE answers, durations in milliseconds. */
export interface SurveyView {
  readonly db: number;
  readonly prefix: string;
  /** The server's clock when it was made. */
  readonly nowMs: number;
  readonly keys: number;
  readonly bytes: number;
  readonly types: readonly {
    readonly type: ValueType;
    readonly keys: number;
    readonly bytes: number;
    readonly items: number;
  }[];
  readonly encodings: readonly {
    readonly type: ValueType;
    readonly encoding: string;
    readonly keys: number;
    readonly bytes: number;
  }[];
  /** What stands directly below the prefix, the largest first; and the rest of it. */
  readonly parts: readonly SurveyPart[];
  readonly others: { readonly parts: number; readonly keys: number; readonly bytes: number };
  readonly biggest: readonly SurveyKey[];
  /** Keys without a time to live; and those whose time is over and that nothing has removed yet. */
  readonly endless: SurveyCount;
  readonly overdue: SurveyCount;
  /** By the time that is left. */
  readonly ttl: readonly SurveyBin[];
  /** By the time since the last access; null where nobody recorded it. */
  readonly idle: readonly SurveyBin[] | null;
  /** By the counter of an LFU policy; null under any other. */
  readonly frequency: readonly SurveyBin[] | null;
}

export interface SurveyCount {
  readonly keys: number;
  readonly bytes: number;
}

/** Those above the bin before and up to `upTo`; null: whatever is above. */
export interface SurveyBin extends SurveyCount {
  readonly upTo: number | null;
}

export interface SurveyPart extends SurveyCount {
  /** A longer prefix with its delimiter, or a whole key. */
  readonly path: string;
  readonly kind: 'prefix' | 'key';
}

export interface SurveyKey {
  readonly key: string;
  readonly type: ValueType;
  readonly encoding: string;
  readonly items: number;
  readonly bytes: number;
  readonly expiresAt: number | null;
}

export interface Completion {
  readonly line: string;
  readonly label: string;
  readonly help: string;
}

/** The structure a value is kept in, in the shape that OBJECT ENCODING names; bounded. */
export type StructureView =
  | { readonly shape: 'text'; readonly encoding: string; readonly text: string }
  /** The registers of a HyperLogLog: of each run of CELL_REGISTERS the largest, and how many registers hold each value. */
  | {
      readonly shape: 'hyperloglog';
      readonly sparse: boolean;
      readonly bytes: number;
      readonly estimate: number;
      readonly cells: readonly number[];
      readonly histogram: readonly number[];
    }
  /** One packed block: a listpack (with `pairs`, field and value in turn) or an intset. */
  | {
      readonly shape: 'packed';
      readonly encoding: string;
      readonly size: number;
      readonly bytes: number;
      readonly pairs: boolean;
      readonly items: readonly string[];
    }
  /** A hash table: how many entries each of its first buckets has, and some entries. */
  | {
      readonly shape: 'table';
      readonly size: number;
      readonly buckets: number;
      readonly bucketSizes: readonly number[];
      readonly entries: readonly (readonly [string, string | null])[];
    }
  | {
      readonly shape: 'quicklist';
      readonly length: number;
      readonly nodeCount: number;
      readonly nodes: readonly {
        readonly at: number;
        readonly count: number;
        readonly bytes: number;
        readonly items: readonly string[];
      }[];
    }
  | {
      readonly shape: 'skiplist';
      readonly size: number;
      readonly level: number;
      /** The head (rank -1) first, then nodes from a rank on. */
      readonly nodes: readonly SkiplistNode[];
      /** The way of the search, lane by lane; `down` where it turned to the lane below. */
      readonly path: readonly { readonly rank: number; readonly lane: number; readonly down: boolean }[];
      /** The hash table beside it, member to score. */
      readonly buckets: number;
      readonly bucketSizes: readonly number[];
    }
  | {
      readonly shape: 'stream';
      readonly length: number;
      readonly nodeCount: number;
      readonly lastId: string;
      readonly nodes: readonly StreamNodeRow[];
      readonly groups: readonly StreamGroupRow[];
    };

export interface SkiplistNode {
  readonly rank: number;
  readonly member: string;
  readonly score: number;
  readonly lanes: readonly { readonly toRank: number | null; readonly span: number }[];
}

export interface StreamNodeRow {
  readonly at: number;
  readonly count: number;
  readonly deleted: number;
  readonly bytes: number;
  readonly entries: readonly { readonly id: string; readonly fields: readonly string[] }[];
}

export interface StreamGroupRow {
  readonly name: string;
  readonly lastId: string;
  readonly pendingCount: number;
  /** The first of them: given to a consumer and not acknowledged. */
  readonly pending: readonly {
    readonly id: string;
    readonly consumer: string;
    readonly deliveredAt: number;
    readonly deliveries: number;
  }[];
  readonly consumers: readonly { readonly name: string }[];
}
