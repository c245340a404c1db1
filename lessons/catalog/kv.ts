import type { CatalogEntry } from '../catalog.ts';

/** The Redis track, in its order. */
export const KV_LESSONS: readonly CatalogEntry[] = [
  {
    id: 'kv-strings',
    track: 'redis',
    title: 'Strings and counters',
    minutes: 10,
    load: () => import('../kv-strings/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-lists',
    track: 'redis',
    title: 'Lists: queue, stack, not an array',
    minutes: 11,
    load: () => import('../kv-lists/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-hashes',
    track: 'redis',
    title: 'Hashes: an object in one key',
    minutes: 10,
    load: () => import('../kv-hashes/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-sets',
    track: 'redis',
    title: 'Sets: each once',
    minutes: 10,
    load: () => import('../kv-sets/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-zsets',
    track: 'redis',
    title: 'Sorted sets: rank and range',
    minutes: 12,
    load: () => import('../kv-zsets/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-expire',
    track: 'redis',
    title: 'Expiry: gone, but when?',
    minutes: 12,
    load: () => import('../kv-expire/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-thread',
    track: 'redis',
    title: 'One thread',
    minutes: 11,
    load: () => import('../kv-thread/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-multi',
    track: 'redis',
    title: 'Transactions and interleavings',
    minutes: 13,
    load: () => import('../kv-multi/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-snapshot',
    track: 'redis',
    title: 'Snapshots',
    minutes: 12,
    load: () => import('../kv-snapshot/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-aof',
    track: 'redis',
    title: 'When is it on the disk?',
    minutes: 12,
    load: () => import('../kv-aof/en.ts').then((module) => module.default),
  },
  {
    id: 'kv-replica',
    track: 'redis',
    title: 'Replicas',
    minutes: 14,
    load: () => import('../kv-replica/en.ts').then((module) => module.default),
  },
];
