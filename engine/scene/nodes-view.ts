import type { NodeScene, Scene } from './scene.ts';
import { text } from './text.ts';
import { frameLabel } from './text-facts.ts';
import { flightToken } from './tokens.ts';
import type { FrameView, LinkView, NodeCondition, NodeKind, NodesView, NodeView } from './views.ts';
import { isWorthDrawing } from './worth.ts';

/* Nodes, links and the frames between them. */

export function nodesView(scene: Scene): NodesView {
  return { nodes: [...scene.nodes.values()].map((node) => nodeView(scene, node)), links: linksOf(scene) };
}

function nodeView(scene: Scene, node: NodeScene): NodeView {
  const client = scene.clients.get(node.id);
  let connections = 0;
  for (const conn of scene.conns.values())
    if (conn.phase === 'open' && (conn.from === node.id || conn.to === node.id)) connections++;
  return {
    id: node.id,
    kind: kindOf(scene, node),
    machine: node.machine,
    condition: conditionOf(node),
    note: noteOf(scene, node),
    incarnation: node.incarnation,
    busyUntil: node.busyUntil > scene.at ? node.busyUntil : null,
    connections,
    work:
      client === undefined
        ? null
        : { sent: client.sent, received: client.received, processed: client.processed, acked: client.acked },
    says: client?.says ?? '',
  };
}

/** By what it has been seen to do; before that by the name of its machine. */
export function kindOf(scene: Scene, node: NodeScene): NodeKind {
  if (scene.servers.has(node.id)) return 'server';
  if (scene.brokers.has(node.id)) return 'broker';
  if (node.machine.includes('publisher')) return 'publisher';
  if (node.machine.includes('consumer')) return 'consumer';
  const hinted = ['kv', 'redis'].includes(node.machine) ? 'server' : node.machine === 'broker' ? 'broker' : null;
  return hinted ?? 'client';
}

function conditionOf(node: NodeScene): NodeCondition {
  switch (node.status) {
    case 'up':
      return { kind: 'up', sinceAt: node.sinceAt };
    case 'kill':
      return { kind: 'killed', at: node.sinceAt };
    case 'powerCut':
      return { kind: 'powerCut', at: node.sinceAt };
    case 'exit':
      return { kind: 'exited', at: node.sinceAt };
    default:
      return { kind: 'absent' };
  }
}

function noteOf(scene: Scene, node: NodeScene): string {
  if (node.status === 'never') return text.nodes.never;
  if (node.status === 'up') return text.nodes.up(node.sinceAt, scene.at);
  return text.nodes.stopped(node.status, node.sinceAt);
}

const LINKS_MAX = 2000;

/** Links that carry a connection or are parted. */
function linksOf(scene: Scene): LinkView[] {
  const links = new Map<string, { between: readonly [string, string]; parted: boolean; conns: number; held: number }>();
  const linkOf = (a: string, b: string): { conns: number; held: number } => {
    const between: readonly [string, string] = a < b ? [a, b] : [b, a];
    const name = between.join('|');
    const link = links.get(name) ?? { between, parted: scene.parted.has(name), conns: 0, held: 0 };
    if (links.size < LINKS_MAX) links.set(name, link);
    return link;
  };
  for (const between of scene.parted.values()) linkOf(between[0], between[1]);
  for (const conn of scene.conns.values()) if (conn.phase === 'open') linkOf(conn.from, conn.to).conns++;
  for (const flight of scene.flights.values())
    if (flight.arrivesAt === null) linkOf(flight.sent.node, flight.sent.body.to).held++;
  return [...links.values()].map(({ between, parted, conns, held }) => ({ between, parted, connections: conns, held }));
}

const FRAMES_MAX = 600;

/** The frames on their way from and to a node, or all of them; handshakes and heartbeats left out. */
export function frameViews(scene: Scene, node: string | null, max = FRAMES_MAX): FrameView[] {
  const views: FrameView[] = [];
  for (const [seq, flight] of scene.flights) {
    if (views.length >= max) break;
    const { body, node: from } = flight.sent;
    if (node !== null && from !== node && body.to !== node) continue;
    if (!isWorthDrawing(body.frame)) continue;
    views.push({
      sent: seq,
      conn: body.conn,
      from,
      to: body.to,
      sentAt: body.leavesAt,
      arrivesAt: flight.arrivesAt,
      label: frameLabel(body.frame, scene.servers.has(from)),
      token: flightToken(scene, flight),
    });
  }
  return views;
}
