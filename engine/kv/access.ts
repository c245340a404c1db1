import type { Draw } from './dict.ts';
import type { Settings } from './state.ts';

/*
 * The 24 bits that say how lately or how often a value was used. Under LRU: seconds modulo 2^24 of the last access.
 * Under LFU: minutes modulo 2^16 of the last decrement, then a counter of 8 bits that grows with the logarithm of
 * the accesses. REDIS: evict.c
 */

const CLOCK_MAX = (1 << 24) - 1;
/** New keys start here, so that they are not thrown out before they had a chance. REDIS: LFU_INIT_VAL */
const LFU_START = 5;

/** The LRU clock. REDIS: evict.c getLRUClock */
export function lruClock(nowMs: number): number {
  return Math.floor(nowMs / 1000) & CLOCK_MAX;
}

function minutes(nowMs: number): number {
  return Math.floor(nowMs / 60000) & 0xffff;
}

/** The field of a new value. */
export function freshAccess(settings: Settings, nowMs: number): number {
  return settings.countsFrequency ? (minutes(nowMs) << 8) | LFU_START : lruClock(nowMs);
}

/** The field after one more access under an LFU policy. REDIS: db.c updateLFU */
export function touchedFrequency(field: number, settings: Settings, nowMs: number, draw: Draw): number {
  return (minutes(nowMs) << 8) | moreFrequent(decayedFrequency(field, settings, nowMs), settings, draw);
}

/** The counter less what it lost since. REDIS: evict.c LFUDecrAndReturn */
export function decayedFrequency(field: number, settings: Settings, nowMs: number): number {
  const counter = field & 255;
  if (settings.lfuDecayTime === 0) return counter;
  const elapsed = (minutes(nowMs) - (field >> 8)) & 0xffff;
  return Math.max(0, counter - Math.floor(elapsed / settings.lfuDecayTime));
}

/** REDIS: evict.c LFULogIncr */
function moreFrequent(counter: number, settings: Settings, draw: Draw): number {
  if (counter === 255) return 255;
  const odds = Math.max(0, counter - LFU_START) * settings.lfuLogFactor + 1;
  return draw(0x100000000) / 0x100000000 < 1 / odds ? counter + 1 : counter;
}

/** Milliseconds since the last access. REDIS: evict.c estimateObjectIdleTime */
export function idleMs(field: number, nowMs: number): number {
  return ((lruClock(nowMs) - field) & CLOCK_MAX) * 1000;
}
