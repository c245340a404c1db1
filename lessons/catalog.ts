import type { Lesson, Track } from './format.ts';

/*
 * The lessons that can be played, in the order of the course. A lesson stands here when it can be played to its end.
 * The words of a lesson are loaded when it is opened.
 */

export interface CatalogEntry {
  readonly id: string;
  readonly track: Track;
  readonly title: string;
  readonly minutes: number;
  load(): Promise<Lesson>;
}

export const CATALOG: readonly CatalogEntry[] = [
  {
    id: 'kv-aof',
    track: 'redis',
    title: 'When is it on the disk?',
    minutes: 12,
    load: () => import('./kv-aof/en.ts').then((module) => module.default),
  },
  {
    id: 'mq-ack',
    track: 'rabbitmq',
    title: 'Delivered is not done',
    minutes: 12,
    load: () => import('./mq-ack/en.ts').then((module) => module.default),
  },
];

/** The lesson of that id, or null. */
export function lessonNamed(id: string): CatalogEntry | null {
  return CATALOG.find((entry) => entry.id === id) ?? null;
}
