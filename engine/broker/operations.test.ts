import { expect, test } from 'vitest';
import { concatBytes } from '../base/bytes.ts';
import { exportDefinitions, importDefinitions } from './definitions.ts';
import { broker } from './machine.ts';
import { Rig } from './rig.ts';
import type { BrokerView } from './views.ts';

/* What operators do: policies, definitions, alarms, the prompt. */

function view<K extends BrokerView['kind']>(
  rig: Rig,
  query: Parameters<typeof broker.inspect>[1],
  kind: K,
): Extract<BrokerView, { kind: K }> {
  const answer = broker.inspect(rig.state, query, rig.now);
  if (answer.kind !== kind) throw new Error(`${answer.kind}, not ${kind}`);
  return answer as Extract<BrokerView, { kind: K }>;
}

function command(rig: Rig, line: string): string {
  rig.on({ kind: 'command', line });
  return rig.factsOf('broker.commandAnswered').at(-1)?.text ?? '';
}

test('a policy limits the queues it matches, those that are there too, and only for as long as it is set', () => {
  const rig = new Rig();
  const client = rig.client();
  client.ask('queue.declare', { queue: 'orders.eu' });
  client.ask('queue.declare', { queue: 'other' });
  for (const body of ['1', '2', '3']) for (const queue of ['orders.eu', 'other']) client.publish('', queue, body);
  expect(command(rig, `rabbitmqctl set_policy --apply-to queues cap ^orders '{"max-length":2}'`)).toContain(
    'Setting policy "cap"',
  );
  const ready = (): number[] => view(rig, { kind: 'queues' }, 'queues').rows.map((row) => row.ready);
  expect(ready()).toEqual([2, 3]);
  client.publish('', 'orders.eu', '4');
  expect(ready()).toEqual([2, 3]);
  command(rig, 'clear_policy cap');
  client.publish('', 'orders.eu', '5');
  expect(ready()).toEqual([3, 3]);
});

test('of two policies the higher priority applies alone; an operator policy can only tighten', () => {
  const rig = new Rig();
  const client = rig.client();
  client.ask('queue.declare', { queue: 'q', arguments: [{ key: 'x-max-length', type: 'signedint', value: 8 }] });
  command(rig, `set_policy --priority 1 low .* {"max-length":5}`);
  command(rig, `set_policy --priority 2 high .* {"message-ttl":1000}`);
  const rules = (): unknown => rig.state.vhosts.get('/')?.queues.get('q')?.rules;
  expect(rules()).toMatchObject({ maxLength: 8, messageTtl: 1000 });
  command(rig, `set_operator_policy op .* {"max-length":3,"message-ttl":5000}`);
  expect(rules()).toMatchObject({ maxLength: 3, messageTtl: 1000 });
});

test('policies come back with the disk', () => {
  const rig = new Rig();
  rig.client().ask('queue.declare', { queue: 'q', durable: true });
  command(rig, `set_policy cap .* {"max-length":5}`);
  rig.restart('powerCut');
  expect(view(rig, { kind: 'queues' }, 'queues').rows).toMatchObject([{ name: 'q', policy: 'cap' }]);
});

test('a policy that cannot be is refused', () => {
  const rig = new Rig();
  expect(command(rig, `set_policy bad ( {"max-length":5}`)).toContain('pattern should be regular expression');
  expect(command(rig, `set_policy bad .* {"max-length":-1}`)).toContain('is not a valid max length');
  expect(command(rig, `set_policy bad .* {"colour":"red"}`)).toContain('not recognised policy settings');
  expect(command(rig, `set_policy bad .* nonsense`)).toContain('JSON decoding error');
});

test('what is exported is imported again, and users keep their passwords', () => {
  const rig = new Rig();
  const client = rig.client();
  client.ask('exchange.declare', { exchange: 'x', type: 'topic', durable: true });
  client.ask('exchange.declare', { exchange: 'y', type: 'fanout' });
  client.ask('queue.declare', {
    queue: 'q',
    durable: true,
    arguments: [{ key: 'x-max-length', type: 'long', value: 7 }],
  });
  client.ask('queue.declare', { queue: 'mine', exclusive: true });
  client.ask('queue.bind', { queue: 'q', exchange: 'x', routingKey: 'a.#' });
  client.ask('exchange.bind', { source: 'x', destination: 'y', routingKey: 'b' });
  command(rig, `set_policy cap ^q {"max-length":5}`);
  const file = JSON.stringify(exportDefinitions(rig.state));
  const other = new Rig({ defaultPass: 'other' });
  expect(importDefinitions(other.state, file, other.out)).toBeNull();
  expect(JSON.stringify(exportDefinitions(other.state))).toBe(file);
  expect(JSON.parse(file)).toMatchObject({
    queues: [{ name: 'q' }],
    bindings: [{ destination: 'q' }, { destination: 'y' }],
  });
  other.settleDisk();
  other.client().ask('basic.publish', { exchange: 'x', routingKey: 'a.b' });
  expect(view(other, { kind: 'queues' }, 'queues').rows).toMatchObject([{ name: 'q', ready: 1, policy: 'cap' }]);
});

test.each([
  ['[]', 'a definitions file must be a JSON object'],
  ['{', 'JSON'],
  ['{"queues":5}', "'queues' must be a list"],
  ['{"queues":[{"vhost":"/"}]}', "queues[0]: 'name' must be a text"],
  ['{"queues":[{"name":"q","vhost":"none"}]}', "queues[0]: 'vhost' must be one that exists"],
  ['{"exchanges":[{"name":"x","vhost":"/","type":"ring"}]}', "not 'ring'"],
  ['{"bindings":[{"source":"none","vhost":"/","destination":"q","destination_type":"queue"}]}', "'source' must be"],
])('a definitions file %s is refused with its fault named', (file, fault) => {
  const rig = new Rig();
  expect(importDefinitions(rig.state, file, rig.out)).toContain(fault);
});

test('a definitions file of 5,000 queues and 20,000 bindings opens, and its log is replayed', () => {
  const queues = Array.from({ length: 5000 }, (_, i) => ({
    name: `q${i}`,
    vhost: '/',
    durable: true,
    auto_delete: false,
    arguments: {},
  }));
  const bindings = Array.from({ length: 20_000 }, (_, i) => ({
    source: 'amq.topic',
    vhost: '/',
    destination: `q${i % 5000}`,
    destination_type: 'queue',
    routing_key: `a.${i}.*`,
    arguments: {},
  }));
  const rig = new Rig({}, false);
  // Appending to the rig's files one by one would be what takes the time.
  const appended: Uint8Array[] = [];
  const out = {
    ...rig.out,
    now: 0,
    observed: false,
    append: (_: string, bytes: Uint8Array) => void appended.push(bytes),
  };
  expect(importDefinitions(rig.state, JSON.stringify({ queues, bindings }), out)).toBeNull();
  expect(view(rig, { kind: 'overview' }, 'overview')).toMatchObject({ queues: 5000 });
  const log = concatBytes([rig.files.get('metadata.log')?.bytes ?? new Uint8Array(0), ...appended]);
  const disk = { files: ['metadata.log'], read: (name: string) => (name === 'metadata.log' ? log : null) };
  const booted = broker.boot(rig.state.config, disk, out);
  expect(broker.inspect(booted, { kind: 'overview' }, 0)).toMatchObject({ queues: 5000, exchanges: 7 });
  expect(broker.inspect(booted, { kind: 'bindings', count: 1 }, 0)).toMatchObject({ total: 20_000 });
});

test('the memory alarm blocks connections that publish, and lets them go on when there is room', () => {
  const rig = new Rig({ memoryHighWatermark: 2000 });
  const [publisher, consumer] = [rig.client(), rig.client()];
  publisher.ask('queue.declare', { queue: 'q' });
  for (let i = 0; i < 6; i++) publisher.publish('', 'q', 'x'.repeat(100));
  // The alarm is on; whoever has only published before it is read until it publishes again.
  expect(publisher.take()).toEqual([]);
  publisher.publish('', 'q', 'held back');
  expect(publisher.take()).toEqual([{ channel: 0, method: 'connection.blocked', reason: 'low on memory' }]);
  expect(view(rig, { kind: 'overview' }, 'overview')).toMatchObject({ ready: 6, alarms: { memory: true } });
  consumer.method(1, 'basic.get', { queue: 'q', noAck: true });
  expect(consumer.bodies().length).toBe(1);
  // What was held back is read now; there is too much again, which the next publish will hear of.
  expect(publisher.take().map((frame) => frame.method)).toEqual(['connection.unblocked']);
  expect(view(rig, { kind: 'overview' }, 'overview')).toMatchObject({ ready: 6, alarms: { memory: true } });
});

test('a delivery that is never acknowledged closes its channel at the first tick after the consumer timeout', () => {
  const rig = new Rig({ consumerTimeout: 60_000_000 });
  const client = rig.client();
  client.ask('queue.declare', { queue: 'q' });
  client.publish('', 'q', 'x');
  client.ask('basic.get', { queue: 'q' });
  rig.pass(119_000_000);
  expect(client.take()).toEqual([]);
  rig.pass(1_000_000);
  expect(client.take()).toMatchObject([
    {
      method: 'channel.close',
      replyCode: 406,
      replyText:
        'PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 60000 ms. This timeout value can be configured, see consumers doc guide to learn more',
    },
  ]);
  // What it got it holds until it answers.
  const other = rig.client();
  expect(other.ask('basic.get', { queue: 'q' })).toMatchObject([{ method: 'basic.get-empty' }]);
  client.ask('channel.close-ok');
  expect(rig.timers.size).toBe(0);
  expect(other.ask('basic.get', { queue: 'q', noAck: true })).toMatchObject([{ method: 'basic.get-ok' }]);
});

test('the prompt lists what there is, in the columns of rabbitmqctl', () => {
  const rig = new Rig();
  const client = rig.client();
  client.ask('queue.declare', { queue: 'q' });
  client.publish('', 'q', 'x');
  client.ask('basic.consume', { queue: 'q', consumerTag: 'c' });
  expect(command(rig, 'list_queues name messages_ready messages_unacknowledged')).toBe(
    'Listing queues for vhost / ...\nname\tmessages_ready\tmessages_unacknowledged\nq\t0\t1',
  );
  expect(command(rig, 'list_consumers')).toContain('q\t1\tc\ttrue\t0');
  expect(command(rig, 'list_exchanges')).toContain('amq.topic\ttopic');
  expect(command(rig, 'purge_queue none')).toContain('Error');
  expect(command(rig, 'dance')).toBe("Command 'dance' not found.");
});
