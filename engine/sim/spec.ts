import type { Micros, NodeId } from './machine.ts';

/*
 * What a world is made of, before anything happened: plain data, small, serialised in links and saved sessions.
 * World spec + seed + journal regenerate every byte.
 */

export interface WorldSpec {
  /** What it is called where a person reads it. */
  readonly name: string;
  /** 32 bits. */
  readonly seed: number;
  readonly nodes: readonly NodeSpec[];
  /** How any two nodes are linked unless `links` says otherwise. */
  readonly link?: Partial<LinkSpec>;
  readonly links?: readonly (Partial<LinkSpec> & {
    readonly between: readonly [NodeId, NodeId];
  })[];
}

export interface NodeSpec {
  readonly id: NodeId;
  /** A name of the machine registry. */
  readonly machine: string;
  /** Checked by the machine's `readConfig`. */
  readonly config?: unknown;
  /** When it starts; 0 by default, null for "only by a start input". */
  readonly startsAt?: Micros | null;
  readonly disk?: Partial<DiskSpec>;
  /** Files its disk begins with, synced: name to the hash of a blob that is stored beside the session. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface LinkSpec {
  /** One way. */
  readonly latency: Micros;
  /** Added to the latency, uniform from 0. */
  readonly jitterMax: Micros;
  /** Bytes per second in each direction; null is unlimited. */
  readonly bandwidth: number | null;
}

export interface DiskSpec {
  /** How long a sync takes, besides its bytes. */
  readonly syncFor: Micros;
  /** Bytes per second; null is unlimited. */
  readonly bandwidth: number | null;
  /** A power cut then keeps a seeded prefix of what was not synced, perhaps torn in mid-record. */
  readonly chaos: boolean;
}

/** A local network: 0.5 ms, a little jitter. Slow enough to see, fast enough to feel true. */
export const LINK_DEFAULT: LinkSpec = {
  latency: 500,
  jitterMax: 0,
  bandwidth: null,
};

/** A cloud volume: fsync in 2 ms. */
export const DISK_DEFAULT: DiskSpec = {
  syncFor: 2000,
  bandwidth: null,
  chaos: false,
};

/** Large inputs, stored once under the hash of their bytes. */
export type Blobs = ReadonlyMap<string, Uint8Array>;
