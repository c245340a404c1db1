import type { State } from '../ui/state.ts';
import { text } from './text.ts';

/** The word for a state, as in the key of the fate bar. */
export const stateWord = (state: State): string => text.states[state];

/** A whole number as people write it: 1,482. */
export function count(n: number): string {
  return n.toString().replace(/\B(?=(\d{3})+(?!\d))/g, text.format.thousands);
}

/** A number of things: "1 key", "2 keys". */
export const many = (n: number, one: string, more: string): string => `${count(n)} ${n === 1 ? one : more}`;

/** An instant on the clock of a world, in seconds with milliseconds: 2.404. */
export function seconds(at: number): string {
  return (Math.round(at / 1000) / 1000).toFixed(3);
}

/** An instant with all its microseconds, in groups of three: 2.404 000. */
export function exactSeconds(at: number): string {
  const whole = Math.floor(at / 1_000_000);
  const rest = Math.floor(at % 1_000_000)
    .toString()
    .padStart(6, '0');
  return `${whole}.${rest.slice(0, 3)} ${rest.slice(3)}`;
}

/** A length of time with its unit, short: 140 ms, 3 s, 11 min, 9 h. */
export function duration(micros: number): string {
  if (micros < 1000) return `${Math.max(0, Math.round(micros))} µs`;
  if (micros < 1_000_000) return `${trim(micros / 1000)} ms`;
  const s = micros / 1_000_000;
  if (s < 90) return `${trim(s)} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  if (s < 172_800) return `${Math.round(s / 3600)} h`;
  return `${Math.round(s / 86_400)} d`;
}

function trim(n: number): string {
  return n >= 100 ? Math.round(n).toString() : (Math.round(n * 10) / 10).toString();
}

/** A size with its unit: 84 B, 3.1 kB, 8 MB. */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 1_000_000) return `${trim(n / 1000)} kB`;
  if (n < 1_000_000_000) return `${trim(n / 1_000_000)} MB`;
  return `${trim(n / 1_000_000_000)} GB`;
}

/** A speed as a reader says it: 1/100 x, 1 x, 20 x. */
export function speedWord(speed: number): string {
  if (speed >= 1) return `${trim(speed)} x`;
  const part = 1 / speed;
  return `1/${part >= 10 ? Math.round(part) : trim(part)} x`;
}

/** "a", "a and b", "a, b and c". */
export function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${text.format.and} ${parts[parts.length - 1]}`;
}
