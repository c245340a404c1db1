import type { CatalogEntry } from '../catalog.ts';

/** What comes after the tracks: the same kill in all of them. */
export const FINALE_LESSONS: readonly CatalogEntry[] = [
  {
    id: 'one-kill',
    track: 'finale',
    title: 'One kill, five places',
    minutes: 14,
    load: () => import('../one-kill/en.ts').then((module) => module.default),
  },
];
