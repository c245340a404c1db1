import { touchedFrequency } from './access.ts';
import { NOTIFY } from './command.ts';
import { dictDelete, dictDeleteHashed, dictGet, dictGetHashed, dictSet, dictSetHashed, hashOf } from './dict.ts';
import { accountKey } from './memory/accounting.ts';
import { notifyKeyspace } from './notify.ts';
import { isReadOnlyReplica } from './replication/peers.ts';
import type { ReplicationState } from './replication/state.ts';
import { TO_ALL } from './replication/targets.ts';
import type { Db } from './state.ts';
import { assignEncoded, encodedString } from './strings.ts';
import { invalidateKey } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';
import type { Value } from './value.ts';
import { ownValue } from './value.ts';

/*
 * The keyspace: finding, adding and removing keys, with lazy expiry and the access clock on the way.
 * REDIS: db.c
 */

/**
 * True when the key's time is over. Nothing expires while the files are read, nor for the primary, which knows better.
 * REDIS: db.c keyIsExpired, expireIfNeeded
 */
function isExpired(turn: Turn, db: Db, hash: number, key: string): boolean {
  if (db.expires.count === 0 || turn.loading || turn.client.primary) return false;
  const at = dictGetHashed(db.expires, hash, key);
  return at !== undefined && turn.nowMs > at;
}

/** Removes a key whose time is over, and says so to everybody. REDIS: db.c deleteExpiredKeyAndPropagate */
export function expireKey(turn: Turn, db: Db, key: string, how: 'lazy' | 'active'): void {
  const at = dictGet(db.expires, key) ?? turn.nowMs;
  removeKey(db, key);
  turn.state.stats.expired++;
  if (turn.out.observed) {
    turn.note({ kind: 'kv.expired', db: db.index, key, how, late: turn.nowMs - at });
  }
  notifyKeyspace(turn, db.index, NOTIFY.expired, 'expired', key);
  signalModified(turn, db, key, false);
  const lazily = turn.state.config.get('lazyfree-lazy-expire') === 'yes';
  turn.pending.push({ db: db.index, argv: [lazily ? 'UNLINK' : 'DEL', key], fact: 0, to: TO_ALL });
}

/**
 * The live value in the table, expiring it where its time is over. A replica only hides it and waits for the primary's
 * word, except where somebody writes to a replica that may be written. REDIS: db.c expireIfNeeded, lookupKey
 */
function find(turn: Turn, hash: number, key: string, toWrite = false): Value | undefined {
  const value = dictGetHashed(turn.db.keys, hash, key);
  if (value === undefined || !isExpired(turn, turn.db, hash, key)) return value;
  if (turn.state.replication.primary !== null && !(toWrite && !isReadOnlyReplica(turn.state))) return undefined;
  expireKey(turn, turn.db, key, 'lazy');
  return undefined;
}

function missed(turn: Turn, key: string): null {
  turn.state.stats.keyspaceMisses++;
  if (turn.state.settings.notifyFlags !== 0) notifyKeyspace(turn, turn.db.index, NOTIFY.keyMiss, 'keymiss', key);
  return null;
}

export function lookupRead(turn: Turn, key: string): Value | null {
  const hash = hashOf(key, turn.hashSeed);
  const value = find(turn, hash, key);
  if (value === undefined) return missed(turn, key);
  turn.state.stats.keyspaceHits++;
  const lru = touchedLru(turn, value);
  return lru === value.lru ? value : touched(turn, hash, key, value, lru);
}

/** The access field after this access. REDIS: db.c lookupKey */
function touchedLru(turn: Turn, value: Value): number {
  const { settings } = turn.state;
  return settings.countsFrequency ? touchedFrequency(value.lru, settings, turn.nowMs, turn.draw) : turn.clock;
}

/** Writes the access clock: a write to the value, so it must be owned. */
function touched(turn: Turn, hash: number, key: string, value: Value, lru: number): Value {
  const own = owned(turn, hash, key, value);
  own.lru = lru;
  return own;
}

function owned(turn: Turn, hash: number, key: string, value: Value): Value {
  if (value.owner === turn.owner) return value;
  const own = ownValue(value, turn.owner);
  dictSetHashed(turn.db.keys, hash, key, own);
  return own;
}

export function lookupWrite(turn: Turn, key: string): Value | null {
  const hash = hashOf(key, turn.hashSeed);
  const value = find(turn, hash, key, true);
  if (value === undefined) return null;
  const own = owned(turn, hash, key, value);
  own.lru = touchedLru(turn, own);
  return own;
}

/** A read that is not an access: counted, expired, but the clock stays. REDIS: LOOKUP_NOTOUCH */
export function lookupQuietly(turn: Turn, key: string): Value | null {
  const value = find(turn, hashOf(key, turn.hashSeed), key);
  if (value === undefined) return missed(turn, key);
  turn.state.stats.keyspaceHits++;
  return value;
}

/** Neither touches, counts nor expires; null for what is expired. */
export function peek(turn: Turn, key: string): Value | null {
  const hash = hashOf(key, turn.hashSeed);
  const value = dictGetHashed(turn.db.keys, hash, key);
  return value === undefined || isExpired(turn, turn.db, hash, key) ? null : value;
}

/** True when the key is there and alive; expires it where its time is over. Counts and touches nothing. */
export function keyExists(turn: Turn, key: string): boolean {
  return find(turn, hashOf(key, turn.hashSeed), key) !== undefined;
}

export function addKey(turn: Turn, key: string, value: Value): void {
  dictSet(turn.db.keys, key, value);
  if (turn.db.blocking.size > 0) signalReady(turn, turn.db, key);
  if (turn.state.settings.notifyFlags !== 0) notifyKeyspace(turn, turn.db.index, NOTIFY.new, 'new', key);
}

/** REDIS: db.c setKey */
export function setKey(turn: Turn, key: string, value: Value, keepTtl: boolean): void {
  const hash = hashOf(key, turn.hashSeed);
  const old = find(turn, hash, key, true);
  if (old === undefined) {
    addKey(turn, key, value);
  } else {
    // Under LFU a key keeps the frequency it earned. REDIS: db.c dbOverwrite
    if (turn.state.settings.countsFrequency) value.lru = old.lru;
    dictSetHashed(turn.db.keys, hash, key, value);
    if (old.type !== value.type) unblockOnGone(turn, key);
  }
  if (!keepTtl && turn.db.expires.count > 0) dictDeleteHashed(turn.db.expires, hash, key);
  signalModified(turn, turn.db, key);
}

/**
 * SET's own path: a string over a string is written in place, without a new value.
 * Does what `setKey` does with `encodedString`.
 */
export function setString(turn: Turn, key: string, text: string, keepTtl: boolean): void {
  const hash = hashOf(key, turn.hashSeed);
  const old = find(turn, hash, key, true);
  const { settings } = turn.state;
  if (old !== undefined && old.type === 'string' && old.owner === turn.owner) {
    assignEncoded(old, text);
    if (!settings.countsFrequency) old.lru = turn.clock;
  } else {
    const value = encodedString(text, turn.owner, turn.newLru());
    if (old === undefined) {
      dictSetHashed(turn.db.keys, hash, key, value);
      if (turn.db.blocking.size > 0) signalReady(turn, turn.db, key);
      if (settings.notifyFlags !== 0) notifyKeyspace(turn, turn.db.index, NOTIFY.new, 'new', key);
    } else {
      setKey(turn, key, value, true);
    }
  }
  if (!keepTtl && turn.db.expires.count > 0) dictDeleteHashed(turn.db.expires, hash, key);
  signalModified(turn, turn.db, key);
}

/** Takes a key out of both tables. True when it was there. */
export function removeKey(db: Db, key: string): boolean {
  if (db.keys.count === 0) return false;
  const hash = hashOf(key, db.keys.seed);
  if (db.expires.count > 0) dictDeleteHashed(db.expires, hash, key);
  return dictDeleteHashed(db.keys, hash, key) !== undefined;
}

/** REDIS: db.c dbGenericDelete */
export function deleteKey(turn: Turn, db: Db, key: string): boolean {
  const removed = removeKey(db, key);
  if (removed) unblockOnGone(turn, key);
  return removed;
}

/** Those who wait for a consumer group of this key are told that it is gone. REDIS: blocked.c signalDeletedKeyAsReady */
function unblockOnGone(turn: Turn, key: string): void {
  if (turn.db.blocking.size > 0) signalReady(turn, turn.db, key);
}

/** Unix ms, or -1. */
export function getExpire(db: Db, key: string): number {
  return dictGet(db.expires, key) ?? -1;
}

export function setExpire(turn: Turn, key: string, atMs: number): void {
  dictSet(turn.db.expires, key, atMs);
  if (atMs < turn.state.expireWakeAt) turn.state.expireWakeAt = atMs;
  const { replication } = turn.state;
  if (replication.primary !== null && !turn.client.primary && !turn.loading) rememberOwn(replication, turn.db, key);
}

/** REDIS: expire.c rememberSlaveKeyWithExpire */
function rememberOwn({ ownExpires }: ReplicationState, { index }: Db, key: string): void {
  if (!ownExpires.some((own) => own.db === index && own.key === key)) ownExpires.push({ db: index, key });
}

export function removeExpire(db: Db, key: string): boolean {
  return db.expires.count > 0 && dictDelete(db.expires, key) !== undefined;
}

/**
 * WATCH, client-side caches, the memory accounts and the facts learn that a key changed; not `byClient` where its time
 * was over or memory was needed. REDIS: db.c signalModifiedKey
 */
export function signalModified(turn: Turn, db: Db, key: string, byClient = true): void {
  if (db.watched.size > 0) touchWatched(turn, db, key);
  if (turn.state.tracking !== null) invalidateKey(turn, turn.state.tracking, key, byClient);
  if (turn.state.accounting !== null) accountKey(turn.state, turn.state.accounting, db, key);
  if (turn.out.observed) turn.signalled?.push(key);
}

/** Clients that watch the key will find their EXEC refused. REDIS: multi.c touchWatchedKey */
export function touchWatched(turn: Turn, db: Db, key: string): void {
  for (const id of db.watched.get(key) ?? []) {
    const client = turn.state.clients.get(id);
    if (client === undefined || client.dirtyCas) continue;
    const at = client.watching.findIndex((watch) => watch.db === db.index && watch.key === key);
    const watch = client.watching[at];
    if (watch?.expired === true && dictGet(db.keys, key) === undefined) {
      // It was already expired when it was watched; that it is now removed changes nothing for the watcher.
      client.watching[at] = { ...watch, expired: false };
      continue;
    }
    client.dirtyCas = true;
  }
}

/** Remembers a key that somebody is blocked on; they are served when the command is over. */
export function signalReady(turn: Turn, db: Db, key: string): void {
  if (!db.blocking.has(key)) return;
  const { readyKeys } = turn.state;
  if (!readyKeys.some((ready) => ready.db === db.index && ready.key === key)) readyKeys.push({ db: db.index, key });
}
