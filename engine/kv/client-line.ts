import type { Traffic } from '../sim/machine.ts';
import { isReplica } from './replication/peers.ts';
import type { Client } from './state.ts';
import type { Turn } from './turn.ts';

/*
 * A client as CLIENT LIST, CLIENT INFO and the ACL log show it. REDIS: networking.c catClientInfoString
 */

/** The letters of CLIENT LIST. REDIS: networking.c catClientInfoString */
function flagsOf(client: Client): string {
  let flags = '';
  if (client.monitor) flags += 'O';
  else if (isReplica(client)) flags += 'S';
  if (client.primary) flags += 'M';
  if (client.channels.size + client.patterns.size + client.shardChannels.size > 0) flags += 'P';
  if (client.queue !== null) flags += 'x';
  if (client.blocked !== null) flags += 'b';
  if (client.tracking !== null) flags += 't';
  if (client.tracking?.brokenRedirect === true) flags += 'R';
  if (client.tracking?.broadcast === true) flags += 'B';
  if (client.dirtyCas) flags += 'd';
  if (client.closeAfterReply) flags += 'c';
  if (client.noEvict) flags += 'e';
  return flags === '' ? 'N' : flags;
}

/** Bytes of the structure itself, its reply buffer and its query buffer while it is in use. */
const CLIENT_BYTES = 904;
const REPLY_BUFFER_BYTES = 1024;
export const QUERY_BUFFER_BYTES = 20474;
/** What is sent at once is not in the list of blocks. REDIS: PROTO_REPLY_CHUNK_BYTES */
const REPLY_CHUNK_BYTES = 16384;
const BLOCK_OVERHEAD_BYTES = 48;
const POINTER_BYTES = 8;
const QUEUED_COMMAND_BYTES = 40;
const WATCHED_KEY_BYTES = 32;

function wordsSize(argv: readonly string[]): number {
  let size = 0;
  for (const word of argv) size += word.length;
  return size;
}

interface Buffers {
  readonly argv: number;
  readonly multi: number;
  /** What is unread beyond the reply buffer: bytes and blocks. */
  readonly output: number;
  readonly blocks: number;
  readonly total: number;
}

/** REDIS: networking.c getClientMemoryUsage */
function buffersOf(turn: Turn, client: Client, { unread, unparsed }: Traffic): Buffers {
  const running = client === turn.client;
  const argv = running ? wordsSize(turn.argv) : 0;
  const queue = client.queue ?? [];
  let multi = 0;
  let queued = 0;
  for (const words of queue) {
    multi += wordsSize(words);
    queued += QUEUED_COMMAND_BYTES + words.length * POINTER_BYTES;
  }
  const blocks = unread <= REPLY_CHUNK_BYTES ? 0 : Math.ceil(unread / REPLY_CHUNK_BYTES);
  const output = blocks === 0 ? 0 : unread + blocks * BLOCK_OVERHEAD_BYTES;
  const listening = client.channels.size + client.patterns.size + client.shardChannels.size;
  const query = running || unparsed > 0 || hasJustSpoken(turn, client) ? Math.max(QUERY_BUFFER_BYTES, unparsed) : 0;
  const total =
    CLIENT_BYTES +
    REPLY_BUFFER_BYTES +
    query +
    argv +
    (running ? turn.argv.length * POINTER_BYTES : 0) +
    multi +
    queued +
    output +
    listening * 3 * POINTER_BYTES +
    client.watching.length * WATCHED_KEY_BYTES +
    (client.tracking?.prefixes.length ?? 0) * 64;
  return { argv, multi, output, blocks, total };
}

/** Its query buffer is given back when it was idle for two seconds. REDIS: server.c clientsCronResizeQueryBuffer */
function hasJustSpoken(turn: Turn, client: Client): boolean {
  return Math.floor(turn.nowMs / 1000) - Math.floor(client.lastAt / 1000) <= 2;
}

/** Bytes a client takes. */
export function clientMemory(turn: Turn, client: Client): number {
  return buffersOf(turn, client, turn.out.traffic(client.conn)).total;
}

/** One client as a line. */
export function clientLine(turn: Turn, client: Client): string {
  const seconds = Math.floor(turn.nowMs / 1000);
  const age = (since: number): number => seconds - Math.floor(since / 1000);
  const traffic = turn.out.traffic(client.conn);
  const buffers = buffersOf(turn, client, traffic);
  const running = client === turn.client;
  // The command under way came with its framing.
  const queryBytes = running ? buffers.argv + 6 * turn.argv.length + 4 : traffic.unparsed;
  const fields: readonly (readonly [string, string | number])[] = [
    ['id', client.id],
    ['addr', client.addr],
    ['laddr', `127.0.0.1:${turn.state.config.get('port') ?? '6379'}`],
    ['fd', client.conn + 7],
    ['name', client.name],
    ['age', age(client.connectedAt)],
    ['idle', age(client.lastAt)],
    ['flags', flagsOf(client)],
    ['db', client.db],
    ['sub', client.channels.size],
    ['psub', client.patterns.size],
    ['ssub', client.shardChannels.size],
    ['multi', client.queue === null ? -1 : client.queue.length],
    ['qbuf', queryBytes],
    [
      'qbuf-free',
      hasJustSpoken(turn, client) || traffic.unparsed > 0 ? Math.max(0, QUERY_BUFFER_BYTES - queryBytes) : 0,
    ],
    ['argv-mem', buffers.argv],
    ['multi-mem', buffers.multi],
    ['rbs', REPLY_BUFFER_BYTES],
    ['rbp', 0],
    ['obl', 0],
    ['oll', buffers.blocks],
    ['omem', buffers.output],
    ['tot-mem', buffers.total],
    ['events', traffic.unread > 0 ? 'rw' : 'r'],
    ['cmd', client.lastCommand],
    ['user', client.user],
    ['redir', client.tracking?.redirect ?? -1],
    ['resp', client.resp],
  ];
  return fields.map(([name, value]) => `${name}=${value}`).join(' ');
}
