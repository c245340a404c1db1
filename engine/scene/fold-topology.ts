import { brokerOf, ownQueue, ownTopology, queueIndex } from './ledger.ts';
import { markMilestone } from './milestones.ts';
import type { BindingScene, FactOf, FieldTable, Scene } from './scene.ts';
import { tableText } from './text-values.ts';

/* Facts of a broker's topology: exchanges, queues, bindings, and the alarms that stop it all. */

export function exchangeDeclared(scene: Scene, fact: FactOf<'broker.exchangeDeclared'>): void {
  const { vhost, exchange, type, durable } = fact.body;
  const topology = ownTopology(brokerOf(scene, fact.node));
  topology.exchanges.set(`${vhost}\n${exchange}`, { vhost, name: exchange, type, durable, declared: fact.seq });
}

export function exchangeDeleted(scene: Scene, fact: FactOf<'broker.exchangeDeleted'>): void {
  const { vhost, exchange } = fact.body;
  ownTopology(brokerOf(scene, fact.node)).exchanges.delete(`${vhost}\n${exchange}`);
}

export function queueDeclared(scene: Scene, fact: FactOf<'broker.queueDeclared'>): void {
  const broker = brokerOf(scene, fact.node);
  const { body } = fact;
  const queue = ownQueue(broker, queueIndex(broker, body.vhost, body.queue));
  queue.type = body.type;
  queue.durable = body.durable;
  queue.exclusive = body.exclusive;
  queue.autoDelete = body.autoDelete;
  queue.declared = fact.seq;
  queue.gone = false;
}

export function queueDeleted(scene: Scene, fact: FactOf<'broker.queueDeleted'>): void {
  const broker = brokerOf(scene, fact.node);
  const queue = ownQueue(broker, queueIndex(broker, fact.body.vhost, fact.body.queue));
  queue.gone = true;
  queue.ghosts = [];
  queue.ghostCount = 0;
}

export function bound(scene: Scene, fact: FactOf<'broker.bound'>): void {
  const { vhost, exchange, to, destination, key } = fact.body;
  const topology = ownTopology(brokerOf(scene, fact.node));
  topology.bindings.push({ vhost, exchange, to, destination, key, says: bindingSays(key, fact.body.arguments) });
}

/** What a binding wants, in words: its key, or the headers it looks for. */
function bindingSays(key: string, args: FieldTable): string {
  if (args.length === 0) return key;
  const wanted = tableText(args);
  return key === '' ? wanted : `${key} ${wanted}`;
}

export function unbound(scene: Scene, fact: FactOf<'broker.unbound'>): void {
  const { vhost, exchange, to, destination, key } = fact.body;
  const says = bindingSays(key, fact.body.arguments);
  const topology = ownTopology(brokerOf(scene, fact.node));
  const index = topology.bindings.findIndex((known: BindingScene) => {
    const same = known.vhost === vhost && known.exchange === exchange && known.to === to;
    return same && known.destination === destination && known.key === key && known.says === says;
  });
  if (index >= 0) topology.bindings.splice(index, 1);
}

export function alarmRaised(scene: Scene, fact: FactOf<'broker.alarmRaised'>): void {
  const broker = brokerOf(scene, fact.node);
  broker.alarms = [...broker.alarms.filter((alarm) => alarm !== fact.body.alarm), fact.body.alarm];
  markMilestone(scene, fact, 'alarm');
}

export function alarmCleared(scene: Scene, fact: FactOf<'broker.alarmCleared'>): void {
  const broker = brokerOf(scene, fact.node);
  broker.alarms = broker.alarms.filter((alarm) => alarm !== fact.body.alarm);
}
