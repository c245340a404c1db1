import type { NodeSpec, WorldSpec } from '../../sim/spec.ts';

/*
 * Worlds whose clients are programs: the source beside the server, line by line. See engine/clients/README.md.
 */

/** As far as within one region: a message can be seen on its way, and a program waits for its answer. */
const NEAR = { latency: 5000 } as const;

const REDIS: NodeSpec = { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } };
const RABBIT: NodeSpec = { id: 'rabbit', machine: 'broker', config: { heartbeat: 60 } };

/** A program of the library. A line takes as long as one can follow. */
const program = (id: string, library: string, startsAt: number | null = 0): NodeSpec => ({
  id,
  machine: 'program',
  config: { library, lineTakes: 1000 },
  startsAt,
});

/** Whoever starts it is told whether every order was charged exactly once. */
const CHECK = program('check', 'check-charged', null);

/** Five orders, one worker, and the books of who was charged. */
const orders = (name: string, worker: string): WorldSpec => ({
  name,
  seed: 1,
  link: NEAR,
  nodes: [RABBIT, REDIS, program('worker', worker), program('shop', 'publisher', 50_000), CHECK],
});

/** One program and the Redis server it works with. */
const beside = (name: string, library: string): WorldSpec => ({
  name,
  seed: 1,
  link: NEAR,
  nodes: [REDIS, program('app', library)],
});

export const PROGRAM_WORLDS: readonly WorldSpec[] = [
  orders('code-ack-after', 'consumer-ack-after'),
  orders('code-ack-before', 'consumer-ack-before'),
  orders('code-no-ack', 'consumer-no-ack'),
  orders('code-idempotent', 'consumer-idempotent'),
  { name: 'code-confirm', seed: 1, link: NEAR, nodes: [RABBIT, program('shop', 'publisher-confirm')] },
  { name: 'code-outbox', seed: 1, link: NEAR, nodes: [RABBIT, REDIS, program('app', 'outbox')] },
  beside('code-lock', 'lock-without-token'),
  beside('code-lock-token', 'lock-with-token'),
  beside('code-limit', 'limit-fixed-window'),
  beside('code-bucket', 'limit-token-bucket'),
  beside('code-retry', 'retry-with-backoff'),
  beside('code-cache', 'cache-aside'),
];
