import type { Reply } from '../../wire/reply.ts';
import { error, map, OK, PONG, simple } from '../../wire/reply.ts';
import { authenticate, becomeDefault, mustAuthenticate } from '../acl/session.ts';
import { DEFAULT_USER, defaultUserOf } from '../acl/users.ts';
import { boundClient } from '../bounds.ts';
import { leaveChannels } from '../clients.ts';
import type { ServerRuns } from '../command.ts';
import { SYNTAX_ERROR, wrongArity } from '../errors.ts';
import { parseInteger } from '../numbers.ts';
import type { Client } from '../state.ts';
import { disableTracking } from '../tracking/tracking.ts';
import type { Turn } from '../turn.ts';
import { endTransaction } from './transactions.ts';

/*
 * The connection itself: PING, HELLO, AUTH, QUIT, RESET. REDIS: server.c, networking.c
 */

function ping(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length > 2) return wrongArity('ping');
  const { client } = turn;
  const subscribed = client.channels.size + client.patterns.size + client.shardChannels.size > 0;
  if (subscribed && client.resp === 2) return ['pong', argv[1] ?? ''];
  return argv[1] ?? PONG;
}

const WRONG_PASSWORD = error('WRONGPASS invalid username-password pair or user is disabled.');

/** REDIS: acl.c authCommand */
function auth(turn: Turn, argv: readonly string[]): Reply {
  if (argv.length > 3) return SYNTAX_ERROR;
  turn.redact(1);
  if (argv.length === 2 && defaultUserOf(turn.state).nopass) {
    return error(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    );
  }
  if (argv.length === 3) turn.redact(2);
  const [user, password] = argv.length === 2 ? [DEFAULT_USER, argv[1] ?? ''] : [argv[1] ?? '', argv[2] ?? ''];
  return authenticate(turn, argv, user, password) ? OK : WRONG_PASSWORD;
}

/** A client's name is printable and has no spaces. REDIS: networking.c clientSetName */
export function isClientName(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 33 || code > 126) return false;
  }
  return true;
}

export const BAD_CLIENT_NAME = error('ERR Client names cannot contain spaces, newlines or special characters.');

/** REDIS: networking.c helloCommand */
function hello(turn: Turn, argv: readonly string[]): Reply {
  const { client } = turn;
  let version: 2 | 3 = client.resp;
  if (argv.length > 1) {
    const given = parseInteger(argv[1] ?? '');
    if (given === null) return error('ERR Protocol version is not an integer or out of range');
    if (given !== 2 && given !== 3) return error('NOPROTO unsupported protocol version');
    version = given;
  }
  let name: string | null = null;
  for (let i = 2; i < argv.length; i++) {
    const word = (argv[i] ?? '').toLowerCase();
    const left = argv.length - 1 - i;
    if (word === 'auth' && left >= 2) {
      turn.redact(i + 1);
      turn.redact(i + 2);
      if (!authenticate(turn, argv, argv[i + 1] ?? '', argv[i + 2] ?? '')) return WRONG_PASSWORD;
      i += 2;
    } else if (word === 'setname' && left >= 1) {
      name = argv[++i] ?? '';
      if (!isClientName(name)) return BAD_CLIENT_NAME;
    } else return error(`ERR Syntax error in HELLO option '${argv[i] ?? ''}'`);
  }
  if (mustAuthenticate(turn.state, client)) {
    return error(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  }
  if (name !== null) client.name = name;
  speak(turn, client, version);
  return map([
    'server',
    'redis',
    'version',
    '7.0.15',
    'proto',
    version,
    'id',
    client.id,
    'mode',
    'standalone',
    'role',
    turn.state.replication.primary === null ? 'master' : 'replica',
    'modules',
    [],
  ]);
}

/** Changes the protocol of a connection; its codec is told first. */
function speak(turn: Turn, client: Client, resp: 2 | 3): void {
  if (client.resp === resp) return;
  client.resp = resp;
  turn.send(client, { kind: 'protocol', resp }, turn.fact);
}

/** REDIS: networking.c resetCommand */
function reset(turn: Turn): Reply {
  const { client, state } = turn;
  endTransaction(turn, client);
  leaveChannels(state, client);
  if (client.monitor) {
    client.monitor = false;
    state.monitors = state.monitors.filter((id) => id !== client.id);
  }
  disableTracking(turn, client);
  client.replies = 'on';
  client.name = '';
  client.db = 0;
  becomeDefault(state, client);
  if (client.conn >= 0) boundClient(turn, client, mustAuthenticate(state, client));
  turn.use(client);
  speak(turn, client, 2);
  return simple('RESET');
}

function quit(turn: Turn): undefined {
  turn.reply(turn.client, OK, turn.fact, true);
  return undefined;
}

export const connectionCommands: ServerRuns = {
  ping,
  echo: (_turn, argv) => argv[1] ?? '',
  hello,
  auth,
  reset: (turn) => reset(turn),
  quit: (turn) => quit(turn),
};
