import type { Turn } from '../turn.ts';

const SECOND = 1_000_000;
/** While a failover is under way. REDIS: server.c serverCron */
const TENTH = 100_000;

/**
 * Sets the timer of the cron, once a second while there is anybody to talk to. A primary that nobody follows any more
 * only waits for the end of its backlog.
 */
export function armCron(turn: Turn): void {
  const { replication, config } = turn.state;
  if (replication.cronIsSet) return;
  if (replication.primary !== null || replication.replicas.length > 0) {
    set(turn, replication.failover === null ? SECOND : TENTH);
  } else if (replication.backlog !== null) {
    const ttl = Number(config.get('repl-backlog-ttl'));
    if (ttl > 0) set(turn, Math.max(SECOND, (ttl * 1000 - (turn.nowMs - replication.noReplicasSince)) * 1000 + SECOND));
  }
}

/** The next cron comes sooner than it was set to. */
export function hurryCron(turn: Turn): void {
  turn.state.replication.cronIsSet = false;
  armCron(turn);
}

function set(turn: Turn, after: number): void {
  turn.state.replication.cronIsSet = true;
  turn.out.setTimer('replication', after);
}
