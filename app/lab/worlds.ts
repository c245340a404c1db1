import { text } from '../text/text.ts';

/** A starting world of the lab. `id` is its name in the worker. */
export interface LabWorld {
  readonly id: string;
  readonly product: string;
  readonly title: string;
  readonly says: string;
}

export const WORLDS: readonly [LabWorld, ...LabWorld[]] = [
  { id: 'broker-work', product: text.tracks.rabbitmq.name, ...text.worlds.workQueue },
  { id: 'kv-one', product: text.tracks.redis.name, ...text.worlds.oneRedis },
];
