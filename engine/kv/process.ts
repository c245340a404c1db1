import type { Reply } from '../wire/reply.ts';
import { error, isError, QUEUED } from '../wire/reply.ts';
import { deniedTo, mustAuthenticate } from './acl/session.ts';
import { noteBlocked } from './blocked.ts';
import { addStat, call, countError } from './call.ts';
import type { CommandSpec, ServerRun } from './command.ts';
import { printed, wrongArity } from './errors.ts';
import { shortArguments, shortReply } from './fact-text.ts';
import { arityFits, lookupCommand } from './lookup.ts';
import { makeRoom } from './memory/evict.ts';
import { isShuttingDown } from './persistence/shutdown.ts';
import { applied } from './replication/apply.ts';
import { logDivergence } from './replication/divergence.ts';
import { MASTERDOWN, NOREPLICAS, READONLY, REPLICA_WITH_KEYS } from './replication/errors.ts';
import { isReadOnlyReplica, isReplica, isStale, lacksReplicas } from './replication/peers.ts';
import { busyReply } from './scripting/busy.ts';
import { mayWrite } from './scripting/declared.ts';
import { serveReadyKeys } from './serve.ts';
import type { Client } from './state.ts';
import { flushPending, limitKeys } from './tracking/tracking.ts';
import type { Turn } from './turn.ts';
import { unwatchAll } from './watch.ts';
import { writeRefusal } from './write-refusal.ts';

/*
 * What a client sent: runs now, is queued, waits, or is refused. REDIS: server.c processCommand
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
  if (client.blocked !== null || turn.state.migrations.current !== null || isPaused(turn, client, argv)) {
    client.inbox.push(argv);
    return;
  }
  turn.use(client);
  turn.acknowledged = null;
  turn.caller = client.id;
  turn.argv = argv;
  if (client.replies === 'skipNext') client.replies = 'skip';
  client.lastAt = turn.nowMs;
  const spec = lookupCommand(turn.table, argv);
  if (spec !== null) client.lastCommand = spec.name;
  const refusal = spec === null ? unknownCommand(turn, argv) : refusalOf(turn, client, spec, argv);
  if (refusal !== null) refuse(turn, client, spec, argv, refusal);
  else if (spec !== null && spec.run !== null) execute(turn, client, spec, spec.run, argv);
  if (client.replies === 'skip') client.replies = 'on';
  if (client.primary) applied(turn, client, argv);
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
  client.writtenTo = turn.state.replication.offset;
  if (client.blocked !== null) noteBlocked(turn, client, argv);
  if (client.primary && reply !== undefined) logDivergence(turn, spec.name, reply);
  if (reply !== undefined) turn.reply(client, reply, turn.fact, client.closeAfterReply);
  const { tracking } = turn.state;
  if (tracking !== null) flushPending(turn, tracking);
  if (turn.state.readyKeys.length > 0) serveReadyKeys(turn);
  if (tracking === null) return;
  flushPending(turn, tracking);
  // CLIENT CACHING is for the next command, or for all of the next transaction.
  if (client.tracking !== null && client.queue === null && !spec.name.startsWith('client|')) {
    client.tracking.caching = false;
  }
}

/** REDIS: server.c processCommand; the order of the checks is the order of the errors. */
function refusalOf(turn: Turn, client: Client, spec: CommandSpec, argv: readonly string[]): Reply | null {
  const { state } = turn;
  if (!arityFits(spec, argv.length) || spec.run === null) return wrongArity(spec.name);
  if (spec.guardedBy !== null && state.config.get(spec.guardedBy) === 'no') return notAllowed(spec);
  if (!client.authenticated && !spec.flags.includes('no_auth') && mustAuthenticate(state, client)) return NOAUTH;
  if (client.queue !== null && spec.noMulti) return error('ERR Command not allowed inside a transaction');
  if (client.restricted) {
    const denied = notPermitted(turn, client, spec, argv);
    if (denied !== null) return denied;
  }
  if (state.settings.maxmemory > 0) {
    const fits = makeRoom(turn);
    if (!fits && (spec.denyOom || (spec.name === 'exec' && queueNeedsMemory(turn, client)))) {
      return error("OOM command not allowed when used memory > 'maxmemory'.");
    }
  }
  if (state.tracking !== null) limitKeys(turn, state.tracking);
  if (spec.write && !state.lastSaveOk) {
    const refused = writeRefusal(turn);
    if (refused !== null) return refused;
  }
  if (state.replication.primary !== null || state.settings.replicasMin > 0) {
    const refused = unreplicated(turn, client, spec);
    if (refused !== null) return refused;
  }
  const subscribed = client.channels.size + client.patterns.size + client.shardChannels.size > 0;
  if (subscribed && client.resp === 2 && !IN_SUBSCRIBED_MODE.has(spec.name)) {
    return error(
      `ERR Can't execute '${spec.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    );
  }
  if (state.replication.primary !== null && needsFreshData(client, spec, turn) && isStale(state)) return MASTERDOWN;
  if (state.scripting.running !== null && !runsWhileBusy(spec, argv)) return busyReply(turn);
  if (client.replica !== null && isReplica(client) && touchesKeys(spec)) return REPLICA_WITH_KEYS;
  return null;
}

/** Why a write may not be accepted here, though it could be carried out. REDIS: server.c processCommand */
function unreplicated(turn: Turn, client: Client, spec: CommandSpec): Reply | null {
  if (!(spec.write || (spec.name === 'exec' && queued(turn, client, (one) => one.write)))) return null;
  if (lacksReplicas(turn.state, turn.nowMs)) return NOREPLICAS;
  return isReadOnlyReplica(turn.state) && !client.primary ? READONLY : null;
}

function needsFreshData(client: Client, spec: CommandSpec, turn: Turn): boolean {
  if (spec.name === 'exec') return queued(turn, client, (one) => !one.flags.includes('stale'));
  return !spec.flags.includes('stale');
}

function touchesKeys(spec: CommandSpec): boolean {
  return spec.write || spec.mayReplicate || spec.flags.includes('readonly');
}

/** Whether one of the commands that MULTI has queued is so. */
function queued(turn: Turn, client: Client, is: (spec: CommandSpec) => boolean): boolean {
  return (client.queue ?? []).some((argv) => {
    const spec = lookupCommand(turn.table, argv);
    return spec !== null && is(spec);
  });
}

const NOAUTH = Object.freeze(error('NOAUTH Authentication required.'));

function notPermitted(turn: Turn, client: Client, spec: CommandSpec, argv: readonly string[]): Reply | null {
  const denial = deniedTo(turn, client, spec, argv, client.queue === null ? 'toplevel' : 'multi');
  switch (denial?.reason) {
    case undefined:
      return null;
    case 'command':
      return error(`NOPERM this user has no permissions to run the '${spec.name}' command`);
    default:
      return error(`NOPERM this user has no permissions to access one of the ${denial?.reason}s used as arguments`);
  }
}

/** What may run while a script does not end. REDIS: CMD_ALLOW_BUSY; db.c shutdownCommand */
function runsWhileBusy(spec: CommandSpec, argv: readonly string[]): boolean {
  if (spec.name === 'shutdown') return argv.some((word) => word.toLowerCase() === 'nosave');
  return spec.flags.includes('allow_busy');
}

function notAllowed(spec: CommandSpec): Reply {
  const word = spec.name.split('|')[0] === 'debug' ? 'debug' : 'module';
  return error(
    `ERR ${word.toUpperCase()} command not allowed. If the enable-${word}-command option is set to "local", you can run it from a local connection, otherwise you need to set this option in the configuration file, and then restart the server.`,
  );
}

function queueNeedsMemory(turn: Turn, client: Client): boolean {
  return queued(turn, client, (spec) => spec.denyOom);
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
  if (client.primary) logDivergence(turn, spec?.name ?? null, reply);
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

/** CLIENT PAUSE. REDIS: networking.c areClientsPaused */
function isPaused(turn: Turn, client: Client, argv: readonly string[]): boolean {
  const { state } = turn;
  const paused = state.pausedUntil > turn.nowMs;
  if (!paused && !state.pausedForFailover && state.shutdown === null) return false;
  if (!paused && !state.pausedForFailover && !isShuttingDown(turn)) return false;
  if (client.replica !== null && isReplica(client)) return false;
  if (paused && !state.pausedWritesOnly) return lookupCommand(turn.table, argv)?.name !== 'client|unpause';
  const spec = lookupCommand(turn.table, argv);
  if (spec === null) return false;
  if (spec.name === 'exec') return (client.queue ?? []).some((queued) => mayWrite(turn, queued));
  return client.queue === null && mayWrite(turn, argv);
}

/** Runs what a client sent while it had to wait. */
export function processInbox(turn: Turn, client: Client): void {
  while (client.inbox.length > 0 && client.blocked === null) {
    const [argv, ...rest] = client.inbox;
    if (argv === undefined || turn.state.migrations.current !== null || isPaused(turn, client, argv)) return;
    client.inbox = rest;
    processCommand(turn, client, argv);
  }
}

/** Lets clients go on with what they sent while they were blocked. REDIS: blocked.c processUnblockedClients */
export function resumeUnblocked(turn: Turn): void {
  const { state } = turn;
  while (state.unblocked.length > 0) {
    const client = state.clients.get(state.unblocked.shift() as number); // length was checked
    if (client !== undefined) processInbox(turn, client);
  }
}
