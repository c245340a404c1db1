import { fieldOf, methodOf } from './frames.ts';
import { copyRow, messageRow, messageSent } from './ledger.ts';
import { copyId, messageId, writeId } from './names.ts';
import { cell } from './pages.ts';
import { type BrokerScene, type FactOf, type Facts, factAs, type Scene, WRITE } from './scene.ts';

/*
 * What a frame carries, for whoever clicks on it: the message that is published, delivered or answered for, or the
 * write that a command was. Read from the facts beside it, so that it is known long after the frame has arrived.
 */

/** Facts of a step that are looked through for what a frame is about. */
const STEP_MAX = 600;
const CAUSES_MAX = 6;
const ROWS_MAX = 200_000;

/** The id of the message, copy or write; null where it is about none. */
export function carriedBy(scene: Scene, facts: Facts, sent: FactOf<'net.sent'>): string | null {
  const flight = scene.flights.get(sent.seq);
  const { frame, to } = sent.body;
  const method = methodOf(frame);
  if (method === 'basic.publish') {
    const broker = scene.brokers.get(to);
    if (broker === undefined) return null;
    const row = flight === undefined ? messageSent(broker, sent.seq) : flight.message - 1;
    return row < 0 ? null : messageId(to, row);
  }
  const broker = scene.brokers.get(sent.node) ?? scene.brokers.get(to);
  if (broker !== undefined && flight !== undefined && flight.copy > 0) return copyId(broker.node, flight.copy - 1);
  if (broker !== undefined) return settled(broker, facts, sent, method);
  return writeOf(scene, facts, sent);
}

function rowWith(table: BrokerScene['messages'], column: number, seq: number): number {
  for (let row = table.rows - 1; row >= Math.max(0, table.rows - ROWS_MAX); row--)
    if (cell(table, row, column) === seq) return row;
  return -1;
}

/** What a delivery brings, and what an answer to one is about: told by the facts of the step of sending or arriving. */
function settled(broker: BrokerScene, facts: Facts, sent: FactOf<'net.sent'>, method: string): string | null {
  const fromBroker = sent.node === broker.node;
  const tag = Number(fieldOf(sent.body.frame, 'deliveryTag'));
  const at = fromBroker ? sent.seq : arrivalOf(facts, sent.seq);
  if (at === 0) return null;
  for (const fact of sameStep(facts, at)) {
    const copy = factAs(fact, 'broker.delivered') ?? factAs(fact, 'broker.acked') ?? factAs(fact, 'broker.rejected');
    if (copy !== null && isAbout(copy, sent, tag)) {
      const message = messageRow(broker, copy.body.message);
      const queue = broker.topology.queueAt.get(`${copy.body.vhost}\n${copy.body.queue}`) ?? -1;
      const row = message < 0 ? -1 : copyRow(broker, message, queue);
      return row < 0 ? null : copyId(broker.node, row);
    }
    const confirmed = fromBroker && method !== 'basic.deliver' ? factAs(fact, 'broker.confirmed') : null;
    const [first] = confirmed?.body.messages[0] ?? [];
    const row = first === undefined ? -1 : messageRow(broker, first);
    if (row >= 0) return messageId(broker.node, row);
  }
  return null;
}

function isAbout(
  fact: FactOf<'broker.delivered' | 'broker.acked' | 'broker.rejected'>,
  sent: FactOf<'net.sent'>,
  tag: number,
): boolean {
  if (fact.body.conn !== sent.body.conn || fact.body.tag !== tag) return false;
  return (fact.body.kind === 'broker.delivered') === methodOf(sent.body.frame).startsWith('basic.deliver');
}

/** Facts noted in the same step, those before first. */
function* sameStep(facts: Facts, seq: number): Generator<NonNullable<ReturnType<Facts>>> {
  const step = facts(seq)?.step;
  for (const way of [-1, 1]) {
    for (let i = 1; i <= STEP_MAX; i++) {
      const fact = facts(seq + way * i);
      if (fact === null || fact.step !== step) break;
      yield fact;
    }
  }
}

/** How far behind its sending an arrival is looked for. */
const ARRIVAL_MAX = 20_000;

/** The fact by which a frame arrived; 0 when it has not. */
export function arrivalOf(facts: Facts, sent: number): number {
  return endOf(facts, sent, 'net.arrived');
}

/** The first fact of that kind about a frame, at most ARRIVAL_MAX facts behind its sending; 0 when there is none. */
export function endOf(facts: Facts, sent: number, kind: 'net.arrived' | 'net.dropped'): number {
  for (let seq = sent + 1; seq <= sent + ARRIVAL_MAX; seq++) {
    const fact = facts(seq);
    if (fact === null) return 0;
    if (factAs(fact, kind)?.body.sent === sent) return seq;
  }
  return 0;
}

/** A command that wrote, or the answer to it. */
function writeOf(scene: Scene, facts: Facts, sent: FactOf<'net.sent'>): string | null {
  const server = scene.servers.get(sent.node) ?? scene.servers.get(sent.body.to);
  if (server === undefined) return null;
  const executed =
    server.node === sent.node
      ? causeThat(facts, sent.cause, 'kv.executed')
      : effectOf(facts, arrivalOf(facts, sent.seq));
  if (executed === 0) return null;
  const row = rowWith(server.writes, WRITE.executed, executed);
  return row < 0 ? null : writeId(server.node, row);
}

function causeThat(facts: Facts, from: number | null, kind: 'kv.executed'): number {
  let seq = from;
  for (let i = 0; i < CAUSES_MAX && seq !== null; i++) {
    const fact = facts(seq);
    if (fact === null || fact.body.kind === kind) return fact?.seq ?? 0;
    seq = fact.cause;
  }
  return 0;
}

/** What ran because a command arrived. */
function effectOf(facts: Facts, arrived: number): number {
  if (arrived === 0) return 0;
  for (let seq = arrived + 1; seq <= arrived + STEP_MAX; seq++) {
    const fact = facts(seq);
    if (fact === null) return 0;
    if (fact.body.kind === 'kv.executed' && fact.cause === arrived) return seq;
  }
  return 0;
}
