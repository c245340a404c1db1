import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BridgeProcess, startBridgeProcess } from '../testing/oracles/bridge-process.ts';

let bridge: BridgeProcess;
let base = '';

/** The status and, where it is JSON, the body. */
async function get(path: string, login = 'guest:guest', method = 'GET'): Promise<readonly [number, unknown]> {
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  const response = await fetch(`${base}${path}`, { method, headers: { authorization } });
  return [response.status, await response.json()];
}

let connection: Awaited<ReturnType<typeof connect>>;

beforeAll(async () => {
  bridge = await startBridgeProcess('--amqp', '0', '--amqp-admin', '0');
  base = `http://127.0.0.1:${String(bridge.ready['amqp-admin'])}/api`;
  connection = await connect(`amqp://127.0.0.1:${String(bridge.ready['amqp'])}`, {
    clientProperties: { connection_name: 'the shop' },
  });
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange('orders', 'topic', { durable: true });
  await channel.assertQueue('paid', { durable: true, arguments: { 'x-max-length': 5 } });
  await channel.bindQueue('paid', 'orders', '*.paid');
  for (const key of ['a.paid', 'b.paid', 'c.late']) channel.publish('orders', key, Buffer.from(key));
  await channel.waitForConfirms();
  await channel.prefetch(1);
  await channel.consume('paid', () => {}, { consumerTag: 'till' });
}, 60_000);

afterAll(async () => {
  await connection.close();
  expect(await bridge.end()).toBe(0);
}, 60_000);

describe('the management API', () => {
  test('counts', async () => {
    expect(await get('/overview')).toMatchObject([
      200,
      {
        rabbitmq_version: '3.10.8',
        object_totals: { channels: 1, connections: 1, consumers: 1, exchanges: 8, queues: 1 },
        queue_totals: { messages: 2, messages_ready: 1, messages_unacknowledged: 1 },
      },
    ]);
  });

  test('queues and exchanges, all, by vhost, by name', async () => {
    const queue = { name: 'paid', vhost: '/', durable: true, messages: 2, arguments: { 'x-max-length': 5 } };
    expect(await get('/queues')).toMatchObject([200, [queue]]);
    expect(await get('/queues/%2F')).toMatchObject([200, [queue]]);
    expect(await get('/queues/%2F/paid')).toMatchObject([200, queue]);
    expect(await get('/exchanges/%2F/orders')).toMatchObject([200, { name: 'orders', type: 'topic', durable: true }]);
    expect(await get('/exchanges/%2F/amq.default')).toMatchObject([200, { name: '', type: 'direct' }]);
    expect(await get('/queues/%2F/none')).toEqual([404, { error: 'Object Not Found', reason: 'Not Found' }]);
  });

  test('bindings, those to the default exchange too', async () => {
    const bound = { source: 'orders', destination: 'paid', destination_type: 'queue', routing_key: '*.paid' };
    expect(await get('/bindings/%2F')).toMatchObject([200, [{ source: '', routing_key: 'paid' }, bound]]);
    expect(await get('/exchanges/%2F/orders/bindings/source')).toMatchObject([200, [bound]]);
    expect(await get('/queues/%2F/paid/bindings')).toMatchObject([200, [{ source: '' }, bound]]);
  });

  test('connections, channels, consumers', async () => {
    const [, connections] = await get('/connections');
    expect(connections).toMatchObject([
      { user: 'guest', vhost: '/', state: 'running', channels: 1, user_provided_name: 'the shop' },
    ]);
    const [{ name }] = connections as [{ name: string }];
    expect(await get(`/connections/${encodeURIComponent(name)}`)).toMatchObject([200, { name }]);
    expect(await get('/channels')).toMatchObject([
      200,
      [{ number: 1, confirm: true, prefetch_count: 1, consumer_count: 1, messages_unacknowledged: 1 }],
    ]);
    expect(await get('/consumers')).toMatchObject([
      200,
      [{ consumer_tag: 'till', queue: { name: 'paid', vhost: '/' }, ack_required: true, prefetch_count: 1 }],
    ]);
  });

  test('definitions, as they are exported', async () => {
    expect(await get('/definitions')).toMatchObject([
      200,
      { rabbit_version: '3.10.8', queues: [{ name: 'paid' }], bindings: [{ source: 'orders' }] },
    ]);
  });

  test('only users are answered, only reading is, and only what there is', async () => {
    expect(await get('/overview', 'guest:wrong')).toEqual([401, { error: 'not_authorized', reason: 'Login failed' }]);
    expect((await get('/overview', 'nobody:guest'))[0]).toBe(401);
    expect((await get('/overview', 'guest:guest', 'DELETE'))[0]).toBe(405);
    for (const path of ['/none', '/overview/more', '/queues/%zz', '']) expect((await get(path))[0]).toBe(404);
  });
});
