import type { Micros, Seq } from '../sim/machine.ts';
import type { ValueType } from './value.ts';

/*
 * What happens in a Redis server, said so that a picture and a ledger need nothing else.
 *
 * The life of a write: `kv.executed` (its identity is the seq of that fact, called `write` below) -> `kv.replied`,
 * which under `appendfsync always` comes after the sync -> `kv.propagated`: bytes [from, to) of an AOF file -> the
 * kernel's `disk.synced` or `disk.erased` over that range; or `kv.saveFinished` of an RDB file that was forked after
 * it -> `kv.loaded` at the next start. Byte offsets are those of the named file, so ranges can be followed by a fold.
 */

/** Keys as byte strings; what is shown is decoded from UTF-8 by the reader. */
export type KvFact =
  /** The process is up. The settings that decide what survives. */
  | {
      readonly kind: 'kv.started';
      readonly appendonly: boolean;
      readonly appendfsync: 'always' | 'everysec' | 'no';
      /** As CONFIG GET save answers. */
      readonly save: string;
      readonly maxmemory: number;
      readonly maxmemoryPolicy: string;
      readonly databases: number;
    }
  /** The data set was read. `upTo` bytes of `file` were used; fewer than `size` when the rest was cut off. */
  | {
      readonly kind: 'kv.loaded';
      readonly from: 'rdb' | 'aof' | 'nothing';
      readonly files: readonly {
        readonly file: string;
        readonly size: number;
        readonly upTo: number;
      }[];
      readonly keys: number;
      readonly expired: number;
      /** Commands replayed from AOF files. */
      readonly commands: number;
    }
  /** A file refused, in Redis's words; the process ends. */
  | {
      readonly kind: 'kv.loadFailed';
      readonly file: string;
      readonly why: string;
    }
  | {
      readonly kind: 'kv.connected';
      readonly client: number;
      readonly addr: string;
    }
  | {
      readonly kind: 'kv.disconnected';
      readonly client: number;
      readonly why: string;
    }
  /** A command ran. `dirty` is the number of changes; a write is a command with `dirty` > 0 or `write` and touched keys. */
  | {
      readonly kind: 'kv.executed';
      readonly client: number;
      readonly db: number;
      /** Full name. */
      readonly command: string;
      /** The first 16 arguments, each cut at 64 bytes; `argc` says how many there were. */
      readonly argv: readonly string[];
      readonly argc: number;
      /** One line: `OK`, `(integer) 1`, `"value"`, `(error) ERR ...`, `3 elements`. */
      readonly reply: string;
      readonly failed: boolean;
      readonly took: Micros;
      /** Elements looked at beyond the first. */
      readonly scanned: number;
      readonly write: boolean;
      readonly dirty: number;
      /** Keys whose change was signalled, at most 64. */
      readonly keys: readonly string[];
      /** Inside EXEC or a script: the fact of that. */
      readonly within: Seq | null;
    }
  /** A key has another value or time to live. `items` is its length as STRLEN, LLEN, HLEN ... answer. */
  | {
      readonly kind: 'kv.keyChanged';
      readonly db: number;
      readonly key: string;
      readonly type: ValueType;
      readonly encoding: string;
      readonly items: number;
      /** Unix ms, or null for none. */
      readonly expiresAt: number | null;
      /** The event as keyspace notifications name it: `set`, `lpush`, `expire`. */
      readonly event: string;
    }
  | {
      readonly kind: 'kv.keyRemoved';
      readonly db: number;
      readonly key: string;
      readonly event: string;
    }
  | {
      readonly kind: 'kv.flushed';
      readonly db: number | 'all';
      readonly keys: number;
    }
  /** A key found expired. `late` is how many ms after its time: until then it was in memory and invisible. */
  | {
      readonly kind: 'kv.expired';
      readonly db: number;
      readonly key: string;
      readonly how: 'lazy' | 'active';
      readonly late: number;
    }
  | {
      readonly kind: 'kv.evicted';
      readonly db: number;
      readonly key: string;
      readonly policy: string;
      readonly idle: number;
      readonly candidates: number;
    }
  /** A round of the active expire cycle that did something. */
  | {
      readonly kind: 'kv.expireCycled';
      readonly sampled: number;
      readonly expired: number;
      readonly keysWithTtl: number;
    }
  /**
   * A write stands in the AOF buffer of this iteration: it will be bytes [from, to) of `file`. A transaction's MULTI and
   * EXEC belong to its last write, which so has several ranges: it is safe when all of them are.
   */
  | {
      readonly kind: 'kv.propagated';
      readonly write: Seq;
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly policy: 'always' | 'everysec' | 'no';
    }
  /** The answer left (or, for `held`, waits for the sync). `write` is null for a command that wrote nothing. */
  | {
      readonly kind: 'kv.replied';
      readonly client: number;
      readonly write: Seq | null;
      readonly reply: string;
    }
  | {
      readonly kind: 'kv.replyHeld';
      readonly client: number;
      readonly write: Seq | null;
    }
  /** fsync asked for, up to this offset, and why: the policy, a timer, the "kernel" after its 30 s, SHUTDOWN. */
  | {
      readonly kind: 'kv.fsyncAsked';
      readonly file: string;
      readonly upTo: number;
      readonly why: string;
    }
  | {
      readonly kind: 'kv.fsyncDone';
      readonly file: string;
      readonly upTo: number;
    }
  /** everysec while a sync is still under way: written anyway after two seconds. REDIS: aof_delayed_fsync */
  | {
      readonly kind: 'kv.fsyncDelayed';
      readonly file: string;
      readonly waited: number;
    }
  | {
      readonly kind: 'kv.blocked';
      readonly client: number;
      readonly keys: readonly string[];
      readonly untilAt: number | null;
    }
  | {
      readonly kind: 'kv.unblocked';
      readonly client: number;
      readonly why: 'served' | 'timeout' | 'error' | 'closed';
      readonly key: string | null;
    }
  | {
      readonly kind: 'kv.queued';
      readonly client: number;
      readonly command: string;
      readonly queued: number;
    }
  | {
      readonly kind: 'kv.watched';
      readonly client: number;
      readonly keys: readonly string[];
    }
  /** EXEC: ran, or was refused because a watched key changed (`cas`) or a command had been refused (`error`). */
  | {
      readonly kind: 'kv.execStarted';
      readonly client: number;
      readonly commands: number;
    }
  /** A script or a function runs: what it does is within this fact. */
  | {
      readonly kind: 'kv.scriptStarted';
      readonly client: number;
      /** The hash of a script, the name of a function. */
      readonly script: string;
      readonly isFunction: boolean;
    }
  | {
      readonly kind: 'kv.execAborted';
      readonly client: number;
      readonly why: 'cas' | 'error';
      readonly key: string | null;
    }
  /** A snapshot begins: everything executed so far is in it. `dirty` changes since the last one. */
  | {
      readonly kind: 'kv.saveStarted';
      readonly what: 'rdb' | 'aofRewrite';
      readonly background: boolean;
      readonly why: string;
      readonly keys: number;
      readonly dirty: number;
      readonly upToSeq: Seq;
    }
  /** Its file is on the disk under its final name. `began` is the seq of the kv.saveStarted. */
  | {
      readonly kind: 'kv.saveFinished';
      readonly what: 'rdb' | 'aofRewrite';
      readonly file: string;
      readonly size: number;
      readonly began: Seq;
      /** Background: buckets of the keyspace written meanwhile, each of which cost a copy. */
      readonly copied?: number;
    }
  | {
      readonly kind: 'kv.saveFailed';
      readonly what: 'rdb' | 'aofRewrite';
      readonly why: string;
      readonly began: Seq;
    }
  /** The AOF goes on in a new file. */
  | {
      readonly kind: 'kv.aofOpened';
      readonly file: string;
      readonly seq: number;
    }
  | {
      readonly kind: 'kv.configured';
      readonly name: string;
      readonly value: string;
    }
  | {
      readonly kind: 'kv.published';
      readonly channel: string;
      readonly receivers: number;
    }
  /**
   * Whose replica it is from here on; null: nobody's, a primary. What it has is the history `history` up to `offset`.
   * A promotion begins a new history: up to `offset` it is the same as `formerHistory`, and what another server wrote
   * into that one beyond is not in it.
   */
  | {
      readonly kind: 'kv.replicaOf';
      /** `host:port` */
      readonly primary: string | null;
      readonly history: string;
      readonly offset: number;
      readonly formerHistory: string | null;
    }
  /** The connection to the primary is made, and commands come: everything anew, or only what was missing. */
  | {
      readonly kind: 'kv.linkUp';
      readonly primary: string;
      readonly client: number;
      readonly how: 'partial' | 'full';
      readonly history: string;
      readonly offset: number;
      readonly bytes: number;
    }
  /** It is lost, or could not be made. `phase` is how far it was. */
  | {
      readonly kind: 'kv.linkDown';
      readonly primary: string;
      readonly phase: 'connect' | 'connecting' | 'handshake' | 'transfer' | 'connected';
      readonly why: string;
      readonly history: string;
      readonly offset: number;
    }
  /** The replica has thrown away its data set for a snapshot of the primary's history. */
  | {
      readonly kind: 'kv.resynced';
      readonly primary: string;
      readonly history: string;
      readonly offset: number;
      readonly keysBefore: number;
      readonly keys: number;
      readonly bytes: number;
      /** The snapshot is this file now, on the disk; null where it was loaded as it came. */
      readonly file: string | null;
    }
  /** The replica has executed bytes [from, to] of the primary's stream: they are its own history now. */
  | {
      readonly kind: 'kv.applied';
      readonly primary: string;
      readonly history: string;
      readonly from: number;
      readonly to: number;
    }
  /** At the primary. A replica came; it gets everything (`why` says why not less), or `bytes` from the backlog. */
  | {
      readonly kind: 'kv.resyncStarted';
      /** `host:port`, as it announced itself. */
      readonly replica: string;
      readonly client: number;
      readonly how: 'partial' | 'full';
      readonly why: string;
      readonly history: string;
      readonly offset: number;
      readonly bytes: number;
    }
  /** The snapshot left for it: of `offset`, so many bytes. */
  | {
      readonly kind: 'kv.resyncEnded';
      readonly replica: string;
      readonly client: number;
      readonly history: string;
      readonly offset: number;
      readonly bytes: number;
    }
  | {
      readonly kind: 'kv.replicaGone';
      readonly replica: string;
      readonly client: number;
      readonly why: string;
      /** How far it had acknowledged. */
      readonly acked: number;
    }
  /**
   * A write stands in the history as bytes [from, to]. A transaction's parts have a fact each: its writes are on a
   * replica when that has acknowledged the last.
   */
  | {
      readonly kind: 'kv.streamed';
      readonly write: Seq;
      readonly history: string;
      readonly from: number;
      readonly to: number;
    }
  /** A replica says that it has executed the history up to `offset`; it is `behind` so many bytes. */
  | {
      readonly kind: 'kv.replicaAcked';
      readonly replica: string;
      readonly client: number;
      readonly history: string;
      readonly offset: number;
      readonly behind: number;
    }
  /** FAILOVER: writes stopped; a replica had caught up and was asked to take over; it has, or it was given up. */
  | {
      readonly kind: 'kv.failover';
      readonly what: 'began' | 'handedOver' | 'done' | 'aborted';
      readonly text: string;
    }
  /** Something a log file of the server would say. */
  | {
      readonly kind: 'kv.logged';
      readonly level: 'debug' | 'verbose' | 'notice' | 'warning';
      readonly text: string;
    }
  | { readonly kind: 'kv.stopped'; readonly why: string };
