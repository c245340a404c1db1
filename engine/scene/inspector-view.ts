import { FATE_NAMES, MESSAGE_FLAG, stateOfFate } from './fates.ts';
import { carriedBy, endOf } from './frame-carries.ts';
import { namesOf, type Subject, subjectOf } from './names.ts';
import { cell } from './pages.ts';
import {
  type BrokerScene,
  COPY,
  type Fact,
  type FactOf,
  type Facts,
  factAs,
  type KvScene,
  MESSAGE,
  type QueueScene,
  type Scene,
  WRITE,
} from './scene.ts';
import { text } from './text.ts';
import { bornSentence, frameLabel, lifeSentence, sentence } from './text-facts.ts';
import { commandLine, shown } from './text-values.ts';
import { copyToken, executedFact, messageToken, writeToken } from './tokens.ts';
import type { InspectorView, LifeEntryView, State } from './views.ts';
import { questionsOf } from './why.ts';
import { copyLife, messageLife, publisherName } from './why-broker.ts';
import { writeOfKey } from './why-kv.ts';

/* The inspector: what a thing is, its life entry by entry, and what can be asked about it. */

const LIFE_MAX = 100;

/** Null when the id points at nothing in this scene. */
export function inspectorView(scene: Scene, facts: Facts, id: string): InspectorView | null {
  const asked = subjectOf(scene, id);
  if (asked === null) return null;
  const frame = frameOf(scene, facts, asked);
  // Whoever points at a frame means what it carries.
  const carried = asked.kind === 'fact' && frame !== null ? carriedBy(scene, facts, frame) : null;
  const meant = carried ?? id;
  const subject = subjectOf(scene, meant) ?? asked;
  const view = viewOf(scene, facts, subject);
  if (view === null) return null;
  return { ...view, id: meant, frame: frame?.seq ?? null, questions: questionsOf(scene, facts, meant) };
}

/** The frame that a fact is about, or that brought a message to its broker. */
function frameOf(scene: Scene, facts: Facts, subject: Subject): FactOf<'net.sent'> | null {
  switch (subject.kind) {
    case 'fact': {
      const fact = facts(subject.seq);
      const end = factAs(fact, 'net.arrived') ?? factAs(fact, 'net.dropped');
      return factAs(end === null ? fact : facts(end.body.sent), 'net.sent');
    }
    case 'message':
    case 'copy': {
      const broker = scene.brokers.get(subject.node) as BrokerScene;
      const row = subject.kind === 'message' ? subject.row : cell(broker.copies, subject.row, COPY.message);
      return factAs(facts(cell(broker.messages, row, MESSAGE.sent)), 'net.sent');
    }
    default:
      return null;
  }
}

type Bare = Omit<InspectorView, 'id' | 'questions' | 'frame'>;

function viewOf(scene: Scene, facts: Facts, subject: Subject): Bare | null {
  switch (subject.kind) {
    case 'copy':
      return copyInspector(scene, facts, scene.brokers.get(subject.node) as BrokerScene, subject.row);
    case 'message':
      return messageInspector(scene, facts, scene.brokers.get(subject.node) as BrokerScene, subject.row);
    case 'write':
      return writeInspector(scene, facts, scene.servers.get(subject.node) as KvScene, subject.row);
    case 'key':
      return keyInspector(scene, facts, scene.servers.get(subject.node) as KvScene, subject.db, subject.key);
    case 'fact':
      return factInspector(scene, facts, subject.seq);
  }
}

/* --- lives --- */

/** The state that a fact put its thing into. */
const STATE_AFTER: Readonly<Record<string, State | undefined>> = {
  'net.sent': 'flight',
  'broker.enqueued': 'ready',
  'broker.delivered': 'unacked',
  'broker.acked': 'acked',
  'broker.requeued': 'redelivered',
  'broker.recovered': 'redelivered',
  'broker.confirmed': 'confirmed',
  'broker.deadLettered': 'dead',
  'broker.expired': 'expired',
  'broker.dropped': 'dropped',
  'broker.returned': 'returned',
  'broker.unroutable': 'dropped',
  'broker.lost': 'lost',
  'broker.started': 'lost',
  'node.stopped': 'lost',
  'net.dropped': 'lost',
  'disk.erased': 'lost',
  'kv.loaded': 'lost',
  'client.processed': 'acked',
  'disk.synced': 'confirmed',
  'disk.appended': 'acked',
  'kv.saveFinished': 'confirmed',
};

function lifeEntries(scene: Scene, facts: Facts, seqs: readonly number[], names = namesOf(scene)): LifeEntryView[] {
  const entries: LifeEntryView[] = [];
  for (const seq of seqs.slice(-LIFE_MAX)) {
    const fact = facts(seq);
    if (fact === null) continue;
    entries.push({ at: fact.at, step: fact.step, seq, state: stateAfter(fact), says: sentence(fact, names) });
  }
  return entries;
}

/** The life of a message: which binding brought it where is told with the queue. */
function messageEntries(scene: Scene, facts: Facts, seqs: readonly number[]): LifeEntryView[] {
  const names = namesOf(scene);
  const entries: LifeEntryView[] = [];
  const matched = new Map<string, string>();
  for (const seq of seqs.slice(-LIFE_MAX)) {
    const fact = facts(seq);
    if (fact === null) continue;
    for (const binding of factAs(fact, 'broker.routed')?.body.matched ?? [])
      matched.set(binding.destination, binding.key);
    const born = entries.length === 0 ? factAs(fact, 'broker.published') : null;
    const says = born === null ? lifeSentence(fact, names) : bornSentence(born, names);
    if (says === null) continue;
    const key = matched.get(factAs(fact, 'broker.enqueued')?.body.queue ?? '') ?? '';
    const by = key === '' ? says : `${says} ${text.inspector.by} ${shown(key)}`;
    entries.push({ at: fact.at, step: fact.step, seq, state: stateAfter(fact), says: by });
  }
  return entries;
}

function stateAfter(fact: Fact): State | null {
  if (factAs(fact, 'broker.delivered')?.body.redelivered === true) return 'redelivered';
  return STATE_AFTER[fact.body.kind] ?? null;
}

/* --- messages --- */

const yesNo = (value: boolean): string => (value ? text.inspector.yes : text.inspector.no);

function messageTraits(scene: Scene, facts: Facts, broker: BrokerScene, row: number): [string, string][] {
  const { traits } = text.inspector;
  const at = (column: number): number => cell(broker.messages, row, column);
  const flags = at(MESSAGE.flags);
  const published = factAs(facts(at(MESSAGE.published)), 'broker.published');
  const rows: [string, string][] = [];
  if (published !== null) {
    rows.push([traits.exchange, published.body.exchange === '' ? '""' : shown(published.body.exchange)]);
    rows.push([traits.key, shown(published.body.key)]);
    rows.push([traits.persistent, yesNo((flags & MESSAGE_FLAG.persistent) !== 0)]);
    rows.push([traits.size, text.inspector.size(published.body.size)]);
  }
  const wanted = (flags & MESSAGE_FLAG.confirmWanted) !== 0;
  if (wanted) rows.push([traits.confirmed, yesNo(at(MESSAGE.confirmed) !== 0)]);
  const publisher = publisherName({ scene, facts }, broker, row);
  if (publisher !== '') rows.unshift([traits.client, publisher]);
  return rows;
}

function copyInspector(scene: Scene, facts: Facts, broker: BrokerScene, row: number): Bare {
  const queue = broker.queues[cell(broker.copies, row, COPY.queue)] as QueueScene;
  const token = copyToken(broker, row);
  const { traits } = text.inspector;
  const own: [string, string][] = [
    [traits.fate, text.fate(FATE_NAMES[cell(broker.copies, row, COPY.fate)] ?? 'none')],
    [traits.queue, shown(queue.name)],
    [traits.durable, yesNo(queue.durable)],
    [traits.deliveries, String(cell(broker.copies, row, COPY.deliveries))],
  ];
  return {
    title: text.inspector.message(token.name),
    subtitle: text.inspector.inQueue(shown(queue.name)),
    token,
    traits: [...own, ...messageTraits(scene, facts, broker, cell(broker.copies, row, COPY.message))],
    life: messageEntries(scene, facts, copyLife(broker, row)),
  };
}

function messageInspector(scene: Scene, facts: Facts, broker: BrokerScene, row: number): Bare {
  const first = cell(broker.messages, row, MESSAGE.copies);
  if (first !== 0 && cell(broker.messages, row, MESSAGE.copyCount) === 1)
    return copyInspector(scene, facts, broker, first - 1);
  const token = messageToken(broker, row);
  return {
    title: text.inspector.message(token.name),
    subtitle: text.fate(FATE_NAMES[cell(broker.messages, row, MESSAGE.fate)] ?? 'none'),
    token,
    traits: messageTraits(scene, facts, broker, row),
    life: messageEntries(scene, facts, messageLife(broker, row)),
  };
}

/* --- writes and keys --- */

function writeInspector(scene: Scene, facts: Facts, server: KvScene, row: number): Bare {
  const at = (column: number): number => cell(server.writes, row, column);
  const token = writeToken(scene, facts, server, row);
  const { traits } = text.inspector;
  const file = server.files[at(WRITE.file) - 1];
  const rows: [string, string][] = [
    [traits.fate, text.fate(FATE_NAMES[at(WRITE.fate)] ?? 'none')],
    [traits.client, scene.spec.nodes[at(WRITE.client) - 1]?.id ?? text.broker.someone],
    [traits.acknowledged, yesNo(at(WRITE.replied) !== 0)],
  ];
  if (file !== undefined) rows.push([traits.bytes, `${at(WRITE.from)}–${at(WRITE.to)} ${file.name}`]);
  return {
    title: text.inspector.write(token.name),
    subtitle: token.command,
    token,
    traits: rows,
    life: writeEntries(scene, facts, server, row),
  };
}

/** Redis numbers its clients anew with each start: whose write it was is read from the books. */
function writeEntries(scene: Scene, facts: Facts, server: KvScene, row: number): LifeEntryView[] {
  const client = scene.spec.nodes[cell(server.writes, row, WRITE.client) - 1]?.id ?? text.broker.someone;
  return lifeEntries(scene, facts, writeLife(server, row), { ...namesOf(scene), kvClient: () => client });
}

function writeLife(server: KvScene, row: number): number[] {
  const columns = [WRITE.executed, WRITE.propagated, WRITE.replied, WRITE.appended, WRITE.synced, WRITE.lost];
  return columns
    .map((column) => cell(server.writes, row, column))
    .filter((seq) => seq !== 0)
    .sort((a, b) => a - b);
}

function keyInspector(scene: Scene, facts: Facts, server: KvScene, db: number, key: string): Bare {
  const row = writeOfKey({ scene, facts }, server, db, key);
  const token = row < 0 ? null : writeToken(scene, facts, server, row);
  const fact = row < 0 ? null : executedFact(facts, server, row);
  return {
    title: text.inspector.key(shown(key)),
    subtitle: fact === null ? '' : commandLine(fact.body.argv, fact.body.argc),
    token: token === null ? null : { ...token, state: stateOfFate(cell(server.writes, row, WRITE.fate)) },
    traits: [],
    life: row < 0 ? [] : writeEntries(scene, facts, server, row),
  };
}

function factInspector(scene: Scene, facts: Facts, seq: number): Bare | null {
  const fact = facts(seq);
  if (fact === null) return null;
  const end = factAs(fact, 'net.arrived') ?? factAs(fact, 'net.dropped');
  const sent = factAs(end === null ? fact : facts(end.body.sent), 'net.sent');
  if (sent !== null) return frameInspector(scene, facts, sent);
  return {
    title: text.inspector.fact(seq),
    subtitle: sentence(fact, namesOf(scene)),
    token: null,
    traits: [],
    life: lifeEntries(scene, facts, [seq]),
  };
}

/** A frame that carries nothing with a life of its own: a handshake, a heartbeat, a question, an answer. */
function frameInspector(scene: Scene, facts: Facts, sent: FactOf<'net.sent'>): Bare {
  const { body, seq } = sent;
  const ends = [endOf(facts, seq, 'net.arrived'), endOf(facts, seq, 'net.dropped')].filter((end) => end !== 0);
  return {
    title: frameLabel(body.frame, scene.servers.has(sent.node)),
    subtitle: text.inspector.way(sent.node, body.to),
    token: null,
    traits: [[text.inspector.traits.connection, String(body.conn)]],
    life: lifeEntries(scene, facts, [seq, ...ends]),
  };
}
