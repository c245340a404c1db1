import { text } from '../text/text.ts';

/** A starting world of the lab. `id` is its name in the worker. */
export interface LabWorld {
  readonly id: WorldId;
  readonly title: string;
  readonly says: string;
}

export type WorldId = keyof typeof text.worlds.of;
type Product = 'redis' | 'rabbitmq';

export interface WorldGroup {
  readonly id: string;
  readonly product: Product;
  readonly title: string;
  readonly says: string;
  readonly worlds: readonly LabWorld[];
}

const world = (id: WorldId): LabWorld => ({ id, ...text.worlds.of[id] });
const group = (id: keyof typeof text.worlds.groups, product: Product, worlds: readonly WorldId[]): WorldGroup => ({
  id,
  product,
  ...text.worlds.groups[id],
  worlds: worlds.map(world),
});

/** In the order in which they are easiest to learn from. */
export const WORLD_GROUPS: readonly WorldGroup[] = [
  group('kvLoss', 'redis', ['kv-one', 'kv-memory', 'kv-snapshot', 'kv-os', 'kv-always']),
  group('kvData', 'redis', ['kv-types', 'kv-expiry', 'kv-cache', 'kv-slow', 'kv-stall']),
  group('codeKv', 'redis', ['code-lock', 'code-lock-token', 'code-limit', 'code-bucket', 'code-retry', 'code-cache']),
  group('kvWork', 'redis', ['kv-queue', 'kv-stream', 'kv-leaderboard', 'kv-rate']),
  group('kvReplicas', 'redis', ['kv-replicas', 'kv-chain']),
  group('mqWork', 'rabbitmq', [
    'broker-work',
    'broker-near',
    'mq-automatic',
    'mq-fair',
    'mq-single',
    'mq-priority',
    'home',
  ]),
  group('codeMq', 'rabbitmq', [
    'code-ack-after',
    'code-ack-before',
    'code-no-ack',
    'code-idempotent',
    'code-confirm',
    'code-outbox',
  ]),
  group('mqRoute', 'rabbitmq', ['mq-fanout', 'mq-direct', 'mq-topic', 'mq-headers', 'mq-hash', 'mq-unroutable']),
  group('mqTrouble', 'rabbitmq', [
    'mq-retry',
    'mq-ttl',
    'mq-bounded',
    'mq-refusing',
    'mq-confirm',
    'mq-durable',
    'mq-alarm',
  ]),
];

export const LAB_WORLDS: readonly LabWorld[] = WORLD_GROUPS.flatMap(({ worlds }) => worlds);

/** The worlds that the front page offers: one to lose data in, one to lose messages in, and one to look into. */
export const DOORS: readonly LabWorld[] = [world('kv-one'), world('broker-work'), world('mq-topic'), world('kv-types')];

/** The world of that name, or null. */
export const labWorld = (id: string | undefined): LabWorld | null => LAB_WORLDS.find((one) => one.id === id) ?? null;
