import { type Rng, randomBelow, rngFrom } from '../../base/rng.ts';
import type { BrokerFact } from '../../broker/facts.ts';
import type { Channel, Connection, Vhost } from '../../broker/state.ts';
import { tapeItems } from '../../broker/tape.ts';
import { chanceIn, sharedQueues } from './amqp-chance.ts';
import type { Conversation } from './amqp-conversations.ts';
import { EngineTalk } from './amqp-engine.ts';
import {
  BINDING_ARGUMENTS,
  CONNECTIONS,
  EXCHANGE_ARGUMENTS,
  EXCHANGE_TYPES,
  EXCHANGES,
  KEYS,
  KINDS,
  PATTERNS,
  POLICIES,
  PROPERTIES,
  QUEUE_ARGUMENTS,
  QUEUES,
  QUORUM_ARGUMENTS,
  STREAM_ARGUMENTS,
  WEIGHTS,
  WRONG,
} from './amqp-random-words.ts';

/*
 * Seeded random conversations over everything a client and an operator can do. The engine listens while one is made up:
 * what is acknowledged must have been delivered, and a line after which RabbitMQ's own processes would race one another
 * (two queues that send a dead letter to a third, see amqp-chance.ts) is taken back, as nobody could compare what then
 * happens. Once made a conversation is held with the real server.
 */

/** The end of a message or queue that lives for less is waited for before anything else is said: machines are slow. */
const SHORT_LIVED = 1_000_000;
/** Longer than three of them live one after the other, and not as long as four. */
const WAIT_MS = 700;

type Operation = (maker: Maker) => string | null;

class Maker {
  readonly rng: Rng;
  talk = new EngineTalk();
  readonly says: string[] = [];
  readonly #home = new Map<string, string>();
  #published = 0;
  /** How many of a hundred operations are wrong on purpose. */
  readonly #wrong: number;

  /** Queues are of all kinds. */
  readonly kinds: boolean;

  constructor(seed: number, kinds: boolean) {
    this.kinds = kinds;
    this.rng = rngFrom(seed, 'conversation');
    this.#wrong = this.pick([0, 1, 3, 8]);
    // A channel consumes from one queue only: between the deliveries of two RabbitMQ promises no order.
    for (const conn of CONNECTIONS) for (const n of [1, 2]) this.#home.set(conn + n, this.pick(QUEUES));
  }

  below(bound: number): number {
    return randomBelow(this.rng, bound);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  maybe(percent: number, text: string): string {
    return this.below(100) < percent ? text : '';
  }

  get vhost(): Vhost {
    return this.talk.rig.state.vhosts.get('/') as Vhost;
  }

  connection(name: string): Connection | undefined {
    return this.talk.rig.state.connections.get(this.talk.connOf(name));
  }

  channel(place: string): Channel | undefined {
    return this.connection(place.slice(0, 1))?.channels.get(Number(place.slice(1)));
  }

  /**
   * Where there are logs to wait for, nothing is said that ends by itself within that time; and when a quorum queue
   * expires is a matter of its clock's beat.
   */
  lasting<T>(choices: readonly T[], valueOf: (choice: T) => object): readonly T[] {
    return this.kinds ? choices.filter((choice) => !/:"?200"?[,}]/.test(JSON.stringify(valueOf(choice)))) : choices;
  }

  homeOf(place: string): string {
    return this.#home.get(place) ?? 'q';
  }

  /** Any open channel. */
  place(): string {
    const open = [...this.#home.keys()].filter((place) => this.channel(place)?.stage === 'open');
    return open.length === 0 ? 'a1' : this.pick(open);
  }

  body(): string {
    const text = `m${++this.#published}`;
    return this.below(12) === 0 ? text + '.'.repeat(30) : text;
  }

  make(length: number): readonly string[] {
    for (const conn of CONNECTIONS)
      this.#say(`connect ${conn}${conn === 'e' && this.below(3) === 0 ? ' limited' : ''}`);
    for (const queue of QUEUES) if (this.below(4) > 0) this.#set(declareQueue(this, queue));
    for (const exchange of EXCHANGES) if (this.below(3) > 0) this.#say(declareExchange(this, exchange));
    for (let i = 0; i < 6; i++) this.#say(bind(this));
    for (let i = 0; i < 3; i++) this.#say(consume(this));
    if (this.below(2) === 0) this.#say('a1 confirm.select');
    while (this.says.length < length) this.#step();
    if (this.#isShortLived()) this.#say(`wait ${WAIT_MS}`);
    for (const queue of this.vhost.queues.values())
      if (queue.owner === null && !queue.name.startsWith('amq.'))
        this.#say(`f1 queue.declare queue=${queue.name} passive`);
    this.#say('operator topology');
    return this.says;
  }

  /** One of the first lines: what expires is waited for at once. */
  #set(line: string): void {
    this.#say(line);
    if (this.#isShortLived()) this.#say(`wait ${WAIT_MS}`);
  }

  #step(): void {
    if (this.#isShortLived()) {
      this.#say(`wait ${WAIT_MS}`);
      return;
    }
    const repair = this.#repair();
    if (repair !== null) {
      this.#say(repair);
      return;
    }
    const line = this.below(100) < this.#wrong ? wrong(this) : this.#operation()(this);
    if (line !== null) this.#say(line);
  }

  #operation(): Operation {
    let roll = this.below(OPERATIONS.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, operation] of OPERATIONS) {
      if (roll < weight) return operation;
      roll -= weight;
    }
    return publish;
  }

  /** A connection that went comes back, a channel that was closed is opened again. */
  #repair(): string | null {
    for (const conn of CONNECTIONS) {
      const connection = this.connection(conn);
      if (connection === undefined) return `connect ${conn}`;
      if (connection.stage === 'closing') return `${conn}0 connection.close-ok`;
      for (const channel of connection.channels.values())
        if (channel.stage === 'closing') return `${conn}${channel.number} channel.close-ok`;
      if (!connection.channels.has(1)) return `${conn}1 channel.open`;
    }
    return null;
  }

  #isShortLived(): boolean {
    const { now, state } = this.talk.rig;
    const soon = (at: number): boolean => at > now && at < now + SHORT_LIVED;
    for (const queue of this.vhost.queues.values()) {
      if (queue.rules.expires !== null && queue.active.length + queue.blocked.length === 0) return true;
      for (const tape of queue.ready) for (const entry of tapeItems(tape)) if (soon(entry.expiresAt)) return true;
    }
    for (const connection of state.connections.values())
      for (const channel of connection.channels.values())
        for (const { entry } of tapeItems(channel.unacked)) if (soon(entry.expiresAt)) return true;
    return false;
  }

  /** Says it, unless what follows is left to chance. */
  #say(line: string): void {
    const { facts, state } = this.talk.rig;
    const shared = sharedQueues(state);
    const known = facts.length;
    this.talk.hear(line);
    const news: readonly BrokerFact[] = facts.slice(known);
    if (!chanceIn(news, shared)) {
      this.says.push(line);
      return;
    }
    // Back to before it: said again from the beginning, without.
    this.talk = new EngineTalk();
    for (const said of this.says) this.talk.hear(said);
  }
}

const json = (value: object): string => (Object.keys(value).length === 0 ? '' : ` arguments=${JSON.stringify(value)}`);

function declareQueue(m: Maker, queue: string): string {
  const kind = m.kinds ? m.pick<(typeof KINDS)[number]>(KINDS) : 'classic';
  if (kind !== 'classic') return declareKind(m, queue, kind);
  const kinds = m.pick([0, 1, 1, 2, 3]);
  let args: object = {};
  for (let i = 0; i < kinds; i++) args = { ...args, ...m.pick(m.lasting(QUEUE_ARGUMENTS, (args) => args)) };
  const flags = m.maybe(25, ' durable') + m.maybe(6, ' autoDelete') + m.maybe(5, ' exclusive') + m.maybe(4, ' nowait');
  return `${m.pick(['a1', 'a1', m.place()])} queue.declare queue=${queue}${flags}${json(args)}`;
}

/** A quorum queue or a stream: durable, as no other is let. */
function declareKind(m: Maker, queue: string, kind: 'quorum' | 'stream'): string {
  let args: object = { 'x-queue-type': kind };
  for (let i = m.pick([0, 1, 1, 2]); i > 0; i--)
    args = { ...args, ...m.pick(kind === 'quorum' ? QUORUM_ARGUMENTS : STREAM_ARGUMENTS) };
  return `${m.pick(['a1', 'a1', m.place()])} queue.declare queue=${queue} durable${m.maybe(4, ' nowait')}${json(args)}`;
}

function declareExchange(m: Maker, exchange: string): string {
  const type = m.pick(EXCHANGE_TYPES);
  const flags = m.maybe(25, ' durable') + m.maybe(8, ' autoDelete') + m.maybe(8, ' internal');
  return `${m.pick(['a1', m.place()])} exchange.declare exchange=${exchange} type=${type}${flags}${json(m.pick(EXCHANGE_ARGUMENTS))}`;
}

const anyExchange = (m: Maker): string =>
  m.pick([...EXCHANGES, ...EXCHANGES, 'amq.direct', 'amq.topic', 'amq.fanout', 'amq.headers']);

function bind(m: Maker, verb = 'bind'): string {
  const to = m.below(5) === 0 ? 'exchange' : 'queue';
  const exchange = anyExchange(m);
  const type = m.vhost.exchanges.get(exchange)?.type;
  const key = m.pick(type === 'topic' ? PATTERNS : type === 'x-consistent-hash' ? WEIGHTS : KEYS);
  const args = type === 'headers' || m.below(8) === 0 ? json(m.pick(BINDING_ARGUMENTS)) : '';
  const ends =
    to === 'queue'
      ? `queue=${m.pick(QUEUES)} exchange=${exchange}`
      : `source=${exchange} destination=${m.pick(EXCHANGES)}`;
  return `${m.place()} ${to}.${verb} ${ends} routingKey=${key}${args}${m.maybe(10, ' nowait')}`;
}

/** Takes away one of the bindings there are. */
function unbind(m: Maker): string {
  const all = [...m.vhost.exchanges.values()].flatMap((exchange) => [...exchange.bindings.values()]);
  const binding = all.filter((one) => one.arguments.length === 0);
  if (binding.length === 0) return bind(m, 'unbind').replace(' nowait', '');
  const { source, destination, to, key } = m.pick(binding);
  const ends =
    to === 'queue' ? `queue=${destination} exchange=${source}` : `source=${source} destination=${destination}`;
  return `${m.place()} ${to}.unbind ${ends} routingKey=${key}`;
}

function publish(m: Maker): string {
  const count = m.pick([0, 0, 1, 1, 2, 3]);
  let properties: object = {};
  for (let i = 0; i < count; i++)
    properties = { ...properties, ...m.pick(m.lasting(PROPERTIES, (properties) => properties)) };
  const shown = Object.keys(properties).length === 0 ? '' : ` properties=${JSON.stringify(properties)}`;
  const to =
    m.below(3) === 0 ? `routingKey=${m.pick(QUEUES)}` : `exchange=${anyExchange(m)} routingKey=${m.pick(KEYS)}`;
  const place = m.below(3) > 0 ? 'a1' : m.place();
  return `${m.channel(place)?.stage === 'open' ? place : m.place()} basic.publish ${to}${m.maybe(25, ' mandatory')}${shown} body=${m.body()}`;
}

function settle(m: Maker): string | null {
  const places: { place: string; tags: number[] }[] = [];
  for (const conn of CONNECTIONS)
    for (const channel of m.connection(conn)?.channels.values() ?? [])
      if (channel.unacked.length > 0 && channel.stage === 'open')
        places.push({ place: conn + channel.number, tags: [...tapeItems(channel.unacked)].map(({ order }) => order) });
  if (places.length === 0) return null;
  const { place, tags } = m.pick(places);
  const multiple = m.maybe(30, ' multiple');
  const tag = multiple !== '' && m.below(6) === 0 ? '' : ` deliveryTag=${m.pick(tags)}`;
  const how = m.pick(['ack', 'ack', 'nack', 'nack requeue', 'reject', 'reject requeue']);
  const [method = '', requeue] = how.split(' ');
  const flags = (method === 'reject' ? '' : multiple) + (requeue === undefined ? '' : ' requeue');
  return `${place} basic.${method}${method === 'reject' && tag === '' ? ` deliveryTag=${tags[0]}` : tag}${flags}`;
}

const get: Operation = (m) => `${m.place()} basic.get queue=${m.pick(QUEUES)}${m.maybe(35, ' noAck')}`;

function consume(m: Maker): string {
  const place = m.place();
  const tag = m.pick(['one', 'two', 'three', place]);
  const flags = m.maybe(20, ' noAck') + m.maybe(5, ' exclusive') + m.maybe(6, ' nowait');
  const args = m.below(5) === 0 ? ` arguments={"x-priority":${m.pick([1, 5, -3])}}` : '';
  return `${place} basic.consume queue=${m.homeOf(place)} consumerTag=${tag}${flags}${args}`;
}

function cancel(m: Maker): string | null {
  const place = m.place();
  const tags = [...(m.channel(place)?.consumers.keys() ?? [])];
  return tags.length === 0 ? null : `${place} basic.cancel consumerTag=${m.pick(tags)}${m.maybe(10, ' nowait')}`;
}

const qos: Operation = (m) =>
  `${m.place()} basic.qos prefetchCount=${m.pick([0, 1, 1, 2, 3, 10])}${m.maybe(35, ' global')}`;

function endSomething(m: Maker): string {
  const place = m.place();
  const conn = place.slice(0, 1);
  return m.pick([`${place} channel.close replyCode=200`, `${conn}0 connection.close replyCode=200`, `vanish ${conn}`]);
}

const OPERATIONS: readonly (readonly [number, Operation])[] = [
  [34, publish],
  [24, settle],
  [7, get],
  [6, consume],
  [3, cancel],
  [4, qos],
  [4, (m) => bind(m)],
  [3, unbind],
  [3, (m) => declareQueue(m, m.pick(QUEUES))],
  [2, (m) => declareExchange(m, m.pick(EXCHANGES))],
  [2, (m) => `${m.place()} queue.purge queue=${m.pick(QUEUES)}${m.maybe(10, ' nowait')}`],
  [3, (m) => `${m.place()} queue.declare queue=${m.pick(QUEUES)} passive`],
  [1, (m) => `${m.place()} exchange.declare exchange=${m.pick(EXCHANGES)} type=direct passive`],
  [
    1,
    (m) =>
      `${m.place()} queue.delete queue=${m.pick(QUEUES)}${m.maybe(30, ' ifUnused')}${m.maybe(30, ' ifEmpty')}${m.maybe(10, ' nowait')}`,
  ],
  [
    1,
    (m) =>
      `${m.place()} exchange.delete exchange=${m.pick(EXCHANGES)}${m.maybe(50, ' ifUnused')}${m.maybe(10, ' nowait')}`,
  ],
  [2, (m) => `${m.place()} basic.recover requeue`],
  [1, (m) => `${m.place()} basic.recover-async requeue`],
  [2, (m) => `${m.place()} confirm.select${m.maybe(20, ' nowait')}`],
  [1, (m) => `${m.place()} tx.select`],
  [2, tx],
  [2, endSomething],
  [2, (m) => openSecond(m)],
  [1, (m) => `${m.place()} channel.flow active`],
  [2, policy],
  [1, (m) => `${m.place()} queue.declare queue= ${m.pick(['exclusive', 'autoDelete'])}`],
];

function tx(m: Maker): string | null {
  const places = CONNECTIONS.flatMap((conn) =>
    [...(m.connection(conn)?.channels.values() ?? [])]
      .filter((channel) => channel.tx !== null && channel.stage === 'open')
      .map((channel) => conn + channel.number),
  );
  return places.length === 0 ? null : `${m.pick(places)} ${m.pick(['tx.commit', 'tx.commit', 'tx.rollback'])}`;
}

function openSecond(m: Maker): string | null {
  const conn = m.pick(CONNECTIONS);
  return m.connection(conn)?.channels.has(2) === false ? `${conn}2 channel.open` : null;
}

function policy(m: Maker): string {
  const operator = m.below(4) === 0;
  const name = m.pick(['p1', 'p2']);
  if (m.below(3) === 0) return `operator clear_${operator ? 'operator_' : ''}policy ${name}`;
  const known = operator ? POLICIES.filter(([forOperators]) => forOperators) : POLICIES;
  const policies = m.lasting(known, ([, definition]) => definition);
  const definition = JSON.stringify(m.pick(policies)[1]);
  const applyTo = operator ? 'queues' : m.pick(['all', 'queues', 'exchanges']);
  return `operator set_${operator ? 'operator_' : ''}policy --priority ${m.below(3)} --apply-to ${applyTo} ${name} ${m.pick(['^q$', '^[qr]$', '.*', 'x|s'])} ${definition}`;
}

function wrong(m: Maker): string {
  return `${m.place()} ${m.pick(WRONG)}`;
}

/** `kinds` says that queues are of all kinds, not classic alone. */
export function randomConversation(seed: number, length: number, kinds = false): Conversation {
  return { name: `seed ${seed}${kinds ? ' of all kinds' : ''}`, says: new Maker(seed, kinds).make(length) };
}
