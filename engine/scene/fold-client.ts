import { COPY_FLAG, FATE } from './fates.ts';
import { flagCopy, liveCopy, ownConsumer, redeemCopy, releaseHeld } from './ledger.ts';
import { cell, pushItem } from './pages.ts';
import { type ClientScene, COPY, type FactOf, type Scene } from './scene.ts';

/* Facts of the client programs: what they did with what they got. */

export function createClient(node: string): ClientScene {
  return {
    node,
    sent: 0,
    confirmed: 0,
    received: 0,
    processed: 0,
    duplicates: 0,
    acked: 0,
    answered: 0,
    failed: 0,
    work: null,
    says: '',
    arrivals: new Map(),
    tray: new Map(),
  };
}

export function clientOf(scene: Scene, node: string): ClientScene {
  let client = scene.clients.get(node);
  if (client === undefined) {
    client = createClient(node);
    scene.clients.set(node, client);
  }
  return client;
}

export function forkClient(client: ClientScene): ClientScene {
  return { ...client, arrivals: new Map(client.arrivals), tray: new Map(client.tray) };
}

export function published(scene: Scene, fact: FactOf<'client.published'>): void {
  clientOf(scene, fact.node).sent++;
}

export function confirmed(scene: Scene, fact: FactOf<'client.confirmed'>): void {
  clientOf(scene, fact.node).confirmed++;
}

export function received(scene: Scene, fact: FactOf<'client.received'>): void {
  const client = clientOf(scene, fact.node);
  client.received++;
  if (fact.cause === null) return;
  const held = client.arrivals.get(fact.cause);
  if (held === undefined) return;
  client.arrivals.delete(fact.cause);
  client.tray.set(fact.body.id, held);
  const broker = scene.brokers.get(held.broker);
  if (broker === undefined) return;
  flagCopy(broker, held.copy, COPY_FLAG.received);
  liveCopy(broker, held.copy, fact.seq);
  const holder = cell(broker.copies, held.copy, COPY.holder);
  if ((cell(broker.copies, held.copy, COPY.flags) & COPY_FLAG.noAck) === 0 || holder === 0) return;
  pushItem(ownConsumer(broker, holder - 1).held, held.copy);
}

export function processing(scene: Scene, fact: FactOf<'client.processing'>): void {
  const client = clientOf(scene, fact.node);
  client.work = { id: fact.body.id, startedAt: fact.at, doneAt: fact.at + fact.body.takes };
}

export function processed(scene: Scene, fact: FactOf<'client.processed'>): void {
  const client = clientOf(scene, fact.node);
  client.processed++;
  if (fact.body.duplicate) client.duplicates++;
  finish(scene, client, fact.body.id, fact.seq, true);
}

export function skipped(scene: Scene, fact: FactOf<'client.skipped'>): void {
  finish(scene, clientOf(scene, fact.node), fact.body.id, fact.seq, true);
}

export function abandoned(scene: Scene, fact: FactOf<'client.abandoned'>): void {
  finish(scene, clientOf(scene, fact.node), fact.body.id, fact.seq, false);
}

/** The client is done with a delivery: it is on its tray no more. */
function finish(scene: Scene, client: ClientScene, id: string, seq: number, isProcessed: boolean): void {
  if (client.work?.id === id) client.work = null;
  const held = client.tray.get(id);
  if (held === undefined) return;
  client.tray.delete(id);
  const broker = scene.brokers.get(held.broker);
  if (broker === undefined) return;
  if (isProcessed) flagCopy(broker, held.copy, COPY_FLAG.processed);
  liveCopy(broker, held.copy, seq);
  const noAck = (cell(broker.copies, held.copy, COPY.flags) & COPY_FLAG.noAck) !== 0;
  if (isProcessed && !noAck && cell(broker.copies, held.copy, COPY.fate) === FATE.lost) redeemCopy(broker, held.copy);
  if (!noAck) return;
  const consumer = releaseHeld(broker, held.copy);
  if (consumer !== null && isProcessed) consumer.ackedCount++;
}

export function acked(scene: Scene, fact: FactOf<'client.acked'>): void {
  clientOf(scene, fact.node).acked += fact.body.count;
}

export function replied(scene: Scene, fact: FactOf<'client.replied'>): void {
  const client = clientOf(scene, fact.node);
  client.says = fact.body.text;
  if (fact.body.failed) client.failed++;
  else client.answered++;
}

export function answered(scene: Scene, fact: FactOf<'client.answered'>): void {
  const client = clientOf(scene, fact.node);
  client.answered++;
  client.says = fact.body.text;
}

export function failed(scene: Scene, fact: FactOf<'client.failed'>): void {
  const client = clientOf(scene, fact.node);
  client.failed++;
  client.says = fact.body.text;
}

export function requested(scene: Scene, fact: FactOf<'client.requested'>): void {
  clientOf(scene, fact.node).sent++;
}

export function said(scene: Scene, fact: FactOf<'client.disconnected' | 'client.printed' | 'program.printed'>): void {
  clientOf(scene, fact.node).says = fact.body.text;
}
