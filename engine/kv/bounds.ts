import type { Traffic } from '../sim/machine.ts';
import { clientTypeOf } from './client-type.ts';
import type { Client, KvState } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * What is said of a connection when it opens and when it ends: how much it may send, how long it may say nothing, how
 * much it has moved.
 */

/** The bounds of what a connection may send. Said when it opens, logs in or out, or the configuration changes. */
export function boundClient(turn: Turn, client: Client, stranger: boolean): void {
  const number = (name: string): number => Number(turn.state.config.get(name));
  turn.out.bound(client.conn, {
    textMax: number('proto-max-bulk-len'),
    unparsedMax: number('client-query-buffer-limit'),
    stranger,
  });
}

/** Whom `timeout` is not for: those who wait, listen or replicate. REDIS: timeout.c clientsCronHandleTimeout */
export function mayBeIdle(client: Client): boolean {
  return client.blocked !== null || clientTypeOf(client) !== 'normal' || client.monitor;
}

/** One timer for the client that is idle longest. */
export function armIdleTimer(turn: Turn): void {
  const { timeout, epochMs } = turn.state.settings;
  if (timeout === 0) return;
  let earliest = Infinity;
  for (const client of turn.state.clients.values()) {
    if (client.conn >= 0 && !mayBeIdle(client)) earliest = Math.min(earliest, client.lastAt);
  }
  if (earliest === Infinity) return;
  const at = (Math.floor(earliest / 1000) + timeout + 1) * 1000;
  turn.out.setTimer('idle', Math.max(1000, (at - epochMs) * 1000 - turn.now));
}

/** Adds what a connection has moved to the counters, when it ends. */
export function countTraffic(state: KvState, { received, sent }: Traffic): void {
  state.stats.netIn += received;
  state.stats.netOut += sent;
}

/** All that was ever received and sent. REDIS: stat_net_input_bytes */
export function totalTraffic(turn: Turn): { readonly received: number; readonly sent: number } {
  let { netIn: received, netOut: sent } = turn.state.stats;
  for (const conn of turn.state.clientOf.keys()) {
    const traffic = turn.out.traffic(conn);
    received += traffic.received;
    sent += traffic.sent;
  }
  return { received, sent };
}
