import { text } from '../text/text.ts';

/** A lesson that can be opened. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
}

/** Tracks with their lessons, in the order of the course. A lesson stands here when it can be played to its end. */
export const TRACKS: readonly { readonly id: 'redis' | 'rabbitmq'; readonly lessons: readonly CatalogueEntry[] }[] = [
  { id: 'redis', lessons: [{ id: 'kv-aof', title: text.lessons['kv-aof'] }] },
  { id: 'rabbitmq', lessons: [{ id: 'mq-ack', title: text.lessons['mq-ack'] }] },
];
