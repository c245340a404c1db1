import type { Turn } from './turn.ts';

/*
 * The log file of a server. What the stage shows it has from facts; here is what an operator greps for.
 */

export type LogLevel = 'debug' | 'verbose' | 'notice' | 'warning';

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, verbose: 1, notice: 2, warning: 3 };

/**
 * Writes a line, in the words of redis-server. Said also when nobody observes: a host keeps its log without reading
 * facts, and these are rare. REDIS: server.c serverLog
 */
export function log(turn: Turn, level: LogLevel, text: string): void {
  const least = turn.state.config.get('loglevel') ?? 'notice';
  if (RANK[level] < RANK[least as LogLevel]) return; // an enumeration: checked when it was set
  turn.note({ kind: 'kv.logged', level, text }, turn.fact || undefined);
}

/** The same for what a fact of its own tells an observer. */
export function logUnseen(turn: Turn, level: LogLevel, text: string): void {
  if (!turn.out.observed) log(turn, level, text);
}
