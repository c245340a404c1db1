import { dictSome } from '../dict.ts';
import type { Db } from '../state.ts';

const SAMPLES = 100;

/**
 * Milliseconds the keys with a time to live have left on average, by a sample. Redis keeps a running average of what
 * its expire cycle happened to see. REDIS: expire.c, redisDb.avg_ttl
 */
export function averageTtl(db: Db, nowMs: number): number {
  let total = 0;
  let seen = 0;
  dictSome(
    db.expires,
    SAMPLES,
    () => 0,
    (_key, at) => {
      total += Math.max(0, at - nowMs);
      seen++;
    },
  );
  return seen === 0 ? 0 : Math.round(total / seen);
}
