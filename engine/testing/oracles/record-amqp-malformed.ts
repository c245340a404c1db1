import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MALFORMED, type Malformed, STEPS } from './amqp-malformed.ts';
import { startRabbit } from './amqp-server.ts';

/*
 * Records what the real server answers to bytes that are no AMQP:
 * `node --import tsx engine/testing/oracles/record-amqp-malformed.ts`. What comes back is read by the codec of amqplib.
 */

interface Framing {
  parseFrame(bytes: Buffer): { rest: Buffer; type: number; channel: number } | false;
  decodeFrame(frame: unknown): { id: number; channel: number; fields: Record<string, unknown> };
}

const require = createRequire(import.meta.url);
const framing = require(join(dirname(require.resolve('amqplib')), 'lib/frame.js')) as Framing;

const CLOSE = (10 << 16) | 50;
const CLOSE_OK = Buffer.from([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 51, 206]);
const METHOD = 1;

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

/** One connection that is told what to say, and remembers what it hears as lines of text. */
class RawClient {
  readonly lines: string[] = [];
  closed = false;
  private readonly socket: Socket;
  private rest: Buffer = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (data) => this.heard(data));
    this.socket.on('error', () => {});
    this.socket.on('close', () => (this.closed = true));
  }

  say(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  private heard(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    if (this.rest.subarray(0, 4).toString('latin1') === 'AMQP') {
      this.lines.push(`header ${[...this.rest.subarray(4)].join('.')}`);
      this.rest = Buffer.alloc(0);
    }
    for (let frame = framing.parseFrame(this.rest); frame !== false; frame = framing.parseFrame(this.rest)) {
      this.rest = frame.rest;
      this.lines.push(this.lineOf(frame));
    }
  }

  private lineOf(frame: { type: number; channel: number }): string {
    if (frame.type !== METHOD) return `${frame.channel} frame of type ${frame.type}`;
    const { id, channel, fields } = framing.decodeFrame(frame);
    if (id === CLOSE) this.say(CLOSE_OK);
    const { replyCode, replyText, classId, methodId } = fields;
    const why = replyCode === undefined ? '' : ` ${JSON.stringify({ replyCode, replyText, classId, methodId })}`;
    return `${channel} ${id >>> 16}.${id & 0xffff}${why}`;
  }

  async until(done: () => boolean, millis: number): Promise<void> {
    for (let waited = 0; waited < millis && !done(); waited += 5) await pause(5);
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Says it at its stage; what is heard until the server closes, or says nothing for a while. */
export async function hearMalformed(port: number, malformed: Malformed): Promise<string[]> {
  const client = new RawClient(port);
  for (const step of STEPS[malformed.stage]) {
    const before = client.lines.length;
    client.say(step);
    await client.until(() => client.lines.length > before || client.closed, 20_000);
  }
  client.lines.length = 0;
  client.say(malformed.bytes);
  await client.until(() => client.lines.length > 0 || client.closed, 6000);
  // A real server takes a second or more to close on those it does not trust.
  await client.until(() => client.closed, client.lines.some((line) => line.startsWith('1 20.')) ? 300 : 2000);
  client.end();
  return client.closed ? [...client.lines, 'closed'] : client.lines;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startRabbit();
  try {
    const heard = await Promise.all(MALFORMED.map(async (one) => [one.name, await hearMalformed(server.port, one)]));
    const path = fileURLToPath(new URL('recorded/amqp-malformed.json', import.meta.url));
    writeFileSync(path, `${JSON.stringify(Object.fromEntries(heard), null, 1)}\n`);
  } finally {
    server.stop();
  }
}
