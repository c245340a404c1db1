import { EngineServer } from './engine-server.ts';
import type { RedisServer } from './redis-server.ts';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
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

/** The engine's side. */
export function talkToEngine(lines: readonly string[]): Received[] {
  const server = new EngineServer({ 'enable-debug-command': 'yes', 'enable-protected-configs': 'yes' });
  const conns = new Map<string, number>();
  return lines.map((line) => {
    const { client, argv, loose } = readLine(line);
    if (!conns.has(client)) conns.set(client, server.connect());
    server.stimulate({ kind: 'frame', conn: conns.get(client) as number, frame: argv });
    return [...conns]
      .map(([name, conn]): [string, string] => [name, server.received(conn)])
      .filter(([name, bytes]) => bytes !== '' && (!loose || name === client))
      .map(([name, bytes]): [string, string] => [name, kept(bytes, loose)])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

/** How long the real server is given to say all it has to say. */
const QUIET_MILLIS = 12;

/** The real server's side. Its data set is emptied before and its clients are gone afterwards. */
export async function talkToRedis(server: RedisServer, lines: readonly string[]): Promise<Received[]> {
  await server.client.call('FLUSHALL');
  const clients = new Map<string, { readonly socket: Socket; heard: string }>();
  const all: Received[] = [];
  for (const line of lines) {
    const { client, argv, loose } = readLine(line);
    const speaker = clients.get(client) ?? (await open(server.port));
    clients.set(client, speaker);
    speaker.socket.write(Buffer.from(encodeRequest(argv), 'latin1'));
    await new Promise((resolve) => setTimeout(resolve, argv[0] === 'SAVE' ? 200 : QUIET_MILLIS));
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

function open(port: number): Promise<{ readonly socket: Socket; heard: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const client = { socket, heard: '' };
    socket.on('data', (chunk) => (client.heard += chunk.toString('latin1')));
    socket.once('error', reject);
    socket.once('connect', () => resolve(client));
  });
}
