import { describe, expect, test } from 'vitest';
import { forkBroker } from '../access.ts';
import { Rig, type RigClient, textOf } from '../rig.ts';
import type { QueueType } from '../state.ts';

/* What every kind of queue must do: one suite. */

const PERSISTENT = { properties: { deliveryMode: 2 } };

function declared(rig: Rig, type: QueueType, queue = 'q'): RigClient {
  const client = rig.client();
  const value = type;
  client.ask('queue.declare', { queue, durable: true, arguments: [{ key: 'x-queue-type', type: 'longstr', value }] });
  return client;
}

/** Reads all there is, from the first, without acknowledging. */
function readAll(client: RigClient, type: QueueType, queue = 'q'): string[] {
  client.ask('basic.qos', { prefetchCount: 100 });
  client.method(1, 'basic.consume', {
    queue,
    ...(type === 'stream' ? { arguments: [{ key: 'x-stream-offset', type: 'longstr', value: 'first' }] } : {}),
  });
  return client.take().flatMap((frame) => (frame.method === 'basic.deliver' ? [textOf(frame.body)] : []));
}

describe.each(['classic', 'quorum', 'stream'] as const)('a %s queue', (type) => {
  test('says what it is', () => {
    const rig = new Rig();
    declared(rig, type);
    expect(rig.factsOf('broker.queueDeclared').at(-1)).toMatchObject({ type, durable: true });
  });

  test('hands messages out in the order in which they came', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    for (let i = 1; i <= 5; i++) client.publish('', 'q', String(i), PERSISTENT);
    expect(readAll(rig.client(), type)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('confirms what is persistent when it is on the disk, and not before', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    client.ask('confirm.select');
    rig.diskAnswers = false;
    client.publish('', 'q', 'one', PERSISTENT);
    expect(client.take()).toEqual([]);
    rig.diskAnswers = true;
    rig.settleDisk();
    expect(client.take()).toEqual([{ channel: 1, method: 'basic.ack', deliveryTag: 1, multiple: false }]);
  });

  test.each(['kill', 'powerCut'] as const)('keeps through a %s what it has confirmed', (how) => {
    const rig = new Rig();
    const client = declared(rig, type);
    client.ask('confirm.select');
    for (const text of ['a', 'b', 'c']) client.publish('', 'q', text, PERSISTENT);
    rig.restart(how);
    expect(readAll(rig.client(), type)).toEqual(['a', 'b', 'c']);
    expect(rig.factsOf('broker.recovered').flatMap((fact) => fact.messages)).toHaveLength(1);
  });

  test('reads a torn file up to where it is torn', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    client.ask('confirm.select');
    for (const text of ['a', 'b']) client.publish('', 'q', text, PERSISTENT);
    const [name = ''] = [...rig.files.keys()].filter((file) => /^(queues|streams)\//.test(file));
    const file = rig.files.get(name);
    rig.files.set(name, { bytes: file?.bytes.slice(0, -1) ?? new Uint8Array(0), synced: 0 });
    rig.restart('kill');
    expect(readAll(rig.client(), type)).toEqual(['a']);
    expect(rig.factsOf('broker.truncated').map((fact) => fact.file)).toEqual([name]);
  });

  test('leaves nothing behind when it is deleted, and tells its consumers', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    client.ask('confirm.select');
    client.publish('', 'q', 'one', PERSISTENT);
    const reader = rig.client();
    readAll(reader, type);
    client.ask('queue.delete', { queue: 'q' });
    expect(reader.take().map((frame) => frame.method)).toEqual(['basic.cancel']);
    expect([...rig.files.keys()].filter((file) => /^(queues|streams)\//.test(file))).toEqual([]);
    expect(rig.state.memoryUsed).toBe(0);
    expect(rig.state.indexes.size).toBe(0);
  });

  test('is told apart from its fork', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    client.publish('', 'q', 'before', PERSISTENT);
    const kept = forkBroker(rig.state);
    client.publish('', 'q', 'after', PERSISTENT);
    const [mine, theirs] = [rig.state, kept].map((b) => b.vhosts.get('/')?.queues.get('q')?.readyCount);
    expect([mine, theirs]).toEqual([2, 1]);
  });

  test('comes back from its definitions as it was', () => {
    const rig = new Rig();
    declared(rig, type);
    rig.on({ kind: 'command', line: 'export_definitions' });
    const json = rig.factsOf('broker.commandAnswered').at(-1)?.text ?? '';
    const other = new Rig();
    other.on({ kind: 'command', line: `import_definitions ${json}` });
    expect(other.state.vhosts.get('/')?.queues.get('q')).toMatchObject({ type, durable: true });
  });

  test('goes on counting its acknowledgements as credit', () => {
    const rig = new Rig();
    const client = declared(rig, type);
    const reader = rig.client();
    for (const text of ['a', 'b', 'c']) client.publish('', 'q', text, PERSISTENT);
    reader.ask('basic.qos', { prefetchCount: 1 });
    const from = type === 'stream' ? [{ key: 'x-stream-offset', type: 'longstr', value: 'first' } as const] : [];
    reader.method(1, 'basic.consume', { queue: 'q', arguments: from });
    expect(reader.bodies()).toEqual(['a']);
    reader.method(1, 'basic.ack', { deliveryTag: 1 });
    expect(reader.bodies()).toEqual(['b']);
  });
});
