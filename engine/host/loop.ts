import { text } from '../scene/text.ts';
import { frameLabel } from '../scene/text-facts.ts';
import { commandLine, cut } from '../scene/text-values.ts';
import { clientGroup } from '../scene/tokens.ts';
import type { Group, LoopItemView, LoopView } from '../scene/views.ts';
import type { Micros, NodeId, Stimulus } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { Node, Pending } from '../sim/world.ts';
import type { LabScene } from './lab-scene.ts';

/** Of those that wait, so many are told; the rest is counted. */
const WAITING_MAX = 40;

/** What a server's one thread is doing at a time, and what waits for it. Null when there is no such server, or it is down. */
export function loopOf(simulation: Simulation<LabScene>, id: NodeId, now: Micros): LoopView | null {
  const node = simulation.world.nodes.get(id);
  const server = simulation.folded.scene.servers.get(id);
  if (node === undefined || server === undefined || node.status !== 'up') return null;
  return {
    now,
    running: node.busyUntil > now ? runningOf(simulation, node, now) : null,
    waiting: node.inbox.slice(0, WAITING_MAX).map((pending, i) => itemOf(simulation, id, pending, i)),
    waitingCount: node.inbox.length,
  };
}

/** The command that took longest of those that run in one turn: a transaction is told by what it spends its time on. */
function runningOf(simulation: Simulation<LabScene>, { id, busyUntil }: Node, now: Micros): LoopView['running'] {
  const commands = simulation.folded.scene.servers.get(id)?.commands ?? [];
  const at = commands.at(-1)?.fact.at ?? 0;
  const turn = commands.filter(({ fact }) => fact.at === at);
  const longest = turn.reduce<(typeof turn)[number] | null>(
    (best, one) => (best === null || one.fact.body.took > best.fact.body.took ? one : best),
    null,
  );
  const took = turn.reduce((sum, { fact }) => sum + fact.body.took, 0);
  if (longest === null || at + took <= now)
    return { says: text.kv.loop.files, client: '', group: 6, from: now, to: busyUntil, scanned: 0 };
  const { body } = longest.fact;
  return {
    says: cut(commandLine(body.argv, body.argc)),
    client: longest.client,
    group: groupOf(simulation, id, longest.client),
    from: at,
    to: busyUntil,
    scanned: body.scanned,
  };
}

function itemOf(simulation: Simulation<LabScene>, id: NodeId, pending: Pending, place: number): LoopItemView {
  const { stimulus, cause, sent } = pending;
  const client = 'conn' in stimulus ? peerOf(simulation, id, stimulus.conn) : '';
  return {
    id: `${sent === 0 ? cause : sent} ${place}`,
    says: saysOf(stimulus),
    client,
    group: groupOf(simulation, id, client),
    since: simulation.fact(cause)?.at ?? simulation.now,
  };
}

function saysOf(stimulus: Stimulus): string {
  const words = text.kv.loop;
  switch (stimulus.kind) {
    case 'frame':
      return frameLabel(stimulus.frame, false);
    case 'opened':
      return words.opened;
    case 'closed':
      return words.closed;
    case 'timer':
      return words.timer(stimulus.name);
    case 'synced':
    case 'replaced':
      return words.disk;
    case 'command':
      return cut(stimulus.line);
    case 'configure':
      return words.configured;
  }
}

const peerOf = (simulation: Simulation<LabScene>, id: NodeId, conn: number): NodeId =>
  simulation.world.conns.get(conn)?.ends.find((end) => end.node !== id)?.node ?? '';

function groupOf(simulation: Simulation<LabScene>, id: NodeId, client: NodeId): Group {
  const { scene } = simulation.folded;
  const server = scene.servers.get(id);
  if (server === undefined) return 6;
  return clientGroup(scene, server, scene.spec.nodes.findIndex((spec) => spec.id === client) + 1);
}
