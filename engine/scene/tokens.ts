import { stateOfFate } from './fates.ts';
import { copyId, copyName, messageId, writeId } from './names.ts';
import { cell } from './pages.ts';
import {
  type BrokerScene,
  COPY,
  type FactOf,
  type Facts,
  type FlightScene,
  factAs,
  type KvScene,
  MESSAGE,
  type Scene,
  WRITE,
} from './scene.ts';
import { commandLine } from './text-values.ts';
import type { Group, TokenView, WriteView } from './views.ts';

/* Messages, copies and writes as the tokens of a picture. */

const LEVELS = ['memory', 'written', 'synced'] as const;

/** Groups 1 to 5 are named, whatever else there is has 6. */
export function groupNumber(group: number): Group {
  return group >= 1 && group <= 5 ? (group as Group) : 6;
}

export function messageToken(broker: BrokerScene, row: number): TokenView {
  return {
    id: messageId(broker.node, row),
    name: String(row + 1),
    state: stateOfFate(cell(broker.messages, row, MESSAGE.fate)),
    group: groupNumber(cell(broker.messages, row, MESSAGE.group)),
  };
}

export function copyToken(broker: BrokerScene, row: number): TokenView {
  return {
    id: copyId(broker.node, row),
    name: copyName(broker, row),
    state: stateOfFate(cell(broker.copies, row, COPY.fate)),
    group: groupNumber(cell(broker.messages, cell(broker.copies, row, COPY.message), MESSAGE.group)),
    level: LEVELS[cell(broker.copies, row, COPY.level)],
  };
}

/** The colour of a client: by its place among the nodes that have written here. */
export function clientGroup(scene: Scene, server: KvScene, index: number): Group {
  if (index === 0) return 6;
  const writers = writersOf(scene, server);
  const place = writers.indexOf(scene.spec.nodes[index - 1]?.id ?? '');
  return groupNumber(place + 1);
}

/** The nodes that talk or talked to a server, in the order of the spec: the first five have colours. */
export function writersOf(scene: Scene, server: KvScene): string[] {
  const talked = new Set<string>();
  for (const client of server.clients.values()) talked.add(client.node);
  for (const conn of scene.conns.values()) if (conn.to === server.node) talked.add(conn.from);
  const servers = new Set(scene.servers.keys());
  return scene.spec.nodes
    .map((node) => node.id)
    .filter((id) => !servers.has(id) && !scene.brokers.has(id) && (talked.has(id) || scene.clients.has(id)));
}

export function executedFact(facts: Facts, server: KvScene, row: number): FactOf<'kv.executed'> | null {
  const seq = cell(server.writes, row, WRITE.executed);
  const recent = server.commands.find(({ fact }) => fact.seq === seq)?.fact;
  if (recent !== undefined) return recent;
  return factAs(facts(seq), 'kv.executed');
}

export function writeToken(scene: Scene, facts: Facts, server: KvScene, row: number): WriteView {
  const fact = executedFact(facts, server, row);
  return {
    id: writeId(server.node, row),
    name: String(row + 1),
    state: stateOfFate(cell(server.writes, row, WRITE.fate)),
    group: clientGroup(scene, server, cell(server.writes, row, WRITE.client)),
    command: fact === null ? '' : commandLine(fact.body.argv, fact.body.argc),
  };
}

/** What a frame on its way carries from or to a broker; null when it is no message. */
export function flightToken(scene: Scene, flight: FlightScene): TokenView | null {
  const broker = scene.brokers.get(flight.message !== 0 ? flight.sent.body.to : flight.sent.node);
  if (broker === undefined) return null;
  if (flight.message !== 0) return messageToken(broker, flight.message - 1);
  return flight.copy === 0 ? null : copyToken(broker, flight.copy - 1);
}
