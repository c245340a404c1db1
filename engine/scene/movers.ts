import { fieldOf, methodOf } from './frames.ts';
import { channelKey, copyRow, messageRow } from './ledger.ts';
import { exchangeId, queueId } from './lights.ts';
import { cell, forEachItem } from './pages.ts';
import {
  type BrokerScene,
  COPY,
  type ConsumerScene,
  type FlightScene,
  factAs,
  type QueueScene,
  type Scene,
} from './scene.ts';
import { text } from './text.ts';
import { copyToken, messageToken } from './tokens.ts';
import type { BrokerWindow, MoverPath, MoverView, ReturnView, TokenView } from './views.ts';

/* What moves on the broker stage: messages on wires, answers on their way, and what went back to a queue. */

const MOVERS_MAX = 600;

export function moversOf(scene: Scene, broker: BrokerScene, window: BrokerWindow): MoverView[] {
  const movers: MoverView[] = [];
  const max = window.moversMax ?? MOVERS_MAX;
  for (const flight of scene.flights.values()) {
    if (movers.length >= max) break;
    const { body, node } = flight.sent;
    if (body.to !== broker.node && node !== broker.node) continue;
    const mover = moverOf(broker, flight);
    if (mover === null) continue;
    movers.push({ ...mover, sentAt: body.leavesAt, arrivesAt: flight.arrivesAt });
  }
  return movers;
}

function moverOf(broker: BrokerScene, flight: FlightScene): { token: TokenView; along: MoverPath } | null {
  const { body, node } = flight.sent;
  if (flight.message !== 0) {
    const vhost = broker.sessions.get(body.conn)?.vhost ?? '/';
    const exchange = exchangeId(vhost, String(fieldOf(body.frame, 'exchange')));
    return {
      token: messageToken(broker, flight.message - 1),
      along: { kind: 'publish', publisher: node, exchange },
    };
  }
  if (flight.copy !== 0) return deliveryMover(broker, flight.copy - 1);
  const method = methodOf(body.frame);
  if (node === broker.node || !/^basic\.(ack|nack|reject)$/.test(method)) return null;
  const row = settledBy(broker, flight);
  return row < 0 ? null : settleMover(broker, row, method);
}

function placesOf(broker: BrokerScene, row: number): { queue: string; consumer: string } {
  const queue = broker.queues[cell(broker.copies, row, COPY.queue)] as QueueScene;
  const consumer = broker.consumers[cell(broker.copies, row, COPY.holder) - 1];
  return { queue: queueId(queue.vhost, queue.name), consumer: consumer?.id ?? '' };
}

function deliveryMover(broker: BrokerScene, row: number): { token: TokenView; along: MoverPath } {
  return {
    token: { ...copyToken(broker, row), state: 'flight' },
    along: { kind: 'deliver', ...placesOf(broker, row) },
  };
}

function settleMover(broker: BrokerScene, row: number, method: string): { token: TokenView; along: MoverPath } {
  return {
    token: { ...copyToken(broker, row), state: method === 'basic.ack' ? 'acked' : 'redelivered' },
    along: { kind: 'settle', ...placesOf(broker, row) },
  };
}

/** The copy that an answer on its way is about; the last of them when it is about several. -1 when it is settled. */
function settledBy(broker: BrokerScene, flight: FlightScene): number {
  const { body } = flight.sent;
  const tag = Number(fieldOf(body.frame, 'deliveryTag'));
  const channel = broker.channels.get(channelKey(body.conn, Number(fieldOf(body.frame, 'channel'))));
  let found = -1;
  for (const index of channel?.consumers ?? []) {
    const consumer = broker.consumers[index] as ConsumerScene;
    if (consumer.held.length > 0)
      forEachItem(consumer.held, (row) => {
        if (cell(broker.copies, row, COPY.tag) === tag) found = row;
      });
  }
  return found;
}

export function returnsOf(scene: Scene, broker: BrokerScene): ReturnView[] {
  const paths = new Map<string, { consumer: string; queue: string; names: string[]; atHead: boolean }>();
  for (const fact of scene.stepFacts) {
    const requeued = fact.node === broker.node ? factAs(fact, 'broker.requeued') : null;
    if (requeued === null) continue;
    const index = broker.topology.queueAt.get(`${requeued.body.vhost}\n${requeued.body.queue}`);
    if (index !== undefined) addReturn(broker, index, requeued.body.message, requeued.body.position, paths);
  }
  return [...paths.values()].map(({ consumer, queue, names, atHead }) => ({
    consumer,
    queue,
    says: text.broker.returned(names, atHead),
  }));
}

function addReturn(
  broker: BrokerScene,
  queue: number,
  message: number,
  position: number,
  paths: Map<string, { consumer: string; queue: string; names: string[]; atHead: boolean }>,
): void {
  const row = copyOfMessage(broker, message, queue);
  if (row < 0) return;
  // Whoever had it, not whoever may have got it anew in the same step.
  const given = broker.givenBack.findIndex((back, i) => i % 2 === 0 && back === row);
  const holder = given < 0 ? cell(broker.copies, row, COPY.holder) : (broker.givenBack[given + 1] as number);
  const place = { ...placesOf(broker, row), consumer: broker.consumers[holder - 1]?.id ?? '' };
  const key = `${place.consumer} ${place.queue}`;
  const path = paths.get(key) ?? { ...place, names: [], atHead: true };
  path.names.push(copyToken(broker, row).name);
  path.atHead = path.atHead && position < path.names.length;
  paths.set(key, path);
}

function copyOfMessage(broker: BrokerScene, number: number, queue: number): number {
  const message = messageRow(broker, number);
  return message < 0 ? -1 : copyRow(broker, message, queue);
}
