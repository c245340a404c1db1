/** A lesson that can be opened. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
}

/** Tracks with their lessons, in the order of the course. A lesson stands here when it can be played to its end. */
export interface CatalogueTrack {
  readonly id: 'redis' | 'rabbitmq';
  readonly lessons: readonly CatalogueEntry[];
}

export const TRACKS: readonly CatalogueTrack[] = [];
