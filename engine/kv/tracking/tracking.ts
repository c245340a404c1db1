import type { Reply } from '../../wire/reply.ts';
import { push } from '../../wire/reply.ts';
import type { CommandSpec } from '../command.ts';
import { movableKeys } from '../key-places.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { ClientTracking, Prefix, TrackingState } from './state.ts';

/*
 * A client that caches is told when a key it has read changes; one that listens to prefixes, whenever such a key
 * changes. All of it costs nothing before the first client asks for it. REDIS: tracking.c
 */

/** Where clients of RESP2 hear of it. */
const CHANNEL = '__redis__:invalidate';
/** So many keys are forgotten before a command when there are too many. */
const EFFORT = 100;
/** REDIS: server.c serverCron at its usual 10 Hz */
const CRON_MICROS = 100_000;

/** What a client asks for. */
export type TrackingOptions = Pick<ClientTracking, 'redirect' | 'broadcast' | 'optIn' | 'optOut' | 'noLoop'> & {
  readonly prefixes: readonly string[];
};

/** REDIS: tracking.c enableTracking */
export function enableTracking(turn: Turn, client: Client, options: TrackingOptions): void {
  const { state } = turn;
  state.tracking ??= { keys: new Map(), items: 0, prefixes: new Map(), pending: [] };
  const before = client.tracking?.prefixes ?? [];
  const asked = options.prefixes.length === 0 ? [''] : options.prefixes;
  const prefixes = options.broadcast ? [...new Set([...before, ...asked])].sort() : [];
  client.tracking = { ...options, prefixes, caching: client.tracking?.caching ?? false, brokenRedirect: false };
  for (const text of prefixes) {
    const prefix = state.tracking.prefixes.get(text);
    if (prefix === undefined) state.tracking.prefixes.set(text, { clients: [client.id], keys: new Map() });
    else if (!prefix.clients.includes(client.id)) prefix.clients.push(client.id);
  }
}

/** The keys it may have are forgotten when they change. REDIS: tracking.c disableTracking */
export function disableTracking(turn: Turn, client: Client): void {
  const table = turn.state.tracking;
  if (client.tracking === null || table === null) return;
  for (const text of client.tracking.prefixes) {
    const prefix = table.prefixes.get(text);
    if (prefix === undefined) continue;
    prefix.clients = prefix.clients.filter((id) => id !== client.id);
    if (prefix.clients.length === 0) table.prefixes.delete(text);
  }
  client.tracking = null;
}

/** After a command that reads: remembers the keys it named. REDIS: tracking.c trackingRememberKeys */
export function rememberKeys(turn: Turn, client: Client, spec: CommandSpec, argv: readonly string[]): void {
  const { tracking } = client;
  const table = turn.state.tracking;
  if (tracking === null || table === null || tracking.broadcast) return;
  if ((tracking.optIn && !tracking.caching) || (tracking.optOut && tracking.caching)) return;
  if (spec.flags.includes('pubsub')) return;
  for (const { at, flags } of movableKeys(spec, argv) ?? []) {
    if (flags.includes('not_key')) continue;
    const key = argv[at] ?? '';
    const readers = table.keys.get(key);
    if (readers === undefined) table.keys.set(key, [client.id]);
    else if (readers.includes(client.id)) continue;
    else readers.push(client.id);
    table.items++;
  }
}

/** A key has another value. `byClient` is false where time or memory did it. REDIS: tracking.c trackingInvalidateKey */
export function invalidateKey(turn: Turn, table: TrackingState, key: string, byClient: boolean): void {
  if (table.prefixes.size > 0) {
    // A script's client is nobody's connection.
    const writer = byClient && turn.client.conn >= 0 ? turn.client.id : 0;
    for (const [text, prefix] of table.prefixes) if (key.startsWith(text)) prefix.keys.set(key, writer);
  }
  forgetKey(turn, table, key);
}

/** Tells those who may have the key, and forgets who they are. */
function forgetKey(turn: Turn, table: TrackingState, key: string): void {
  const readers = table.keys.get(key);
  if (readers === undefined) return;
  table.keys.delete(key);
  table.items -= readers.length;
  for (const id of readers.sort((a, b) => a - b)) {
    const client = turn.state.clients.get(id);
    const tracking = client?.tracking ?? null;
    if (client === undefined || tracking === null || tracking.broadcast) continue;
    const isCurrent = id === turn.caller;
    if (isCurrent && tracking.noLoop) continue;
    // Its own command is answered first.
    if (isCurrent && turn.depth > 0) table.pending.push(key);
    else tell(turn, client, [key]);
  }
}

/** Every key is gone. REDIS: tracking.c trackingInvalidateKeysOnFlush */
export function invalidateAll(turn: Turn): void {
  const table = turn.state.tracking;
  if (table === null) return;
  for (const client of turn.state.clients.values()) {
    if (client.tracking === null) continue;
    if (client.id === turn.caller) table.pending.push(null);
    else tell(turn, client, null);
  }
  table.keys = new Map();
  table.items = 0;
}

/** What the client whose command ran has to hear, now that it has its answer. */
export function flushPending(turn: Turn, table: TrackingState): void {
  if (table.pending.length === 0) return;
  const client = turn.state.clients.get(turn.caller);
  const keys = table.pending;
  table.pending = [];
  if (client === undefined || client.tracking === null) return;
  for (const key of keys) tell(turn, client, key === null ? null : [key]);
}

/** Before a command: forgets the keys that were read first where there are too many. REDIS: tracking.c trackingLimitUsedSlots */
export function limitKeys(turn: Turn, table: TrackingState): void {
  const max = keysMax(turn);
  if (table.keys.size <= max) return;
  let effort = EFFORT;
  for (const key of table.keys.keys()) {
    if (effort-- === 0 || table.keys.size <= max) return;
    forgetKey(turn, table, key);
  }
}

function keysMax(turn: Turn): number {
  return Number(turn.state.config.get('tracking-table-max-keys')) || Infinity;
}

/** At the end of an iteration: what is still too much goes a moment later, also where no command comes. */
export function armTrackingTimer(turn: Turn, table: TrackingState): void {
  if (table.keys.size > keysMax(turn)) turn.out.setTimer('tracking', CRON_MICROS);
}

/** At the end of an iteration: one message for each prefix with all its keys. REDIS: trackingBroadcastInvalidationMessages */
export function broadcastChanges(turn: Turn, table: TrackingState): void {
  for (const text of [...table.prefixes.keys()].sort()) {
    const prefix = table.prefixes.get(text);
    if (prefix === undefined || prefix.keys.size === 0) continue;
    broadcast(turn, prefix);
    prefix.keys = new Map();
  }
}

function broadcast(turn: Turn, prefix: Prefix): void {
  const keys = [...prefix.keys.keys()].sort();
  for (const id of prefix.clients) {
    const client = turn.state.clients.get(id);
    if (client === undefined || client.tracking === null) continue;
    const heard = client.tracking.noLoop ? keys.filter((key) => prefix.keys.get(key) !== id) : keys;
    if (heard.length > 0) tell(turn, client, heard);
  }
}

/** Keys that are not what they were; null for all there are. REDIS: tracking.c sendTrackingMessage */
function tell(turn: Turn, client: Client, keys: Reply): void {
  const { tracking } = client;
  if (tracking === null) return;
  if (tracking.redirect === 0) {
    // RESP2 cannot tell a message from an answer.
    if (client.resp === 3) turn.reply(client, push(['invalidate', keys]), turn.fact);
    return;
  }
  const target = turn.state.clients.get(tracking.redirect);
  if (target === undefined) {
    tracking.brokenRedirect = true;
    if (client.resp === 3) turn.reply(client, push(['tracking-redir-broken', tracking.redirect]), turn.fact);
  } else if (target.resp === 3) turn.reply(target, push(['invalidate', keys]), turn.fact);
  else if (target.channels.size + target.patterns.size + target.shardChannels.size > 0) {
    turn.reply(target, push(['message', CHANNEL, keys]), turn.fact);
  }
}
