import type { Micros, Seq } from '../sim/machine.ts';
import type { Reply } from '../wire/reply.ts';
import { error, isError, QUEUED } from '../wire/reply.ts';
import { noteBlocked, serveReadyKeys } from './blocked.ts';
import type { CommandSpec, ServerRun } from './command.ts';
import { dictGet } from './dict.ts';
import { printed, wrongArity } from './errors.ts';
import { shortArguments, shortReply } from './fact-text.ts';
import { itemsIn } from './items.ts';
import { arityFits, lookupCommand } from './lookup.ts';
import { makeRoom } from './memory/evict.ts';
import { feedMonitors } from './monitor.ts';
import { noteLatency, noteSlow } from './observe.ts';
import { feedPropagated } from './persistence/append.ts';
import type { Client } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * The choke point every command goes through. `processCommand` decides whether it may run now, `call` runs it and
 * sees to all that follows from it. REDIS: server.c processCommand, call
 */

/** The commands a client in subscribed mode may send under RESP2. */
const IN_SUBSCRIBED_MODE = new Set([
  'ping',
  'quit',
  'reset',
  'subscribe',
  'unsubscribe',
  'psubscribe',
  'punsubscribe',
  'ssubscribe',
  'sunsubscribe',
]);
/** What MULTI does not queue. */
const NOT_QUEUED = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset']);

/** Handles one command of a client: answers, queues or postpones it. */
export function processCommand(turn: Turn, client: Client, argv: readonly string[]): void {
  if (argv.length === 0) return; // `*0` asks for nothing. REDIS: networking.c processMultibulkBuffer
  if (client.blocked !== null || isPaused(turn, client, argv)) {
    client.inbox.push(argv);
    return;
  }
  turn.use(client);
  turn.acknowledged = null;
  if (client.replies === 'skipNext') client.replies = 'skip';
  client.lastAt = turn.nowMs;
  const spec = lookupCommand(turn.table, argv);
  const refusal = spec === null ? unknownCommand(turn, argv) : refusalOf(turn, client, spec, argv);
  if (refusal !== null) refuse(turn, client, spec, argv, refusal);
  else if (spec !== null && spec.run !== null) execute(turn, client, spec, spec.run, argv);
  if (client.replies === 'skip') client.replies = 'on';
}

function execute(turn: Turn, client: Client, spec: CommandSpec, run: ServerRun, argv: readonly string[]): void {
  if (client.queue !== null && !NOT_QUEUED.has(spec.name)) {
    client.queue.push(argv);
    if (turn.out.observed) {
      turn.fact = turn.note({ kind: 'kv.queued', client: client.id, command: spec.name, queued: client.queue.length });
    }
    turn.reply(client, QUEUED, turn.fact);
    return;
  }
  turn.denyBlocking = false;
  const reply = call(turn, spec, run, argv);
  if (client.blocked !== null) noteBlocked(turn, client, argv);
  if (reply !== undefined) turn.reply(client, reply, turn.fact, client.closeAfterReply);
  if (turn.state.readyKeys.length > 0) serveReadyKeys(turn);
}

/** REDIS: server.c processCommand; the order of the checks is the order of the errors. */
function refusalOf(turn: Turn, client: Client, spec: CommandSpec, argv: readonly string[]): Reply | null {
  const { state } = turn;
  if (!arityFits(spec, argv.length) || spec.run === null) return wrongArity(spec.name);
  if (spec.guardedBy !== null && state.config.get(spec.guardedBy) === 'no') return notAllowed(spec);
  if (!client.authenticated && !spec.flags.includes('no_auth')) return error('NOAUTH Authentication required.');
  if (client.queue !== null && spec.noMulti) return error('ERR Command not allowed inside a transaction');
  if (state.settings.maxmemory > 0) {
    const fits = makeRoom(turn);
    if (!fits && (spec.denyOom || (spec.name === 'exec' && queueNeedsMemory(turn, client)))) {
      return error("OOM command not allowed when used memory > 'maxmemory'.");
    }
  }
  if (spec.write && !state.lastSaveOk) {
    const refused = diskRefusal(turn);
    if (refused !== null) return refused;
  }
  const subscribed = client.channels.size + client.patterns.size + client.shardChannels.size > 0;
  if (subscribed && client.resp === 2 && !IN_SUBSCRIBED_MODE.has(spec.name)) {
    return error(
      `ERR Can't execute '${spec.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    );
  }
  return null;
}

/** REDIS: server.c writeCommandsDeniedByDiskError */
function diskRefusal(turn: Turn): Reply | null {
  const { config, settings } = turn.state;
  if (config.get('stop-writes-on-bgsave-error') !== 'yes' || settings.savePoints.length === 0) return null;
  return error(
    'MISCONF Redis is configured to save RDB snapshots, but it is currently unable to persist on disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the Redis logs for details about the RDB error.',
  );
}

function notAllowed(spec: CommandSpec): Reply {
  const word = spec.name.split('|')[0] === 'debug' ? 'debug' : 'module';
  return error(
    `ERR ${word.toUpperCase()} command not allowed. If the enable-${word}-command option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
  );
}

function queueNeedsMemory(turn: Turn, client: Client): boolean {
  return (client.queue ?? []).some((argv) => lookupCommand(turn.table, argv)?.denyOom === true);
}

/** REDIS: server.c commandCheckExistence */
function unknownCommand(turn: Turn, argv: readonly string[]): Reply {
  const name = argv[0] ?? '';
  const container = turn.table.commands.get(name.toLowerCase());
  if (container !== undefined && container.subcommands !== null) {
    return error(`ERR unknown subcommand '${printed(argv[1] ?? '', 128)}'. Try ${container.name.toUpperCase()} HELP.`);
  }
  let args = '';
  for (let i = 1; i < argv.length && args.length < 128; i++) args += `'${printed(argv[i] ?? '', 128 - args.length)}' `;
  return error(`ERR unknown command '${printed(name, 128)}', with args beginning with: ${args}`);
}

/** Answers an error without running anything; a transaction under way is spoilt. REDIS: server.c rejectCommand */
function refuse(turn: Turn, client: Client, spec: CommandSpec | null, argv: readonly string[], reply: Reply): void {
  if (client.queue !== null) client.dirtyExec = true;
  if (spec !== null) addStat(turn, spec, 2, 1);
  countError(turn, reply);
  turn.fact = 0;
  if (turn.out.observed) {
    turn.fact = turn.note({
      kind: 'kv.executed',
      client: client.id,
      db: client.db,
      command: spec?.name ?? printed((argv[0] ?? '').toLowerCase(), 64),
      argv: shortArguments(argv),
      argc: argv.length,
      reply: shortReply(reply),
      failed: true,
      took: 0,
      scanned: 0,
      write: false,
      dirty: 0,
      keys: [],
      within: null,
    });
  }
  // EXEC refused before it ran still ends the transaction, even where there is none. REDIS: execCommandAbort
  if (spec?.name === 'exec') {
    turn.reply(client, abortExec(turn, client, reply), turn.fact);
    return;
  }
  turn.reply(client, reply, turn.fact);
}

function abortExec(turn: Turn, client: Client, reply: Reply): Reply {
  client.queue = null;
  client.dirtyExec = false;
  client.dirtyCas = false;
  unwatchAll(turn, client);
  const text = isError(reply) ? reply.text.replace(/^ERR /, '') : '';
  return error(`EXECABORT Transaction discarded because of: ${text}`);
}

/** Forgets what a client watches. REDIS: multi.c unwatchAllKeys */
export function unwatchAll(turn: Turn, client: Client): void {
  for (const { db, key } of client.watching) {
    const watched = turn.state.dbs[db]?.watched;
    const left = watched?.get(key)?.filter((id) => id !== client.id) ?? [];
    if (left.length === 0) watched?.delete(key);
    else watched?.set(key, left);
  }
  client.watching = [];
}

function addStat(turn: Turn, spec: CommandSpec, column: number, amount: number): void {
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
  turn.depth++;
  const reply = run(turn, argv);
  turn.depth--;
  client.lastCommand = spec.name;
  const took = costOf(turn);
  if (turn.depth > 0) turn.innerMicros += state.settings.commandMicros + turn.extraMicros;
  else if (took > 0) turn.out.busy(took);
  finishStats(turn, spec, reply, took, argv);
  turn.fact = observed ? noteExecuted(turn, spec, dbIndex, argv, reply, took) : 0;
  if (observed && turn.dirty > 0) turn.acknowledged = turn.fact;
  propagate(turn, spec, dbIndex, argv, pendingBefore);
  if (state.monitors.length > 0) feedMonitors(turn, spec, dbIndex, argv);
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
  if (client.blocked === null || turn.readyKey !== null) {
    const { perCommand } = state.stats;
    const at = spec.index * 4;
    perCommand[at] = (perCommand[at] ?? 0) + 1;
    perCommand[at + 1] = (perCommand[at + 1] ?? 0) + took;
  }
  if (typeof reply === 'object' && isError(reply)) {
    addStat(turn, spec, 3, 1);
    countError(turn, reply);
  }
  const { slowerThanMicros, latencyThresholdMs } = state.settings;
  if (slowerThanMicros >= 0 && took >= slowerThanMicros) noteSlow(turn, spec, argv, took);
  if (latencyThresholdMs > 0 && took >= latencyThresholdMs * 1000) {
    noteLatency(turn, spec.flags.includes('fast') ? 'fast-command' : 'command', took);
  }
}

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
  if (turn.dirty > 0 || turn.forced) turn.pending.push({ db, argv: turn.rewritten ?? argv, fact: turn.fact });
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

/** CLIENT PAUSE. REDIS: networking.c areClientsPaused */
function isPaused(turn: Turn, client: Client, argv: readonly string[]): boolean {
  const { state } = turn;
  if (state.pausedUntil <= turn.nowMs) return false;
  if (!state.pausedWritesOnly) return lookupCommand(turn.table, argv)?.name !== 'client|unpause';
  const spec = lookupCommand(turn.table, argv);
  if (spec === null) return false;
  if (spec.name === 'exec') return (client.queue ?? []).some((queued) => writes(lookupCommand(turn.table, queued)));
  return client.queue === null && writes(spec);
}

function writes(spec: CommandSpec | null): boolean {
  return spec !== null && (spec.write || spec.mayReplicate);
}

/** Runs what a client sent while it had to wait. */
export function processInbox(turn: Turn, client: Client): void {
  while (client.inbox.length > 0 && client.blocked === null) {
    const [argv, ...rest] = client.inbox;
    if (argv === undefined || isPaused(turn, client, argv)) return;
    client.inbox = rest;
    processCommand(turn, client, argv);
  }
}
