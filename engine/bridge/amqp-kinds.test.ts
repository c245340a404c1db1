import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BridgeProcess, startBridgeProcess } from '../testing/oracles/bridge-process.ts';

/* Quorum queues, streams and alarms on real sockets. */

let bridge: BridgeProcess;
let admin = '';
const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

const get = async (path: string): Promise<unknown> =>
  (await fetch(`${admin}${path}`, { headers: { authorization } })).json();

const ctl = async (line: string): Promise<unknown> =>
  (await fetch(`${admin}/rabbitmqctl`, { method: 'POST', headers: { authorization }, body: line })).json();

const open = () => connect(`amqp://127.0.0.1:${String(bridge.ready['amqp'])}`);

beforeAll(async () => {
  bridge = await startBridgeProcess('--amqp', '0', '--amqp-admin', '0');
  admin = `http://127.0.0.1:${String(bridge.ready['amqp-admin'])}/api`;
}, 60_000);

afterAll(async () => {
  expect(await bridge.end()).toBe(0);
}, 60_000);

describe('over the bridge', () => {
  test('a stream is read twice from its beginning', async () => {
    const connection = await open();
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('log', { durable: true, arguments: { 'x-queue-type': 'stream' } });
    for (const text of ['a', 'b', 'c']) channel.sendToQueue('log', Buffer.from(text));
    await channel.waitForConfirms();
    await channel.prefetch(10);
    for (let reader = 0; reader < 2; reader++) {
      const read: [string, unknown][] = [];
      await channel.consume(
        'log',
        (message) => {
          if (message === null) return;
          read.push([message.content.toString(), message.properties.headers?.['x-stream-offset']]);
          channel.ack(message);
        },
        { arguments: { 'x-stream-offset': 'first' } },
      );
      while (read.length < 3) await pause(5);
      expect(read).toEqual([
        ['a', 0],
        ['b', 1],
        ['c', 2],
      ]);
    }
    expect(await get('/queues/%2F/log')).toMatchObject({ type: 'stream', messages: 3, segments: 1, state: 'running' });
    await connection.close();
  }, 30_000);

  test('a quorum queue counts what comes back', async () => {
    const connection = await open();
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('jobs', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    channel.sendToQueue('jobs', Buffer.from('x'));
    await channel.waitForConfirms();
    const first = await channel.get('jobs');
    if (first !== false) channel.nack(first);
    const again = await channel.get('jobs', { noAck: true });
    expect(again === false ? null : again.properties.headers).toEqual({ 'x-delivery-count': 1 });
    expect(await get('/queues/%2F/jobs')).toMatchObject({ type: 'quorum', messages: 0, leader: 'rabbit@localhost' });
    await connection.close();
  }, 30_000);

  test('an alarm that an operator raises blocks publishers, unread, until it is cleared', async () => {
    const connection = await open();
    const heard: string[] = [];
    connection.on('blocked', (reason: string) => heard.push(`blocked: ${reason}`));
    connection.on('unblocked', () => heard.push('unblocked'));
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('q');
    channel.sendToQueue('q', Buffer.from('before'));
    await channel.waitForConfirms();
    expect(await ctl('set_vm_memory_high_watermark 0')).toMatchObject({ ok: true });
    channel.sendToQueue('q', Buffer.from('first'));
    while (heard.length === 0) await pause(5);
    // More than the systems between would keep: what is left unread stays with its sender.
    for (let i = 0; i < 200; i++) channel.sendToQueue('q', Buffer.alloc(100_000));
    await pause(100);
    expect(await get('/connections')).toMatchObject([{ state: 'blocked' }]);
    expect(await ctl('set_vm_memory_high_watermark 0.4')).toMatchObject({ ok: true });
    await channel.waitForConfirms();
    expect(heard).toEqual(['blocked: low on memory', 'unblocked']);
    expect((await channel.checkQueue('q')).messageCount).toBe(202);
    await connection.close();
  }, 30_000);
});
