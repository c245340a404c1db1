import { installUser } from '../acl/install.ts';
import { mustAuthenticate } from '../acl/session.ts';
import { defaultUserOf, withRequirePass } from '../acl/users.ts';
import { armIdleTimer, boundClient } from '../bounds.ts';
import { startAppendOnly, stopAppendOnly } from '../persistence/append-only.ts';
import type { Turn } from '../turn.ts';
import type { KvConfig } from './config.ts';
import { settingsOf } from './config.ts';
import { PARAMETERS } from './parameters.ts';
import { acceptValue } from './values.ts';

/*
 * Changing the configuration of a running server: CONFIG SET, or from outside. All of it or nothing.
 * REDIS: config.c configSetCommand
 */

/** Why a change was refused: the parameter and the reason, in Redis's words. */
export interface ConfigRefusal {
  readonly name: string;
  readonly why: string;
}

/** Sets parameters, checked one by one, applied together. `fromOutside` may also set what CONFIG SET may not. */
export function changeConfig(
  turn: Turn,
  pairs: readonly (readonly [string, string])[],
  fromOutside = false,
): ConfigRefusal | null {
  const { state } = turn;
  const texts = new Map(state.config);
  const changed: string[] = [];
  for (const [name, value] of pairs) {
    const parameter = PARAMETERS.get(name.toLowerCase());
    if (parameter === undefined) return { name, why: 'unknown' };
    if (!fromOutside && parameter.immutable) return { name, why: "can't set immutable config" };
    if (!fromOutside && parameter.guarded && state.config.get('enable-protected-configs') === 'no') {
      return { name, why: "can't set protected config" };
    }
    if (changed.includes(parameter.name)) return { name, why: 'duplicate parameter' };
    const accepted = acceptValue(parameter, value, state.config.get(parameter.name) ?? '');
    if (accepted.why !== undefined) return { name, why: accepted.why };
    texts.set(parameter.name, accepted.text);
    changed.push(parameter.name);
  }
  apply(turn, texts, changed);
  return null;
}

function apply(turn: Turn, texts: Map<string, string>, changed: readonly string[]): void {
  const { state } = turn;
  const before = state.settings;
  state.config = texts;
  state.settings = settingsOf(texts, before);
  state.settings.limits.quicklistPackedThreshold = before.limits.quicklistPackedThreshold;
  turn.limits = state.settings.limits;
  for (const name of changed) {
    if (turn.out.observed)
      turn.note({ kind: 'kv.configured', name, value: texts.get(name) ?? '' }, turn.fact || undefined);
  }
  if (changed.includes('requirepass'))
    installUser(turn, withRequirePass(defaultUserOf(state), texts.get('requirepass') ?? ''));
  if (changed.some((name) => BOUNDING.has(name))) boundAll(turn);
  if (changed.includes('timeout')) armIdleTimer(turn);
  if (changed.includes('appendonly')) switchAppendOnly(turn);
  if (changed.includes('maxmemory') && state.settings.maxmemory === 0) state.accounting = null;
  if (changed.includes('maxmemory') && state.settings.maxmemory > 0) turn.out.setTimer('evict', 0);
  if (changed.includes('maxmemory-policy')) state.evictionPool = [];
  if (changed.includes('slowlog-max-len')) state.slowlog = state.slowlog.slice(0, state.settings.slowlogMax);
  if (changed.includes('save')) state.saveTimerAt = -1;
}

/** What bounds what clients may send. */
const BOUNDING: ReadonlySet<string> = new Set(['proto-max-bulk-len', 'client-query-buffer-limit', 'requirepass']);

function boundAll(turn: Turn): void {
  for (const client of turn.state.clientOf.values()) {
    boundClient(turn, client, mustAuthenticate(turn.state, client));
  }
}

function switchAppendOnly(turn: Turn): void {
  const { aof, settings } = turn.state;
  if (settings.appendonly && aof.status === 'off') startAppendOnly(turn);
  else if (!settings.appendonly && aof.status !== 'off') stopAppendOnly(turn);
}

/** A new configuration from outside: whatever differs is set, costs included. */
export function reconfigure(turn: Turn, config: KvConfig): void {
  const { state } = turn;
  const pairs = Object.entries(config.parameters).filter(([name, value]) => state.config.get(name) !== value);
  changeConfig(turn, pairs, true);
  state.settings = { ...state.settings, commandMicros: config.commandMicros, elementNanos: config.elementNanos };
}
