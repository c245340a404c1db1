import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { byteStringOf } from '../../base/bytes.ts';
import { Rig } from '../../kv/rig.ts';
import { ByteWriter } from '../../wire/byte-writer.ts';
import type { ServerFrame } from '../../wire/reply.ts';
import { ReplyEncoder } from '../../wire/resp-encode.ts';
import type { RedisServer } from './redis-server.ts';
import { encodeRequest } from './resp-text.ts';

/*
 * Holds a conversation with either server and keeps what each client received after each line.
 */

/** After each line: client and the bytes it received, one char a byte, in order of the clients' names. */
export type Received = readonly (readonly [client: string, bytes: string])[];

/** Parts of a line of kv-conversations.ts. */
export function readLine(line: string): { readonly client: string; readonly argv: string[]; readonly loose: boolean } {
  const loose = line.startsWith('~');
  const [client = '', ...words] = (loose ? line.slice(1) : line).split(' ');
  const argv = words.map((word) =>
    word === "''" ? '' : /^__key|^no_|^server_/.test(word) ? word : word.replaceAll('_', ' '),
  );
  return { client, argv, loose };
}

/** What is compared: for a loose line only how the reply begins. */
function kept(bytes: string, loose: boolean): string {
  return loose ? (bytes.startsWith('-') ? '-' : '+') : bytes;
}

function encoded(encoder: ReplyEncoder, frames: readonly ServerFrame[]): string {
  for (const frame of frames) encoder.frame(frame);
  return byteStringOf(encoder.writer.take());
}

/** Received, without the order of what Redis keeps in hash tables: the commands in the answer to some ACL commands. */
export function comparable(line: string, received: Received | undefined): unknown {
  if (received === undefined || !/ACL (CAT|LIST|GETUSER)/.test(line)) return received;
  return received.map(([client, bytes]) => [client, bytes.split(/[ \r\n]+/).sort()]);
}

/** The engine's side. */
export function talkToEngine(lines: readonly string[]): Received[] {
  const rig = new Rig({ parameters: { 'enable-debug-command': 'yes', 'enable-protected-configs': 'yes' } });
  const conns = new Map<string, { readonly conn: number; readonly encoder: ReplyEncoder }>();
  return lines.map((line) => {
    const { client, argv, loose } = readLine(line);
    const speaker = conns.get(client) ?? { conn: rig.open(), encoder: new ReplyEncoder(new ByteWriter(256)) };
    conns.set(client, speaker);
    const idOf = (name: string): number => rig.state.clientOf.get(conns.get(name)?.conn ?? -1)?.id ?? 0;
    rig.give({ kind: 'frame', conn: speaker.conn, frame: withIds(argv, idOf) });
    rig.pass(5_000);
    return [...conns]
      .map(([name, { conn, encoder }]): [string, string] => [name, encoded(encoder, rig.take(conn))])
      .filter(([name, bytes]) => bytes !== '' && (!loose || name === client))
      .map(([name, bytes]): [string, string] => [name, kept(bytes, loose)])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

/** How long bytes that were sent may take to be heard. */
const QUIET_MILLIS = 10;

/** The real server's side. Its data set is emptied before and its clients are gone afterwards. */
export async function talkToRedis(server: RedisServer, lines: readonly string[]): Promise<Received[]> {
  await server.client.call('FLUSHALL');
  const clients = new Map<string, Talker>();
  const idOf = (name: string): number => clients.get(name)?.id ?? 0;
  const all: Received[] = [];
  for (const line of lines) {
    const { client, argv, loose } = readLine(line);
    const speaker = clients.get(client) ?? (await open(server.port));
    clients.set(client, speaker);
    if (lines.some((any) => any.includes(`$${client}`)) && speaker.id === 0) await learnId(speaker);
    speaker.socket.write(Buffer.from(encodeRequest(withIds(argv, idOf)), 'latin1'));
    // Whoever is answered twice after the line was sent knows that the line was read, run and answered.
    for (let i = 0; i < 2; i++) await server.client.call('PING');
    await new Promise((resolve) => setTimeout(resolve, QUIET_MILLIS));
    const heard = [...clients].map(([name, one]): [string, string] => {
      const bytes = one.heard;
      one.heard = '';
      return [name, bytes === '' ? '' : kept(bytes, loose)];
    });
    all.push(
      heard.filter(([name, bytes]) => bytes !== '' && (!loose || name === client)).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  for (const { socket } of clients.values()) socket.destroy();
  return all;
}

/** A client's own words, with `$b` as the id of client b. */
function withIds(argv: readonly string[], idOf: (name: string) => number): string[] {
  return argv.map((word) => (/^\$[a-z]$/.test(word) ? String(idOf(word.slice(1))) : word));
}

interface Talker {
  readonly socket: Socket;
  heard: string;
  /** 0 while nobody has asked. */
  id: number;
}

async function learnId(talker: Talker): Promise<void> {
  talker.socket.write(Buffer.from(encodeRequest(['CLIENT', 'ID']), 'latin1'));
  while (!talker.heard.endsWith('\r\n')) await new Promise((resolve) => setTimeout(resolve, 1));
  talker.id = Number(talker.heard.slice(1));
  talker.heard = '';
}

function open(port: number): Promise<Talker> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const client: Talker = { socket, heard: '', id: 0 };
    socket.on('data', (chunk) => (client.heard += chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('connect', () => resolve(client));
  });
}
