import type { NodeSpec, WorldSpec } from '../../sim/spec.ts';

/*
 * Worlds around one RabbitMQ broker. What a program needs it declares itself, as programs do, so that a world holds
 * again after a power cut took what was not durable.
 */

type Settings = Readonly<Record<string, unknown>>;

/** As far as from one region to the next: long enough that a message can be seen on its way. */
const FAR = { latency: 30_000 } as const;

const ORDERS = 'declare queue name=orders durable=true';

const broker = (config: Settings = {}): NodeSpec => ({
  id: 'rabbit',
  machine: 'broker',
  config: { heartbeat: 60, ...config },
});
const publisher = (id: string, config: Settings): NodeSpec => ({
  id,
  machine: 'publisher',
  config: { server: 'rabbit', name: id, persistent: true, ...config },
});
const consumer = (id: string, queue: string, config: Settings): NodeSpec => ({
  id,
  machine: 'consumer',
  config: { server: 'rabbit', queues: [queue], prefetch: 1, takes: 200_000, ...config },
});
const prompt = (queues: readonly string[]): NodeSpec => ({
  id: 'admin',
  machine: 'broker-prompt',
  config: { server: 'rabbit', queues },
});

const queue = (name: string, args?: Settings): string =>
  `declare queue name=${name} durable=true${args === undefined ? '' : ` arguments=${JSON.stringify(args)}`}`;
const exchange = (name: string, type: string, args?: Settings): string =>
  `declare exchange name=${name} type=${type}${args === undefined ? '' : ` arguments=${JSON.stringify(args)}`}`;
const binding = (source: string, destination: string, key: string, args?: Settings): string =>
  `declare binding source=${source} destination=${destination} routing_key=${key}${
    args === undefined ? '' : ` arguments=${JSON.stringify(args)}`
  }`;

function worker(id: string, prefetch: number): NodeSpec {
  return consumer(id, 'orders', { prefetch, takes: 400_000, topology: [ORDERS] });
}

/** One broker with a queue of work: a shop that publishes, two workers, and somebody at a prompt. */
const BROKER_WORK: WorldSpec = {
  name: 'broker-work',
  seed: 1,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 4, keys: ['orders'], topology: [ORDERS] }),
    worker('worker-1', 2),
    worker('worker-2', 2),
    prompt(['orders']),
  ],
};

/** The same in one room, where the way there and back takes a millisecond, with workers that take all they are given. */
const BROKER_NEAR: WorldSpec = {
  ...BROKER_WORK,
  name: 'broker-near',
  link: {},
  nodes: BROKER_WORK.nodes.map((node) => (node.machine === 'consumer' ? worker(node.id, 0) : node)),
};

/** Automatic acknowledgement: what was sent to a worker counts as done. */
const MQ_AUTOMATIC: WorldSpec = {
  name: 'mq-automatic',
  seed: 2,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 4, keys: ['orders'], topology: [ORDERS] }),
    consumer('worker', 'orders', { prefetch: 0, ack: 'automatic', takes: 400_000, topology: [ORDERS] }),
    prompt(['orders']),
  ],
};

/** Heavy and light work in turn: one worker is given one at a time, the other as much as comes. */
const MQ_FAIR: WorldSpec = {
  name: 'mq-fair',
  seed: 3,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 6, keys: ['video', 'photo'], exchange: 'amq.direct', topology: fairTopology() }),
    consumer('patient', 'renders', { prefetch: 1, factors: { video: 6 }, takes: 120_000, topology: fairTopology() }),
    consumer('greedy', 'renders', { prefetch: 0, factors: { video: 6 }, takes: 120_000, topology: fairTopology() }),
    prompt(['renders']),
  ],
};

function fairTopology(): string[] {
  return [queue('renders'), binding('amq.direct', 'renders', 'video'), binding('amq.direct', 'renders', 'photo')];
}

/** Every queue gets a copy. */
const MQ_FANOUT: WorldSpec = {
  name: 'mq-fanout',
  seed: 4,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', {
      rate: 2,
      exchange: 'events',
      keys: ['paid'],
      topology: [
        exchange('events', 'fanout'),
        ...['mail', 'stock', 'audit'].flatMap((name) => [queue(name), binding('events', name, 'any')]),
      ],
    }),
    consumer('mailer', 'mail', { topology: [queue('mail')] }),
    consumer('keeper', 'stock', { takes: 350_000, topology: [queue('stock')] }),
    prompt(['mail', 'stock', 'audit']),
  ],
};

/** A direct exchange: the key must be the same, letter for letter. */
const MQ_DIRECT: WorldSpec = {
  name: 'mq-direct',
  seed: 5,
  link: FAR,
  nodes: [
    broker(),
    publisher('services', {
      rate: 3,
      exchange: 'logs',
      keys: ['info', 'warning', 'error', 'debug'],
      topology: [
        exchange('logs', 'direct'),
        queue('alarms'),
        binding('logs', 'alarms', 'error'),
        queue('archive'),
        binding('logs', 'archive', 'info'),
        binding('logs', 'archive', 'warning'),
        binding('logs', 'archive', 'error'),
      ],
    }),
    consumer('pager', 'alarms', { topology: [queue('alarms')] }),
    prompt(['alarms', 'archive']),
  ],
};

/** A topic exchange: `*` is one word, `#` is any number of them, none too. */
const MQ_TOPIC: WorldSpec = {
  name: 'mq-topic',
  seed: 6,
  link: FAR,
  nodes: [
    broker(),
    publisher('cameras', {
      rate: 3,
      exchange: 'media',
      keys: ['image.new', 'image.new.large', 'video.new', 'image', 'audio.old'],
      topology: [
        exchange('media', 'topic'),
        queue('thumbnails'),
        binding('media', 'thumbnails', 'image.*'),
        queue('images'),
        binding('media', 'images', 'image.#'),
        queue('fresh'),
        binding('media', 'fresh', '*.new'),
        queue('everything'),
        binding('media', 'everything', '#'),
      ],
    }),
    consumer('resizer', 'thumbnails', { topology: [queue('thumbnails')] }),
    prompt(['thumbnails', 'images', 'fresh', 'everything']),
  ],
};

/** A headers exchange: all of them, or any of them. */
const MQ_HEADERS: WorldSpec = {
  name: 'mq-headers',
  seed: 7,
  link: FAR,
  nodes: [
    broker(),
    publisher('desk', {
      rate: 2,
      exchange: 'reports',
      keys: [''],
      headers: [
        { format: 'pdf', urgent: true },
        { format: 'pdf', urgent: false },
        { format: 'html', urgent: true },
        { format: 'html' },
      ],
      topology: [
        exchange('reports', 'headers'),
        queue('print'),
        binding('reports', 'print', 'all', { 'x-match': 'all', format: 'pdf', urgent: true }),
        queue('watch'),
        binding('reports', 'watch', 'any', { 'x-match': 'any', format: 'pdf', urgent: true }),
      ],
    }),
    consumer('printer', 'print', { topology: [queue('print')] }),
    prompt(['print', 'watch']),
  ],
};

/** A consistent-hash exchange: one key, one queue, and a queue of twice the weight. */
const MQ_HASH: WorldSpec = {
  name: 'mq-hash',
  seed: 8,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', {
      rate: 6,
      exchange: 'spread',
      keys: Array.from({ length: 12 }, (_, i) => `customer-${i + 1}`),
      topology: [
        exchange('spread', 'x-consistent-hash'),
        ...(['shard-1', 'shard-2'] as const).flatMap((name) => [queue(name), binding('spread', name, '1')]),
        queue('shard-3'),
        binding('spread', 'shard-3', '2'),
      ],
    }),
    consumer('worker-1', 'shard-1', { topology: [queue('shard-1')] }),
    consumer('worker-2', 'shard-2', { topology: [queue('shard-2')] }),
    consumer('worker-3', 'shard-3', { topology: [queue('shard-3')] }),
    prompt(['shard-1', 'shard-2', 'shard-3']),
  ],
};

/** Nowhere to go: keys that nobody bound go to an alternate exchange, and what is mandatory would come back. */
const MQ_UNROUTABLE: WorldSpec = {
  name: 'mq-unroutable',
  seed: 9,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', {
      rate: 3,
      exchange: 'orders',
      keys: ['book', 'bike', 'boat'],
      topology: [
        exchange('astray', 'fanout'),
        queue('unrouted'),
        binding('astray', 'unrouted', 'any'),
        exchange('orders', 'direct', { 'alternate-exchange': 'astray' }),
        queue('books'),
        binding('orders', 'books', 'book'),
      ],
    }),
    publisher('strict', { rate: 1, exchange: 'amq.direct', keys: ['nobody'], mandatory: true }),
    publisher('careless', { rate: 1, exchange: 'amq.direct', keys: ['nobody'] }),
    consumer('packer', 'books', { topology: [queue('books')] }),
    prompt(['books', 'unrouted']),
  ],
};

const RETRY: readonly string[] = [
  queue('work', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'later' }),
  queue('later', { 'x-message-ttl': 2000, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'work' }),
];

/** Rejected work waits two seconds in a second queue and comes back: a retry made of a TTL and dead-lettering. */
const MQ_RETRY: WorldSpec = {
  name: 'mq-retry',
  seed: 10,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 2, keys: ['work'], topology: RETRY }),
    consumer('worker', 'work', { rejectEvery: 3, requeue: false, topology: RETRY }),
    prompt(['work', 'later']),
  ],
};

const expiring = [
  queue('offers', { 'x-message-ttl': 3000, 'x-dead-letter-exchange': 'amq.fanout' }),
  queue('missed'),
  binding('amq.fanout', 'missed', 'any'),
];

/** Messages that live for three seconds, and a worker that is too slow for them. */
const MQ_TTL: WorldSpec = {
  name: 'mq-ttl',
  seed: 11,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 4, keys: ['offers'], topology: expiring }),
    consumer('seller', 'offers', { takes: 600_000, topology: expiring }),
    prompt(['offers', 'missed']),
  ],
};

const SHORT = queue('orders', { 'x-max-length': 6 });

/** A queue of at most six: the oldest is dropped. */
const MQ_BOUNDED: WorldSpec = {
  name: 'mq-bounded',
  seed: 12,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 6, keys: ['orders'], topology: [SHORT] }),
    consumer('worker', 'orders', { takes: 500_000, topology: [SHORT] }),
    prompt(['orders']),
  ],
};

const REFUSING = queue('orders', { 'x-max-length': 6, 'x-overflow': 'reject-publish' });

/** A queue of at most six that refuses the seventh: the publisher is told, and tries again. */
const MQ_REFUSING: WorldSpec = {
  name: 'mq-refusing',
  seed: 13,
  link: FAR,
  nodes: [
    broker(),
    publisher('shop', { rate: 6, keys: ['orders'], confirm: true, window: 3, retry: false, topology: [REFUSING] }),
    consumer('worker', 'orders', { takes: 500_000, topology: [REFUSING] }),
    prompt(['orders']),
  ],
};

/** Publisher confirms, and the retry that doubles when the confirm is what was lost. */
const MQ_CONFIRM: WorldSpec = {
  name: 'mq-confirm',
  seed: 14,
  link: FAR,
  nodes: [
    broker({ heartbeat: 2 }),
    publisher('shop', {
      rate: 4,
      keys: ['orders'],
      confirm: true,
      confirmTimeout: 1_000_000,
      heartbeat: 2,
      topology: [ORDERS],
    }),
    consumer('worker', 'orders', { takes: 200_000, idempotent: true, heartbeat: 2, topology: [ORDERS] }),
    prompt(['orders']),
  ],
};

const RANKED = queue('tickets', { 'x-max-priority': 9 });

/** Urgent tickets overtake the others, where there is anything to overtake. */
const MQ_PRIORITY: WorldSpec = {
  name: 'mq-priority',
  seed: 15,
  link: FAR,
  nodes: [
    broker(),
    publisher('desk', { rate: 5, keys: ['tickets'], priorities: [0, 0, 5, 0, 9], topology: [RANKED] }),
    consumer('agent', 'tickets', { takes: 350_000, topology: [RANKED] }),
    prompt(['tickets']),
  ],
};

const ALONE = queue('ledger', { 'x-single-active-consumer': true });

/** Three workers, of whom one works: the next takes over when it is gone. */
const MQ_SINGLE: WorldSpec = {
  name: 'mq-single',
  seed: 16,
  link: FAR,
  nodes: [
    broker(),
    publisher('bank', { rate: 3, keys: ['ledger'], topology: [ALONE] }),
    consumer('first', 'ledger', { prefetch: 3, topology: [ALONE] }),
    consumer('second', 'ledger', { prefetch: 3, topology: [ALONE] }),
    consumer('third', 'ledger', { prefetch: 3, topology: [ALONE] }),
    prompt(['ledger']),
  ],
};

const TRANSIENT = 'declare queue name=scratch durable=false';

/** Durable and transient queues, persistent and transient messages: stop the broker and see which is left. */
const MQ_DURABLE: WorldSpec = {
  name: 'mq-durable',
  seed: 17,
  link: FAR,
  nodes: [
    broker(),
    publisher('careful', { rate: 2, keys: ['orders', 'scratch'], topology: [ORDERS, TRANSIENT] }),
    publisher('hasty', { rate: 2, keys: ['orders', 'scratch'], persistent: false, topology: [ORDERS, TRANSIENT] }),
    prompt(['orders', 'scratch']),
  ],
};

/** A broker with little memory: when it is short of it, those who publish are blocked. */
const MQ_ALARM: WorldSpec = {
  name: 'mq-alarm',
  seed: 18,
  link: FAR,
  nodes: [
    broker({ memoryHighWatermark: 6000 }),
    publisher('shop', { rate: 8, keys: ['orders'], payload: `order {n} ${'.'.repeat(200)}`, topology: [ORDERS] }),
    consumer('worker', 'orders', { takes: 400_000, topology: [ORDERS] }),
    prompt(['orders']),
  ],
};

/** Tries again soon, and notices within four seconds that nobody is there. */
const EAGER = {
  server: 'broker',
  heartbeat: 2,
  reconnectAfter: 300_000,
  reconnectAfterMax: 300_000,
  topology: [ORDERS],
};

/**
 * The small live world of the front page: a shop that publishes some of its orders as transient, a durable queue, and
 * one mailer with a prefetch of 3 that is a little too slow.
 */
const HOME: WorldSpec = {
  name: 'home',
  seed: 7,
  link: FAR,
  nodes: [
    { id: 'broker', machine: 'broker', config: { heartbeat: 2 } },
    {
      id: 'shop',
      machine: 'publisher',
      config: {
        ...EAGER,
        name: 'shop',
        rate: 4,
        pace: 'random',
        keys: ['orders'],
        persistent: true,
        transientShare: 0.3,
      },
    },
    {
      id: 'mailer',
      machine: 'consumer',
      config: { ...EAGER, queues: ['orders'], prefetch: 3, takes: { kind: 'uniform', min: 150_000, max: 320_000 } },
    },
  ],
};

export const BROKER_WORLDS: readonly WorldSpec[] = [
  BROKER_WORK,
  BROKER_NEAR,
  MQ_AUTOMATIC,
  MQ_FAIR,
  MQ_FANOUT,
  MQ_DIRECT,
  MQ_TOPIC,
  MQ_HEADERS,
  MQ_HASH,
  MQ_UNROUTABLE,
  MQ_RETRY,
  MQ_TTL,
  MQ_BOUNDED,
  MQ_REFUSING,
  MQ_CONFIRM,
  MQ_PRIORITY,
  MQ_SINGLE,
  MQ_DURABLE,
  MQ_ALARM,
  HOME,
];
