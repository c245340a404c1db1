import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MALFORMED } from '../testing/oracles/amqp-malformed.ts';
import { rabbitInstalled, startRabbit } from '../testing/oracles/amqp-server.ts';
import { type BridgeProcess, startBridgeProcess } from '../testing/oracles/bridge-process.ts';
import { pcg } from '../testing/oracles/pseudo-random.ts';
import { hearMalformed } from '../testing/oracles/record-amqp-malformed.ts';
import { printed, recordScripts, SCRIPTS } from '../testing/oracles/record-amqplib.ts';
import { AmqpDecoder } from '../wire/amqp-decode.ts';
import { AmqpEncoder } from '../wire/amqp-encode.ts';
import { methodFrame, PROTOCOL_HEADER } from '../wire/amqp-methods.ts';

/* AMQP over the bridge, spoken by clients that know nothing of us. */

const recorded = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../testing/oracles/recorded/${name}`, import.meta.url), 'utf8')) as T;

let bridge: BridgeProcess;
let port = 0;

beforeAll(async () => {
  bridge = await startBridgeProcess('--amqp', '0', '--redis', '0');
  expect(bridge.ready).toEqual({ ready: true, redis: expect.any(Number), amqp: expect.any(Number) });
  port = Number(bridge.ready['amqp']);
}, 60_000);

afterAll(async () => {
  expect(bridge.complaints()).toBe('');
  expect(await bridge.end()).toBe(0);
}, 60_000);

describe('amqplib', () => {
  const heard = recorded<Record<string, string[]>>('amqplib.json');
  test.each(SCRIPTS)('%s: as with rabbitmq-server', async (name, script) => {
    expect(await printed(script, port)).toEqual(heard[name]);
  });

  test.runIf(rabbitInstalled)(
    'the scripts print the same with a rabbitmq-server that runs now',
    async () => {
      const server = await startRabbit();
      try {
        expect(await recordScripts(server.port)).toEqual(await recordScripts(port));
      } finally {
        server.stop();
      }
    },
    180_000,
  );
});

/** What RabbitMQ's reader dies of without a word is answered with the code the protocol has for it. */
const SILENT_THERE = /^(an unknown|a table with|a table within|an array that|a key without)/;

describe('what is no AMQP', () => {
  const heard = recorded<Record<string, string[]>>('amqp-malformed.json');
  let answers: Record<string, string[]> = {};
  beforeAll(async () => {
    const all = MALFORMED.map(async (one) => [one.name, await hearMalformed(port, one)] as const);
    answers = Object.fromEntries(await Promise.all(all));
  });

  test.each(MALFORMED)('$name', ({ name }) => {
    const lines = answers[name];
    const there = heard[name] ?? [];
    if (SILENT_THERE.test(name)) {
      expect(there).toEqual(['closed']);
      expect(lines).toEqual([expect.stringMatching(/^0 10\.50 \{"replyCode":50[23],/), 'closed']);
    } else if (there.some((line) => /frame_too_large|invalid_frame_end_marker/.test(line))) {
      // It closes a few seconds later, as it can read nothing more.
      expect(lines).toEqual([...there, 'closed']);
    } else expect(lines).toEqual(there);
  });

  test('noise ends a connection, and the others go on', async () => {
    const draw = pcg(7);
    const noise = (): Buffer => Buffer.from(Array.from({ length: 600 }, () => draw(256)));
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const socket = connectSocket(port, '127.0.0.1');
        socket.on('error', () => {});
        const closed = new Promise((resolve) => socket.on('close', resolve));
        socket.write(i % 2 === 0 ? noise() : Buffer.concat([Buffer.from('AMQP\0\0\u0009\u0001'), noise()]));
        socket.end();
        socket.resume();
        await closed;
      }),
    );
    const connection = await connect(`amqp://127.0.0.1:${port}`);
    await connection.close();
  });
});

describe('a connection', () => {
  test('lives on heartbeats, and ends without them', async () => {
    const connection = await connect(`amqp://127.0.0.1:${port}?heartbeat=1`);
    const channel = await connection.createChannel();
    await new Promise((resolve) => setTimeout(resolve, 2600));
    await channel.assertQueue('', { exclusive: true });
    await connection.close();
  });

  test('hears heartbeats and is let go when it sends none', async () => {
    const socket = connectSocket(port, '127.0.0.1');
    const decoder = new AmqpDecoder({ from: 'server' });
    let beats = 0;
    socket.on('data', (data) => {
      decoder.feed(data);
      for (let frame = decoder.next(); frame !== null; frame = decoder.next())
        if (frame.method === 'heartbeat') beats++;
    });
    const encoder = new AmqpEncoder();
    encoder.frame(PROTOCOL_HEADER);
    encoder.frame(methodFrame(0, 'connection.start-ok', { mechanism: 'AMQPLAIN', response: AMQPLAIN }));
    encoder.frame(methodFrame(0, 'connection.tune-ok', { channelMax: 10, frameMax: 4096, heartbeat: 1 }));
    encoder.frame(methodFrame(0, 'connection.open', { virtualHost: '/' }));
    socket.write(encoder.writer.take());
    await new Promise((resolve) => socket.on('close', resolve));
    expect(beats).toBeGreaterThanOrEqual(2);
  });
});

/** LOGIN and PASSWORD, the inside of a table. */
const AMQPLAIN = '\u0005LOGINS\0\0\0\u0005guest\u0008PASSWORDS\0\0\0\u0005guest';

const PIKA = `
import pika, sys
parameters = pika.ConnectionParameters('127.0.0.1', int(sys.argv[1]), frame_max=8192)
connection = pika.BlockingConnection(parameters)
channel = connection.channel()
channel.confirm_delivery()
channel.queue_declare('pika', durable=True)
properties = pika.BasicProperties(headers={'n': 1, 'deep': {'list': [1, 'two', None, True]}}, delivery_mode=2)
channel.basic_publish('', 'pika', b'x' * 50000, properties, mandatory=True)
try:
    channel.basic_publish('', 'nowhere', b'y', mandatory=True)
except pika.exceptions.UnroutableError:
    print('unroutable')
channel.basic_qos(prefetch_count=1)
for method, props, body in channel.consume('pika', inactivity_timeout=5):
    print(len(body), props.headers, props.delivery_mode, method.redelivered)
    channel.basic_ack(method.delivery_tag)
    break
channel.cancel()
print(channel.queue_delete('pika').method.message_count)
connection.close()
`;

const hasPika = spawnSync('python3', ['-c', 'import pika']).status === 0;

describe('pika', () => {
  test.runIf(hasPika)('publishes with confirms and returns, consumes, acks, deletes', () => {
    const { stdout, stderr } = spawnSync('python3', ['-c', PIKA, String(port)], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'unroutable',
      "50000 {'n': 1, 'deep': {'list': [1, 'two', None, True]}} 2 False",
      '0',
      '',
    ]);
  });
});

describe('files', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'what was confirmed as persistent outlives %s',
    async (signal) => {
      const dir = mkdtempSync(join(tmpdir(), 'inflight-amqp-'));
      const first = await startBridgeProcess('--amqp', '0', '--dir', dir);
      const connection = await connect(`amqp://127.0.0.1:${String(first.ready['amqp'])}`);
      connection.on('error', () => {});
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => {});
      await channel.assertQueue('kept', { durable: true });
      await channel.assertQueue('lost', { durable: false });
      for (let i = 0; i < 200; i++) channel.sendToQueue('kept', Buffer.from(`m${i}`), { persistent: i % 2 === 0 });
      await channel.waitForConfirms();
      await first.end(signal);
      expect(readdirSync(dir)).toEqual(['rabbitmq']);
      const second = await startBridgeProcess('--amqp', '0', '--dir', dir);
      const again = await connect(`amqp://127.0.0.1:${String(second.ready['amqp'])}`);
      const reader = await again.createChannel();
      expect(await reader.checkQueue('kept')).toMatchObject({ messageCount: 100 });
      const message = await reader.get('kept', { noAck: true });
      expect(message === false ? '' : message.content.toString()).toBe('m0');
      await again.close();
      await second.end();
      rmSync(dir, { recursive: true });
    },
    60_000,
  );
});
