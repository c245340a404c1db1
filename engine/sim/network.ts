import { present } from '../base/assert.ts';
import { randomBelow } from '../base/rng.ts';
import type { StopKind } from './facts.ts';
import type { Kernel } from './kernel.ts';
import type { ConnId, Frame, Micros, NodeId, Seq } from './machine.ts';
import { CLOSE_REASON, type Conn, type End, type Link, linkName, type Node, type Packet, type Side } from './world.ts';

/*
 * Connections, not packets: all three systems run on TCP. While both ends live nothing is lost, doubled or reordered.
 * A partition holds what is on its way; a process kill resets; a power cut is silence, until the host starts again
 * and answers old connections with a reset. Each end remembers the incarnation of the node that took part.
 */

const other = (side: Side): Side => (side === 0 ? 1 : 0);

/** Whether the process that took part in the connection still runs. */
function lives(node: Node | undefined, end: End): boolean {
  return node !== undefined && node.status === 'up' && node.incarnation === end.incarnation;
}

/** Begins a handshake from `node`; to a name nobody has, it is refused without ever leaving the host. */
export function connect(kernel: Kernel, node: Node, id: ConnId, to: NodeId, leavesAt: Micros, cause: Seq): void {
  const { world } = kernel;
  const known = world.nodes.has(to);
  const conn: Conn = {
    id,
    link: linkName(node.id, to),
    ends: [
      {
        node: node.id,
        incarnation: node.incarnation,
        phase: 'opening',
        incoming: [],
      },
      {
        node: to,
        incarnation: 0,
        phase: known ? 'opening' : 'closed',
        incoming: [],
      },
    ],
  };
  world.conns.set(id, conn);
  const noted = kernel.note(node.id, { kind: 'net.connecting', conn: id, to }, cause);
  if (known) transmit(kernel, conn, 1, 'syn', null, noted, leavesAt);
  else transmit(kernel, conn, 0, 'refuse', null, noted, leavesAt);
}

/** Sends a frame from `node`. Into a connection that is not open it goes nowhere, and nobody is told. */
export function send(kernel: Kernel, node: Node, id: ConnId, frame: Frame, leavesAt: Micros, cause: Seq): void {
  const conn = kernel.world.conns.get(id);
  const from = conn && sideOf(conn, node);
  if (conn === undefined || from === undefined || conn.ends[from].phase !== 'open') return;
  transmit(kernel, conn, other(from), 'frame', frame, cause, leavesAt);
}

/** Bytes of the frames that `node` has sent and its peer has not got: under way, or held. */
export function unreadOf(kernel: Kernel, node: Node, id: ConnId): number {
  const conn = kernel.world.conns.get(id);
  const from = conn && sideOf(conn, node);
  if (conn === undefined || from === undefined) return 0;
  const to = conn.ends[other(from)];
  let bytes = 0;
  for (const { kind, frame } of to.incoming) {
    if (kind === 'frame') bytes += kernel.frameSize(node.id, to.node, frame);
  }
  return bytes;
}

/** Ends `node`'s side in order. */
export function close(kernel: Kernel, node: Node, id: ConnId, leavesAt: Micros, cause: Seq): void {
  const conn = kernel.world.conns.get(id);
  const side = conn && sideOf(conn, node);
  if (conn === undefined || side === undefined || conn.ends[side].phase === 'closed') return;
  conn.ends[side].phase = 'closed';
  kernel.note(
    node.id,
    {
      kind: 'net.closed',
      conn: id,
      peer: conn.ends[other(side)].node,
      reason: 'fin',
    },
    cause,
  );
  if (conn.ends[other(side)].phase !== 'closed') transmit(kernel, conn, other(side), 'fin', null, cause, leavesAt);
  forgetIfOver(kernel, conn);
}

/** The side at which this very incarnation of the node takes part. A node connected to itself has both: 0 first. */
function sideOf(conn: Conn, node: Node): Side | undefined {
  if (takesPart(conn.ends[0], node)) return 0;
  return takesPart(conn.ends[1], node) ? 1 : undefined;
}

function takesPart(end: End, node: Node): boolean {
  return end.node === node.id && end.incarnation === node.incarnation;
}

/** Puts a packet on its way to the end `to`. */
function transmit(
  kernel: Kernel,
  conn: Conn,
  to: Side,
  kind: Packet['kind'],
  frame: Frame,
  cause: Seq,
  leavesAt: Micros,
): void {
  const { world } = kernel;
  const end = conn.ends[to];
  const sender = conn.ends[other(to)];
  const link = world.links.get(conn.link);
  const held =
    link !== undefined && (link.parted || (end.incoming.length > 0 && end.incoming.at(-1)?.arrivesAt === null));
  const arrivesAt = held ? null : arrivalTime(kernel, link, end, sender.node, frame, kind, leavesAt);
  const token = ++world.order;
  const sent =
    kind === 'frame'
      ? kernel.note(
          sender.node,
          {
            kind: 'net.sent',
            conn: conn.id,
            to: end.node,
            frame,
            leavesAt,
            arrivesAt,
          },
          cause,
        )
      : cause;
  // With nobody recording there is no seq, and the token names the frame instead.
  end.incoming.push({
    kind,
    token,
    frame,
    sent: sent === 0 ? token : sent,
    leavesAt,
    arrivesAt,
    byHand: false,
  });
  if (arrivesAt !== null) schedule(kernel, conn.id, to, token, arrivesAt);
}

function schedule(kernel: Kernel, conn: ConnId, side: Side, token: number, at: Micros): void {
  kernel.schedule({
    kind: 'arrive',
    conn,
    side,
    token,
    at,
    order: ++kernel.world.order,
  });
}

/** Latency, jitter and bandwidth, but never before what was sent earlier. */
function arrivalTime(
  kernel: Kernel,
  link: Link | undefined,
  to: End,
  from: NodeId,
  frame: Frame,
  kind: Packet['kind'],
  leavesAt: Micros,
): Micros {
  if (link === undefined) return leavesAt; // a node that talks to itself, or to nobody
  let at = leavesAt;
  if (link.spec.bandwidth !== null) {
    const direction = from < to.node ? 0 : 1;
    const size = kind === 'frame' ? kernel.frameSize(from, to.node, frame) : 0;
    at = Math.max(at, link.freeAt[direction]) + Math.ceil((size * 1_000_000) / link.spec.bandwidth);
    link.freeAt[direction] = at;
  }
  at += link.spec.latency;
  if (link.spec.jitterMax > 0) at += randomBelow(link.rng, link.spec.jitterMax + 1);
  return Math.max(at, to.incoming.at(-1)?.arrivesAt ?? 0);
}

/** Whether an arrival event still means the packet at the head of the line. */
export function arrivalIsDue(kernel: Kernel, id: ConnId, side: Side, token: number): boolean {
  return kernel.world.conns.get(id)?.ends[side].incoming[0]?.token === token;
}

/** A packet reaches the host of its receiver. */
export function arrive(kernel: Kernel, id: ConnId, side: Side): void {
  const conn = present(kernel.world.conns.get(id), 'an arrival has its connection');
  const end = conn.ends[side];
  const node = present(kernel.world.nodes.get(end.node), 'an end has its node');
  if (node.status === 'powerCut') return holdForSilence(kernel, conn, side);
  const packet = present(end.incoming.shift(), 'an arrival has its packet');
  if (packet.kind === 'syn') accept(kernel, conn, node, packet);
  else if (!lives(node, end)) drop(kernel, conn, side, packet, 'its receiver is gone');
  else if (end.phase === 'closed') drop(kernel, conn, side, packet, 'its receiver had closed the connection');
  else receive(kernel, conn, side, node, packet);
  forgetIfOver(kernel, conn);
}

function receive(kernel: Kernel, conn: Conn, side: Side, node: Node, packet: Packet): void {
  const end = conn.ends[side];
  const peer = conn.ends[other(side)].node;
  if (packet.kind === 'frame') {
    const noted = kernel.note(
      node.id,
      {
        kind: 'net.arrived',
        conn: conn.id,
        from: peer,
        sent: packet.sent,
        frame: packet.frame,
      },
      packet.sent,
    );
    kernel.stimulate(node, { kind: 'frame', conn: conn.id, frame: packet.frame }, noted, packet.sent);
  } else if (packet.kind === 'accept') {
    end.phase = 'open';
    const noted = kernel.note(node.id, { kind: 'net.opened', conn: conn.id, peer, accepted: false }, packet.sent);
    kernel.stimulate(node, { kind: 'opened', conn: conn.id, peer, accepted: false }, noted, 0);
  } else {
    const reason = present(CLOSE_REASON[packet.kind], 'the packet ends a connection');
    end.phase = 'closed';
    const noted = kernel.note(node.id, { kind: 'net.closed', conn: conn.id, peer, reason }, packet.sent);
    kernel.stimulate(node, { kind: 'closed', conn: conn.id, reason }, noted, 0);
  }
}

/** The first packet of a connection reaches a host that has power: a listening process takes it, else it is refused. */
function accept(kernel: Kernel, conn: Conn, node: Node, packet: Packet): void {
  const [caller, end] = conn.ends;
  if (node.status !== 'up' || !kernel.listens(node)) {
    end.phase = 'closed';
    transmit(kernel, conn, 0, 'refuse', null, packet.sent, kernel.world.now);
    return;
  }
  end.incarnation = node.incarnation;
  end.phase = 'open';
  const noted = kernel.note(
    node.id,
    { kind: 'net.opened', conn: conn.id, peer: caller.node, accepted: true },
    packet.sent,
  );
  transmit(kernel, conn, 0, 'accept', null, noted, kernel.world.now);
  kernel.stimulate(node, { kind: 'opened', conn: conn.id, peer: caller.node, accepted: true }, noted, 0);
}

/** A packet nobody will read. A frame into a connection that is gone makes the host answer with a reset. */
function drop(kernel: Kernel, conn: Conn, side: Side, packet: Packet, why: string): void {
  if (packet.kind === 'frame') noteDropped(kernel, conn, side, packet, why, packet.sent);
  const peer = conn.ends[other(side)];
  conn.ends[side].phase = 'closed';
  const endsAlready = peer.incoming.some((waiting) => waiting.kind === 'reset' || waiting.kind === 'fin');
  if (packet.kind === 'frame' && peer.phase !== 'closed' && !endsAlready) {
    transmit(kernel, conn, other(side), 'reset', null, packet.sent, kernel.world.now);
  }
}

function noteDropped(kernel: Kernel, conn: Conn, side: Side, packet: Packet, why: string, cause: Seq): void {
  kernel.note(
    conn.ends[other(side)].node,
    {
      kind: 'net.dropped',
      conn: conn.id,
      to: conn.ends[side].node,
      sent: packet.sent,
      frame: packet.frame,
      why,
    },
    cause,
  );
}

/** No power, no answer: TCP goes on sending, so the line stands still until the host is back. */
function holdForSilence(kernel: Kernel, conn: Conn, side: Side): void {
  hold(kernel, conn, side, 0);
}

/** Holds the packets of a line, from the one at `index` on. */
function hold(kernel: Kernel, conn: Conn, side: Side, cause: Seq, index = 0): void {
  const end = conn.ends[side];
  end.incoming = end.incoming.map((packet, i) => {
    if (i < index || packet.arrivesAt === null) return packet;
    noteRescheduled(kernel, conn, side, packet, null, cause === 0 ? packet.sent : cause);
    return { ...packet, token: ++kernel.world.order, arrivesAt: null };
  });
}

function noteRescheduled(
  kernel: Kernel,
  conn: Conn,
  side: Side,
  packet: Packet,
  arrivesAt: Micros | null,
  cause: Seq,
): void {
  if (packet.kind !== 'frame') return;
  const sender = conn.ends[other(side)].node;
  kernel.note(sender, { kind: 'net.rescheduled', conn: conn.id, sent: packet.sent, arrivesAt }, cause);
}

/** Lets what was held go on, in order, from now, up to the first that somebody holds by hand. */
function release(kernel: Kernel, conn: Conn, side: Side, cause: Seq): void {
  const end = conn.ends[side];
  const link = kernel.world.links.get(conn.link);
  const waiting = end.incoming;
  end.incoming = [];
  let stuck = false;
  for (const packet of waiting) {
    stuck ||= packet.byHand;
    if (stuck || packet.arrivesAt !== null) {
      end.incoming.push(packet);
      continue;
    }
    const leavesAt = Math.max(packet.leavesAt, kernel.world.now);
    const arrivesAt = arrivalTime(kernel, link, end, conn.ends[other(side)].node, packet.frame, packet.kind, leavesAt);
    noteRescheduled(kernel, conn, side, packet, arrivesAt, cause);
    const token = ++kernel.world.order;
    end.incoming.push({ ...packet, token, arrivesAt });
    schedule(kernel, conn.id, side, token, arrivesAt);
  }
}

/** Holds, or lets go, all that is under way between two nodes. */
export function setParted(kernel: Kernel, between: readonly [NodeId, NodeId], parted: boolean, cause: Seq): void {
  const name = linkName(between[0], between[1]);
  const link = present(kernel.world.links.get(name), 'a partition has its link');
  link.parted = parted;
  for (const conn of kernel.world.conns.values()) {
    if (conn.link !== name) continue;
    for (const side of [0, 1] as const) {
      if (parted) hold(kernel, conn, side, cause);
      else if (kernel.world.nodes.get(conn.ends[side].node)?.status !== 'powerCut') release(kernel, conn, side, cause);
    }
  }
}

/** The sockets of a node that stopped. A kill resets its peers, an exit closes in order; without power there is only silence. */
export function cutSockets(kernel: Kernel, node: Node, how: StopKind, cause: Seq): void {
  for (const conn of kernel.world.conns.values()) {
    for (const side of [0, 1] as const) {
      const end = conn.ends[side];
      if (end.node !== node.id || end.incarnation !== node.incarnation) continue;
      // A process that ends by itself has written all that it wanted to say.
      const cutShort = how !== 'exit' && unsend(kernel, conn, other(side), cause);
      if (how === 'powerCut' || (end.phase === 'closed' && !cutShort)) continue;
      end.phase = 'closed';
      if (conn.ends[other(side)].phase !== 'closed')
        transmit(kernel, conn, other(side), how === 'exit' ? 'fin' : 'reset', null, cause, kernel.world.now);
    }
    forgetIfOver(kernel, conn);
  }
}

/** What a busy process had decided to send but had not yet written dies with it. True when there was any. */
function unsend(kernel: Kernel, conn: Conn, to: Side, cause: Seq): boolean {
  const end = conn.ends[to];
  const left = end.incoming.filter((packet) => packet.leavesAt <= kernel.world.now);
  if (left.length === end.incoming.length) return false;
  for (const packet of end.incoming) {
    if (packet.leavesAt > kernel.world.now && packet.kind === 'frame')
      noteDropped(kernel, conn, to, packet, 'its sender stopped before it was sent', cause);
  }
  end.incoming = left;
  return true;
}

/** A host has power again: what its peers kept sending to old connections is answered with a reset. */
export function answerOldConnections(kernel: Kernel, node: Node, cause: Seq): void {
  for (const conn of kernel.world.conns.values()) {
    for (const side of [0, 1] as const) {
      const end = conn.ends[side];
      if (end.node !== node.id || end.incoming.length === 0) continue;
      if (kernel.world.links.get(conn.link)?.parted === true) continue;
      release(kernel, conn, side, cause);
    }
  }
}

/** Finds a frame on its way by the seq of its `net.sent`. */
function findInFlight(kernel: Kernel, id: ConnId, sent: number): { conn: Conn; side: Side; index: number } | null {
  const conn = kernel.world.conns.get(id);
  if (conn === undefined) return null;
  for (const side of [0, 1] as const) {
    const index = conn.ends[side].incoming.findIndex((packet) => packet.kind === 'frame' && packet.sent === sent);
    if (index >= 0) return { conn, side, index };
  }
  return null;
}

/** Breaks the connection under a frame: it and all behind it are gone, both ends are reset. False when it is not in flight. */
export function breakUnder(kernel: Kernel, id: ConnId, sent: number, cause: Seq): boolean {
  const found = findInFlight(kernel, id, sent);
  if (found === null) return false;
  const { conn, side, index } = found;
  const lost = conn.ends[side].incoming.splice(index);
  for (const packet of lost)
    if (packet.kind === 'frame') noteDropped(kernel, conn, side, packet, 'its connection was broken', cause);
  for (const end of [0, 1] as const) {
    if (conn.ends[end].phase !== 'closed') transmit(kernel, conn, end, 'reset', null, cause, kernel.world.now);
  }
  return true;
}

/** Delays a frame and all behind it. False when it is not in flight. */
export function delay(kernel: Kernel, id: ConnId, sent: number, by: Micros, cause: Seq): boolean {
  const found = findInFlight(kernel, id, sent);
  if (found === null) return false;
  const { conn, side, index } = found;
  const end = conn.ends[side];
  end.incoming = end.incoming.map((packet, i) => {
    if (i < index || packet.arrivesAt === null) return packet;
    const arrivesAt = packet.arrivesAt + by;
    noteRescheduled(kernel, conn, side, packet, arrivesAt, cause);
    const token = ++kernel.world.order;
    schedule(kernel, conn.id, side, token, arrivesAt);
    return { ...packet, token, arrivesAt };
  });
  return true;
}

/** Linux: the least a sender waits for an acknowledgement, on top of the round trip, before it sends again (TCP_RTO_MIN). */
const RESEND_AFTER: Micros = 200_000;

/**
 * Loses the packet of a frame once. The sender's timer is up after a round trip and 200 ms, then it is sent again; what
 * came behind it waits at the receiver, for TCP hands over in order. False when it is not in flight.
 */
export function losePacket(kernel: Kernel, id: ConnId, sent: number, cause: Seq): boolean {
  const link = kernel.world.links.get(kernel.world.conns.get(id)?.link ?? '');
  return delay(kernel, id, sent, 2 * (link?.spec.latency ?? 0) + RESEND_AFTER, cause);
}

/** Holds a frame and all behind it. False when it is not in flight. */
export function holdFrame(kernel: Kernel, id: ConnId, sent: number, cause: Seq): boolean {
  const found = findInFlight(kernel, id, sent);
  if (found === null) return false;
  const { conn, side, index } = found;
  hold(kernel, conn, side, cause, index);
  markByHand(conn, side, index, true);
  return true;
}

/** Lets a frame go on that is held by hand. False when there is none. */
export function releaseFrame(kernel: Kernel, id: ConnId, sent: number, cause: Seq): boolean {
  const found = findInFlight(kernel, id, sent);
  if (found?.conn.ends[found.side].incoming[found.index]?.byHand !== true) return false;
  const { conn, side, index } = found;
  markByHand(conn, side, index, false);
  const parted = kernel.world.links.get(conn.link)?.parted === true;
  if (!parted && kernel.world.nodes.get(conn.ends[side].node)?.status !== 'powerCut')
    release(kernel, conn, side, cause);
  return true;
}

function markByHand(conn: Conn, side: Side, index: number, byHand: boolean): void {
  const end = conn.ends[side];
  end.incoming = end.incoming.map((packet, i) => (i === index ? { ...packet, byHand } : packet));
}

/** Forgets a connection that both ends have left and on which nothing travels. */
function forgetIfOver(kernel: Kernel, conn: Conn): void {
  if (isOver(kernel, conn.ends[0]) && isOver(kernel, conn.ends[1])) kernel.world.conns.delete(conn.id);
}

function isOver(kernel: Kernel, end: End): boolean {
  if (end.incoming.length > 0) return false;
  return end.phase === 'closed' || !lives(kernel.world.nodes.get(end.node), end);
}
