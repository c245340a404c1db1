import { type Rng, randomBelow, rngFrom } from '../../base/rng.ts';
import type { Conversation } from './amqp-conversations.ts';
import { EngineTalk } from './amqp-engine.ts';

/*
 * Seeded random conversations. Two queues of random arguments, each with consumers on connections of their own (between
 * queues RabbitMQ promises no order), a third that collects dead letters. What is acknowledged must have been delivered,
 * so the engine listens while the conversation is made up; once made it is recorded with what the real server said.
 */

interface Held {
  readonly conn: string;
  readonly tags: number[];
}

const ARGUMENTS = [
  {},
  { 'x-max-length': 3 },
  { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
  { 'x-max-priority': 3 },
  { 'x-single-active-consumer': true },
  { 'x-max-length-bytes': 20 },
];

const DEAD = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' };
const KEYS = ['a', 'a.b', 'b', 'b.c.d', 'a.x.b'];
const PATTERNS = ['#', 'a.*', '*.b', '#.b', 'a.#', 'b', '#.c.#'];

class Maker {
  readonly #rng: Rng;
  readonly #talk = new EngineTalk();
  readonly #says: string[] = [];
  readonly #held: Held[] = ['a', 'b', 'c', 'd', 'e'].map((conn) => ({ conn, tags: [] }));
  #published = 0;
  /** Connections that consume without acknowledging. */
  readonly #automatic = new Set<string>();

  constructor(seed: number) {
    this.#rng = rngFrom(seed, 'conversation');
  }

  #pick<T>(items: readonly T[]): T {
    return items[randomBelow(this.#rng, items.length)] as T;
  }

  #say(line: string): void {
    this.#says.push(line);
    for (const heard of this.#talk.hear(line)) {
      const [, conn, tag] = /^(.)1 basic\.(?:deliver|get-ok).* deliveryTag=(\d+)/.exec(heard) ?? [];
      if (conn !== undefined && !this.#automatic.has(conn))
        this.#held.find((held) => held.conn === conn)?.tags.push(Number(tag));
    }
  }

  make(length: number): readonly string[] {
    for (const { conn } of this.#held) this.#say(`connect ${conn}`);
    this.#say('a1 queue.declare queue=dead');
    for (const queue of ['q', 'r']) this.#say(this.#declaration(queue));
    this.#say('a1 exchange.declare exchange=t type=topic');
    this.#say('a1 confirm.select');
    for (const conn of ['b', 'c', 'd', 'e']) this.#subscribe(conn);
    while (this.#says.length < length) this.#step();
    return this.#says;
  }

  #declaration(queue: string): string {
    const args = { ...this.#pick(ARGUMENTS), ...(randomBelow(this.#rng, 2) === 0 ? DEAD : {}) };
    return `a1 queue.declare queue=${queue} arguments=${JSON.stringify(args)}`;
  }

  #queueOf(conn: string): string {
    return conn === 'b' || conn === 'c' ? 'q' : 'r';
  }

  #subscribe(conn: string): void {
    const prefetch = this.#pick([0, 1, 2, 3]);
    const global = randomBelow(this.#rng, 3) === 0 ? ' global' : '';
    this.#say(`${conn}1 basic.qos prefetchCount=${prefetch}${global}`);
    const priority = this.#pick([0, 0, 0, 2]);
    const args = priority === 0 ? '' : ` arguments={"x-priority":${priority}}`;
    const noAck = randomBelow(this.#rng, 6) === 0 ? ' noAck' : '';
    if (noAck === '') this.#automatic.delete(conn);
    else this.#automatic.add(conn);
    this.#say(`${conn}1 basic.consume queue=${this.#queueOf(conn)} consumerTag=${conn}${noAck}${args}`);
  }

  #forget(conn: string): void {
    const held = this.#held.find((other) => other.conn === conn);
    if (held !== undefined) held.tags.length = 0;
  }

  #step(): void {
    const roll = randomBelow(this.#rng, 100);
    if (roll < 45) this.#publish();
    else if (roll < 75) this.#settle();
    else if (roll < 82) this.#say(`a1 basic.get queue=${this.#pick(['q', 'r', 'dead'])}`);
    else if (roll < 86)
      this.#say(`a1 queue.bind queue=${this.#pick(['q', 'r'])} exchange=t routingKey=${this.#pick(PATTERNS)}`);
    else if (roll < 89)
      this.#say(`a1 queue.unbind queue=${this.#pick(['q', 'r'])} exchange=t routingKey=${this.#pick(PATTERNS)}`);
    else if (roll < 91) this.#say(`a1 queue.purge queue=${this.#pick(['q', 'r'])}`);
    else if (roll < 95) this.#say(`a1 queue.declare queue=${this.#pick(['q', 'r', 'dead'])} passive`);
    else if (roll < 98) this.#come();
    else this.#recover();
  }

  #publish(): void {
    const body = `m${++this.#published}`;
    const priority = this.#pick(['', '', ' properties={"priority":2}']);
    const to = this.#pick(['routingKey=q', 'routingKey=r', `exchange=t routingKey=${this.#pick(KEYS)} mandatory`]);
    this.#say(`a1 basic.publish ${to}${priority} body=${body}`);
  }

  #settle(): void {
    const able = this.#held.filter((held) => held.tags.length > 0);
    if (able.length === 0) {
      this.#publish();
      return;
    }
    const { conn, tags } = this.#pick(able);
    const tag = this.#pick(tags);
    const multiple = randomBelow(this.#rng, 4) === 0;
    const kept = multiple ? tags.filter((other) => other > tag) : tags.filter((other) => other !== tag);
    tags.splice(0, tags.length, ...kept);
    const how = this.#pick(['ack', 'ack', 'ack', 'nack', 'nack requeue', multiple ? 'nack' : 'reject requeue']);
    const [method = '', requeue] = how.split(' ');
    const flags = `${multiple && method !== 'reject' ? ' multiple' : ''}${requeue === undefined ? '' : ' requeue'}`;
    this.#say(`${conn}1 basic.${method} deliveryTag=${tag}${flags}`);
  }

  /** A consumer goes, one way or the other, and comes back. */
  #come(): void {
    const conn = this.#pick(['b', 'c', 'd', 'e']);
    if (randomBelow(this.#rng, 2) === 0) {
      this.#say(`${conn}1 basic.cancel consumerTag=${conn}`);
    } else {
      this.#forget(conn);
      this.#say(`vanish ${conn}`);
      this.#say(`connect ${conn}`);
    }
    this.#subscribe(conn);
  }

  #recover(): void {
    const conn = this.#pick(['a', 'b', 'd']);
    this.#forget(conn);
    this.#say(`${conn}1 basic.recover requeue`);
  }
}

export function randomConversation(seed: number, length: number): Conversation {
  return { name: `random ${seed}`, says: new Maker(seed).make(length) };
}
