import type { BindingView, BrokerView, MoverPath } from '../../../engine/scene/views.ts';
import type { Pill, Window } from './broker-parts.ts';
import {
  CONSUMER_HEAD,
  consumerHeight,
  hasLedger,
  pillsOf,
  QUEUE_HEAD,
  queueHeight,
  TUBE,
  windowOf,
} from './broker-parts.ts';
import type { Curve, Point } from './curve.ts';
import { around, level, straight } from './curve.ts';
import { middle, spread } from './spread.ts';

/*
 * The broker stage in columns: publishers, exchanges, bindings, queues, consumers. Pure arithmetic: a view and a size
 * in, boxes and curves out. Consumers stand beside their queue; exchanges and publishers go to the middle of what they lead to.
 */

export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface QueueBox extends Box {
  /** The tube inside the box. */
  readonly tubeY: number;
  readonly hasLedger: boolean;
}

export interface ConsumerBox extends Box {
  readonly window: Window;
  readonly windowY: number;
}

export interface PillBox {
  readonly pill: Pill;
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly curves: readonly Curve[];
}

export interface Wire {
  readonly id: string;
  readonly curves: readonly Curve[];
  readonly lit: boolean;
}

export interface ReturnWire {
  readonly consumer: string;
  readonly queue: string;
  readonly curve: Curve;
  /** Where its words end: beside the curve, below everything that stands at the queue. */
  readonly words: Point;
}

export interface BrokerLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly {
    readonly name: 'publishers' | 'exchanges' | 'bindings' | 'queues' | 'consumers';
    readonly x: number;
  }[];
  readonly publishers: readonly Box[];
  readonly exchanges: readonly Box[];
  readonly queues: readonly QueueBox[];
  readonly consumers: readonly ConsumerBox[];
  readonly pills: readonly PillBox[];
  readonly wires: readonly Wire[];
  readonly returns: readonly ReturnWire[];
  /** The way of a mover, or nothing where an end of it is not drawn. */
  way(path: MoverPath): readonly Curve[] | null;
}

const TOP = 56;
const PUBLISHER = { width: 108, height: 60, foot: 24 };
const EXCHANGE = { width: 76, height: 66 };
const CONSUMER_WIDTH = 108;

interface Columns {
  readonly publisherX: number;
  readonly exchangeX: number;
  readonly pillX: number;
  readonly queueX: number;
  readonly tubeWidth: number;
  readonly consumerX: number;
}

/** The narrowest stage whose columns still stand apart. */
export const COLUMNS_MIN = 640;

/** Shares a width out: spare room goes to the tube first, then to the wires. */
export function columnsOf(width: number): Columns {
  const margin = width < 720 ? 16 : 24;
  const fixed = 2 * margin + PUBLISHER.width + EXCHANGE.width + CONSUMER_WIDTH;
  const least = { tube: 128, toExchange: 20, toQueue: 108, toConsumer: 48 };
  const spare = Math.max(0, width - fixed - least.tube - least.toExchange - least.toQueue - least.toConsumer);
  const share = (part: number, most: number): number => Math.min(most, spare * part);
  const tubeWidth = least.tube + share(0.6, 330);
  const toExchange = least.toExchange + share(0.08, 60);
  const toQueue = least.toQueue + share(0.18, 120);
  const used = fixed + tubeWidth + toExchange + toQueue + least.toConsumer + share(0.14, 80);
  const publisherX = margin + Math.max(0, width - used) / 2;
  const exchangeX = publisherX + PUBLISHER.width + toExchange;
  const queueX = exchangeX + EXCHANGE.width + toQueue;
  const consumerX = queueX + tubeWidth + least.toConsumer + share(0.14, 80);
  return { publisherX, exchangeX, pillX: exchangeX + EXCHANGE.width + toQueue * 0.38, queueX, tubeWidth, consumerX };
}

/** Lays the stage out in columns. `height` is the room there is; the layout may be taller and is then scrolled. */
export function layoutBroker(
  view: BrokerView,
  width: number,
  height: number,
  several: (count: number) => string,
): BrokerLayout {
  const at = columnsOf(width);
  const { queues, consumers, bottom } = placeRows(view, at);
  const lift = Math.max(0, (height - bottom - 24) / 2.6);
  const lower = <B extends Box>(box: B): B => ({ ...box, y: box.y + lift });
  const queueBoxes = queues.map((box) => ({ ...lower(box), tubeY: box.tubeY + lift }));
  const consumerBoxes = consumers.map((box) => ({ ...lower(box), windowY: box.windowY + lift }));

  const exchanges = placeExchanges(view, at, queueBoxes);
  const publishers = placePublishers(view, at, exchanges, queueBoxes);
  const pills = placePills(view, at, exchanges, queueBoxes, several);
  const wires = placeWires(view, publishers, exchanges, queueBoxes, consumerBoxes);
  const returns = view.returns.flatMap(({ consumer, queue }) => {
    const from = consumerBoxes.find((box) => box.id === consumer);
    const to = queueBoxes.find((box) => box.id === queue);
    if (!from || !to) return [];
    const curve = returnCurve(from, to);
    const beside = curve.from.y + 28;
    return [
      {
        consumer,
        queue,
        curve,
        words: { x: from.x - 14, y: beside < to.y ? beside : Math.max(beside, to.y + to.height + 8) },
      },
    ];
  });
  const low = [
    ...queueBoxes,
    ...consumerBoxes,
    ...exchanges,
    ...publishers.map((box) => ({ ...box, height: box.height + PUBLISHER.foot })),
  ];
  return {
    width,
    height: Math.max(height, ...low.map((box) => box.y + box.height + 24)),
    columns: [
      { name: 'publishers', x: at.publisherX + PUBLISHER.width / 2 },
      { name: 'exchanges', x: at.exchangeX + EXCHANGE.width / 2 },
      { name: 'bindings', x: at.pillX },
      { name: 'queues', x: at.queueX + at.tubeWidth / 2 },
      { name: 'consumers', x: at.consumerX + CONSUMER_WIDTH / 2 },
    ],
    publishers,
    exchanges,
    queues: queueBoxes,
    consumers: consumerBoxes,
    pills,
    wires,
    returns,
    way: (path) => wayOf(path, { pills, wires, queues: queueBoxes, consumers: consumerBoxes }),
  };
}

/** Consumers from top to bottom in the order of their queues; each queue beside the upper part of its consumers. */
function placeRows(view: BrokerView, at: Columns): { queues: QueueBox[]; consumers: ConsumerBox[]; bottom: number } {
  const consumers: ConsumerBox[] = [];
  let consumerY = TOP;
  let lowest = TOP;
  const wishes = view.queues.map((queue) => {
    const first = consumerY;
    for (const consumer of view.consumers.filter((one) => one.queue === queue.id)) {
      const height = consumerHeight(consumer);
      const box = { id: consumer.id, x: at.consumerX, y: consumerY, width: CONSUMER_WIDTH, height };
      consumers.push({ ...box, window: windowOf(consumer), windowY: consumerY + CONSUMER_HEAD });
      consumerY += height + 12;
    }
    const ledger = hasLedger(queue, view.consumers);
    const height = queueHeight(ledger);
    // Without consumers it goes right under the one before.
    const wish = consumerY > first ? first + (consumerY - first) * 0.4 : lowest + height / 2;
    lowest = wish + height / 2 + 36;
    return { id: queue.id, ledger, height, wish };
  });
  const tops = spread(wishes, 36, TOP);
  const queues = wishes.map(({ id, ledger, height }, index): QueueBox => {
    const y = tops[index] ?? TOP;
    return { id, x: at.queueX, y, width: at.tubeWidth, height, tubeY: y + QUEUE_HEAD, hasLedger: ledger };
  });
  const low = [...queues, ...consumers].map((box) => box.y + box.height);
  return { queues, consumers, bottom: Math.max(TOP, ...low) };
}

const tubeMiddle = (box: QueueBox): number => box.tubeY + TUBE.height / 2;

function placeExchanges(view: BrokerView, at: Columns, queues: readonly QueueBox[]): Box[] {
  const beside = middle(queues.map(tubeMiddle), TOP + 90);
  const wishes = view.exchanges.map((exchange) => {
    const led = view.bindings
      .filter((binding) => binding.exchange === exchange.id && binding.to === 'queue')
      .flatMap((binding) => queues.filter((box) => box.id === binding.destination).map(tubeMiddle));
    return { id: exchange.id, wish: middle(led, beside), height: EXCHANGE.height };
  });
  return settle(wishes, 40).map(({ id, y }) => ({
    id,
    x: at.exchangeX,
    y,
    width: EXCHANGE.width,
    height: EXCHANGE.height,
  }));
}

function placePublishers(view: BrokerView, at: Columns, exchanges: readonly Box[], queues: readonly QueueBox[]): Box[] {
  // Until it has sent something it stands beside the queues, not alone at the top.
  const beside = middle(
    exchanges.map((box) => box.y + box.height / 2),
    middle(queues.map(tubeMiddle), TOP + 90),
  );
  const wishes = view.publishers.map((publisher) => {
    const led = view.publishes
      .filter((edge) => edge.publisher === publisher.id)
      .flatMap((edge) => exchanges.filter((box) => box.id === edge.exchange).map((box) => box.y + box.height / 2));
    return { id: publisher.id, wish: middle(led, beside), height: PUBLISHER.height + PUBLISHER.foot };
  });
  return settle(wishes, 24).map(({ id, y }) => ({
    id,
    x: at.publisherX,
    y: y + PUBLISHER.foot / 4,
    width: PUBLISHER.width,
    height: PUBLISHER.height,
  }));
}

/** Spreads a column; those with the highest wish first, so that wires cross as little as they can. */
function settle(
  wishes: readonly { id: string; wish: number; height: number }[],
  gap: number,
): { id: string; y: number }[] {
  const sorted = [...wishes].sort((a, b) => a.wish - b.wish);
  const tops = spread(sorted, gap, TOP);
  return sorted.map(({ id }, index) => ({ id, y: tops[index] ?? TOP }));
}

function placePills(
  view: BrokerView,
  at: Columns,
  exchanges: readonly Box[],
  queues: readonly QueueBox[],
  several: (count: number) => string,
): PillBox[] {
  const routes = new Map<string, BindingView[]>();
  for (const binding of view.bindings) {
    const route = `${binding.exchange}\n${binding.to}\n${binding.destination}`;
    routes.set(route, [...(routes.get(route) ?? []), binding]);
  }
  const wishes: { pill: Pill; from: Box; to: Point; wish: number; back: boolean }[] = [];
  for (const bindings of routes.values()) {
    const first = bindings[0];
    const from = exchanges.find((box) => box.id === first?.exchange);
    const end = first && endOf(first, exchanges, queues);
    if (!from || !end) continue;
    for (const pill of pillsOf(bindings, several)) {
      const y = from.y + from.height / 2;
      wishes.push({ pill, from, to: end, wish: y + (end.y - y) * 0.42, back: first.to === 'exchange' });
    }
  }
  wishes.sort((a, b) => a.wish - b.wish || a.to.y - b.to.y);
  const tops = spread(
    wishes.map(({ wish }) => ({ wish, height: 24 })),
    8,
    TOP,
  );
  return wishes.map(({ pill, from, to, back }, index) => {
    const y = (tops[index] ?? TOP) + 12;
    const start = { x: from.x + from.width, y: from.y + from.height / 2 };
    const left = { x: at.pillX - pill.width / 2, y };
    const right = { x: at.pillX + pill.width / 2, y };
    const out = back ? around(right, to, 44) : level(right, to);
    return { pill, x: at.pillX, y, curves: [level(start, left), straight(left, right), out] };
  });
}

function endOf(binding: BindingView, exchanges: readonly Box[], queues: readonly QueueBox[]): Point | null {
  if (binding.to === 'exchange') {
    const box = exchanges.find(({ id }) => id === binding.destination);
    return box ? { x: box.x + box.width - 10, y: box.y + 12 } : null;
  }
  const box = queues.find(({ id }) => id === binding.destination);
  return box ? { x: box.x - 5, y: tubeMiddle(box) } : null;
}

function placeWires(
  view: BrokerView,
  publishers: readonly Box[],
  exchanges: readonly Box[],
  queues: readonly QueueBox[],
  consumers: readonly ConsumerBox[],
): Wire[] {
  const wires: Wire[] = [];
  for (const edge of view.publishes) {
    const from = publishers.find((box) => box.id === edge.publisher);
    const to = exchanges.find((box) => box.id === edge.exchange);
    if (!from || !to) continue;
    const start = { x: from.x + from.width, y: from.y + from.height / 2 };
    // Wires from above meet the hexagon above its middle, wires from below below it.
    const lean = Math.max(-14, Math.min(14, (start.y - to.y - to.height / 2) / 6));
    wires.push({
      id: `publish ${edge.publisher} ${edge.exchange}`,
      lit: edge.lit,
      curves: [level(start, { x: to.x - 2 + Math.abs(lean) * 0.5, y: to.y + to.height / 2 + lean })],
    });
  }
  for (const consumer of view.consumers) {
    const from = queues.find((box) => box.id === consumer.queue);
    const to = consumers.find((box) => box.id === consumer.id);
    if (!from || !to) continue;
    const start = { x: from.x + from.width, y: from.tubeY + 22 };
    wires.push({
      id: `deliver ${consumer.queue} ${consumer.id}`,
      lit: consumer.lit,
      curves: [level(start, { x: to.x - 5, y: to.windowY + to.window.height / 2 })],
    });
  }
  return wires;
}

/** From a consumer back into the head of its queue, below the wire that delivers. */
function returnCurve(from: ConsumerBox, to: QueueBox): Curve {
  return level(
    { x: from.x - 4, y: from.windowY + from.window.height / 2 + 6 },
    { x: to.x + to.width + 6, y: to.tubeY + 46 },
  );
}

function wayOf(
  path: MoverPath,
  parts: Pick<BrokerLayout, 'pills' | 'wires' | 'queues' | 'consumers'>,
): readonly Curve[] | null {
  switch (path.kind) {
    case 'publish':
      return parts.wires.find((wire) => wire.id === `publish ${path.publisher} ${path.exchange}`)?.curves ?? null;
    case 'route':
      return (
        parts.pills.find(({ pill }) => pill.bindings.some((binding) => binding.id === path.binding))?.curves ?? null
      );
    case 'deliver':
      return parts.wires.find((wire) => wire.id === `deliver ${path.queue} ${path.consumer}`)?.curves ?? null;
    case 'settle': {
      const from = parts.consumers.find((box) => box.id === path.consumer);
      const to = parts.queues.find((box) => box.id === path.queue);
      return from && to ? [returnCurve(from, to)] : null;
    }
  }
}
