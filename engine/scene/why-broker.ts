import { COPY_FLAG, FATE, isReady, isUnacked } from './fates.ts';
import { fieldOf } from './frames.ts';
import { byRoot, bySetting, climb, generic, hop, hopAt, theStop, type Witness } from './hops.ts';
import { isPersistent } from './ledger.ts';
import { namesOf } from './names.ts';
import { cell, headOf, lifeOf } from './pages.ts';
import { type BrokerScene, COPY, type Fact, type FactOf, factAs, MESSAGE, type QueueScene } from './scene.ts';
import { text } from './text.ts';
import { sentence } from './text-facts.ts';
import { shown, tableText } from './text-values.ts';
import type { HopView } from './views.ts';

/* Why things happened to a message, back to the setting or the input that decided it. */

export function copyLife(broker: BrokerScene, row: number): number[] {
  const message = cell(broker.copies, row, COPY.message);
  const own = lifeOf(broker.lives, cell(broker.copies, row, COPY.life));
  const before = lifeOf(broker.lives, cell(broker.messages, message, MESSAGE.life));
  return [...own, ...before].sort((a, b) => a - b);
}

export function messageLife(broker: BrokerScene, row: number): number[] {
  return lifeOf(broker.lives, cell(broker.messages, row, MESSAGE.life));
}

function lastOf<K extends Parameters<typeof factAs>[1]>(
  witness: Witness,
  seqs: readonly number[],
  kind: K,
  before = Number.POSITIVE_INFINITY,
): FactOf<K> | null {
  for (let i = seqs.length - 1; i >= 0; i--) {
    const seq = seqs[i] as number;
    const fact = seq < before ? factAs(witness.facts(seq), kind) : null;
    if (fact !== null) return fact;
  }
  return null;
}

const peer = (witness: Witness, broker: BrokerScene, conn: number): string =>
  namesOf(witness.scene).peer(broker.node, conn);

/* --- delivered twice --- */

export function whyTwice(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const life = copyLife(broker, row);
  const again = lastOf(witness, life, 'broker.delivered');
  const back = lastOf(witness, life, 'broker.requeued', again?.body.redelivered === true ? again.seq : undefined);
  const recovered = lastOf(witness, life, 'broker.recovered', again?.seq);
  const hops: HopView[] = [];
  if (again !== null && again.body.redelivered)
    hops.push(hop(again, text.why.got(peer(witness, broker, again.body.conn)), text.why.firstInLine));
  if (recovered !== null && (back === null || recovered.seq > back.seq))
    return [...hops, ...recoveredHops(witness, broker, row, recovered)];
  if (back === null) return generic(witness, life.at(-1) ?? 0);
  return [...hops, ...requeuedHops(witness, broker, life, back)];
}

function requeuedHops(
  witness: Witness,
  broker: BrokerScene,
  life: readonly number[],
  back: FactOf<'broker.requeued'>,
): HopView[] {
  const first = lastOf(witness, life, 'broker.delivered', back.seq);
  const holder = first === null ? text.broker.someone : peer(witness, broker, first.body.conn);
  const { why } = back.body;
  const willing = why === 'nack' || why === 'reject' || why === 'recover';
  const because = willing
    ? text.why.sentBack(holder)
    : why === 'consumer timeout'
      ? text.why.timedOut(holder)
      : text.why.closedWith(holder, namesBackWith(witness, broker, back));
  const hops = [hop(back, text.why.requeued, because), ...theStop(witness, back.seq)];
  if (first !== null) hops.push(hop(first, text.why.firstGot(holder)));
  if (willing) {
    const rejected = lastOf(witness, life, 'broker.rejected', back.seq + 1);
    return [...hops, ...bySetting(witness, rejected?.seq ?? back.seq, 'requeue: true', holder)];
  }
  const added = consumerAddedSeq(broker, first);
  return added === 0
    ? [...hops, ...byRoot(witness, back.seq)]
    : [...hops, ...bySetting(witness, added, 'noAck: false', holder)];
}

/** Who else went back for the same reason, in the order of publication. */
function namesBackWith(witness: Witness, broker: BrokerScene, back: FactOf<'broker.requeued'>): string[] {
  const names = namesOf(witness.scene);
  const numbers: number[] = [];
  for (const way of [-1, 1]) {
    for (let seq = back.seq + way; Math.abs(seq - back.seq) < 200; seq += way) {
      const fact = witness.facts(seq);
      if (fact === null || fact.step !== back.step) break;
      const other = factAs(fact, 'broker.requeued');
      if (other !== null && other.cause === back.cause) numbers.push(other.body.message);
    }
  }
  return [...numbers, back.body.message].sort((a, b) => a - b).map((number) => names.message(broker.node, number));
}

function consumerAddedSeq(broker: BrokerScene, delivered: FactOf<'broker.delivered'> | null): number {
  if (delivered === null) return 0;
  const { conn, channel, consumer } = delivered.body;
  const found = broker.consumers.find(
    (known) => known.conn === conn && known.channel === channel && known.tag === consumer,
  );
  return found?.added ?? 0;
}

function recoveredHops(
  witness: Witness,
  broker: BrokerScene,
  row: number,
  recovered: FactOf<'broker.recovered'>,
): HopView[] {
  const hops = [hop(recovered, text.why.recovered(broker.node), text.why.recoveredBecause)];
  const first = lastOf(witness, copyLife(broker, row), 'broker.delivered', recovered.seq);
  if (first !== null) hops.push(hop(first, text.why.firstGot(peer(witness, broker, first.body.conn))));
  if (broker.stop !== null) hops.push(...theStop(witness, broker.stop.seq));
  const published = cell(broker.messages, cell(broker.copies, row, COPY.message), MESSAGE.published);
  return [...hops, ...bySetting(witness, published, 'persistent: true', publisherOf(witness, broker, row))];
}

function publisherOf(witness: Witness, broker: BrokerScene, copy: number): string {
  return publisherName(witness, broker, cell(broker.copies, copy, COPY.message));
}

export function publisherName(witness: Witness, broker: BrokerScene, message: number): string {
  return witness.scene.spec.nodes[cell(broker.messages, message, MESSAGE.publisher) - 1]?.id ?? '';
}

/* --- lost --- */

/** What can prove a loss (see fates.ts). */
const PROOFS: readonly string[] = ['node.stopped', 'disk.erased', 'net.dropped', 'broker.lost', 'broker.started'];

function proofOf(witness: Witness, life: readonly number[]): Fact | null {
  for (const seq of life.toReversed()) {
    const fact = witness.facts(seq);
    if (fact !== null && PROOFS.includes(fact.body.kind)) return fact;
  }
  return null;
}

export function whyCopyLost(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const lost = proofOf(witness, lifeOf(broker.lives, cell(broker.copies, row, COPY.life)));
  if (lost === null) return [];
  if (lost.node === broker.node && lost.body.kind !== 'net.dropped') return lostByBroker(witness, broker, row, lost);
  return lostByConsumer(witness, broker, row, lost);
}

/** With automatic acknowledgement the broker had let go of it: on the wire or in the consumer's hands it was alone. */
function lostByConsumer(witness: Witness, broker: BrokerScene, row: number, lost: Fact): HopView[] {
  const consumer = broker.consumers[cell(broker.copies, row, COPY.holder) - 1];
  const node = consumer === undefined || consumer.node === '' ? text.broker.someone : consumer.node;
  const life = copyLife(broker, row);
  const stopped = factAs(lost, 'node.stopped');
  const dropped = factAs(lost, 'net.dropped');
  const hops: HopView[] = [];
  if (stopped !== null) hops.push(hop(lost, text.why.heldBy(node), text.why.goneWith(node, stopped.body.how)));
  if (dropped !== null) hops.push(hop(lost, text.why.neverRead(node), dropped.body.why));
  hops.push(...theStop(witness, lost.seq));
  const delivered = lastOf(witness, life, 'broker.delivered');
  if (delivered !== null) hops.push(hop(delivered, text.why.got(node), text.why.forgotten));
  return [...hops, ...bySetting(witness, consumer?.added ?? lost.seq, 'noAck: true', node)];
}

function lostByBroker(witness: Witness, broker: BrokerScene, row: number, lost: Fact): HopView[] {
  const queue = broker.queues[cell(broker.copies, row, COPY.queue)] as QueueScene;
  const message = cell(broker.copies, row, COPY.message);
  // A quorum queue and a stream keep every message, whatever its delivery mode.
  const persistent = queue.type !== 'classic' || isPersistent(broker, message);
  const erased = factAs(lost, 'disk.erased');
  const stop = broker.stop;
  const what =
    erased === null
      ? lost.body.kind === 'broker.started'
        ? text.why.notFound(broker.node)
        : text.why.inMemoryOf(broker.node)
      : text.why.erased(erased.body.file, erased.body.from, erased.body.to);
  const because = !queue.durable
    ? text.why.queueNotDurable(shown(queue.name))
    : !persistent
      ? text.why.transient
      : erased !== null
        ? text.why.notSynced
        : text.why.notStored;
  const hops = [hop(lost, what, because), ...(stop === null ? [] : theStop(witness, stop.seq))];
  if (!queue.durable) return [...hops, ...bySetting(witness, queue.declared, 'durable: false', shown(queue.name))];
  const published = cell(broker.messages, message, MESSAGE.published);
  if (!persistent)
    return [...hops, ...bySetting(witness, published, 'persistent: false', publisherName(witness, broker, message))];
  return [...hops, ...byRoot(witness, stop?.seq ?? lost.seq)];
}

/** A publish that the broker never read, or never took up. */
export function whyMessageLost(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const lost = proofOf(witness, messageLife(broker, row));
  if (lost === null) return [];
  const dropped = factAs(lost, 'net.dropped');
  const because = dropped?.body.why ?? text.why.unread;
  const stop = broker.stop !== null && broker.stop.seq <= lost.seq ? broker.stop.seq : lost.seq;
  const says = (fact: Fact): string => sentence(fact, namesOf(witness.scene));
  return [
    ...hopAt(witness, cell(broker.messages, row, MESSAGE.sent), says),
    hop(lost, text.why.neverRead(broker.node), because),
    ...theStop(witness, stop),
    ...byRoot(witness, stop),
  ];
}

/* --- waiting --- */

export function whyWaiting(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const fate = cell(broker.copies, row, COPY.fate);
  const index = cell(broker.copies, row, COPY.queue);
  const queue = broker.queues[index] as QueueScene;
  const last = witness.facts(lifeOf(broker.lives, cell(broker.copies, row, COPY.life)).at(-1) ?? 0);
  if (last === null) return [];
  if (isUnacked(fate)) return whyUnacked(witness, broker, row, last);
  if (!isReady(fate)) return generic(witness, last.seq);
  const ahead = headOf(queue.ready, 10_000).indexOf(row);
  const hops = [hop(last, text.why.inLine(Math.max(0, ahead)), text.why.order)];
  const consumers = broker.consumers.filter((consumer) => consumer.queue === index && !consumer.gone);
  if (consumers.length === 0) {
    const setting = text.why.noConsumer(shown(queue.name));
    return [...hops, ...bySetting(witness, queue.declared, setting, broker.node)];
  }
  const full = consumers.filter((consumer) => consumer.prefetchMax > 0 && consumer.held.length >= consumer.prefetchMax);
  for (const consumer of full.slice(0, 3))
    hops.push(
      ...hopAt(
        witness,
        consumer.added,
        () => text.why.fullConsumer(consumer.node, consumer.held.length),
        text.why.unlessAcked,
      ),
    );
  const first = full[0];
  if (first === undefined) return [...hops, ...byRoot(witness, last.seq)];
  return [...hops, ...bySetting(witness, first.added, `prefetch: ${first.prefetchMax}`, first.node)];
}

function whyUnacked(witness: Witness, broker: BrokerScene, row: number, last: Fact): HopView[] {
  const consumer = broker.consumers[cell(broker.copies, row, COPY.holder) - 1];
  const client = witness.scene.clients.get(consumer?.node ?? '');
  const node = consumer === undefined || consumer.node === '' ? text.broker.someone : consumer.node;
  const works = client?.work !== null && client?.tray.get(client.work.id)?.copy === row ? client.work : null;
  const hops = [hop(last, text.why.unackedAt(node), works === null ? '' : text.why.working(works.doneAt))];
  return [...hops, ...bySetting(witness, consumer?.added ?? last.seq, 'noAck: false', node)];
}

/* --- ends --- */

/** No route: the bindings that were tried and did not match. */
export function whyUnroutable(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const life = messageLife(broker, row);
  const routed = lastOf(witness, life, 'broker.routed');
  const ended = witness.facts(life.at(-1) ?? 0);
  const published = lastOf(witness, life, 'broker.published');
  if (ended === null || published === null) return [];
  const { exchange, key, mandatory } = published.body;
  const missed = routed?.body.missed[0];
  const because = exchange === '' ? text.why.noQueueCalled(shown(key)) : (missed?.why ?? text.why.noBindingAtAll);
  const fate = cell(broker.messages, row, MESSAGE.fate);
  return [
    hop(
      ended,
      sentence(ended, namesOf(witness.scene)),
      fate === FATE.returned ? text.why.wantedBack : text.why.dropsUnwanted,
    ),
    hop(routed ?? published, text.why.noBinding(shown(exchange), shown(key)), because),
    ...bySetting(witness, published.seq, `mandatory: ${mandatory}`, publisherName(witness, broker, row)),
  ];
}

/** The settings that end copies, by what the product calls them: in the queue's arguments, or in a policy. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'broker.expired': ['x-message-ttl'],
  'broker.dropped': ['x-max-length', 'x-max-length-bytes', 'x-overflow', 'x-delivery-limit', 'x-max-age'],
  'broker.deadLettered': ['x-dead-letter-exchange'],
};

/** The reasons for a drop that stand in a queue's settings. */
const BY_SETTING: ReadonlySet<string> = new Set(['maxlen', 'reject-publish', 'delivery limit', 'retention']);

/** Expired, dropped or dead-lettered: by an argument of the queue, a property of the message, or somebody's doing. */
export function whyEnded(witness: Witness, broker: BrokerScene, row: number): HopView[] {
  const life = lifeOf(broker.lives, cell(broker.copies, row, COPY.life));
  const ended = witness.facts(life.at(-1) ?? 0);
  if (ended === null) return [];
  const queue = broker.queues[cell(broker.copies, row, COPY.queue)] as QueueScene;
  const names = namesOf(witness.scene);
  const hops = [hop(ended, sentence(ended, names))];
  const why = factAs(ended, 'broker.dropped')?.body.why;
  if (why !== undefined && !BY_SETTING.has(why)) return generic(witness, ended.seq);
  const expiration = ended.body.kind === 'broker.expired' ? expirationOf(witness, broker, row) : null;
  if (expiration !== null)
    return [
      ...hops,
      ...bySetting(witness, expiration.seq, `expiration: ${expiration.value}`, publisherOf(witness, broker, row)),
    ];
  const declared = factAs(witness.facts(queue.declared), 'broker.queueDeclared');
  for (const field of declared?.body.arguments ?? []) {
    if (ENDINGS[ended.body.kind]?.includes(field.key) !== true) continue;
    return [...hops, ...bySetting(witness, queue.declared, tableText([field]), shown(queue.name))];
  }
  const above = climb(witness, ended.seq)
    .slice(1)
    .find((fact) => fact.body.kind === 'broker.rejected');
  if (above !== undefined) hops.push(hop(above, sentence(above, names)));
  return [...hops, ...byRoot(witness, ended.seq)];
}

/** The message's own time to live, when its publisher gave it one. */
function expirationOf(witness: Witness, broker: BrokerScene, row: number): { seq: number; value: string } | null {
  const message = cell(broker.copies, row, COPY.message);
  const sent = factAs(witness.facts(cell(broker.messages, message, MESSAGE.sent)), 'net.sent');
  const properties = sent === null ? undefined : fieldOf(sent.body.frame, 'properties');
  const value = fieldOf(properties ?? null, 'expiration');
  return sent !== null && typeof value === 'string' ? { seq: sent.seq, value } : null;
}

/** Whether a copy was delivered more than once, or is about to be. */
export function cameBack(broker: BrokerScene, row: number): boolean {
  return (cell(broker.copies, row, COPY.flags) & COPY_FLAG.redelivered) !== 0;
}
