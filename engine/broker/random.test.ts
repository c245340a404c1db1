import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBelow, rngFrom } from '../base/rng.ts';
import type { BrokerFact } from './facts.ts';
import { broker } from './machine.ts';
import { Rig, type RigClient } from './rig.ts';
import type { BrokerState } from './state.ts';

/* Random lives of a broker, with kills and power cuts: what it says of its messages must add up to what it holds. */

type Fate = 'ready' | 'unacked' | 'gone';

/** Folds facts into where every copy is, by `message queue`. A copy that moves as it cannot move is a failure. */
function fold(copies: Map<string, Fate>, fact: BrokerFact): void {
  const move = (from: readonly (Fate | undefined)[], to: Fate): void => {
    if (!('message' in fact) || !('queue' in fact)) return;
    const key = `${fact.message} ${fact.queue}`;
    const known = copies.get(key);
    if (!from.includes(known)) throw new Error(`${fact.kind} of ${key}, which is ${known ?? 'unknown'}`);
    copies.set(key, to);
  };
  switch (fact.kind) {
    case 'broker.enqueued':
      return move([undefined], 'ready');
    case 'broker.delivered':
      return move(['ready'], 'unacked');
    case 'broker.requeued':
      return move(['unacked'], 'ready');
    case 'broker.acked':
    case 'broker.autoAcked':
      return move(['unacked'], 'gone');
    case 'broker.expired':
    case 'broker.deadLettered':
    case 'broker.lost':
      return move(['ready', 'unacked'], 'gone');
    case 'broker.dropped':
      if (fact.why !== 'reject-publish' && fact.why !== 'cycle') move(['ready', 'unacked'], 'gone');
      return;
    default:
  }
}

function held(state: BrokerState): Map<string, Fate> {
  const found = new Map<string, Fate>();
  for (const queue of state.vhosts.get('/')?.queues.values() ?? []) {
    for (const tape of queue.ready) {
      for (const chunk of tape.chunks) {
        const from = chunk === tape.chunks[0] ? tape.head : 0;
        for (const entry of chunk.slice(from)) found.set(`${entry.message.id} ${queue.name}`, 'ready');
      }
    }
  }
  for (const connection of state.connections.values()) {
    for (const { unacked } of connection.channels.values()) {
      for (const chunk of unacked.chunks) {
        const from = chunk === unacked.chunks[0] ? unacked.head : 0;
        for (const item of chunk.slice(from)) found.set(`${item.entry.message.id} ${item.queue}`, 'unacked');
      }
    }
  }
  return found;
}

class Life {
  readonly rig: Rig;
  readonly copies = new Map<string, Fate>();
  readonly confirmed = new Set<number>();
  readonly #rng;
  #clients: RigClient[] = [];
  #read = 0;

  constructor(seed: number) {
    this.#rng = rngFrom(seed, 'life');
    this.rig = new Rig({ consumerTimeout: null });
    this.#begin();
  }

  #below(bound: number): number {
    return randomBelow(this.#rng, bound);
  }

  #begin(): void {
    this.#clients = Array.from({ length: 3 }, () => this.rig.client());
    const [first] = this.#clients;
    first?.ask('queue.declare', { queue: 'dead', durable: true });
    const limits = [
      { key: 'x-max-length', type: 'signedint', value: 6 },
      { key: 'x-dead-letter-exchange', type: 'longstr', value: '' },
      { key: 'x-dead-letter-routing-key', type: 'longstr', value: 'dead' },
    ] as const;
    first?.ask('queue.declare', { queue: 'd', durable: true, arguments: limits });
    first?.ask('queue.declare', { queue: 't' });
    for (const queue of ['d', 't']) first?.ask('queue.bind', { queue, exchange: 'amq.fanout' });
    first?.ask('confirm.select');
  }

  step(): void {
    const client = this.#clients[this.#below(this.#clients.length)] as RigClient;
    const roll = this.#below(100);
    const queue = ['d', 't', 'dead'][this.#below(3)] as string;
    const persistent = this.#below(2) === 0;
    if (roll < 40) {
      const body = this.#below(20) === 0 ? 'x'.repeat(5000) : 'x';
      const expiration = this.#below(6) === 0 ? { expiration: '300' } : {};
      const properties = { ...(persistent ? { deliveryMode: 2 } : {}), ...expiration };
      this.#clients[0]?.publish(['', 'amq.fanout'][this.#below(2)] as string, queue, body, { properties });
    } else if (roll < 50) client.method(1, 'basic.consume', { queue, noAck: this.#below(4) === 0 });
    else if (roll < 58) client.method(1, 'basic.get', { queue });
    else if (roll < 72)
      client.method(1, 'basic.ack', { deliveryTag: this.#below(4) === 0 ? 0 : this.#oldest(client), multiple: true });
    else if (roll < 78)
      client.method(1, 'basic.nack', { deliveryTag: this.#oldest(client), requeue: this.#below(2) === 0 });
    else if (roll < 82) client.method(1, 'basic.qos', { prefetchCount: this.#below(4), global: this.#below(3) === 0 });
    else if (roll < 86) this.#replace(client);
    else if (roll < 96) this.rig.pass(this.#below(400_000));
    else if (roll < 98) this.#stop('kill');
    else this.#stop('powerCut');
    this.#settle();
  }

  #oldest(client: RigClient): number {
    const { chunks, head } = this.rig.state.connections.get(client.conn)?.channels.get(1)?.unacked ?? {
      chunks: [],
      head: 0,
    };
    return chunks[0]?.[head]?.order ?? 0;
  }

  #replace(client: RigClient): void {
    client.vanish();
    this.#clients = this.#clients.map((other) => (other === client ? this.rig.client() : other));
    if (this.#clients[0] !== client) this.#clients[0]?.ask('confirm.select');
  }

  #stop(how: 'kill' | 'powerCut'): void {
    this.#follow();
    // A disk that is slow: what was under way when it stopped never came.
    this.rig.restart(how);
    const facts = this.rig.facts.slice(this.#read);
    this.#read = this.rig.facts.length;
    this.copies.clear();
    for (const fact of facts) {
      if (fact.kind === 'broker.recovered') {
        for (const [from, to] of fact.messages)
          for (let id = from; id <= to; id++) this.copies.set(`${id} ${fact.queue}`, 'ready');
      } else fold(this.copies, fact);
    }
    this.#begin();
  }

  #follow(): void {
    for (const fact of this.rig.facts.slice(this.#read)) fold(this.copies, fact);
    this.#read = this.rig.facts.length;
  }

  #settle(): void {
    this.#follow();
    const alive = [...this.copies].filter(([, fate]) => fate !== 'gone');
    expect(new Map(alive)).toEqual(held(this.rig.state));
  }
}

test('every copy has one fate, and they add up at every step through kills and power cuts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
      const life = new Life(seed);
      for (let i = 0; i < 120; i++) life.step();
    }),
    { numRuns: 40 },
  );
});

test('nothing that was confirmed as persistent in a durable queue is ever lost', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.constantFrom('kill' as const, 'powerCut' as const),
      (seed, how) => {
        const rng = rngFrom(seed, 'confirmed');
        const rig = new Rig();
        const client = rig.client();
        client.ask('queue.declare', { queue: 'q', durable: true });
        client.ask('confirm.select');
        const messages = 1 + randomBelow(rng, 30);
        for (let i = 1; i <= messages; i++) {
          rig.diskAnswers = randomBelow(rng, 3) === 0;
          const body = 'x'.repeat(randomBelow(rng, 8) === 0 ? 6000 : 10);
          client.publish('', 'q', body, { properties: { deliveryMode: 2, messageId: String(i) } });
          rig.settleDisk();
        }
        const confirmed = rig
          .factsOf('broker.confirmed')
          .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
        rig.restart(how);
        rig.diskAnswers = true;
        rig.settleDisk();
        const later = rig.client();
        later.method(1, 'basic.consume', { queue: 'q', noAck: true });
        const found = later
          .take()
          .flatMap((frame) => (frame.method === 'basic.deliver' ? [Number(frame.properties.messageId)] : []));
        expect(confirmed.filter((tag) => !found.includes(tag))).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('a fork and its twin go their own ways', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
      const life = new Life(seed);
      const seen: { state: BrokerState; held: [string, Fate][] }[] = [];
      for (let i = 0; i < 60; i++) {
        life.step();
        if (i % 7 !== 0) continue;
        const twin = broker.fork?.(life.rig.state);
        if (twin === undefined) throw new Error('the broker forks');
        seen.push({ state: life.rig.state, held: [...held(life.rig.state)] });
        life.rig.state = twin;
      }
      for (const { state, held: before } of seen) expect([...held(state)]).toEqual(before);
    }),
    { numRuns: 25 },
  );
});
