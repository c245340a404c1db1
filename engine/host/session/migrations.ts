/*
 * How records of earlier formats become records of today's. Numbered, never edited: a migration from n stays as it was
 * on its day, and is tested with a file of that day. Format 1 is the first, so the list is still empty.
 */

/** Takes the raw records of one format to the next. */
export type Migration = (records: readonly unknown[]) => unknown[];

/** `MIGRATIONS[n - 1]` takes format n to n + 1. */
export const MIGRATIONS: readonly Migration[] = [];

/** The records of `format` as records of the newest format. */
export function migrate(records: readonly unknown[], format: number): unknown[] {
  return MIGRATIONS.slice(format - 1).reduce((now, migration) => migration(now), [...records]);
}
