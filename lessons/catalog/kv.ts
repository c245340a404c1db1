import type { CatalogEntry } from '../catalog.ts';

/** The Redis track, in its order. */
export const KV_LESSONS: readonly CatalogEntry[] = [
  {
    id: 'kv-aof',
    track: 'redis',
    title: 'When is it on the disk?',
    minutes: 12,
    load: () => import('../kv-aof/en.ts').then((module) => module.default),
  },
];
