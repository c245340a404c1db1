import { FATE, type FateName, stateOfFate, totalOf } from './fates.ts';
import { cell } from './pages.ts';
import { type BrokerScene, COPY, type Facts, type KvScene, MESSAGE, type Scene, WRITE } from './scene.ts';
import { text } from './text.ts';
import { copyToken, messageToken, writeToken } from './tokens.ts';
import type { FateBarView, FateListView, SliceView, TokenView } from './views.ts';

/* The fate bar: where all N went, and who is behind a slice. */

/** The slices in the order in which they are read: what went well, what is under way, what went wrong. */
const SLICES: readonly (readonly [id: string, fates: readonly FateName[]])[] = [
  ['synced', ['synced']],
  ['written', ['written']],
  ['memory', ['memory']],
  ['acked', ['acked']],
  ['unacked', ['unacked']],
  ['redelivered', ['readyAgain', 'unackedAgain']],
  ['ready', ['ready']],
  ['flight', ['flight']],
  ['dead', ['dead']],
  ['expired', ['expired']],
  ['returned', ['returned']],
  ['unroutable', ['unroutable']],
  ['dropped', ['dropped']],
  ['lost', ['lost']],
];

/** The bar of a broker or a KV server; null for nodes that keep nothing. */
export function fateBarView(scene: Scene, node: string): FateBarView | null {
  const broker = scene.brokers.get(node);
  if (broker !== undefined) {
    const unit = totalOf(broker.counts) === broker.messages.rows ? 'messages' : 'copies';
    return barOf(node, broker.counts, unit, (slice) => brokerNote(broker, slice));
  }
  const server = scene.servers.get(node);
  return server === undefined ? null : barOf(node, server.counts, 'writes', (slice) => serverNote(server, slice));
}

/** How many have each fate, by name; over all brokers and servers when no node is given. Fates nobody has are 0. */
export function fatesOf(scene: Scene, node: string | null): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [id] of SLICES) sums[id] = 0;
  for (const books of [...scene.brokers.values(), ...scene.servers.values()]) {
    if (node !== null && books.node !== node) continue;
    for (const [id, fates] of SLICES) sums[id] = (sums[id] as number) + countOf(books.counts, fates);
  }
  return sums;
}

function countOf(counts: readonly number[], fates: readonly FateName[]): number {
  return fates.reduce((sum, fate) => sum + (counts[FATE[fate]] as number), 0);
}

function barOf(
  node: string,
  counts: readonly number[],
  unit: FateBarView['unit'],
  noteOf: (slice: string) => string | undefined,
): FateBarView {
  const slices: SliceView[] = [];
  for (const [id, fates] of SLICES) {
    const count = countOf(counts, fates);
    const first = fates[0] as FateName;
    if (count === 0) continue;
    slices.push({ fate: id, state: stateOfFate(FATE[first]), count, word: text.fate(first), note: noteOf(id) });
  }
  const total = totalOf(counts);
  const sum = slices.length === 0 ? '0' : `${slices.map((slice) => slice.count).join(' + ')} = ${total}`;
  return { node, asks: text.fates.asks(total, unit), unit, total, slices, sum };
}

function brokerNote(broker: BrokerScene, slice: string): string | undefined {
  if (slice === 'redelivered')
    return text.fates.again(broker.counts[FATE.readyAgain] as number, broker.counts[FATE.unackedAgain] as number);
  if (slice !== 'lost') return undefined;
  const places = [
    ...broker.consumers.filter((consumer) => consumer.ghosts.length > 0).map((consumer) => consumer.node),
    ...broker.queues.filter((queue) => queue.ghostCount > 0).map((queue) => queue.name),
  ];
  return places.length === 0 ? undefined : text.fates.at([...new Set(places)]);
}

function serverNote(server: KvScene, slice: string): string | undefined {
  if (slice !== 'lost') return undefined;
  const notes: string[] = [];
  if (server.lostAcknowledged > 0) notes.push(text.fates.acknowledged(server.lostAcknowledged));
  if (server.replication.lostReplicated > 0) notes.push(text.fates.onReplicas(server.replication.lostReplicated));
  return notes.length === 0 ? undefined : notes.join(', ');
}

/** Who has a fate, newest first. `fate` is a slice's; null when the node keeps no books or there is no such slice. */
export function fateList(scene: Scene, node: string, fate: string, facts: Facts, max = 200): FateListView | null {
  const fates = SLICES.find(([id]) => id === fate)?.[1];
  if (fates === undefined) return null;
  const codes = new Set(fates.map((name) => FATE[name] as number));
  const broker = scene.brokers.get(node);
  if (broker !== undefined)
    return { fate, count: countOf(broker.counts, fates), tokens: brokerTokens(broker, codes, max) };
  const server = scene.servers.get(node);
  if (server === undefined) return null;
  const tokens: (TokenView & { note: string })[] = [];
  for (let row = server.writes.rows - 1; row >= 0 && tokens.length < max; row--) {
    if (!codes.has(cell(server.writes, row, WRITE.fate))) continue;
    const token = writeToken(scene, facts, server, row);
    tokens.push({ ...token, note: token.command });
  }
  return { fate, count: countOf(server.counts, fates), tokens };
}

function brokerTokens(broker: BrokerScene, codes: ReadonlySet<number>, max: number): FateListView['tokens'] {
  const tokens: (TokenView & { note: string })[] = [];
  for (let row = broker.copies.rows - 1; row >= 0 && tokens.length < max; row--) {
    if (!codes.has(cell(broker.copies, row, COPY.fate))) continue;
    const queue = broker.queues[cell(broker.copies, row, COPY.queue)]?.name ?? '';
    tokens.push({ ...copyToken(broker, row), note: text.inspector.inQueue(queue) });
  }
  for (let row = broker.messages.rows - 1; row >= 0 && tokens.length < max; row--) {
    if (codes.has(cell(broker.messages, row, MESSAGE.fate)))
      tokens.push({ ...messageToken(broker, row), note: text.inspector.wire });
  }
  return tokens;
}

/** Every fate there is, by the name that conditions and lists use. */
export const SLICE_NAMES: readonly string[] = SLICES.map(([id]) => id);
