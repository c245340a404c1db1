import { clone } from '../base/clone.ts';
import { heapPush } from '../base/heap.ts';
import { type Rng, rngFrom } from '../base/rng.ts';
import { type Disk, forkDisk, placeFile } from './disk.ts';
import type { StopKind } from './facts.ts';
import type { CloseReason, ConnId, Frame, MachineRegistry, Micros, NodeId, Seq, Stimulus } from './machine.ts';
import { SpecError } from './machine.ts';
import { type Blobs, DISK_DEFAULT, LINK_DEFAULT, type LinkSpec, type NodeSpec, type WorldSpec } from './spec.ts';

/*
 * The World: everything that is true at a moment, as plain data. Only the kernel writes to it, except that a machine
 * writes to its own slice while it handles a stimulus.
 */

export interface World {
  now: Micros;
  /** Steps executed so far. */
  step: number;
  /** Facts noted so far. */
  seq: Seq;
  /** Breaks ties of time: a count of everything ever scheduled. */
  order: number;
  connCount: number;
  /** A heap; its events are never written. */
  queue: Scheduled[];
  readonly nodes: Map<NodeId, Node>;
  readonly conns: Map<ConnId, Conn>;
  readonly links: Map<string, Link>;
}

/** An event on its way. One whose token no longer fits what it points at was overtaken, and is skipped. */
export type Scheduled = { readonly at: Micros; readonly order: number } & (
  | {
      readonly kind: 'arrive';
      readonly conn: ConnId;
      readonly side: Side;
      readonly token: number;
    }
  | {
      readonly kind: 'timer';
      readonly node: NodeId;
      readonly name: string;
      readonly token: number;
    }
  | {
      readonly kind: 'synced';
      readonly node: NodeId;
      readonly file: string;
      readonly upTo: number;
      /** Of the file it was asked for; 0 when there was none. */
      readonly inode: number;
      readonly epoch: number;
      readonly incarnation: number;
      readonly cause: Seq;
    }
  | {
      readonly kind: 'replaced';
      readonly node: NodeId;
      readonly file: string;
      readonly bytes: Uint8Array;
      readonly incarnation: number;
      readonly cause: Seq;
    }
  | {
      readonly kind: 'writeback';
      readonly node: NodeId;
      readonly file: string;
      readonly epoch: number;
      readonly cause: Seq;
    }
  | {
      readonly kind: 'free';
      readonly node: NodeId;
      readonly incarnation: number;
    }
  | { readonly kind: 'boot'; readonly node: NodeId }
);

export interface Node {
  readonly id: NodeId;
  readonly machine: string;
  config: unknown;
  /** Up, or how it stopped; 'never' before its first start. */
  status: 'up' | 'never' | StopKind;
  /** Counts starts. Connections remember it. */
  incarnation: number;
  /** The machine's own slice; null unless up. */
  state: unknown;
  rng: Rng;
  timers: Map<string, TimerEntry>;
  /** Its one thread is taken until then. */
  busyUntil: Micros;
  /** What reached it while it was busy, in order. */
  inbox: Pending[];
  disk: Disk;
  /** The step that last wrote to this node: checkpoints share what did not change. */
  touchedAt: number;
}

export interface TimerEntry {
  readonly token: number;
  readonly at: Micros;
  readonly cause: Seq;
}

/** A stimulus that waits for its node. `cause` is the fact noted when it arrived. */
export interface Pending {
  readonly stimulus: Stimulus;
  readonly cause: Seq;
  /** The seq of the frame's `net.sent`, for frames. */
  readonly sent: Seq;
}

/** 0 is the end that connected, 1 the end that accepted. */
export type Side = 0 | 1;

export interface Conn {
  readonly id: ConnId;
  readonly link: string;
  readonly ends: [End, End];
}

export interface End {
  readonly node: NodeId;
  /** Of the node when it took part; 0 while nobody has accepted. */
  incarnation: number;
  phase: 'opening' | 'open' | 'closed';
  /** What is on its way to this end, first to arrive first. TCP: in order, none lost while both live. */
  incoming: Packet[];
}

export interface Packet {
  readonly kind: 'syn' | 'accept' | 'frame' | 'fin' | 'reset' | 'refuse';
  /** Unique; the arrival event carries it. */
  readonly token: number;
  readonly frame: Frame;
  /** The seq of the `net.sent` (for frames) or of what caused it. */
  readonly sent: Seq;
  readonly leavesAt: Micros;
  /** Null while a partition, a host without power or somebody outside holds it. */
  readonly arrivesAt: Micros | null;
  /** Somebody outside holds it: it stays, whatever else lets go. */
  readonly byHand: boolean;
}

export interface Link {
  readonly spec: LinkSpec;
  parted: boolean;
  rng: Rng;
  /** When the wire is free again in each direction (bandwidth). */
  freeAt: [Micros, Micros];
}

export const CLOSE_REASON: Readonly<Partial<Record<Packet['kind'], CloseReason>>> = {
  fin: 'fin',
  reset: 'reset',
  refuse: 'refused',
};

/** The name of the link between two nodes, whichever way round. */
export function linkName(a: NodeId, b: NodeId): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** The world before anything happened. Throws SpecError when the spec cannot be a world. */
export function createWorld(spec: WorldSpec, registry: MachineRegistry, blobs: Blobs): World {
  const world: World = {
    now: 0,
    step: 0,
    seq: 0,
    order: 0,
    connCount: 0,
    queue: [],
    nodes: new Map(),
    conns: new Map(),
    links: new Map(),
  };
  for (const node of spec.nodes) {
    if (world.nodes.has(node.id)) throw new SpecError(`two nodes are called ${node.id}`);
    world.nodes.set(node.id, createNode(node, spec, registry, blobs));
    const at = node.startsAt === undefined ? 0 : node.startsAt;
    if (at !== null)
      heapPush(world.queue, {
        kind: 'boot',
        node: node.id,
        at,
        order: ++world.order,
      });
  }
  for (const [i, a] of spec.nodes.entries()) {
    for (const b of spec.nodes.slice(i + 1)) world.links.set(linkName(a.id, b.id), createLink(a.id, b.id, spec));
  }
  return world;
}

function createNode(spec: NodeSpec, world: WorldSpec, registry: MachineRegistry, blobs: Blobs): Node {
  const machine = Object.hasOwn(registry, spec.machine) ? registry[spec.machine] : undefined;
  if (machine === undefined) throw new SpecError(`node ${spec.id}: there is no machine called ${spec.machine}`);
  const disk: Disk = {
    spec: { ...DISK_DEFAULT, ...spec.disk },
    files: new Map(),
    epoch: 0,
    freeAt: 0,
    generation: 0,
    rng: rngFrom(world.seed, `disk ${spec.id}`),
  };
  for (const [file, hash] of Object.entries(spec.files ?? {})) {
    const bytes = blobs.get(hash);
    if (bytes === undefined)
      throw new SpecError(`node ${spec.id}: the bytes of its file ${file} are missing (${hash})`);
    placeFile(disk, file, bytes);
  }
  return {
    id: spec.id,
    machine: spec.machine,
    config: readConfigOf(spec.id, machine.readConfig, spec.config ?? {}),
    status: 'never',
    incarnation: 0,
    state: null,
    rng: rngFrom(world.seed, `node ${spec.id}`),
    timers: new Map(),
    busyUntil: 0,
    inbox: [],
    disk,
    touchedAt: 0,
  };
}

/** A checked configuration; an error names the node. */
export function readConfigOf(node: NodeId, read: (raw: unknown) => unknown, raw: unknown): unknown {
  try {
    return read(raw);
  } catch (error) {
    if (error instanceof SpecError) throw new SpecError(`node ${node}: ${error.message}`);
    throw error;
  }
}

function createLink(a: NodeId, b: NodeId, spec: WorldSpec): Link {
  const name = linkName(a, b);
  const own = spec.links?.find((link) => linkName(link.between[0], link.between[1]) === name);
  const { latency, jitterMax, bandwidth } = {
    ...LINK_DEFAULT,
    ...spec.link,
    ...own,
  };
  return {
    spec: { latency, jitterMax, bandwidth },
    parted: false,
    rng: rngFrom(spec.seed, `link ${name}`),
    freeAt: [0, 0],
  };
}

/**
 * A copy for a checkpoint or a branch. Nodes that no step has touched since `earlier` (a copy taken before, from the
 * same history) are shared with it: a copy in the store is never written.
 */
export function forkWorld(world: World, registry: MachineRegistry, earlier: World | null): World {
  const nodes = new Map<NodeId, Node>();
  for (const [id, node] of world.nodes) {
    const before = earlier?.nodes.get(id);
    const unchanged = before !== undefined && node.touchedAt <= (earlier as World).step;
    nodes.set(id, unchanged ? before : forkNode(node, registry));
  }
  const conns = new Map<ConnId, Conn>();
  for (const [id, conn] of world.conns)
    conns.set(id, {
      ...conn,
      ends: [forkEnd(conn.ends[0]), forkEnd(conn.ends[1])],
    });
  const links = new Map<string, Link>();
  for (const [name, link] of world.links) links.set(name, { ...link, rng: [...link.rng], freeAt: [...link.freeAt] });
  return { ...world, queue: world.queue.slice(), nodes, conns, links };
}

function forkEnd(end: End): End {
  return { ...end, incoming: end.incoming.slice() };
}

function forkNode(node: Node, registry: MachineRegistry): Node {
  const fork = registry[node.machine]?.fork ?? clone;
  return {
    ...node,
    state: node.state === null ? null : fork(node.state),
    rng: [...node.rng],
    timers: new Map(node.timers),
    inbox: node.inbox.slice(),
    disk: forkDisk(node.disk),
  };
}
