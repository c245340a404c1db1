import { armIdleTimer, mayBeIdle } from './bounds.ts';
import { clientLine, clientMemory } from './client-line.ts';
import { clientTypeOf } from './client-type.ts';
import { freeClient } from './clients.ts';
import { log } from './log.ts';
import { limitOf } from './output-limit.ts';
import { isReplica } from './replication/peers.ts';
import type { Client, KvState } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * What a client may leave unread, leave unsaid, or hold of the server's memory, and for how long it may say nothing.
 * REDIS: networking.c closeClientOnOutputBufferLimitReached, timeout.c clientsCronHandleTimeout, server.c evictClients
 */

/** REDIS: server.c serverCron at its usual 10 Hz */
const CRON_MICROS = 100_000;

/** Something was sent to these in this iteration: whoever has too much unread goes. */
export function checkUnread(turn: Turn): void {
  for (const id of turn.written) {
    const client = turn.state.clients.get(id);
    if (client !== undefined) checkOutput(turn, client);
  }
  turn.written.clear();
}

/** The reply under way was cut short: nobody gets it. */
export function endOverflowed(turn: Turn): void {
  const client = turn.state.clients.get(turn.overflowed);
  if (client !== undefined) closeFor(turn, client);
}

/** Replicas that do not take the stream: looked at once a second, for there is always something on its way. */
export function checkReplicas(turn: Turn): void {
  for (const id of [...turn.state.replication.replicas]) {
    const client = turn.state.clients.get(id);
    if (client !== undefined) checkOutput(turn, client);
  }
}

/** REDIS: networking.c checkClientOutputBufferLimits */
function checkOutput(turn: Turn, client: Client): void {
  const { hard, soft, softSeconds } = limitOf(turn.state.settings.outputLimits, client);
  const { unread } = turn.out.traffic(client.conn);
  // What the backlog holds is no replica's fault.
  const hardMax = isReplica(client) ? Math.max(hard, Number(turn.state.config.get('repl-backlog-size'))) : hard;
  const isHard = hard > 0 && unread >= hardMax;
  let isSoft = soft > 0 && unread >= soft;
  if (!isSoft) client.softSince = 0;
  else if (client.softSince === 0) {
    client.softSince = turn.nowMs;
    isSoft = false;
    turn.out.setTimer('clients', CRON_MICROS);
  } else isSoft = Math.floor(turn.nowMs / 1000) - Math.floor(client.softSince / 1000) > softSeconds;
  if (isHard || isSoft) closeFor(turn, client);
}

function closeFor(turn: Turn, client: Client): void {
  log(
    turn,
    'warning',
    `Client ${clientLine(turn, client)} scheduled to be closed ASAP for overcoming of output buffer limits.`,
  );
  endClient(turn, client, 'client-output-buffer-limit');
}

function endClient(turn: Turn, client: Client, why: string): void {
  turn.out.close(client.conn, turn.fact || undefined, 'drop');
  freeClient(turn, client, why);
}

/** The most all clients may take together, 0 for no limit. REDIS: server.c getClientEvictionLimit */
export function clientsMemoryMax({ settings }: KvState): number {
  const { maxmemoryClients, maxmemory } = settings;
  return maxmemoryClients >= 0 ? maxmemoryClients : Math.floor((maxmemory * -maxmemoryClients) / 100);
}

/** The largest clients go until the others are small enough. REDIS: server.c evictClients */
export function evictClients(turn: Turn): void {
  const max = clientsMemoryMax(turn.state);
  if (max === 0) return;
  const sized = [...turn.state.clients.values()]
    .filter((client) => client.conn >= 0 && isEvictable(client))
    .map((client) => ({ client, size: clientMemory(turn, client) }))
    .sort((a, b) => b.size - a.size);
  let total = sized.reduce((sum, { size }) => sum + size, 0);
  for (const { client, size } of sized) {
    if (total <= max) break;
    total -= size;
    if (client.noEvict) continue;
    log(turn, 'notice', `Evicting client: ${clientLine(turn, client)}`);
    turn.state.stats.evictedClients++;
    endClient(turn, client, 'maxmemory-clients');
  }
  turn.out.setTimer('clients', CRON_MICROS);
}

function isEvictable(client: Client): boolean {
  const type = clientTypeOf(client);
  return (type === 'normal' || type === 'pubsub') && !client.noEvict;
}

/** Looks at all clients: the idle, and those whose buffers grow without a command. REDIS: server.c clientsCron */
export function clientsTimer(turn: Turn): void {
  for (const client of [...turn.state.clients.values()]) {
    if (client.conn < 0 || endIdle(turn, client)) continue;
    if (client.softSince > 0) checkOutput(turn, client);
  }
  if ([...turn.state.clients.values()].some(({ softSince }) => softSince > 0)) {
    turn.out.setTimer('clients', CRON_MICROS);
  }
  armIdleTimer(turn);
}

function endIdle(turn: Turn, client: Client): boolean {
  const { timeout } = turn.state.settings;
  const idle = Math.floor(turn.nowMs / 1000) - Math.floor(client.lastAt / 1000);
  if (timeout === 0 || idle <= timeout || mayBeIdle(client)) return false;
  log(turn, 'verbose', 'Closing idle client');
  endClient(turn, client, 'timeout');
  return true;
}
