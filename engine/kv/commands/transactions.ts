import type { Reply } from '../../wire/reply.ts';
import { error, NIL_ARRAY, OK } from '../../wire/reply.ts';
import { deniedTo } from '../acl/session.ts';
import { call, countError } from '../call.ts';
import type { CommandSpec, ServerRuns } from '../command.ts';
import { lookupCommand } from '../lookup.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { unwatchAll } from '../watch.ts';

/*
 * Transactions: commands queued and run without anybody in between, refused when a watched key has changed. There is
 * no rollback. REDIS: multi.c
 */

function multi(turn: Turn): Reply {
  if (turn.client.queue !== null) return error('ERR MULTI calls can not be nested');
  turn.client.queue = [];
  return OK;
}

/** Back to where the client was before MULTI. REDIS: multi.c discardTransaction */
export function endTransaction(turn: Turn, client: Client): void {
  client.queue = null;
  client.dirtyExec = false;
  client.dirtyCas = false;
  unwatchAll(turn, client);
}

function discard(turn: Turn): Reply {
  if (turn.client.queue === null) return error('ERR DISCARD without MULTI');
  endTransaction(turn, turn.client);
  return OK;
}

function watch(turn: Turn, argv: readonly string[]): Reply {
  const { client } = turn;
  if (client.queue !== null) return error('ERR WATCH inside MULTI is not allowed');
  if (client.dirtyCas) return OK;
  for (const key of argv.slice(1)) watchKey(turn, key);
  if (turn.out.observed) turn.note({ kind: 'kv.watched', client: client.id, keys: argv.slice(1) });
  return OK;
}

function watchKey(turn: Turn, key: string): void {
  const { client, db } = turn;
  if (client.watching.some((watched) => watched.db === db.index && watched.key === key)) return;
  const at = turn.getExpire(key);
  client.watching.push({ db: db.index, key, expired: at !== -1 && turn.nowMs > at });
  const watchers = db.watched.get(key);
  if (watchers === undefined) db.watched.set(key, [client.id]);
  else watchers.push(client.id);
}

/** A watched key whose time ran out since counts as changed. REDIS: multi.c isWatchedKeyExpired */
function watchedKeyExpired(turn: Turn, client: Client): boolean {
  return client.watching.some(({ db, key, expired }) => {
    if (expired) return false;
    const home = turn.state.dbs[db];
    if (home === undefined) return false;
    const before = turn.db;
    turn.db = home;
    const at = turn.getExpire(key);
    turn.db = before;
    return at !== -1 && turn.nowMs > at;
  });
}

function exec(turn: Turn): Reply {
  const { client } = turn;
  const { queue } = client;
  if (queue === null) return error('ERR EXEC without MULTI');
  if (watchedKeyExpired(turn, client)) client.dirtyCas = true;
  if (client.dirtyExec || client.dirtyCas) {
    const why = client.dirtyExec ? 'error' : 'cas';
    const key = client.watching[0]?.key ?? null;
    endTransaction(turn, client);
    if (turn.out.observed) turn.note({ kind: 'kv.execAborted', client: client.id, why, key });
    return why === 'cas' ? NIL_ARRAY : error('EXECABORT Transaction discarded because of previous errors.');
  }
  unwatchAll(turn, client);
  return runQueue(turn, client, queue);
}

function runQueue(turn: Turn, client: Client, queue: readonly (readonly string[])[]): Reply {
  const before = { within: turn.within, deny: turn.denyBlocking, dirty: turn.dirty };
  if (turn.out.observed) {
    turn.within = turn.note({ kind: 'kv.execStarted', client: client.id, commands: queue.length });
  }
  turn.denyBlocking = true;
  const replies: Reply[] = [];
  for (const argv of queue) {
    const spec = lookupCommand(turn.table, argv);
    if (spec === null || spec.run === null) continue; // it was looked up when it was queued
    const denied = client.restricted ? noLongerPermitted(turn, client, spec, argv) : null;
    replies.push(denied ?? call(turn, spec, spec.run, argv) ?? null);
  }
  turn.within = before.within;
  turn.denyBlocking = before.deny;
  turn.dirty = before.dirty;
  endTransaction(turn, client);
  return replies;
}

const NO_LONGER = Object.freeze({
  command: 'no permission to execute the command or subcommand',
  key: 'no permission to touch the specified keys',
  channel: 'no permission to access one of the channels used as arguments',
});

/** Rules may have changed since the command was queued. */
function noLongerPermitted(turn: Turn, client: Client, spec: CommandSpec, argv: readonly string[]): Reply | null {
  const denial = deniedTo(turn, client, spec, argv, 'multi');
  if (denial === null) return null;
  const reply = error(
    `NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. This command is no longer allowed for the following reason: ${NO_LONGER[denial.reason]}`,
  );
  countError(turn, reply);
  return reply;
}

export const transactionCommands: ServerRuns = {
  multi: (turn) => multi(turn),
  discard: (turn) => discard(turn),
  exec: (turn) => exec(turn),
  watch,
  unwatch: (turn) => {
    unwatchAll(turn, turn.client);
    turn.client.dirtyCas = false;
    return OK;
  },
};
