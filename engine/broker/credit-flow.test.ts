import { expect, test } from 'vitest';
import { broker } from './machine.ts';
import { Rig, type RigClient } from './rig.ts';

const QUORUM = [{ key: 'x-queue-type', type: 'longstr', value: 'quorum' }] as const;
const STREAM = [{ key: 'x-queue-type', type: 'longstr', value: 'stream' }] as const;

function slowDisk(args: typeof QUORUM | typeof STREAM | readonly []): { rig: Rig; publisher: RigClient } {
  const rig = new Rig();
  const publisher = rig.client();
  publisher.ask('queue.declare', { queue: 'q', durable: true, arguments: [...args] });
  rig.diskAnswers = false;
  return { rig, publisher };
}

function flood(publisher: RigClient, count: number, size = 1): void {
  for (let i = 0; i < count; i++) publisher.publish('', 'q', 'x'.repeat(size), { properties: { deliveryMode: 2 } });
}

/** How many messages have reached the queue. */
function arrived(rig: Rig): number {
  return rig.factsOf('broker.enqueued').length;
}

function states(rig: Rig): { connection: string; channel: string } {
  const connections = broker.inspect(rig.state, { kind: 'connections' }, rig.now);
  const channels = broker.inspect(rig.state, { kind: 'channels' }, rig.now);
  if (connections.kind !== 'connections' || channels.kind !== 'channels') throw new Error('no rows');
  return { connection: connections.rows[0]?.state ?? '', channel: channels.rows[0]?.state ?? '' };
}

function everythingSynced(rig: Rig): void {
  while (rig.disk.length > 0) rig.disk.shift()?.();
}

test('a quorum queue that is 33 commands behind holds its publisher back once its credit is spent', () => {
  const { rig, publisher } = slowDisk(QUORUM);
  flood(publisher, 32);
  expect(states(rig)).toEqual({ connection: 'running', channel: 'running' });
  flood(publisher, 1);
  expect(states(rig)).toEqual({ connection: 'running', channel: 'flow' });
  flood(publisher, 500);
  expect(states(rig)).toEqual({ connection: 'flow', channel: 'flow' });
  // 200 of credit and no grant: the queue was slow before the first hundred were over.
  expect(arrived(rig)).toBe(200);
  expect(rig.factsOf('broker.flowBegan')).toHaveLength(1);

  everythingSynced(rig);
  expect(arrived(rig)).toBe(533);
  expect(rig.factsOf('broker.flowEnded').length).toBe(rig.factsOf('broker.flowBegan').length);
  // It is said for a while after.
  expect(states(rig)).toEqual({ connection: 'flow', channel: 'flow' });
  rig.pass(1_000_000);
  expect(states(rig)).toEqual({ connection: 'flow', channel: 'running' });
  rig.pass(4_000_000);
  expect(states(rig)).toEqual({ connection: 'running', channel: 'running' });
});

test('a stream counts what it is to confirm alone', () => {
  const plain = slowDisk(STREAM);
  flood(plain.publisher, 1000);
  expect(arrived(plain.rig)).toBe(1000);

  const { rig, publisher } = slowDisk(STREAM);
  publisher.ask('confirm.select');
  flood(publisher, 255);
  expect(states(rig).channel).toBe('running');
  flood(publisher, 1);
  expect(states(rig).channel).toBe('flow');
  flood(publisher, 1000);
  expect(arrived(rig)).toBe(400);
  everythingSynced(rig);
  expect(arrived(rig)).toBe(1256);
});

test('a classic queue is slow when the message store has too many bodies to write', () => {
  const { rig, publisher } = slowDisk([]);
  flood(publisher, 4001, 5000);
  expect(states(rig).channel).toBe('flow');
  flood(publisher, 1000, 5000);
  expect(arrived(rig)).toBeLessThan(4001 + 200);
  everythingSynced(rig);
  expect(arrived(rig)).toBe(5001);
});

test('a deleted queue keeps nobody waiting, nor does a channel that is closed', () => {
  const { rig, publisher } = slowDisk(QUORUM);
  flood(publisher, 300);
  const operator = rig.client();
  operator.ask('queue.delete', { queue: 'q' });
  everythingSynced(rig);
  expect(rig.factsOf('broker.flowEnded')).toHaveLength(1);
  expect(rig.factsOf('broker.published')).toHaveLength(300);
});

test('a fork of a broker in flow control goes its own way', () => {
  const { rig, publisher } = slowDisk(QUORUM);
  flood(publisher, 300);
  const twin = broker.fork?.(rig.state);
  everythingSynced(rig);
  expect(arrived(rig)).toBe(300);
  const queue = twin?.vhosts.get('/')?.queues.get('q');
  expect(queue?.quorum?.senders.length).toBe(200);
  expect(twin?.connections.get(1)).toMatchObject({ flowing: true });
});
