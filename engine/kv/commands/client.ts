import type { Reply } from '../../wire/reply.ts';
import { error, OK } from '../../wire/reply.ts';
import { timeoutReply, unblock } from '../blocked.ts';
import { addStat, countError } from '../call.ts';
import { clientLine } from '../client-line.ts';
import type { ClientType } from '../client-type.ts';
import { clientTypeOf } from '../client-type.ts';
import { freeClient } from '../clients.ts';
import type { ServerRuns } from '../command.ts';
import { NOT_AN_INTEGER, SYNTAX_ERROR, wrongArity } from '../errors.ts';
import { lookupCommand } from '../lookup.ts';
import { parseInteger } from '../numbers.ts';
import type { Client } from '../state.ts';
import type { Turn } from '../turn.ts';
import { BAD_CLIENT_NAME, isClientName } from './connection.ts';
import { helpOf } from './help.ts';

/*
 * CLIENT. REDIS: networking.c clientCommand
 */

function socketClients(turn: Turn): Client[] {
  return [...turn.state.clients.values()].filter((client) => client.conn >= 0);
}

function readType(word: string): ClientType | null {
  switch (word.toLowerCase()) {
    case 'normal':
      return 'normal';
    case 'slave':
    case 'replica':
      return 'replica';
    case 'pubsub':
      return 'pubsub';
    case 'master':
      return 'master';
    default:
      return null;
  }
}

function list(turn: Turn, argv: readonly string[]): Reply {
  let shown = socketClients(turn);
  const option = (argv[2] ?? '').toLowerCase();
  if (argv.length === 4 && option === 'type') {
    const wanted = readType(argv[3] ?? '');
    if (wanted === null) return error(`ERR Unknown client type '${argv[3] ?? ''}'`);
    shown = shown.filter((client) => clientTypeOf(client) === wanted);
  } else if (argv.length > 3 && option === 'id') {
    const ids = argv.slice(3).map(parseInteger);
    if (ids.some((id) => id === null)) return error('ERR Invalid client ID');
    shown = ids.flatMap((id) => shown.filter((client) => client.id === id));
  } else if (argv.length !== 2) return SYNTAX_ERROR;
  const text = shown.map((client) => `${clientLine(turn, client)}\n`).join('');
  return { kind: 'verbatim', format: 'txt', text };
}

interface KillFilter {
  id: number | null;
  addr: string | null;
  laddr: string | null;
  type: ClientType | null;
  user: string | null;
  skipMe: boolean;
}

function readKillFilter(turn: Turn, argv: readonly string[]): KillFilter | Reply {
  const filter: KillFilter = { id: null, addr: null, laddr: null, type: null, user: null, skipMe: true };
  for (let i = 2; i < argv.length; i += 2) {
    const word = (argv[i] ?? '').toLowerCase();
    const value = argv[i + 1];
    if (value === undefined) return SYNTAX_ERROR;
    if (word === 'id') {
      const id = parseInteger(value);
      if (typeof id !== 'number' || id <= 0) return error('ERR client-id should be greater than 0');
      filter.id = id;
    } else if (word === 'type') {
      filter.type = readType(value);
      if (filter.type === null) return error(`ERR Unknown client type '${value}'`);
    } else if (word === 'addr') filter.addr = value;
    else if (word === 'laddr') filter.laddr = value;
    else if (word === 'user') {
      if (!turn.state.acl.users.has(value)) return error(`ERR No such user '${value}'`);
      filter.user = value;
    } else if (word === 'skipme') {
      const yes = value.toLowerCase();
      if (yes !== 'yes' && yes !== 'no') return SYNTAX_ERROR;
      filter.skipMe = yes === 'yes';
    } else return SYNTAX_ERROR;
  }
  return filter;
}

function matches(filter: KillFilter, turn: Turn, client: Client): boolean {
  const local = `127.0.0.1:${turn.state.config.get('port') ?? '6379'}`;
  if (filter.id !== null && client.id !== filter.id) return false;
  if (filter.addr !== null && client.addr !== filter.addr) return false;
  if (filter.laddr !== null && filter.laddr !== local) return false;
  if (filter.type !== null && clientTypeOf(client) !== filter.type) return false;
  if (filter.user !== null && client.user !== filter.user) return false;
  return !(filter.skipMe && client === turn.client);
}

function kill(turn: Turn, argv: readonly string[]): Reply {
  const oldStyle = argv.length === 3;
  const filter: KillFilter | Reply = oldStyle
    ? { id: null, addr: argv[2] ?? '', laddr: null, type: null, user: null, skipMe: false }
    : readKillFilter(turn, argv);
  if (typeof filter !== 'object' || filter === null || !('skipMe' in filter)) return filter;
  const victims = socketClients(turn).filter((client) => matches(filter, turn, client));
  for (const victim of victims) {
    if (victim === turn.client) {
      victim.closeAfterReply = true;
      continue;
    }
    turn.out.close(victim.conn, turn.fact || undefined);
    freeClient(turn, victim, 'CLIENT KILL');
  }
  if (!oldStyle) return victims.length;
  return victims.length === 0 ? error('ERR No such client') : OK;
}

function pause(turn: Turn, argv: readonly string[]): Reply {
  const ms = parseInteger(argv[2] ?? '');
  if (argv.length > 4) return wrongArity('client|pause');
  let writesOnly = false;
  if (argv.length === 4) {
    const word = (argv[3] ?? '').toLowerCase();
    if (word !== 'write' && word !== 'all') return error('ERR CLIENT PAUSE mode must be WRITE or ALL');
    writesOnly = word === 'write';
  }
  if (ms === null) return error('ERR timeout is not an integer or out of range');
  if (ms < 0) return error('ERR timeout is negative');
  const { state } = turn;
  const until = turn.nowMs + Number(ms);
  // A pause is never made shorter or softer by another one.
  const still = state.pausedUntil > turn.nowMs;
  state.pausedWritesOnly = still ? state.pausedWritesOnly && writesOnly : writesOnly;
  state.pausedUntil = still ? Math.max(state.pausedUntil, until) : until;
  turn.out.setTimer('pause', (state.pausedUntil - turn.nowMs) * 1000);
  return OK;
}

function unpause(turn: Turn): Reply {
  const { state } = turn;
  state.pausedUntil = 0;
  turn.out.clearTimer('pause');
  for (const client of state.clients.values()) if (client.inbox.length > 0) state.unblocked.push(client.id);
  return OK;
}

const UNBLOCKED = error('UNBLOCKED client unblocked via CLIENT UNBLOCK');

function unblockClient(turn: Turn, argv: readonly string[]): Reply {
  const id = parseInteger(argv[2] ?? '');
  if (id === null) return NOT_AN_INTEGER;
  let asError = false;
  if (argv.length === 4) {
    const word = (argv[3] ?? '').toLowerCase();
    if (word !== 'timeout' && word !== 'error') {
      return error('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');
    }
    asError = word === 'error';
  } else if (argv.length !== 3) return SYNTAX_ERROR;
  const client = turn.state.clients.get(Number(id));
  const blocked = client?.blocked ?? null;
  if (client === undefined || blocked === null) return 0;
  unblock(turn, client, asError ? 'error' : 'timeout', null);
  const reply = asError ? UNBLOCKED : timeoutReply(turn, blocked);
  turn.reply(client, reply, turn.fact);
  const spec = lookupCommand(turn.table, blocked.argv);
  // Counted as a failure whatever the answer. REDIS: updateStatsOnUnblock
  if (spec !== null) addStat(turn, spec, 3, 1);
  countError(turn, reply);
  return 1;
}

function setName(turn: Turn, argv: readonly string[]): Reply {
  const name = argv[2] ?? '';
  if (!isClientName(name)) return BAD_CLIENT_NAME;
  turn.client.name = name;
  return OK;
}

function replyMode(turn: Turn, argv: readonly string[]): Reply | undefined {
  const { client } = turn;
  switch ((argv[2] ?? '').toLowerCase()) {
    case 'on':
      client.replies = 'on';
      return OK;
    case 'off':
      client.replies = 'off';
      return undefined;
    case 'skip':
      if (client.replies !== 'off') client.replies = 'skipNext';
      return undefined;
    default:
      return SYNTAX_ERROR;
  }
}

function noEvict(turn: Turn, argv: readonly string[]): Reply {
  const word = (argv[2] ?? '').toLowerCase();
  if (word !== 'on' && word !== 'off') return SYNTAX_ERROR;
  turn.client.noEvict = word === 'on';
  return OK;
}

export const clientCommands: ServerRuns = {
  'client|id': (turn) => turn.client.id,
  'client|info': (turn) => ({ kind: 'verbatim', format: 'txt', text: `${clientLine(turn, turn.client)}\n` }),
  'client|list': list,
  'client|kill': kill,
  'client|pause': pause,
  'client|unpause': (turn) => unpause(turn),
  'client|unblock': unblockClient,
  'client|setname': setName,
  'client|getname': (turn) => (turn.client.name === '' ? null : turn.client.name),
  'client|reply': replyMode,
  'client|no-evict': noEvict,
  ...helpOf('client'),
  monitor: (turn) => {
    const { client, state } = turn;
    if (turn.denyBlocking) return error("ERR MONITOR isn't allowed for DENY BLOCKING client");
    if (!client.monitor) {
      client.monitor = true;
      state.monitors = [...state.monitors, client.id];
    }
    return OK;
  },
};
