import { bindingId, exchangeId, type Lights, lightsOf, queueId } from './lights.ts';
import { moversOf, returnsOf } from './movers.ts';
import { cell, headOf, tailOf } from './pages.ts';
import { queueGroups } from './queue-groups.ts';
import {
  type BrokerScene,
  COPY,
  type ConsumerScene,
  type NodeScene,
  type PublisherScene,
  type QueueScene,
  type Scene,
} from './scene.ts';
import { text } from './text.ts';
import { shown } from './text-values.ts';
import { copyToken, groupNumber } from './tokens.ts';
import type {
  BindingView,
  BrokerView,
  BrokerWindow,
  ConsumerView,
  ExchangeView,
  HeldView,
  LegendView,
  PublisherView,
  QueueView,
  StoppedView,
  TokenView,
} from './views.ts';

/*
 * The broker stage: publishers, exchanges, bindings, queues, consumers, and what moves between them. What is lit is read
 * from the facts of the latest step; where there are more parts than the window holds, the first of them are drawn.
 */

const QUEUES_MAX = 200;
const BINDINGS_MAX = 400;
const TOKENS_MAX = 24;
const TAIL_MAX = 4;

/** Null when there is no such broker yet. */
export function brokerView(scene: Scene, node: string, window: BrokerWindow = {}): BrokerView | null {
  const broker = scene.brokers.get(node);
  if (broker === undefined) return null;
  const lights = lightsOf(scene, broker);
  const queues = queuesOf(broker, window);
  const inView = new Set(queues);
  const byQueue = consumersByQueue(broker);
  const bindings = bindingsOf(broker, window, inView, lights);
  const consumers = consumersOf(scene, broker, inView, lights, window);
  const exchanges = exchangesOf(broker, window, bindings);
  const movers = moversOf(scene, broker, window);
  return {
    broker: { name: node, stopped: stoppedOf(scene.nodes.get(node)) },
    publishers: publishersOf(scene, broker),
    exchanges,
    bindings,
    queues: queues.map((index) => queueView(broker, index, byQueue.get(index) ?? [], window)),
    consumers,
    publishes: publishesOf(broker, lights),
    movers,
    returns: returnsOf(scene, broker),
    legend: brokerLegend(broker),
    groups: queueGroups(broker, inView),
    counts: {
      exchanges: broker.topology.exchanges.size,
      bindings: broker.topology.bindings.length,
      queues: broker.queues.filter((queue) => !queue.gone).length,
      consumers: broker.consumers.filter((consumer) => !consumer.gone).length,
      movers: movers.length,
    },
  };
}

export function stoppedOf(node: NodeScene | undefined): StoppedView | null {
  if (node === undefined || node.status === 'up' || node.status === 'never') return null;
  return { how: node.status, at: node.sinceAt };
}

export function brokerLegend(broker: BrokerScene): LegendView {
  const entries = broker.groups.map((key, i) => ({ group: groupNumber(i + 1), name: shown(key) }));
  return { says: text.broker.legend, entries };
}

/* --- parts --- */

function queuesOf(broker: BrokerScene, window: BrokerWindow): number[] {
  const max = window.queuesMax ?? QUEUES_MAX;
  const found: number[] = [];
  const { search = '' } = window;
  const near = search === '' ? null : ledToBy(broker, (exchange) => exchange.includes(search));
  const focused = window.focus === undefined ? null : focusedOn(broker, window.focus);
  for (const [index, queue] of broker.queues.entries()) {
    if (found.length >= max) break;
    if (queue.gone && queue.ghostCount === 0) continue;
    if (window.vhost !== undefined && queue.vhost !== window.vhost) continue;
    if (focused !== null && !focused.has(`${queue.vhost}\n${queue.name}`)) continue;
    if (near !== null && !queue.name.includes(search) && !near.has(`${queue.vhost}\n${queue.name}`)) continue;
    found.push(index);
  }
  return found;
}

/** The queue of an id, or those that the exchange of that id leads to, by vhost and name. */
function focusedOn(broker: BrokerScene, id: string): Set<string> {
  const queue = broker.queues.find((one) => queueId(one.vhost, one.name) === id);
  if (queue !== undefined) return new Set([`${queue.vhost}\n${queue.name}`]);
  return ledToBy(broker, (exchange, vhost) => exchangeId(vhost, exchange) === id);
}

/** The queues that the exchanges meant lead to, by vhost and name. */
function ledToBy(broker: BrokerScene, means: (exchange: string, vhost: string) => boolean): Set<string> {
  const found = new Set<string>();
  for (const { vhost, exchange, to, destination } of broker.topology.bindings) {
    if (to === 'queue' && means(exchange, vhost)) found.add(`${vhost}\n${destination}`);
  }
  return found;
}

/** The consumers of each queue, so that a view of many queues looks at each consumer once. */
function consumersByQueue(broker: BrokerScene): Map<number, ConsumerScene[]> {
  const found = new Map<number, ConsumerScene[]>();
  for (const consumer of broker.consumers) {
    if (consumer.gone && consumer.held.length === 0) continue;
    const known = found.get(consumer.queue);
    if (known === undefined) found.set(consumer.queue, [consumer]);
    else known.push(consumer);
  }
  return found;
}

function bindingsOf(
  broker: BrokerScene,
  window: BrokerWindow,
  inView: ReadonlySet<number>,
  lights: Lights,
): BindingView[] {
  const max = window.bindingsMax ?? BINDINGS_MAX;
  const views: BindingView[] = [];
  const add = (
    vhost: string,
    exchange: string,
    to: 'queue' | 'exchange',
    destination: string,
    key: string,
    says: string,
  ): void => {
    if (views.length >= max) return;
    const queue = broker.topology.queueAt.get(`${vhost}\n${destination}`);
    if (to === 'queue' && (queue === undefined || !inView.has(queue))) return;
    const id = bindingId(vhost, exchange, to, destination, key);
    const why = lights.tried.get(id);
    views.push({
      id,
      exchange: exchangeId(vhost, exchange),
      to,
      destination: to === 'queue' ? queueId(vhost, destination) : exchangeId(vhost, destination),
      key: shown(says),
      light: lights.lit.has(id) ? 'lit' : why !== undefined ? 'tried' : 'idle',
      why: why ?? '',
    });
  };
  for (const [vhost, queue] of broker.defaultRoutes) add(vhost, '', 'queue', queue, queue, queue);
  for (const b of broker.topology.bindings) {
    if (b.exchange !== '') add(b.vhost, b.exchange, b.to, b.destination, b.key, b.says);
  }
  return views;
}

/** Exchanges that lead somewhere in view, and those somebody made; the six that every broker has only when used. */
function exchangesOf(broker: BrokerScene, window: BrokerWindow, bindings: readonly BindingView[]): ExchangeView[] {
  const used = new Set(bindings.flatMap((b) => (b.to === 'exchange' ? [b.exchange, b.destination] : [b.exchange])));
  for (const publisher of broker.publishers.values())
    for (const [vhost, exchange] of publisher.exchanges) used.add(exchangeId(vhost, exchange));
  const views: ExchangeView[] = [];
  for (const { vhost, name, type, durable } of broker.topology.exchanges.values()) {
    const id = exchangeId(vhost, name);
    const own = name !== '' && !name.startsWith('amq.');
    if (!used.has(id) && (!own || window.search !== undefined || window.focus !== undefined)) continue;
    if (views.length < (window.queuesMax ?? QUEUES_MAX)) views.push({ id, name: shown(name), type, durable });
  }
  // The default exchange is declared by nobody, and there in every virtual host.
  for (const id of used) {
    if (id.endsWith('/') && !views.some((view) => view.id === id))
      views.unshift({ id, name: '', type: 'direct', durable: true });
  }
  return views;
}

/** Whoever has published; and publishers that are connected and have not yet. */
function publishersOf(scene: Scene, broker: BrokerScene): PublisherView[] {
  const silent = [...scene.conns.values()]
    .filter(({ from, to }) => to === broker.node && scene.nodes.get(from)?.machine === 'publisher')
    .filter(({ from }) => !broker.publishers.has(from))
    .map(({ from }): [string, PublisherScene] => [from, { sent: 0, exchanges: [], groups: [] }]);
  return [...broker.publishers, ...silent].map(([node, publisher]) => ({
    id: node,
    name: node,
    keys: publisher.groups.map((group) => ({
      name: shown(broker.groups[group - 1] ?? text.broker.others),
      group: groupNumber(group),
    })),
    sentCount: publisher.sent,
    confirmedCount: scene.clients.get(node)?.confirmed ?? 0,
    stopped: stoppedOf(scene.nodes.get(node)),
  }));
}

function publishesOf(broker: BrokerScene, lights: Lights): BrokerView['publishes'] {
  const edges: { publisher: string; exchange: string; lit: boolean }[] = [];
  for (const [publisher, { exchanges }] of broker.publishers) {
    for (const [vhost, name] of exchanges) {
      const exchange = exchangeId(vhost, name);
      edges.push({ publisher, exchange, lit: lights.publishes.has(`${publisher} ${exchange}`) });
    }
  }
  return edges;
}

function queueView(
  broker: BrokerScene,
  index: number,
  consumers: readonly ConsumerScene[],
  window: BrokerWindow,
): QueueView {
  const queue = broker.queues[index] as QueueScene;
  const max = window.tokensMax ?? TOKENS_MAX;
  const whole = queue.ready.length <= max;
  const token = (row: number): TokenView => copyToken(broker, row);
  const { rows, holders } = unackedOf(broker, index, consumers, max);
  return {
    id: queueId(queue.vhost, queue.name),
    name: shown(queue.name),
    traits: text.broker.traits(queue.type, queue.durable, queue.exclusive, queue.gone),
    durable: queue.durable,
    gone: queue.gone,
    ready: headOf(queue.ready, whole ? max : max - TAIL_MAX).map(token),
    tail: whole ? [] : tailOf(queue.ready, TAIL_MAX).map(token),
    readyCount: queue.ready.length,
    unacked: rows.map(token),
    unackedCount: queue.unackedCount,
    unackedNote: text.broker.held(queue.unackedCount, holders),
    ghosts: queue.ghosts.slice(-max).map(token),
    ghostCount: queue.ghostCount,
    consumerCount: consumers.filter((consumer) => !consumer.gone).length,
    ackedCount: queue.ackedCount,
    levels: { memory: queue.levels[0], written: queue.levels[1], synced: queue.levels[2] },
  };
}

function unackedOf(
  broker: BrokerScene,
  queue: number,
  consumers: readonly ConsumerScene[],
  max: number,
): { rows: number[]; holders: string[] } {
  const rows: number[] = [];
  const holders: string[] = [];
  for (const consumer of consumers) {
    if (consumer.noAck || consumer.held.length === 0) continue;
    let holds = false;
    for (const row of headOf(consumer.held, max)) {
      if (cell(broker.copies, row, COPY.queue) !== queue) continue;
      holds = true;
      if (rows.length < max) rows.push(row);
    }
    if (holds) holders.push(consumer.node === '' ? text.broker.someone : consumer.node);
  }
  return { rows: rows.sort((a, b) => a - b), holders: [...new Set(holders)] };
}

/* --- consumers --- */

function consumersOf(
  scene: Scene,
  broker: BrokerScene,
  inView: ReadonlySet<number>,
  lights: Lights,
  window: BrokerWindow,
): ConsumerView[] {
  const views: ConsumerView[] = [];
  const max = window.queuesMax ?? QUEUES_MAX;
  for (const [index, consumer] of broker.consumers.entries()) {
    if (views.length >= max) break;
    if (!inView.has(consumer.queue) || (consumer.tag === null && consumer.held.length === 0)) continue;
    if (consumer.gone && !isRemembered(scene, broker, index)) continue;
    views.push(consumerView(scene, broker, consumer, lights, window));
  }
  return views;
}

/** A consumer whose node is stopped still stands there, with what it lost, until it is back. */
function isRemembered(scene: Scene, broker: BrokerScene, index: number): boolean {
  const consumer = broker.consumers[index] as ConsumerScene;
  if (stoppedOf(scene.nodes.get(consumer.node)) === null) return false;
  return !broker.consumers.some(
    (other, i) => i > index && other.node === consumer.node && other.queue === consumer.queue,
  );
}

function consumerView(
  scene: Scene,
  broker: BrokerScene,
  consumer: ConsumerScene,
  lights: Lights,
  window: BrokerWindow,
): ConsumerView {
  const queue = broker.queues[consumer.queue] as QueueScene;
  const client = scene.clients.get(consumer.node);
  const working = client?.work === null ? undefined : client?.tray.get(client.work.id)?.copy;
  const held = headOf(consumer.held, window.tokensMax ?? TOKENS_MAX).map(
    (row): HeldView => ({
      token: copyToken(broker, row),
      work: row === working && client?.work ? { startedAt: client.work.startedAt, doneAt: client.work.doneAt } : null,
    }),
  );
  return {
    id: consumer.id,
    name: consumer.node === '' ? shown(consumer.tag ?? '') : consumer.node,
    node: consumer.node,
    queue: queueId(queue.vhost, queue.name),
    noAck: consumer.noAck,
    prefetchMax: consumer.prefetchMax,
    held,
    heldCount: consumer.held.length,
    ghosts: consumer.ghosts.slice(-TOKENS_MAX).map((row) => copyToken(broker, row)),
    ackedCount: consumer.ackedCount,
    stopped: stoppedOf(scene.nodes.get(consumer.node)),
    lit: lights.consumers.has(consumer.id),
  };
}
