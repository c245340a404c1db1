import type { LoadSink, RdbSource } from '../../kv/codec.ts';
import type { Dict } from '../../kv/dict.ts';
import { createDict, dictSet } from '../../kv/dict.ts';
import type { SnapshotDb } from '../../kv/state.ts';
import type { EncodingLimits, Value } from '../../kv/value.ts';
import { ENCODING_LIMITS_DEFAULT, newOwner } from '../../kv/value.ts';

interface Loaded extends SnapshotDb {
  readonly keys: Dict<Value>;
  readonly expires: Dict<number>;
}

/** A data set in memory and nothing around it: what a file is loaded into, and written from. */
export class LoadedData implements LoadSink {
  readonly owner = newOwner();
  readonly hashSeed = 12345;
  readonly limits: EncodingLimits;
  readonly lru = 0;
  readonly lfu = false;
  readonly lruClock = 0;
  readonly dbs: Loaded[] = [];
  readonly fields: [string, string][] = [];
  readonly functions: string[] = [];
  private current = 0;

  constructor(limits: Partial<EncodingLimits> = {}) {
    this.limits = { ...ENCODING_LIMITS_DEFAULT, ...limits };
  }

  aux(name: string, value: string): void {
    this.fields.push([name, value]);
  }

  selectDb(index: number): void {
    this.current = index;
  }

  resize(): void {
    // Nothing here is sized ahead.
  }

  entry(key: string, value: Value, expireAt: number): boolean {
    let db = this.dbs.find(({ index }) => index === this.current);
    if (db === undefined) {
      db = { index: this.current, keys: createDict(this.owner, 1), expires: createDict(this.owner, 1) };
      this.dbs.push(db);
    }
    if (expireAt >= 0) dictSet(db.expires, key, expireAt);
    return dictSet(db.keys, key, value);
  }

  functionLibrary(source: string): string | null {
    this.functions.push(source);
    return null;
  }

  /** For writing it out again. */
  source(options: Partial<RdbSource> = {}): RdbSource {
    return {
      dbs: this.dbs,
      aux: this.fields,
      functions: this.functions,
      compression: true,
      checksum: true,
      access: null,
      ...options,
    };
  }
}
