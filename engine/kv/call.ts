import type { Micros, Seq } from '../sim/machine.ts';
import type { Reply } from '../wire/reply.ts';
import { isError } from '../wire/reply.ts';
import type { CommandSpec, ServerRun } from './command.ts';
import { dictGet } from './dict.ts';
import { shortArguments, shortReply } from './fact-text.ts';
import { itemsIn } from './items.ts';
import { feedMonitors, RUNS_SCRIPTS } from './monitor.ts';
import { noteLatency, noteSlow, trackLatency } from './observe.ts';
import { feedPropagated } from './persistence/append.ts';
import { TO_ALL } from './replication/targets.ts';
import { rememberKeys } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';

/*
 * The choke point every command goes through: `call` runs it and sees to all that follows from it. Whether it may run
 * was decided before (process.ts). REDIS: server.c call
 */

/** Adds to a counter of a command: 0 calls, 1 microseconds, 2 rejected, 3 failed. */
export function addStat(turn: Turn, spec: CommandSpec, column: number, amount: number): void {
  const { perCommand } = turn.state.stats;
  const at = spec.index * 4 + column;
  perCommand[at] = (perCommand[at] ?? 0) + amount;
}

/** REDIS: networking.c afterErrorReply */
export function countError(turn: Turn, reply: Reply): void {
  if (!isError(reply)) return;
  const { stats } = turn.state;
  stats.totalErrorReplies++;
  const space = reply.text.indexOf(' ');
  const code = space < 0 ? reply.text : reply.text.slice(0, space);
  stats.errorStats.set(code, (stats.errorStats.get(code) ?? 0) + 1);
}

/**
 * Runs a command that may run: counts, costs, propagates, tells. Also for the commands inside EXEC and scripts, whose
 * writes are propagated together when the outermost is done.
 */
export function call(turn: Turn, spec: CommandSpec, run: ServerRun, argv: readonly string[]): Reply | undefined {
  const { state, client } = turn;
  const outer = {
    dirty: turn.dirty,
    scanned: turn.scanned,
    rewritten: turn.rewritten,
    events: turn.events,
    signalled: turn.signalled,
  };
  const dbIndex = client.db;
  turn.dirty = 0;
  turn.scanned = 0;
  turn.rewritten = null;
  turn.forced = false;
  turn.prevented = false;
  turn.extraMicros = 0;
  if (turn.depth === 0) turn.innerMicros = 0;
  const observed = turn.out.observed && !turn.loading;
  if (observed) {
    turn.events = [];
    turn.signalled = [];
  }
  const pendingBefore = turn.pending.length;
  if (turn.depth === 0) client.lastCommand = spec.name;
  // What a script calls is shown behind it.
  const first = state.monitors.length > 0 && RUNS_SCRIPTS.has(spec.name);
  if (first) feedMonitors(turn, spec, dbIndex, argv);
  turn.depth++;
  const reply = run(turn, argv);
  turn.depth--;
  const shown = turn.redacted === null ? argv : redacted(turn, argv);
  if (client.tracking !== null && spec.flags.includes('readonly') && !READING_SCRIPTS.has(spec.name)) {
    rememberKeys(turn, client, spec, argv);
  }
  const took = costOf(turn);
  if (turn.depth > 0) turn.innerMicros += state.settings.commandMicros + turn.extraMicros;
  else if (took > 0) spend(turn, took);
  finishStats(turn, spec, reply, took, shown);
  turn.fact = observed ? noteExecuted(turn, spec, dbIndex, argv, reply, took) : 0;
  if (observed && turn.dirty > 0) turn.acknowledged = turn.fact;
  propagate(turn, spec, dbIndex, argv, pendingBefore);
  if (state.monitors.length > 0 && !first) feedMonitors(turn, spec, dbIndex, shown);
  state.dirty += turn.dirty;
  turn.dirty = outer.dirty;
  turn.scanned = outer.scanned + turn.scanned;
  turn.rewritten = outer.rewritten;
  if (observed) {
    turn.events = outer.events;
    turn.signalled = outer.signalled;
  }
  if (turn.depth === 0 && turn.pending.length > 0) feedPropagated(turn);
  return reply;
}

/** The thread was taken for so long: what comes next comes later. */
function spend(turn: Turn, took: Micros): void {
  turn.out.busy(took);
  if (took >= 1000) turn.nowMs += Math.floor(took / 1000);
}

function redacted(turn: Turn, argv: readonly string[]): readonly string[] {
  const places = turn.redacted ?? [];
  turn.redacted = null;
  return argv.map((word, at) => (places.includes(at) ? '(redacted)' : word));
}

/** What the thread was taken for; for EXEC and scripts with all that ran inside. */
function costOf(turn: Turn): Micros {
  const { commandMicros, elementNanos } = turn.state.settings;
  const inner = turn.depth === 0 ? turn.innerMicros : 0;
  return commandMicros + Math.floor((turn.scanned * elementNanos) / 1000) + turn.extraMicros + inner;
}

function finishStats(
  turn: Turn,
  spec: CommandSpec,
  reply: Reply | undefined,
  took: Micros,
  argv: readonly string[],
): void {
  const { state, client } = turn;
  state.stats.commands++;
  const { perCommand } = state.stats;
  const at = spec.index * 4;
  // Serving one who waited is the same call.
  if (turn.readyKey === null) perCommand[at] = (perCommand[at] ?? 0) + 1;
  perCommand[at + 1] = (perCommand[at + 1] ?? 0) + took;
  if (state.settings.tracksLatency && (client.blocked === null || reply !== undefined)) {
    trackLatency(state.stats, spec, took);
  }
  if (typeof reply === 'object' && isError(reply)) {
    addStat(turn, spec, 3, 1);
    if (!turn.counted) countError(turn, reply);
  }
  turn.counted = false;
  const { slowerThanMicros, latencyThresholdMs } = state.settings;
  if (slowerThanMicros >= 0 && took >= slowerThanMicros) noteSlow(turn, spec, argv, took);
  if (latencyThresholdMs > 0 && took >= latencyThresholdMs * 1000) {
    noteLatency(turn, spec.flags.includes('fast') ? 'fast-command' : 'command', took);
  }
}

/** They remember the keys they declare when a command inside reads. */
const READING_SCRIPTS = new Set(['eval_ro', 'evalsha_ro', 'fcall_ro']);

/** Decides what goes to the AOF and the replicas. REDIS: server.c call */
function propagate(turn: Turn, spec: CommandSpec, db: number, argv: readonly string[], from: number): void {
  if (turn.loading) {
    turn.pending.length = 0;
    return;
  }
  // Deletions and rewrites noted on the way carry the fact of the command that made them.
  if (turn.fact !== 0) {
    for (let i = from; i < turn.pending.length; i++) {
      const entry = turn.pending[i];
      if (entry !== undefined && entry.fact === 0) turn.pending[i] = { ...entry, fact: turn.fact };
    }
  }
  if (turn.prevented || spec.name === 'exec') return;
  if ((turn.dirty > 0 || turn.forced) && turn.propagates)
    turn.pending.push({ db, argv: turn.rewritten ?? argv, fact: turn.fact, to: TO_ALL });
}

function noteExecuted(
  turn: Turn,
  spec: CommandSpec,
  db: number,
  argv: readonly string[],
  reply: Reply | undefined,
  took: Micros,
): Seq {
  const keys = [...new Set(turn.signalled ?? [])].slice(0, 64);
  const fact = turn.note(
    {
      kind: 'kv.executed',
      client: turn.client.id,
      db,
      command: spec.name,
      argv: shortArguments(argv),
      argc: argv.length,
      reply: shortReply(reply),
      failed: isError(reply),
      took,
      scanned: turn.scanned,
      write: spec.write,
      dirty: turn.dirty,
      keys,
      within: turn.within,
    },
    turn.within ?? undefined,
  );
  noteChanges(turn, spec.name, db, keys, fact);
  return fact;
}

/** One fact per key that has another value now, with the last event it was part of. */
function noteChanges(turn: Turn, command: string, db: number, keys: readonly string[], cause: Seq): void {
  const events = new Map<string, { db: number; key: string; event: string }>();
  for (const key of keys) events.set(`${db} ${key}`, { db, key, event: command });
  for (const change of turn.events ?? []) events.set(`${change.db} ${change.key}`, change);
  for (const { db: index, key, event } of events.values()) {
    if (event === 'keymiss' || event === 'expired') continue;
    const home = turn.state.dbs[index];
    const value = home === undefined ? undefined : dictGet(home.keys, key);
    if (home === undefined || value === undefined) {
      turn.note({ kind: 'kv.keyRemoved', db: index, key, event }, cause);
      continue;
    }
    turn.note(
      {
        kind: 'kv.keyChanged',
        db: index,
        key,
        type: value.type,
        encoding: value.encoding,
        items: itemsIn(value),
        expiresAt: dictGet(home.expires, key) ?? null,
        event,
      },
      cause,
    );
  }
}
