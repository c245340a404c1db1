import type { BrokerView, ConsumerView, MoverPath } from '../../../engine/scene/views.ts';
import type { Pill } from './broker-parts.ts';
import { pillsOf } from './broker-parts.ts';
import type { Curve, Point } from './curve.ts';
import { straight } from './curve.ts';

/*
 * The broker stage on a phone: publishers, exchanges and bindings on top, then every queue with its consumers under it.
 * Messages come in by the left margin; deliveries and returns use the right one.
 */

export interface StackBox {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface StackPill extends StackBox {
  readonly pill: Pill;
  readonly way: readonly Curve[];
}

export interface StackConsumer extends StackBox {
  /** How many slots are drawn, and where the first is. */
  readonly slots: number;
  readonly slotX: number;
  readonly deliver: readonly Curve[];
  readonly giveBack: readonly Curve[];
}

export interface BrokerStackLayout {
  readonly width: number;
  readonly height: number;
  readonly publishers: readonly StackBox[];
  readonly exchanges: readonly StackBox[];
  readonly pills: readonly StackPill[];
  readonly publishWires: readonly { readonly id: string; readonly lit: boolean; readonly curves: readonly Curve[] }[];
  /** The tube of each queue. */
  readonly queues: readonly StackBox[];
  readonly consumers: readonly StackConsumer[];
  way(path: MoverPath): readonly Curve[] | null;
}

const EDGE = 16;
const RIGHT = 44;
const ROW = 36;
const TUBE = 60;
const SLOT = { width: 56, height: 40, gap: 8, max: 3 };

/** A way along straight pieces. */
function line(...points: readonly Point[]): Curve[] {
  return points.slice(1).map((to, index) => straight(points[index] ?? to, to));
}

export const STACK_SLOT = SLOT;

export function stackBroker(view: BrokerView, width: number, several: (count: number) => string): BrokerStackLayout {
  const tubeWidth = width - EDGE - RIGHT;
  const nameWidth = Math.min(92, width * 0.24);
  const exchangeX = EDGE + nameWidth + 24;
  const pillX = exchangeX + nameWidth - 8 + 24;
  const column = (ids: readonly { id: string }[], x: number, w: number): StackBox[] =>
    ids.map(({ id }, index) => ({ id, x, y: 12 + index * ROW, width: w, height: 28 }));
  const publishers = column(view.publishers, EDGE, nameWidth);
  const exchanges = column(view.exchanges, exchangeX, nameWidth - 8);

  const routes = view.exchanges.flatMap((exchange) =>
    [...new Set(view.bindings.filter((b) => b.exchange === exchange.id).map((b) => b.destination))].flatMap(
      (destination) =>
        pillsOf(
          view.bindings.filter((b) => b.exchange === exchange.id && b.destination === destination),
          several,
        ).map((pill) => ({ exchange, destination, pill })),
    ),
  );
  const rows = Math.max(publishers.length, exchanges.length, routes.length, 1);
  const trunkY = 12 + rows * ROW + 6;

  const queues: StackBox[] = [];
  const consumers: StackConsumer[] = [];
  let y = trunkY;
  for (const queue of view.queues) {
    const tube: StackBox = { id: queue.id, x: EDGE, y: y + 40, width: tubeWidth, height: TUBE };
    queues.push(tube);
    y = tube.y + TUBE + 12;
    for (const consumer of view.consumers.filter((one) => one.queue === queue.id)) {
      consumers.push(placeConsumer(consumer, tube, y));
      y += 50;
    }
    y += 8;
  }

  const pills: StackPill[] = routes.map(({ exchange, destination, pill }, index) => {
    const from = exchanges.find((box) => box.id === exchange.id);
    const tube = queues.find((box) => box.id === destination);
    const top = 15 + index * ROW;
    const mid = top + 11;
    const start = from ? { x: from.x + from.width, y: from.y + 14 } : { x: pillX, y: mid };
    const out = { x: pillX + pill.width, y: mid };
    const margin = width - RIGHT + 8;
    const way = tube
      ? line(
          start,
          { x: pillX - 8, y: mid },
          out,
          { x: margin, y: mid },
          { x: margin, y: trunkY },
          { x: 7, y: trunkY },
          { x: 7, y: tube.y + TUBE / 2 },
          { x: EDGE - 2, y: tube.y + TUBE / 2 },
        )
      : line(start, out);
    return { id: pill.id, pill, x: pillX, y: top, width: pill.width, height: 22, way };
  });

  const publishWires = view.publishes.flatMap((edge) => {
    const from = publishers.find((box) => box.id === edge.publisher);
    const to = exchanges.find((box) => box.id === edge.exchange);
    return from && to
      ? [
          {
            id: `${edge.publisher} ${edge.exchange}`,
            lit: edge.lit,
            curves: line({ x: from.x + from.width, y: from.y + 14 }, { x: to.x - 6, y: to.y + 14 }),
          },
        ]
      : [];
  });

  return {
    width,
    height: y + 4,
    publishers,
    exchanges,
    pills,
    publishWires,
    queues,
    consumers,
    way(path) {
      switch (path.kind) {
        case 'publish':
          return publishWires.find((wire) => wire.id === `${path.publisher} ${path.exchange}`)?.curves ?? null;
        case 'route':
          return pills.find(({ pill }) => pill.bindings.some((binding) => binding.id === path.binding))?.way ?? null;
        case 'deliver':
          return consumers.find((box) => box.id === path.consumer)?.deliver ?? null;
        case 'settle':
          return consumers.find((box) => box.id === path.consumer)?.giveBack ?? null;
      }
    },
  };
}

function placeConsumer(consumer: ConsumerView, tube: StackBox, y: number): StackConsumer {
  const right = tube.x + tube.width;
  const slots = consumer.noAck || consumer.prefetchMax === 0 ? SLOT.max : Math.min(SLOT.max, consumer.prefetchMax);
  const slotX = right - slots * SLOT.width - (slots - 1) * SLOT.gap;
  const mid = y + SLOT.height / 2;
  return {
    id: consumer.id,
    x: tube.x,
    y,
    width: tube.width,
    height: SLOT.height,
    slots,
    slotX,
    deliver: line(
      { x: right, y: tube.y + 20 },
      { x: right + 16, y: tube.y + 20 },
      { x: right + 16, y: mid },
      { x: right + 6, y: mid },
    ),
    giveBack: line(
      { x: right + 4, y: mid + 6 },
      { x: right + 30, y: mid + 6 },
      { x: right + 30, y: tube.y + 42 },
      { x: right + 4, y: tube.y + 42 },
    ),
  };
}
