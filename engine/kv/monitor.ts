import { simple } from '../wire/reply.ts';
import type { CommandSpec } from './command.ts';
import { quoted } from './quote.ts';
import type { Turn } from './turn.ts';

/** Shown before they run, so that what they call comes behind them. REDIS: eval.c evalCommand, functions.c fcallCommand */
export const RUNS_SCRIPTS: ReadonlySet<string> = new Set([
  'eval',
  'evalsha',
  'eval_ro',
  'evalsha_ro',
  'fcall',
  'fcall_ro',
]);

/** Shows a command to those who MONITOR. REDIS: replication.c replicationFeedMonitors */
export function feedMonitors(turn: Turn, spec: CommandSpec, db: number, argv: readonly string[]): void {
  if (turn.loading || spec.flags.includes('admin')) return;
  if (spec.flags.includes('skip_monitor') && !RUNS_SCRIPTS.has(spec.name)) return;
  const micros = turn.state.settings.epochMs * 1000 + turn.now;
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  const line = simple(`${seconds}.${fraction} [${db} ${turn.client.addr}] ${argv.map(quoted).join(' ')}`);
  for (const id of turn.state.monitors) {
    const monitor = turn.state.clients.get(id);
    if (monitor !== undefined) turn.reply(monitor, line, turn.fact);
  }
}
