import type { Micros } from '../sim/machine.ts';

/** Microseconds in each unit a person writes. */
const UNITS: Readonly<Record<string, Micros>> = { us: 1, ms: 1000, s: 1_000_000, min: 60_000_000 };

/** `1.2s`, `500ms`, `30us`, `2min` in microseconds; null for anything else. */
export function parseDuration(text: string): Micros | null {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(us|ms|s|min)$/.exec(text);
  if (match === null) return null;
  return Math.round(Number(match[1]) * (UNITS[match[2] as string] as number));
}

/** The shortest way to write a duration that `parseDuration` reads back. */
export function formatDuration(micros: Micros): string {
  if (micros >= 1_000_000 && micros % 1000 === 0) return `${micros / 1_000_000}s`;
  return micros % 1000 === 0 ? `${micros / 1000}ms` : `${micros}us`;
}
