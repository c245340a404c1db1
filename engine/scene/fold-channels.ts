import { FATE } from './fates.ts';
import { brokerOf, channelKey, liveMessage, moveMessage, openChannel, ownConsumer, queueIndex } from './ledger.ts';
import { markMilestone } from './milestones.ts';
import { createList } from './pages.ts';
import { type BrokerScene, type FactOf, type Scene, SESSIONS_MAX } from './scene.ts';

/* Facts of a broker's connections, channels and consumers. */

export function channelOpened(scene: Scene, fact: FactOf<'broker.channelOpened'>): void {
  openChannel(brokerOf(scene, fact.node), fact.body.conn, fact.body.channel);
}

export function channelClosed(scene: Scene, fact: FactOf<'broker.channelClosed'>): void {
  endChannel(brokerOf(scene, fact.node), channelKey(fact.body.conn, fact.body.channel), fact.seq);
  if (fact.body.code !== null && fact.body.code !== 0 && fact.body.code !== 200) markMilestone(scene, fact, 'refused');
}

export function connectionOpened(scene: Scene, fact: FactOf<'broker.connectionOpened'>): void {
  const { sessions } = brokerOf(scene, fact.node);
  sessions.set(fact.body.conn, { vhost: fact.body.vhost, peer: fact.body.peer });
  if (sessions.size > SESSIONS_MAX) sessions.delete(sessions.keys().next().value as number);
}

export function connectionClosed(scene: Scene, fact: FactOf<'broker.connectionClosed'>): void {
  const broker = brokerOf(scene, fact.node);
  for (const [key, channel] of broker.channels) if (channel.conn === fact.body.conn) endChannel(broker, key, fact.seq);
}

/** What had reached the channel and was not taken up never will be. */
function endChannel(broker: BrokerScene, key: number, seq: number): void {
  const channel = broker.channels.get(key);
  if (channel === undefined) return;
  dropInbound(broker, channel.inbound, seq);
  for (const index of channel.consumers) ownConsumer(broker, index).gone = true;
  broker.channels.delete(key);
}

function dropInbound(broker: BrokerScene, inbound: number[], seq: number): void {
  for (const row of inbound) {
    moveMessage(broker, row, FATE.dropped);
    liveMessage(broker, row, seq);
  }
  inbound.length = 0;
}

export function txRolledBack(scene: Scene, fact: FactOf<'broker.txRolledBack'>): void {
  const broker = brokerOf(scene, fact.node);
  dropInbound(broker, openChannel(broker, fact.body.conn, fact.body.channel).inbound, fact.seq);
}

export function consumerAdded(scene: Scene, fact: FactOf<'broker.consumerAdded'>): void {
  const broker = brokerOf(scene, fact.node);
  const queue = queueIndex(broker, fact.body.vhost, fact.body.queue);
  addConsumer(scene, broker, fact, { ...fact.body, queue });
}

interface NewConsumer {
  readonly conn: number;
  readonly channel: number;
  readonly consumer: string | null;
  readonly queue: number;
  readonly noAck: boolean;
  readonly prefetch: number;
  readonly active: boolean;
}

export function addConsumer(
  scene: Scene,
  broker: BrokerScene,
  fact: { node: string; seq: number },
  added: NewConsumer,
): number {
  const node = broker.sessions.get(added.conn)?.peer ?? peerOf(scene, fact.node, added.conn);
  const index = broker.consumers.length;
  broker.consumers.push({
    owner: broker.owner,
    id: `${added.conn}/${added.channel}/${added.consumer ?? ''}`,
    queue: added.queue,
    conn: added.conn,
    channel: added.channel,
    tag: added.consumer,
    node,
    noAck: added.noAck,
    prefetchMax: added.prefetch,
    added: fact.seq,
    active: added.active,
    gone: false,
    held: createList(),
    ackedCount: 0,
    deliveredCount: 0,
    ghosts: [],
  });
  openChannel(broker, added.conn, added.channel).consumers.push(index);
  return index;
}

export function consumerActivated(scene: Scene, fact: FactOf<'broker.consumerActivated'>): void {
  changeConsumer(scene, fact, (consumer) => {
    consumer.active = true;
  });
}

export function consumerCancelled(scene: Scene, fact: FactOf<'broker.consumerCancelled'>): void {
  changeConsumer(scene, fact, (consumer) => {
    consumer.gone = true;
  });
}

function changeConsumer(
  scene: Scene,
  fact: FactOf<'broker.consumerActivated' | 'broker.consumerCancelled'>,
  change: (consumer: ReturnType<typeof ownConsumer>) => void,
): void {
  const broker = brokerOf(scene, fact.node);
  const channel = broker.channels.get(channelKey(fact.body.conn, fact.body.channel));
  for (const index of channel?.consumers ?? [])
    if (broker.consumers[index]?.tag === fact.body.consumer) change(ownConsumer(broker, index));
}

/** Who is at the other end of a connection; '' when nobody knows any more. */
export function peerOf(scene: Scene, node: string, id: number): string {
  const conn = scene.conns.get(id);
  if (conn === undefined) return '';
  return conn.from === node ? conn.to : conn.from;
}
