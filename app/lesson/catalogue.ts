import { CATALOG, type CatalogEntry } from '../../lessons/catalog.ts';
import type { Track } from '../../lessons/format.ts';

/** A track with its lessons, in the order of the course. */
export interface CatalogueTrack {
  readonly id: Track;
  readonly lessons: readonly CatalogEntry[];
}

const ORDER: readonly Track[] = ['redis', 'rabbitmq', 'kafka', 'finale'];

/** Tracks that have a lesson. */
export const TRACKS: readonly CatalogueTrack[] = ORDER.map((id) => ({
  id,
  lessons: CATALOG.filter((entry) => entry.track === id),
})).filter((track) => track.lessons.length > 0);
