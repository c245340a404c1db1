import { byteStringOf } from '../base/bytes.ts';
import type { ConnId } from '../sim/machine.ts';
import type { ErrorReply, PrimaryFrame, Reply } from '../wire/reply.ts';
import { error, isError, OK } from '../wire/reply.ts';
import { unblock } from './blocked.ts';
import { addStat, countError } from './call.ts';
import { NOTIFY } from './command.ts';
import { dictGet } from './dict.ts';
import { getExpire } from './keyspace.ts';
import { lookupCommand } from './lookup.ts';
import { feedPropagated } from './persistence/append.ts';
import { processInbox } from './process.ts';
import { encodeDump } from './rdb/encode.ts';
import { TO_ALL } from './replication/targets.ts';
import type { Turn } from './turn.ts';

/*
 * MIGRATE: keys go to another server as RESTORE commands, and are deleted here as each is acknowledged. Redis does it
 * with its one thread, which waits for the network: so nobody else is served meanwhile. Sockets are kept for a while.
 * REDIS: cluster.c migrateCommand
 */

const SOCKETS_MAX = 64;
const SOCKET_TTL_MS = 10_000;

/** A connection to another server, kept for the next MIGRATE. REDIS: migrateCachedSocket */
export interface MigrationSocket {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly conn: ConnId;
  isOpen: boolean;
  /** -1 where the next command has to say. */
  selectedDb: number;
  lastUsedAt: number;
}

/** What is on its way. */
export interface Migration {
  readonly client: number;
  readonly argv: readonly string[];
  readonly db: number;
  readonly targetDb: number;
  readonly timeoutMs: number;
  readonly keys: readonly string[];
  readonly copy: boolean;
  readonly replace: boolean;
  readonly auth: readonly string[] | null;
  readonly host: string;
  readonly port: number;
  /** The name of its socket. */
  readonly socket: string;
  mayRetry: boolean;
  /** What the next answers are about; '' first for AUTH and SELECT. */
  expects: string[];
  refused: string | null;
  failure: string | null;
  acked: string[];
}

export interface Migrations {
  sockets: Map<string, MigrationSocket>;
  current: Migration | null;
}

export function noMigrations(): Migrations {
  return { sockets: new Map(), current: null };
}

const IO_CONNECTING = error('IOERR error or timeout connecting to the client');
const IO_READING = error('IOERR error or timeout reading to target instance');

export type MigrationOrder = Omit<
  Migration,
  'client' | 'db' | 'mayRetry' | 'expects' | 'refused' | 'failure' | 'acked' | 'socket'
>;

/** Begins; the client waits, and so does everybody. */
export function startMigration(turn: Turn, order: MigrationOrder): undefined {
  const { migrations } = turn.state;
  const { client } = turn;
  const current: Migration = {
    ...order,
    client: client.id,
    db: turn.db.index,
    socket: `${order.host}:${order.port}`,
    mayRetry: true,
    expects: [],
    refused: null,
    failure: null,
    acked: [],
  };
  migrations.current = current;
  client.blocked = {
    type: null,
    keys: [],
    untilAt: 0,
    argv: order.argv,
    onTimeout: null,
    unblockOnMissingKey: false,
    since: turn.now,
    replicas: 0,
    offset: 0,
  };
  attempt(turn, current);
  return undefined;
}

function attempt(turn: Turn, current: Migration): void {
  turn.out.setTimer('migrate', current.timeoutMs * 1000);
  const known = turn.state.migrations.sockets.get(current.socket);
  if (known === undefined) openSocket(turn, current);
  else sendKeys(turn, current, known);
}

function openSocket(turn: Turn, { socket: name, host, port }: Migration): void {
  const { sockets } = turn.state.migrations;
  const [oldest] = sockets.values();
  if (sockets.size >= SOCKETS_MAX && oldest !== undefined) closeSocket(turn, oldest);
  const conn = turn.out.connect(host, port);
  sockets.set(name, { name, host, port, conn, isOpen: false, selectedDb: -1, lastUsedAt: turn.nowMs });
}

function closeSocket(turn: Turn, socket: MigrationSocket): void {
  turn.out.close(socket.conn);
  turn.state.migrations.sockets.delete(socket.name);
}

function sendKeys(turn: Turn, current: Migration, socket: MigrationSocket): void {
  const { auth, targetDb, keys, replace } = current;
  socket.lastUsedAt = turn.nowMs;
  current.expects = [];
  const send = (argv: readonly string[], about: string): void => {
    turn.out.send(socket.conn, argv, turn.fact || undefined);
    current.expects.push(about);
  };
  if (auth !== null) send(['AUTH', ...auth], '');
  if (socket.selectedDb !== targetDb) send(['SELECT', String(targetDb)], '');
  for (const key of keys) {
    const db = turn.state.dbs[current.db];
    const value = db === undefined ? undefined : dictGet(db.keys, key);
    if (db === undefined || value === undefined) continue;
    const expireAt = getExpire(db, key);
    const ttl = expireAt === -1 ? 0 : Math.max(1, expireAt - turn.nowMs);
    send(['RESTORE', key, String(ttl), byteStringOf(encodeDump(value)), ...(replace ? ['REPLACE'] : [])], key);
  }
  if (current.expects.every((about) => about === '')) finish(turn, current, OK);
}

/** The socket on that connection, or null where it is none of these. */
export function migrationSocketOn(turn: Turn, conn: ConnId): MigrationSocket | null {
  for (const socket of turn.state.migrations.sockets.values()) if (socket.conn === conn) return socket;
  return null;
}

export function migrationOpened(turn: Turn, socket: MigrationSocket): void {
  const { current } = turn.state.migrations;
  socket.isOpen = true;
  armSocketTimer(turn);
  if (current === null || current.socket !== socket.name) return;
  turn.out.setTimer('migrate', current.timeoutMs * 1000);
  sendKeys(turn, current, socket);
}

/** An answer of the other server. */
export function migrationFrame(turn: Turn, socket: MigrationSocket, frame: PrimaryFrame): void {
  const { current } = turn.state.migrations;
  const about = current?.socket === socket.name ? current.expects.shift() : undefined;
  if (current === null || about === undefined) return;
  const reply = frame as Reply; // a machine that listens to RESP answers with nothing else
  const refused = isError(reply) ? reply.text : null;
  if (about === '') current.refused ??= refused;
  else if (current.refused !== null || refused !== null) current.failure ??= current.refused ?? refused;
  else acknowledged(turn, current, about);
  if (current.expects.length > 0) {
    turn.out.setTimer('migrate', current.timeoutMs * 1000);
    return;
  }
  socket.selectedDb = current.failure === null ? current.targetDb : -1;
  socket.lastUsedAt = turn.nowMs;
  finish(turn, current, answerOf(current) ?? OK);
}

function answerOf({ failure }: Migration): ErrorReply | null {
  return failure === null ? null : error(`ERR Target instance replied with error: ${failure}`);
}

function acknowledged(turn: Turn, current: Migration, key: string): void {
  if (current.copy) return;
  const db = turn.state.dbs[current.db];
  if (db === undefined) return;
  turn.db = db;
  if (!turn.deleteKey(key)) return;
  turn.signalModified(key);
  turn.notify(NOTIFY.generic, 'del', key);
  turn.state.dirty++;
  current.acked.push(key);
}

/** A socket that was kept may be dead without anybody having known: it is worth one more attempt. */
export function migrationClosed(turn: Turn, socket: MigrationSocket): void {
  const { migrations } = turn.state;
  const { current } = migrations;
  migrations.sockets.delete(socket.name);
  if (current === null || current.socket !== socket.name) return;
  if (!socket.isOpen) finish(turn, current, IO_CONNECTING);
  else if (current.mayRetry && current.acked.length === 0 && current.failure === null) {
    current.mayRetry = false;
    current.refused = null;
    attempt(turn, current);
  } else finish(turn, current, answerOf(current) ?? IO_READING);
}

/** Nothing was heard for as long as the client has said. */
export function migrationTimedOut(turn: Turn): void {
  const { current, sockets } = turn.state.migrations;
  if (current === null) return;
  const socket = sockets.get(current.socket);
  if (socket !== undefined) closeSocket(turn, socket);
  finish(turn, current, answerOf(current) ?? (socket?.isOpen === true ? IO_READING : IO_CONNECTING));
}

function finish(turn: Turn, current: Migration, reply: Reply): void {
  const { state } = turn;
  turn.out.clearTimer('migrate');
  state.migrations.current = null;
  if (current.acked.length > 0) {
    turn.pending.push({ db: current.db, argv: ['DEL', ...current.acked], fact: turn.fact, to: TO_ALL });
    feedPropagated(turn);
  }
  const client = state.clients.get(current.client);
  if (client !== undefined) {
    if (isError(reply)) {
      const spec = lookupCommand(turn.table, current.argv);
      if (spec !== null) addStat(turn, spec, 3, 1);
      countError(turn, reply);
    }
    unblock(turn, client, isError(reply) ? 'error' : 'served', null);
    turn.reply(client, reply, turn.fact);
  }
  // Everybody else had to wait too.
  for (const other of state.clients.values()) processInbox(turn, other);
}

/** Closes what was not used for a while. REDIS: cluster.c migrateCloseTimedoutSockets */
export function closeIdleSockets(turn: Turn): void {
  const { sockets, current } = turn.state.migrations;
  for (const socket of [...sockets.values()]) {
    if (turn.nowMs - socket.lastUsedAt > SOCKET_TTL_MS && current?.socket !== socket.name) closeSocket(turn, socket);
  }
  armSocketTimer(turn);
}

function armSocketTimer(turn: Turn): void {
  if (turn.state.migrations.sockets.size > 0) turn.out.setTimer('migrateSockets', (SOCKET_TTL_MS / 10) * 1000);
}
