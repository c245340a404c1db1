import { dictEach, dictGet, dictScan } from './dict.ts';
import { expireKey } from './keyspace.ts';
import { feedPropagated } from './persistence/append.ts';
import type { Db } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * The active expire cycle: keys whose time is over and that nobody asks for must go too. Ten times a second a few
 * buckets of the keys with a time to live are looked at, and more of them as long as many turn out to be over.
 * REDIS: expire.c activeExpireCycle
 *
 * SIMPLIFIED: where Redis gives the cycle a share of the time, here it has a number of rounds; and while no key can be
 * over yet the cycle sleeps, because it would find nothing.
 */

const KEYS_PER_LOOP = 20;
const ACCEPTABLE_STALE_PERCENT = 10;
/** Rounds per database and cycle: with 20 keys a round about what 25 ms of a processor do. */
const ROUNDS_MAX = 16;
const DBS_PER_CALL = 16;
/** Below this many keys with a time to live the next one to expire is looked up. */
const EXACT_MAX = 1000;

/** Sets the timer for the next cycle: a tick of `hz` from now, or when the first key can be over. */
export function armExpireTimer(turn: Turn): void {
  const { state } = turn;
  if (!state.activeExpire || state.expireWakeAt === Infinity) return;
  if (state.replication.primary !== null && state.replication.ownExpires.length === 0) return;
  const tick = Math.floor(1_000_000 / state.settings.hz);
  const wakeAt = (state.expireWakeAt + 1 - state.settings.epochMs) * 1000;
  const due = Math.max(turn.now + tick, wakeAt);
  if (state.expireTimerAt >= turn.now && state.expireTimerAt <= due) return;
  state.expireTimerAt = due;
  turn.out.setTimer('expire', due - turn.now);
}

/** One cycle. */
export function expireTimer(turn: Turn): void {
  const { state } = turn;
  state.expireTimerAt = -1;
  if (!state.activeExpire) return;
  if (state.replication.primary !== null) {
    expireOwn(turn);
    return;
  }
  let sampled = 0;
  let expired = 0;
  for (let i = 0; i < Math.min(DBS_PER_CALL, state.dbs.length); i++) {
    const db = state.dbs[state.expireDb % state.dbs.length] as Db; // within range by the remainder
    state.expireDb++;
    if (db.expires.count === 0) continue;
    const round = expireDb(turn, db);
    sampled += round.sampled;
    expired += round.expired;
  }
  const keysWithTtl = state.dbs.reduce((sum, db) => sum + db.expires.count, 0);
  if (turn.out.observed && expired > 0) turn.note({ kind: 'kv.expireCycled', sampled, expired, keysWithTtl });
  state.stats.expireCycles++;
  const stale = sampled === 0 ? 0 : expired / sampled;
  state.stats.expiredStalePerc = stale * 0.05 + state.stats.expiredStalePerc * 0.95;
  state.expireWakeAt = nextExpiry(turn, keysWithTtl);
  if (turn.pending.length > 0) feedPropagated(turn, false);
}

/** A replica removes what was written to it itself; the rest is for its primary to say. REDIS: expire.c expireSlaveKeys */
function expireOwn(turn: Turn): void {
  const { replication, dbs } = turn.state;
  replication.ownExpires = replication.ownExpires.filter(({ db, key }) => {
    const home = dbs[db];
    const at = home === undefined ? undefined : dictGet(home.expires, key);
    if (home === undefined || at === undefined) return false;
    if (turn.nowMs <= at) return true;
    expireKey(turn, home, key, 'active');
    return false;
  });
  if (turn.pending.length > 0) feedPropagated(turn, false);
}

/** Samples one database until few enough of what it finds is over. */
function expireDb(turn: Turn, db: Db): { readonly sampled: number; readonly expired: number } {
  const effort = Number(turn.state.config.get('active-expire-effort')) - 1;
  const perLoop = KEYS_PER_LOOP + (KEYS_PER_LOOP / 4) * effort;
  const total = { sampled: 0, expired: 0 };
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const due: string[] = [];
    let sampled = 0;
    const wanted = Math.min(perLoop, db.expires.count);
    for (let buckets = 0; sampled < wanted && buckets < perLoop * 20; buckets++) {
      db.expiresCursor = dictScan(db.expires, db.expiresCursor, (key, at) => {
        sampled++;
        if (turn.nowMs > at) due.push(key);
      });
    }
    for (const key of due) expireKey(turn, db, key, 'active');
    total.sampled += sampled;
    total.expired += due.length;
    if (db.expires.count === 0 || (due.length * 100) / Math.max(1, sampled) <= ACCEPTABLE_STALE_PERCENT - effort) break;
  }
  return total;
}

/** No key expires before this: exact when there are few, "now" when there are many. */
function nextExpiry(turn: Turn, keysWithTtl: number): number {
  if (keysWithTtl === 0) return Infinity;
  if (keysWithTtl > EXACT_MAX) return turn.nowMs;
  let earliest = Infinity;
  for (const db of turn.state.dbs) dictEach(db.expires, (_key, at) => (earliest = Math.min(earliest, at)));
  return earliest;
}
