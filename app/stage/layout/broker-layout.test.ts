import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BrokerView, ConsumerView } from '../../../engine/scene/views.ts';
import { COLUMNS_MIN, columnsOf, layoutBroker } from './broker-layout.ts';
import { pillsOf, tubeFits, windowOf } from './broker-parts.ts';
import { stackBroker } from './broker-stack.ts';
import { along } from './curve.ts';

const consumer = (id: string, queue: string, prefetchMax: number, noAck = false): ConsumerView => ({
  id,
  name: id,
  queue,
  noAck,
  prefetchMax,
  node: id,
  held: [],
  heldCount: 0,
  ghosts: [],
  ackedCount: 0,
  stopped: null,
  lit: false,
});

function world(publishers: number, exchanges: number, queues: number, consumers: readonly ConsumerView[]): BrokerView {
  const ids = (prefix: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  return {
    publishers: ids('p', publishers).map((id) => ({
      id,
      name: id,
      keys: [],
      sentCount: 0,
      confirmedCount: 0,
      stopped: null,
    })),
    exchanges: ids('x', exchanges).map((id) => ({ id, name: id, type: 'topic', durable: true })),
    bindings: ids('q', queues).flatMap((queue) =>
      ids('x', exchanges).map((exchange) => ({
        id: `${exchange}${queue}`,
        exchange,
        to: 'queue' as const,
        destination: queue,
        key: '#',
        light: 'idle' as const,
        why: '',
      })),
    ),
    queues: ids('q', queues).map((id) => ({
      id,
      name: id,
      traits: 'classic',
      durable: true,
      gone: false,
      tail: [],
      ghostCount: 0,
      ackedCount: 0,
      levels: { memory: 0, written: 0, synced: 0 },
      ready: [],
      readyCount: 0,
      unacked: [],
      unackedCount: 0,
      unackedNote: '',
      ghosts: [],
      consumerCount: 1,
    })),
    consumers,
    publishes: ids('p', publishers).map((publisher) => ({ publisher, exchange: 'x0', lit: false })),
    movers: [],
    returns: [],
    legend: { says: '', entries: [] },
    broker: { name: 'b', stopped: null },
    groups: [],
    counts: { exchanges, bindings: 0, queues, consumers: consumers.length, movers: 0 },
  };
}

const several = (n: number): string => `${n} bindings`;

describe('the columns of the broker stage', () => {
  it('stand apart at every width, in order, inside the stage', () => {
    fc.assert(
      fc.property(fc.integer({ min: COLUMNS_MIN, max: 3840 }), (width) => {
        const at = columnsOf(width);
        expect(at.publisherX).toBeGreaterThanOrEqual(12);
        expect(at.exchangeX).toBeGreaterThanOrEqual(at.publisherX + 108 + 16);
        expect(at.pillX).toBeGreaterThan(at.exchangeX + 76 + 30);
        expect(at.queueX).toBeGreaterThan(at.pillX + 30);
        expect(at.consumerX).toBeGreaterThanOrEqual(at.queueX + at.tubeWidth + 44);
        expect(at.consumerX + 108).toBeLessThanOrEqual(width - 12);
        expect(tubeFits(at.tubeWidth)).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});

describe('the layout of the broker stage', () => {
  const arbitrary = fc
    .record({
      publishers: fc.integer({ min: 0, max: 4 }),
      exchanges: fc.integer({ min: 1, max: 3 }),
      queues: fc.integer({ min: 1, max: 4 }),
      windows: fc.array(
        fc.record({
          queue: fc.integer({ min: 0, max: 3 }),
          prefetch: fc.integer({ min: 0, max: 300 }),
          noAck: fc.boolean(),
        }),
        { maxLength: 6 },
      ),
    })
    .map(({ publishers, exchanges, queues, windows }) =>
      world(
        publishers,
        exchanges,
        queues,
        windows.map((w, i) => consumer(`c${i}`, `q${w.queue % queues}`, w.prefetch, w.noAck)),
      ),
    );

  it('lets nothing in a column overlap and keeps all of it inside its height', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 300, max: 1200 }), (view, height) => {
        const layout = layoutBroker(view, 784, height, several);
        for (const column of [layout.publishers, layout.exchanges, layout.queues, layout.consumers]) {
          const sorted = [...column].sort((a, b) => a.y - b.y);
          sorted.forEach((box, i) => {
            const before = sorted[i - 1];
            if (before) expect(box.y).toBeGreaterThanOrEqual(before.y + before.height - 0.01);
            expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
          });
        }
        const pills = [...layout.pills].sort((a, b) => a.y - b.y);
        pills.forEach((pill, i) => {
          const before = pills[i - 1];
          if (before) expect(pill.y - before.y).toBeGreaterThanOrEqual(24);
        });
      }),
    );
  });

  it('draws every message on its way: each path of a world has a curve that ends where it leads', () => {
    const view = world(1, 1, 1, [consumer('c0', 'q0', 2)]);
    const layout = layoutBroker(view, 784, 500, several);
    const tube = layout.queues[0];
    const route = layout.way({ kind: 'route', binding: 'x0q0' });
    const deliver = layout.way({ kind: 'deliver', queue: 'q0', consumer: 'c0' });
    const settle = layout.way({ kind: 'settle', consumer: 'c0', queue: 'q0' });
    expect(layout.way({ kind: 'publish', publisher: 'p0', exchange: 'x0' })).not.toBeNull();
    if (!tube || !route || !deliver || !settle) throw new Error('a way is missing');
    expect(along(route, 1).x).toBeCloseTo(tube.x - 5);
    expect(along(deliver, 0).x).toBeCloseTo(tube.x + tube.width);
    expect(along(settle, 1).x).toBeCloseTo(tube.x + tube.width + 6);
  });

  it('knows no way to what is not there', () => {
    const layout = layoutBroker(world(1, 1, 1, []), 784, 500, several);
    expect(layout.way({ kind: 'deliver', queue: 'q0', consumer: 'nobody' })).toBeNull();
  });

  it('does not move when counts do', () => {
    const view = world(2, 1, 2, [consumer('c0', 'q0', 2)]);
    const [first, ...rest] = view.queues;
    if (!first) throw new Error('no queue');
    const busy: BrokerView = { ...view, queues: [{ ...first, readyCount: 900, unackedCount: 2 }, ...rest] };
    expect(layoutBroker(busy, 900, 600, several).queues).toEqual(layoutBroker(view, 900, 600, several).queues);
  });

  it('stacks on a phone without anything leaving the screen', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 320, max: COLUMNS_MIN }), (view, width) => {
        const layout = stackBroker(view, width, several);
        for (const box of [
          ...layout.publishers,
          ...layout.exchanges,
          ...layout.queues,
          ...layout.consumers,
          ...layout.pills,
        ]) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
        }
      }),
    );
  });
});

describe('a prefetch window', () => {
  it('is slots while they are few, cells with a rest when many, a tray without limit or acknowledgement', () => {
    expect(windowOf({ noAck: false, prefetchMax: 2 })).toMatchObject({ kind: 'slots', count: 2, more: 0 });
    expect(windowOf({ noAck: false, prefetchMax: 100 })).toMatchObject({ kind: 'cells', count: 12, more: 88 });
    expect(windowOf({ noAck: true, prefetchMax: 2 }).kind).toBe('tray');
    expect(windowOf({ noAck: false, prefetchMax: 0 }).kind).toBe('tray');
  });
});

describe('pills', () => {
  const binding = (key: string, light: 'idle' | 'lit' | 'tried') => ({
    id: key,
    exchange: 'x',
    to: 'queue' as const,
    destination: 'q',
    key,
    light,
    why: '',
  });
  it('stand one by one while they fit, and as one that is lit when any of many is', () => {
    expect(
      pillsOf([binding('a', 'idle'), binding('b', 'lit')], several).map(({ says, light }) => [says, light]),
    ).toEqual([
      ['a', 'idle'],
      ['b', 'lit'],
    ]);
    const many = pillsOf(
      [...'abcdefgh'].map((key) => binding(key, key === 'c' ? 'lit' : 'tried')),
      several,
    );
    expect(many.map(({ says, light }) => [says, light])).toEqual([['8 bindings', 'lit']]);
  });
});
