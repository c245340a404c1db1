import { expect, test } from 'vitest';
import { Rig, type RigClient } from './rig.ts';

const PERSISTENT = { properties: { deliveryMode: 2 } };

function declared(rig: Rig, name = 'q', more: Parameters<RigClient['ask']>[1] = {}): RigClient {
  const client = rig.client();
  client.ask('queue.declare', { queue: name, ...more });
  return client;
}

test('a connection is tuned, opened and closed in order', () => {
  const rig = new Rig();
  const client = rig.connect();
  expect(client.take().map((frame) => frame.method)).toEqual([
    'connection.start',
    'connection.tune',
    'connection.open-ok',
  ]);
  client.method(0, 'connection.close', { replyCode: 200, replyText: 'bye' });
  expect(client.take()).toEqual([{ channel: 0, method: 'connection.close-ok' }]);
  expect(rig.closed.has(client.conn)).toBe(true);
});

test('a wrong password is refused in the words of RabbitMQ', () => {
  const rig = new Rig();
  const client = rig.connect({ password: 'wrong' });
  expect(client.take()[1]).toMatchObject({
    method: 'connection.close',
    replyCode: 403,
    replyText:
      'ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile.',
  });
});

test('a message goes through a bound exchange to a consumer and is gone when acknowledged', () => {
  const rig = new Rig();
  const client = declared(rig);
  client.ask('exchange.declare', { exchange: 'x', type: 'topic' });
  client.ask('queue.bind', { queue: 'q', exchange: 'x', routingKey: 'a.#' });
  expect(client.ask('basic.consume', { queue: 'q', consumerTag: 'c' })).toEqual([
    { channel: 1, method: 'basic.consume-ok', consumerTag: 'c' },
  ]);
  client.publish('x', 'a.b', 'hello');
  client.publish('x', 'b', 'nowhere');
  expect(client.take()).toMatchObject([
    { method: 'basic.deliver', consumerTag: 'c', deliveryTag: 1, redelivered: false, exchange: 'x', routingKey: 'a.b' },
  ]);
  client.ask('basic.ack', { deliveryTag: 1 });
  expect(rig.facts.map((fact) => fact.kind).slice(-8)).toEqual([
    'broker.published',
    'broker.routed',
    'broker.enqueued',
    'broker.delivered',
    'broker.published',
    'broker.routed',
    'broker.unroutable',
    'broker.acked',
  ]);
  expect(client.ask('queue.declare', { queue: 'q', passive: true })).toMatchObject([
    { messageCount: 0, consumerCount: 1 },
  ]);
});

test('two consumers get A B A B A B', () => {
  const rig = new Rig();
  const publisher = declared(rig);
  const a = rig.client();
  const z = rig.client();
  a.ask('basic.consume', { queue: 'q' });
  z.ask('basic.consume', { queue: 'q' });
  for (const text of ['1', '2', '3', '4', '5', '6']) publisher.publish('', 'q', text);
  expect(a.bodies()).toEqual(['1', '3', '5']);
  expect(z.bodies()).toEqual(['2', '4', '6']);
});

test('at prefetch 3 two consumers that never acknowledge hold six, then none', () => {
  const rig = new Rig();
  const publisher = declared(rig);
  const clients = [rig.client(), rig.client()];
  for (const client of clients) {
    client.ask('basic.qos', { prefetchCount: 3 });
    client.ask('basic.consume', { queue: 'q' });
  }
  for (let i = 1; i <= 8; i++) publisher.publish('', 'q', String(i));
  expect(clients.map((client) => client.bodies())).toEqual([
    ['1', '3', '5'],
    ['2', '4', '6'],
  ]);
  clients[1]?.ask('basic.ack', { deliveryTag: 1 });
  expect(rig.factsOf('broker.delivered').length).toBe(7);
});

test('a consumer attached to a backlog at prefetch 0 takes all of it', () => {
  const rig = new Rig();
  const publisher = declared(rig);
  for (let i = 1; i <= 5; i++) publisher.publish('', 'q', String(i));
  const [a, z] = [rig.client(), rig.client()];
  a.method(1, 'basic.consume', { queue: 'q' });
  z.method(1, 'basic.consume', { queue: 'q' });
  expect(a.bodies()).toEqual(['1', '2', '3', '4', '5']);
  expect(z.bodies()).toEqual([]);
});

test('cancelling leaves the unacked with the channel; closing the channel puts them back in place, redelivered', () => {
  const rig = new Rig();
  const client = declared(rig);
  for (let i = 1; i <= 4; i++) client.publish('', 'q', String(i));
  client.ask('basic.qos', { prefetchCount: 2 });
  client.ask('basic.consume', { queue: 'q', consumerTag: 'c' });
  client.ask('basic.cancel', { consumerTag: 'c' });
  const other = rig.client();
  expect(other.ask('queue.declare', { queue: 'q', passive: true })).toMatchObject([{ messageCount: 2 }]);
  client.ask('channel.close', { replyCode: 200 });
  other.method(1, 'basic.consume', { queue: 'q' });
  expect(other.bodies()).toEqual(['!1', '!2', '3', '4']);
});

test('a killed consumer gives its messages back in order; with automatic ack they are gone', () => {
  const rig = new Rig();
  const publisher = declared(rig);
  const [manual, automatic] = [rig.client(), rig.client()];
  manual.ask('basic.consume', { queue: 'q' });
  for (const text of ['1', '2', '3']) publisher.publish('', 'q', text);
  manual.vanish();
  automatic.method(1, 'basic.consume', { queue: 'q', noAck: true });
  expect(automatic.bodies()).toEqual(['!1', '!2', '!3']);
  automatic.vanish();
  expect(publisher.ask('queue.declare', { queue: 'q', passive: true })).toMatchObject([
    { messageCount: 0, consumerCount: 0 },
  ]);
});

test('nack and reject with requeue return the message to its place', () => {
  const rig = new Rig();
  const client = declared(rig);
  for (let i = 1; i <= 3; i++) client.publish('', 'q', String(i));
  client.ask('basic.get', { queue: 'q' });
  client.ask('basic.get', { queue: 'q' });
  client.ask('basic.nack', { deliveryTag: 2, requeue: true });
  client.ask('basic.reject', { deliveryTag: 1, requeue: true });
  for (let i = 0; i < 3; i++) client.method(1, 'basic.get', { queue: 'q', noAck: true });
  expect(client.bodies()).toEqual(['!1', '!2', '3']);
});

test('ack multiple settles all up to the tag, tag 0 all there are', () => {
  const rig = new Rig();
  const client = declared(rig);
  client.ask('basic.consume', { queue: 'q' });
  for (let i = 1; i <= 5; i++) client.publish('', 'q', String(i));
  client.take();
  client.ask('basic.ack', { deliveryTag: 3, multiple: true });
  expect(rig.factsOf('broker.acked').map((fact) => fact.tag)).toEqual([1, 2, 3]);
  client.ask('basic.ack', { deliveryTag: 0, multiple: true });
  expect(rig.factsOf('broker.acked').map((fact) => fact.tag)).toEqual([1, 2, 3, 4, 5]);
});

test('a global prefetch counts the deliveries of all consumers of the channel together', () => {
  const rig = new Rig();
  const client = declared(rig);
  client.ask('basic.qos', { prefetchCount: 2, global: true });
  client.ask('basic.consume', { queue: 'q', consumerTag: 'a' });
  client.ask('basic.consume', { queue: 'q', consumerTag: 'b' });
  for (let i = 1; i <= 4; i++) client.publish('', 'q', String(i));
  expect(client.bodies()).toEqual(['1', '2']);
  client.method(1, 'basic.ack', { deliveryTag: 1 });
  expect(client.bodies()).toEqual(['3']);
});

test('the transient are confirmed at once, the persistent in a durable queue when they are on the disk', () => {
  const rig = new Rig();
  const client = declared(rig, 'q', { durable: true });
  client.ask('confirm.select');
  rig.diskAnswers = false;
  client.publish('', 'q', 'transient');
  expect(client.take()).toEqual([{ channel: 1, method: 'basic.ack', deliveryTag: 1, multiple: false }]);
  client.publish('', 'q', 'first', PERSISTENT);
  client.publish('', 'q', 'second', PERSISTENT);
  client.publish('', 'q', 'third', PERSISTENT);
  expect(client.take()).toEqual([]);
  rig.diskAnswers = true;
  rig.settleDisk();
  // The first was being synced when the others came: they went together.
  expect(client.take()).toEqual([
    { channel: 1, method: 'basic.ack', deliveryTag: 2, multiple: false },
    { channel: 1, method: 'basic.ack', deliveryTag: 4, multiple: true },
  ]);
});

test('a mandatory message without a route comes back before it is confirmed', () => {
  const rig = new Rig();
  const client = rig.client();
  client.ask('confirm.select');
  client.publish('amq.direct', 'nobody', 'x', { mandatory: true });
  expect(client.take()).toMatchObject([
    { method: 'basic.return', replyCode: 312, replyText: 'NO_ROUTE', exchange: 'amq.direct', routingKey: 'nobody' },
    { method: 'basic.ack', deliveryTag: 1, multiple: false },
  ]);
});

test.each([
  { durable: true, persistent: true, how: 'kill', survives: true },
  { durable: true, persistent: true, how: 'powerCut', survives: true },
  { durable: true, persistent: false, how: 'kill', survives: false },
  { durable: false, persistent: true, how: 'kill', survives: false },
  { durable: false, persistent: false, how: 'kill', survives: false },
  { durable: true, persistent: false, how: 'powerCut', survives: false },
] as const)(
  'after a $how, durable $durable and persistent $persistent: survives $survives',
  ({ durable, persistent, how, survives }) => {
    const rig = new Rig();
    const client = declared(rig, 'q', { durable });
    client.publish('', 'q', 'one', persistent ? PERSISTENT : {});
    rig.pass(300_000);
    rig.restart(how);
    const later = rig.client();
    const [answer] = later.ask('queue.declare', { queue: 'q', passive: true });
    if (durable) expect(answer).toMatchObject({ method: 'queue.declare-ok', messageCount: survives ? 1 : 0 });
    else
      expect(answer).toMatchObject({
        method: 'channel.close',
        replyCode: 404,
        replyText: "NOT_FOUND - no queue 'q' in vhost '/'",
      });
    expect(rig.factsOf('broker.recovered').length).toBe(survives ? 1 : 0);
  },
);

test('without a confirm a persistent message is in memory alone for 200 ms: a kill takes it', () => {
  const rig = new Rig();
  const client = declared(rig, 'q', { durable: true });
  client.publish('', 'q', 'too young', PERSISTENT);
  rig.pass(100_000);
  rig.restart('kill');
  expect(rig.client().ask('queue.declare', { queue: 'q', passive: true })).toMatchObject([{ messageCount: 0 }]);
});

test('an acknowledged message does not come back once its ack is on the disk; an unacked one does, redelivered', () => {
  const rig = new Rig();
  const client = declared(rig, 'q', { durable: true });
  client.publish('', 'q', 'done', PERSISTENT);
  client.publish('', 'q', 'open', PERSISTENT);
  rig.pass(300_000);
  client.ask('basic.consume', { queue: 'q' });
  client.ask('basic.ack', { deliveryTag: 1 });
  rig.pass(300_000);
  rig.restart('powerCut');
  const later = rig.client();
  later.method(1, 'basic.consume', { queue: 'q' });
  expect(later.bodies()).toEqual(['!open']);
});

test('bodies of 4096 bytes and more live in the message store once, and survive for every queue', () => {
  const rig = new Rig();
  const client = declared(rig, 'a', { durable: true });
  client.ask('queue.declare', { queue: 'b', durable: true });
  for (const queue of ['a', 'b']) client.ask('queue.bind', { queue, exchange: 'amq.fanout' });
  const body = new Uint8Array(5000).fill(7);
  client.ask('confirm.select');
  client.publish('amq.fanout', '', '', { ...PERSISTENT, body });
  expect(client.take()).toEqual([{ channel: 1, method: 'basic.ack', deliveryTag: 1, multiple: false }]);
  expect(rig.files.get('msg_store_persistent')?.bytes.length).toBeLessThan(5100);
  rig.restart('powerCut');
  const later = rig.client();
  for (const queue of ['a', 'b'])
    expect(later.ask('basic.get', { queue, noAck: true })).toMatchObject([{ method: 'basic.get-ok', body }]);
});

test('a durable declaration is answered when it is on the disk, and the channel waits for it', () => {
  const rig = new Rig();
  const client = rig.client();
  rig.diskAnswers = false;
  expect(client.ask('queue.declare', { queue: 'q', durable: true })).toEqual([]);
  expect(client.ask('queue.declare', { queue: 'other' })).toEqual([]);
  rig.diskAnswers = true;
  rig.settleDisk();
  expect(client.take()).toMatchObject([{ queue: 'q' }, { queue: 'other' }]);
});

test('an idle broker has no timer set', () => {
  const rig = new Rig();
  const client = declared(rig, 'q', { durable: true });
  client.ask('basic.consume', { queue: 'q' });
  client.publish('', 'q', 'x', PERSISTENT);
  client.ask('basic.ack', { deliveryTag: 1 });
  rig.pass(1_000_000);
  expect([...rig.timers]).toEqual([]);
});

test.each([
  ['queue.declare', { queue: 'none', passive: true }, 404, "NOT_FOUND - no queue 'none' in vhost '/'"],
  [
    'queue.declare',
    { queue: 'q', durable: true },
    406,
    "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is 'false'",
  ],
  [
    'queue.declare',
    { queue: 'amq.mine' },
    403,
    "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
  ],
  ['queue.bind', { queue: 'q', exchange: 'none' }, 404, "NOT_FOUND - no exchange 'none' in vhost '/'"],
  [
    'exchange.declare',
    { exchange: 'amq.direct', type: 'fanout', durable: true },
    406,
    "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.direct' in vhost '/': received 'fanout' but current is 'direct'",
  ],
  ['exchange.delete', { exchange: '' }, 403, 'ACCESS_REFUSED - operation not permitted on the default exchange'],
  ['basic.publish', { exchange: 'none' }, 404, "NOT_FOUND - no exchange 'none' in vhost '/'"],
  ['basic.ack', { deliveryTag: 5 }, 406, 'PRECONDITION_FAILED - unknown delivery tag 5'],
  ['basic.get', { queue: '' }, 0, ''],
] as const)('%s %j is answered %i %s', (method, fields, code, text) => {
  const rig = new Rig();
  const client = declared(rig);
  const answers = client.ask(method, fields);
  if (code === 0) expect(answers).toMatchObject([{ method: 'basic.get-empty' }]);
  else expect(answers).toMatchObject([{ method: 'channel.close', replyCode: code, replyText: text }]);
});

test('an index that is mostly about what has ended is written anew, and nothing comes back', () => {
  const rig = new Rig();
  const client = declared(rig, 'q', { durable: true });
  client.ask('confirm.select');
  client.publish('', 'q', 'stays', PERSISTENT);
  for (let i = 0; i < 400; i++) {
    client.publish('', 'q', 'x'.repeat(1000), PERSISTENT);
    client.method(1, 'basic.get', { queue: 'q' });
    client.method(1, 'basic.get', { queue: 'q' });
    client.method(1, 'basic.ack', { deliveryTag: 2 * i + 2 });
    client.method(1, 'basic.nack', { deliveryTag: 2 * i + 1, requeue: true });
  }
  rig.pass(1_000_000);
  const compactions = rig.factsOf('broker.compacted').filter((fact) => fact.file.startsWith('queues/'));
  expect(compactions.length).toBeGreaterThan(0);
  const last = rig.files.get(compactions[0]?.file ?? '')?.bytes.length ?? 0;
  expect(last).toBeLessThan(200_000);
  rig.restart('powerCut');
  const later = rig.client();
  later.method(1, 'basic.consume', { queue: 'q' });
  expect(later.bodies()).toEqual(['!stays']);
});
