import { decayedFrequency, idleMs } from '../access.ts';
import { clientMemory, QUERY_BUFFER_BYTES } from '../client-line.ts';
import { NOTIFY } from '../command.ts';
import type { Dict } from '../dict.ts';
import { dictGet, dictRandom, dictSome } from '../dict.ts';
import { removeKey, signalModified } from '../keyspace.ts';
import { notifyKeyspace } from '../notify.ts';
import { feedPropagated } from '../persistence/append.ts';
import { isReplica } from '../replication/peers.ts';
import { TO_ALL } from '../replication/targets.ts';
import type { Db, EvictionCandidate, KvState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { openAccounts, usedMemory } from './accounting.ts';

/*
 * Making room. LRU and LFU are approximated: a few keys are sampled, and the best candidates of many samplings are
 * kept in a small pool, so that the older a key the surer it goes. REDIS: evict.c
 */

const POOL_MAX = 16;

/** Evicts until memory is within `maxmemory`. False when that is impossible. REDIS: evict.c performEvictions */
export function makeRoom(turn: Turn): boolean {
  const { state } = turn;
  const limit = state.settings.maxmemory;
  if (state.replication.primary !== null && state.config.get('replica-ignore-maxmemory') === 'yes') return true;
  if (state.accounting === null) openAccounts(state);
  const held = heldByClients(turn);
  if (usedMemory(state) + held <= limit || turn.loading) return true;
  while (usedMemory(state) + held > limit) {
    if (state.settings.maxmemoryPolicy === 'noeviction' || !evictOne(turn)) return false;
  }
  return true;
}

const CLIENT_BYTES = 1928;

/**
 * What clients hold beyond their own structure, looked at ten times a second; but for replicas: what they leave unread
 * must not evict keys, whose deletions would be more to read. REDIS: evict.c freeMemoryGetNotCountedMemory
 */
export function heldByClients(turn: Turn): number {
  const { state } = turn;
  const tenth = Math.floor(turn.nowMs / 100);
  if (state.clientsHold.tenth === tenth) return state.clientsHold.bytes;
  let bytes = 0;
  for (const client of state.clients.values()) {
    if (client.conn < 0 || isReplica(client)) continue;
    bytes += Math.max(0, clientMemory(turn, client) - CLIENT_BYTES - QUERY_BUFFER_BYTES);
  }
  state.clientsHold = { tenth, bytes };
  return bytes;
}

/** `maxmemory` was set: room is made behind the answer, before anybody asks for more. REDIS: evict.c evictionTimeProc */
export function evictTimer(turn: Turn): void {
  if (turn.state.settings.maxmemory > 0) makeRoom(turn);
  if (turn.pending.length > 0) feedPropagated(turn, false);
}

function evictOne(turn: Turn): boolean {
  const { maxmemoryPolicy } = turn.state.settings;
  const victim = maxmemoryPolicy.endsWith('-random') ? randomVictim(turn) : pooledVictim(turn);
  if (victim === null) return false;
  const db = turn.state.dbs[victim.db] as Db; // candidates come from there
  evictKey(turn, db, victim);
  return true;
}

function evictKey(turn: Turn, db: Db, victim: EvictionCandidate): void {
  const { state } = turn;
  removeKey(db, victim.key);
  state.stats.evicted++;
  const policy = state.settings.maxmemoryPolicy;
  if (turn.out.observed) {
    const candidates = state.evictionPool.length;
    turn.note({ kind: 'kv.evicted', db: db.index, key: victim.key, policy, idle: victim.idle, candidates });
  }
  signalModified(turn, db, victim.key, false);
  notifyKeyspace(turn, db.index, NOTIFY.evicted, 'evicted', victim.key);
  const lazily = state.config.get('lazyfree-lazy-eviction') === 'yes';
  turn.pending.push({ db: db.index, argv: [lazily ? 'UNLINK' : 'DEL', victim.key], fact: 0, to: TO_ALL });
}

/** The table candidates come from: all keys, or those with a time to live. */
function tableOf(state: KvState, db: Db): Dict<unknown> {
  return state.settings.maxmemoryPolicy.startsWith('allkeys') ? db.keys : db.expires;
}

function randomVictim(turn: Turn): EvictionCandidate | null {
  const { state } = turn;
  for (let i = 0; i < state.dbs.length; i++) {
    state.evictionNextDb = (state.evictionNextDb + 1) % state.dbs.length;
    const db = state.dbs[state.evictionNextDb] as Db; // within range by the remainder
    const drawn = dictRandom(tableOf(state, db), turn.draw);
    if (drawn !== null) return { db: db.index, key: drawn[0], idle: 0 };
  }
  return null;
}

function pooledVictim(turn: Turn): EvictionCandidate | null {
  const { state } = turn;
  for (;;) {
    let keys = 0;
    for (const db of state.dbs) {
      const table = tableOf(state, db);
      keys += table.count;
      if (table.count > 0) populatePool(turn, db, table);
    }
    if (keys === 0) return null;
    const victim = takeFromPool(state);
    if (victim !== null) return victim;
  }
}

/** The best candidate that is still there. */
function takeFromPool(state: KvState): EvictionCandidate | null {
  for (;;) {
    const best = state.evictionPool.pop();
    if (best === undefined) return null;
    const db = state.dbs[best.db];
    if (db !== undefined && dictGet(tableOf(state, db), best.key) !== undefined) return best;
  }
}

/** REDIS: evict.c evictionPoolPopulate */
function populatePool(turn: Turn, db: Db, table: Dict<unknown>): void {
  const { evictionPool: pool, settings } = turn.state;
  dictSome(table, settings.maxmemorySamples, turn.draw, (key) => {
    const idle = scoreOf(turn, db, key);
    if (pool.some((candidate) => candidate.db === db.index && candidate.key === key)) return;
    let at = 0;
    while (at < pool.length && (pool[at] as EvictionCandidate).idle < idle) at++; // at < length
    if (pool.length === POOL_MAX) {
      if (at === 0) return;
      pool.shift();
      at--;
    }
    pool.splice(at, 0, { db: db.index, key, idle });
  });
}

/** The larger, the better to evict. */
function scoreOf(turn: Turn, db: Db, key: string): number {
  const { settings } = turn.state;
  if (settings.maxmemoryPolicy === 'volatile-ttl') return Number.MAX_SAFE_INTEGER - (dictGet(db.expires, key) ?? 0);
  const field = dictGet(db.keys, key)?.lru ?? 0;
  if (settings.countsFrequency) return 255 - decayedFrequency(field, settings, turn.nowMs);
  return idleMs(field, turn.nowMs);
}
