import { describe, expect, it } from 'vitest';
import type { BrokerFact } from '../broker/facts.ts';
import type { KvFact } from '../kv/facts.ts';
import type { KernelFact } from '../sim/facts.ts';
import { brokerView } from './broker-view.ts';
import { fateBarView, fatesOf } from './fate-view.ts';
import { checkConservation } from './fates.ts';
import { SCENE } from './fold.ts';
import { MILESTONES_MAX } from './milestones.ts';
import type { Fact, Scene } from './scene.ts';
import { timelineView } from './time-view.ts';
import { why } from './why.ts';

/* Facts made by hand: what the ledger does with each, without an engine. */

type Body = BrokerFact | KernelFact | KvFact;

/** A trace of one broker called `b`, one fact a step, checked at each. */
class Told {
  readonly scene: Scene = SCENE.start({ name: 'told', seed: 1, nodes: [{ id: 'b', machine: 'broker' }] });
  readonly #facts: Fact[] = [];

  readonly facts = (seq: number): Fact | null => this.#facts[seq - 1] ?? null;

  tell(body: Body, cause: number | null = null, node = 'b'): number {
    const seq = this.#facts.length + 1;
    const fact: Fact = { seq, step: seq, at: seq * 1000, node, cause, body };
    this.#facts.push(fact);
    SCENE.apply(this.scene, fact);
    expect(checkConservation(this.scene)).toEqual([]);
    return seq;
  }

  queue(queue: string, durable = true): this {
    this.tell({
      kind: 'broker.queueDeclared',
      vhost: '/',
      queue,
      type: 'classic',
      durable,
      exclusive: false,
      autoDelete: false,
      arguments: [],
      recovered: false,
    });
    return this;
  }

  publish(message: number, parent: number | null = null, persistent = false): number {
    return this.tell({
      kind: 'broker.published',
      conn: 1,
      channel: 1,
      message,
      vhost: '/',
      exchange: 'x',
      key: 'k',
      persistent,
      size: 10,
      mandatory: true,
      confirmTag: null,
      parent,
    });
  }

  enqueue(message: number, queue: string, position = 0): number {
    return this.tell({ kind: 'broker.enqueued', vhost: '/', queue, message, position, priority: 0 });
  }

  fates(): Record<string, number> {
    return Object.fromEntries(Object.entries(fatesOf(this.scene, 'b')).filter(([, count]) => count > 0));
  }
}

describe('what N counts', () => {
  it('is one for a message on its way, and one for each copy from then on', () => {
    const told = new Told().queue('q').queue('r');
    told.publish(10);
    expect(told.fates()).toEqual({ flight: 1 });
    told.enqueue(10, 'q');
    told.enqueue(10, 'r');
    expect(told.fates()).toEqual({ ready: 2 });
    expect(fateBarView(told.scene, 'b')).toMatchObject({ total: 2, unit: 'copies', sum: '2 = 2' });
  });

  it('counts a dead letter as dead where it was and as a message of its own where it went', () => {
    const told = new Told().queue('q').queue('dead');
    told.publish(1);
    told.enqueue(1, 'q');
    told.tell({
      kind: 'broker.deadLettered',
      vhost: '/',
      queue: 'q',
      message: 1,
      reason: 'expired',
      to: 'dlx',
      key: 'k',
    });
    told.publish(2, 1);
    told.enqueue(2, 'dead');
    expect(told.fates()).toEqual({ dead: 1, ready: 1 });
  });

  it('keeps an unroutable message as one, and calls it returned when it was', () => {
    const told = new Told();
    told.publish(1);
    told.tell({ kind: 'broker.unroutable', message: 1, vhost: '/', exchange: 'x', key: 'k' });
    expect(told.fates()).toEqual({ unroutable: 1 });
    told.tell({ kind: 'broker.returned', message: 1, conn: 1, channel: 1, code: 312, text: 'NO_ROUTE' });
    expect(told.fates()).toEqual({ returned: 1 });
    const chain = why(told.scene, told.facts, 'm:0:b', 'returned');
    expect(chain?.hops.map((hop) => hop.says)).toEqual([
      'Message 1 was returned: NO_ROUTE',
      'No binding of x matched k',
      'mandatory: true',
    ]);
  });

  it('finds a message by its number across the jump that a restart makes', () => {
    const told = new Told().queue('q');
    for (const number of [1, 2, 3, 1_000_000, 1_000_001, 9_000_000_000]) {
      told.publish(number);
      told.enqueue(number, 'q', 99);
    }
    told.tell({ kind: 'broker.expired', vhost: '/', queue: 'q', message: 1_000_001, after: 5 });
    told.tell({ kind: 'broker.dropped', vhost: '/', queue: 'q', message: 9_000_000_000, why: 'maxlen' });
    told.tell({ kind: 'broker.expired', vhost: '/', queue: 'q', message: 1_000_002, after: 5 });
    expect(brokerView(told.scene, 'b')?.queues[0]?.ready.map(({ name }) => name)).toEqual(['1', '2', '3', '4']);
    expect(told.fates()).toEqual({ ready: 4, expired: 1, dropped: 1 });
  });
});

describe('a copy that comes back', () => {
  it('stands where the broker put it, flagged, and is lost only when a boot does not find it', () => {
    const told = new Told().queue('q').queue('gone', false);
    for (const number of [1, 2, 3]) {
      told.publish(number, null, true);
      told.enqueue(number, 'q', 99);
    }
    told.publish(4);
    told.enqueue(4, 'gone');
    told.tell({
      kind: 'broker.delivered',
      vhost: '/',
      queue: 'q',
      message: 1,
      conn: 1,
      channel: 1,
      consumer: 'c',
      tag: 1,
      redelivered: false,
      noAck: false,
    });
    expect(told.fates()).toEqual({ ready: 3, unacked: 1 });
    told.tell({ kind: 'broker.requeued', vhost: '/', queue: 'q', message: 1, position: 0, why: 'nack' });
    expect(brokerView(told.scene, 'b')?.queues[0]?.ready.map(({ name, state }) => `${name} ${state}`)).toEqual([
      '1 redelivered',
      '2 ready',
      '3 ready',
    ]);
    const messages = [[1, 2]] as const;
    told.tell({ kind: 'broker.stored', vhost: '/', queue: 'q', file: 'f', from: 0, to: 100, messages });
    const stopped = told.tell({ kind: 'node.stopped', how: 'kill', incarnation: 1 });
    expect(told.fates()).toEqual({ ready: 1, redelivered: 1, lost: 2 });
    told.tell({ kind: 'node.started', incarnation: 2, afterStop: 'kill' });
    told.tell({ kind: 'broker.recovered', vhost: '/', queue: 'q', messages: [[2, 2]], redelivered: true });
    const boot = { version: '3.10', first: false, exchanges: 0, queues: 1, bindings: 0, copies: 1 };
    told.tell({ kind: 'broker.started', ...boot });
    expect(told.fates()).toEqual({ redelivered: 1, lost: 3 });
    expect(why(told.scene, told.facts, 'c:3:b')?.hops.at(-1)?.decided?.text).toBe('durable: false');
    expect(why(told.scene, told.facts, 'c:2:b')?.hops[0]?.seq).toBe(stopped);
  });
});

describe('the time bar', () => {
  it('stays within its bounds however many milestones there are, and keeps those made by hand', () => {
    const told = new Told();
    const { scene } = told;
    for (let i = 1; i <= 50_000; i++) {
      const kill = i % 1000 === 0;
      const body: Body = kill
        ? { kind: 'node.stopped', how: 'kill', incarnation: i }
        : { kind: 'kv.expired', db: 0, key: 'k', how: 'active', late: 0 };
      SCENE.apply(scene, { seq: i, step: i, at: i * 997_000, node: kill ? 'b' : `n${i % 3}`, cause: null, body });
    }
    const view = timelineView(scene);
    expect(view.milestones.length).toBeLessThanOrEqual(MILESTONES_MAX);
    expect(view.milestones.filter(({ kind }) => kind === 'kill').length).toBe(50);
    expect(view.milestones.reduce((sum, { count }) => sum + count, 0)).toBe(50_000);
    expect(view.density.length).toBeLessThanOrEqual(512);
    expect(view.density.reduce((sum, n) => sum + n, 0)).toBe(50_000);
  });
});
