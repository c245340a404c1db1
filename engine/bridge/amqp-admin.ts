import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { BrokerView } from '../broker/views.ts';
import { asAsked, BadPage } from './amqp-admin-list.ts';
import { type Ask, answerOf, NOT_FOUND } from './amqp-admin-paths.ts';

/*
 * The read side of RabbitMQ's management HTTP API: JSON about what there is, for those who are users of the broker.
 * RABBITMQ: rabbitmq_management
 */

const SALT_BYTES = 4;

/** Not RabbitMQ's: its rabbitmqctl speaks Erlang to the node. */
const CTL_PATH = '/api/rabbitmqctl';
/** A definitions file comes in one line too. */
const LINE_MAX = 64 * 1024 * 1024;

export interface CtlAnswer {
  readonly ok: boolean;
  readonly text: string;
}

/** Runs one line of rabbitmqctl. */
export type Ctl = (line: string) => CtlAnswer;

interface User {
  readonly name: string;
  readonly password_hash: string;
  readonly tags: readonly string[];
}

/** Listens on 127.0.0.1; resolves with the server and its port. `ask` reads the broker. */
export function serveAdmin(port: number, ask: Ask, ctl: Ctl): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => answer(request, response, ask, ctl));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}

function answer(request: IncomingMessage, response: ServerResponse, ask: Ask, ctl: Ctl): void {
  const user = userOf(request.headers.authorization, ask);
  if (user === null) {
    response.setHeader('www-authenticate', 'Basic realm="RabbitMQ Management"');
    return send(response, 401, { error: 'not_authorized', reason: 'Login failed' });
  }
  if (request.method === 'POST' && request.url === CTL_PATH) return operate(request, response, user, ctl);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'HEAD, GET');
    return send(response, 405, { error: 'method_not_allowed', reason: '"Method Not Allowed"' });
  }
  const [path = '', search = ''] = (request.url ?? '').split('?', 2);
  const parts = partsOf(path);
  const found = parts === null ? NOT_FOUND : answerOf(parts, user, ask);
  if (found === NOT_FOUND) return send(response, 404, { error: 'Object Not Found', reason: 'Not Found' });
  try {
    send(response, 200, asAsked(found, new URLSearchParams(search)));
  } catch (error) {
    // A wrong regular expression of the asker's is a SyntaxError.
    if (!(error instanceof BadPage || error instanceof SyntaxError)) throw error;
    send(response, 400, { error: error instanceof BadPage ? error.error : 'bad_request', reason: error.message });
  }
}

/** A line of rabbitmqctl, for administrators: what RabbitMQ has on its own computer alone, as here this is. */
function operate(
  request: IncomingMessage,
  response: ServerResponse,
  { tags }: { readonly tags: readonly string[] },
  ctl: Ctl,
): void {
  if (!tags.includes('administrator'))
    return send(response, 401, { error: 'not_authorized', reason: 'Not administrator user' });
  let line = '';
  request.setEncoding('latin1');
  request.on('data', (part: string) => {
    line += part;
    if (line.length > LINE_MAX) request.destroy();
  });
  request.on('end', () => {
    const { ok, text } = ctl(line.trim());
    send(response, ok ? 200 : 400, { ok, text });
  });
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-cache',
  });
  response.end(body);
}

/** The words of a path behind /api, decoded; null where it is not one of ours. */
function partsOf(url: string): string[] | null {
  const path = /^\/api\/(.*?)\/?$/.exec(url)?.[1];
  if (path === undefined) return null;
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Who asks, by basic authentication; null for nobody we know. RABBITMQ: rabbit_password */
function userOf(header: string | undefined, ask: Ask): { name: string; tags: readonly string[] } | null {
  const encoded = /^Basic ([\w+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  const name = credentials.slice(0, Math.max(0, colon));
  const user = usersOf(ask({ kind: 'definitions' })).find((one) => one.name === name);
  if (user === undefined) return null;
  const stored = Buffer.from(user.password_hash, 'base64');
  const salted = Buffer.concat([stored.subarray(0, SALT_BYTES), Buffer.from(credentials.slice(colon + 1))]);
  const same = createHash('sha256').update(salted).digest().equals(stored.subarray(SALT_BYTES));
  return same ? user : null;
}

function usersOf(view: BrokerView): readonly User[] {
  if (view.kind !== 'definitions') return [];
  // The format of definitions.json, which the broker itself has written.
  return (JSON.parse(view.json) as { users: readonly User[] }).users;
}
