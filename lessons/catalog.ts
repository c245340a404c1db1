import { FINALE_LESSONS } from './catalog/finale.ts';
import { KV_LESSONS } from './catalog/kv.ts';
import { MQ_LESSONS } from './catalog/mq.ts';
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

export const CATALOG: readonly CatalogEntry[] = [...KV_LESSONS, ...MQ_LESSONS, ...FINALE_LESSONS];

/** The lesson of that id, or null. */
export function lessonNamed(id: string): CatalogEntry | null {
  return CATALOG.find((entry) => entry.id === id) ?? null;
}
