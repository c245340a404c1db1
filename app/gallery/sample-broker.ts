import type {
  BrokerView,
  FateBarView,
  Group,
  InspectorView,
  NodeView,
  State,
  TokenView,
  WhyView,
} from '../../engine/scene/views.ts';

/* The moment of the design's broker picture: 2.404 s into a world with three workers, two of them killed. */

export const token = (n: number, state: State, group: Group): TokenView => ({
  id: `m${n}`,
  name: String(n),
  state,
  group,
});

const consumer = {
  heldCount: 0,
  ghosts: [],
  held: [],
  lit: false,
  noAck: false,
  prefetchMax: 2,
  queue: 'resize',
  stopped: null,
} as const;

const queue = {
  durable: true,
  gone: false,
  tail: [],
  ghosts: [],
  ghostCount: 0,
  ackedCount: 0,
  levels: { memory: 0, written: 0, synced: 0 },
} as const;

export const broker: BrokerView = {
  broker: { name: 'rabbit', stopped: null },
  publishers: [
    {
      id: 'web',
      name: 'web',
      keys: [{ name: 'image.photo', group: 1 }],
      sentCount: 10,
      confirmedCount: 0,
      stopped: null,
    },
    {
      id: 'import',
      name: 'import',
      keys: [{ name: 'image.raw', group: 2 }],
      sentCount: 6,
      confirmedCount: 0,
      stopped: null,
    },
  ],
  exchanges: [{ id: 'media', name: 'media', type: 'topic', durable: true }],
  bindings: [
    { id: 'b1', exchange: 'media', to: 'queue', destination: 'resize', key: 'image.*', light: 'lit', why: '' },
    {
      id: 'b2',
      exchange: 'media',
      to: 'queue',
      destination: 'transcode',
      key: 'video.*',
      light: 'tried',
      why: 'the first word differs',
    },
  ],
  queues: [
    {
      ...queue,
      id: 'resize',
      name: 'resize',
      traits: 'classic, durable',
      ready: [
        token(11, 'redelivered', 1),
        token(12, 'ready', 2),
        token(13, 'ready', 1),
        token(14, 'ready', 1),
        token(15, 'ready', 2),
      ],
      readyCount: 5,
      unacked: [token(9, 'unacked', 2), token(10, 'redelivered', 1)],
      unackedCount: 2,
      unackedNote: 'both at worker-1',
      consumerCount: 1,
    },
    {
      ...queue,
      id: 'transcode',
      name: 'transcode',
      traits: 'classic, durable',
      ready: [],
      readyCount: 0,
      unacked: [],
      unackedCount: 0,
      unackedNote: '',
      consumerCount: 0,
    },
  ],
  consumers: [
    {
      ...consumer,
      id: 'c1',
      name: 'worker-1',
      node: 'worker-1',
      held: [
        { token: token(9, 'unacked', 2), work: { startedAt: 2_370_000, doneAt: 2_600_000 } },
        { token: token(10, 'redelivered', 1), work: null },
      ],
      heldCount: 2,
      ackedCount: 3,
    },
    {
      ...consumer,
      id: 'c2',
      name: 'worker-2',
      node: 'worker-2',
      ackedCount: 2,
      stopped: { how: 'kill', at: 2_000_000 },
    },
    {
      ...consumer,
      id: 'c3',
      name: 'worker-3',
      node: 'worker-3',
      noAck: true,
      prefetchMax: 0,
      ghosts: [token(3, 'lost', 2), token(6, 'lost', 1), token(8, 'lost', 1)],
      ackedCount: 0,
      stopped: { how: 'kill', at: 1_400_000 },
    },
  ],
  publishes: [
    { publisher: 'web', exchange: 'media', lit: true },
    { publisher: 'import', exchange: 'media', lit: false },
  ],
  movers: [
    { token: token(16, 'flight', 1), along: { kind: 'route', binding: 'b1' }, sentAt: 2_403_000, arrivesAt: 2_404_400 },
  ],
  returns: [{ consumer: 'c2', queue: 'resize', says: '10 and 11 requeued at the head' }],
  legend: {
    says: 'Colour is the routing key',
    entries: [
      { group: 1, name: 'image.photo' },
      { group: 2, name: 'image.raw' },
    ],
  },
  groups: [],
  counts: { exchanges: 1, bindings: 2, queues: 2, consumers: 3, movers: 1 },
};

export const brokerFate: FateBarView = {
  node: 'rabbit',
  asks: 'Where did all 16 go?',
  unit: 'messages',
  total: 16,
  slices: [
    { fate: 'acked', state: 'acked', count: 5, word: 'acked' },
    { fate: 'unacked', state: 'unacked', count: 1, word: 'unacked' },
    { fate: 'redelivered', state: 'redelivered', count: 2, word: 'redelivered', note: '1 ready, 1 unacked' },
    { fate: 'ready', state: 'ready', count: 4, word: 'ready' },
    { fate: 'flight', state: 'flight', count: 1, word: 'in flight' },
    { fate: 'lost', state: 'lost', count: 3, word: 'lost', note: 'at worker-3' },
  ],
  sum: '5 + 1 + 2 + 4 + 1 + 3 = 16',
};

export const message: InspectorView = {
  id: 'm10',
  title: 'Message 10',
  subtitle: 'image.photo, 84 kB, now at worker-1',
  frame: null,
  token: token(10, 'redelivered', 1),
  traits: [],
  life: [
    { at: 1_440_000, step: 1, seq: 1, state: 'flight', says: 'published by web' },
    { at: 1_444_000, step: 2, seq: 2, state: 'ready', says: 'into resize by image.*' },
    { at: 1_446_000, step: 3, seq: 3, state: 'unacked', says: 'to worker-2, tag 3' },
    { at: 2_000_000, step: 4, seq: 4, state: 'dropped', says: 'worker-2 killed mid-job' },
    { at: 2_000_000, step: 5, seq: 5, state: 'redelivered', says: 'requeued at the head' },
    { at: 2_204_000, step: 6, seq: 6, state: 'redelivered', says: 'to worker-1, redelivered=true' },
  ],
  questions: [{ id: 'lost', asks: 'Why is it still here?' }],
};

export const why: WhyView = {
  asks: 'Why was it delivered twice?',
  hops: [
    { seq: 6, at: 2_204_000, step: 6, says: 'worker-1 got it', because: 'it was first in line', decided: null },
    {
      seq: 5,
      at: 2_000_000,
      step: 5,
      says: 'It was requeued',
      because: "worker-2's channel closed with 10 and 11 unacknowledged",
      decided: null,
    },
    { seq: 4, at: 2_000_000, step: 4, says: 'The channel closed', because: 'worker-2 was killed', decided: null },
    {
      seq: 3,
      at: 0,
      step: 0,
      says: 'a setting of worker-2',
      because: '',
      decided: { by: 'setting', text: 'ch.consume(q, job, {noAck: false})', node: 'worker-2' },
    },
  ],
};

const node = { machine: 'x', incarnation: 1, busyUntil: null, connections: 1, work: null, says: '' } as const;
export const nodes: readonly NodeView[] = [
  { ...node, id: 'rabbit', kind: 'broker', condition: { kind: 'up', sinceAt: 0 }, note: 'up 2.4 s' },
  { ...node, id: 'web', kind: 'publisher', condition: { kind: 'up', sinceAt: 0 }, note: 'up 2.4 s' },
  { ...node, id: 'worker-1', kind: 'consumer', condition: { kind: 'up', sinceAt: 0 }, note: 'up 2.4 s' },
  { ...node, id: 'worker-2', kind: 'consumer', condition: { kind: 'killed', at: 2_000_000 }, note: 'killed 2.000 s' },
];
