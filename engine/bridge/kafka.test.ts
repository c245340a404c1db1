import type { Admin, Consumer, EachMessagePayload, Producer } from 'kafkajs';
import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeProcess } from '../testing/oracles/bridge-process.ts';
import { startBridgeProcess } from '../testing/oracles/bridge-process.ts';

/* Sessions of kafkajs with the bridge, as a program of a learner's would have them. */

let bridge: BridgeProcess;
let kafka: Kafka;
let admin: Admin;
const open: (Producer | Consumer)[] = [];

beforeAll(async () => {
  bridge = await startBridgeProcess('--kafka', '0');
  const brokers = [`127.0.0.1:${Number(bridge.ready['kafka'])}`];
  kafka = new Kafka({ clientId: 'session', brokers, logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50 } });
  admin = kafka.admin();
  await admin.connect();
});

afterAll(async () => {
  await Promise.all([...open, admin].map((one) => one.disconnect()));
  expect(await bridge.end()).toBe(0);
  expect(bridge.complaints()).toBe('');
});

async function producing(config: Parameters<Kafka['producer']>[0] = {}): Promise<Producer> {
  const producer = kafka.producer(config);
  open.push(producer);
  await producer.connect();
  return producer;
}

/** A member of a group that hands over what it is given. */
async function joining(
  groupId: string,
  topic: string,
  each: (one: EachMessagePayload) => void,
  more: object = {},
): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 6000, heartbeatInterval: 300, ...more });
  open.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ eachMessage: async (one) => each(one) });
  return consumer;
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error(`never: ${what}`);
}

async function offsetsOf(topic: string): Promise<number[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
}

describe('kafkajs at the bridge', () => {
  it('produces with each acks, plain and packed, and reads it back', async () => {
    await admin.createTopics({ topics: [{ topic: 'acks', numPartitions: 1 }] });
    const producer = await producing();
    for (const acks of [1, -1, 0]) {
      for (const compression of [CompressionTypes.None, CompressionTypes.GZIP])
        await producer.send({
          topic: 'acks',
          acks,
          compression,
          messages: [{ key: 'k', value: `${acks} ${compression}`, headers: { h: 'x' } }],
        });
    }
    const heard: string[] = [];
    await joining('acks-readers', 'acks', ({ message }) => {
      heard.push(
        `${message.offset}: ${message.key?.toString()} ${message.value?.toString()} ${message.headers?.['h']?.toString()}`,
      );
    });
    await until(() => heard.length === 6, 'six records');
    expect(heard).toEqual(['0: k 1 0 x', '1: k 1 1 x', '2: k -1 0 x', '3: k -1 1 x', '4: k 0 0 x', '5: k 0 1 x']);
  });

  it('a group of three shares the partitions, and goes on when a member leaves', async () => {
    await admin.createTopics({ topics: [{ topic: 'shared', numPartitions: 6 }] });
    const heard = new Map<string, number>();
    const members = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        joining('sharers', 'shared', ({ message }) => {
          heard.set(message.value?.toString() ?? '', (heard.get(message.value?.toString() ?? '') ?? 0) + 1);
          void name;
        }),
      ),
    );
    const assigned = async (): Promise<number[]> => {
      const {
        groups: [group],
      } = await admin.describeGroups(['sharers']);
      return group!.members.map(({ memberAssignment }) => memberAssignment.length);
    };
    await until(async () => {
      const {
        groups: [group],
      } = await admin.describeGroups(['sharers']);
      return group?.state === 'Stable' && group.members.length === 3;
    }, 'three members');
    expect(await assigned()).toHaveLength(3);
    const producer = await producing({ idempotent: true });
    const send = (from: number): Promise<unknown> =>
      producer.send({
        topic: 'shared',
        messages: Array.from({ length: 30 }, (_, i) => ({ key: `${i}`, value: `${from + i}` })),
      });
    await send(0);
    await until(() => heard.size === 30, 'thirty records');
    await members[0]!.disconnect();
    await send(30);
    await until(() => heard.size === 60, 'thirty more by two members');
    expect(await assigned()).toHaveLength(2);
  });

  it('what a transaction commits is read at once and whole, what it aborts never', async () => {
    await admin.createTopics({ topics: [{ topic: 'exact', numPartitions: 2 }] });
    const producer = await producing({ transactionalId: 'exactly', idempotent: true, maxInFlightRequests: 1 });
    const committed = await producer.transaction();
    await committed.send({
      topic: 'exact',
      messages: [
        { partition: 0, value: 'kept 1' },
        { partition: 1, value: 'kept 2' },
      ],
    });
    await committed.sendOffsets({
      consumerGroupId: 'exact-in',
      topics: [{ topic: 'acks', partitions: [{ partition: 0, offset: '3' }] }],
    });
    await committed.commit();
    const aborted = await producer.transaction();
    await aborted.send({ topic: 'exact', messages: [{ partition: 0, value: 'dropped' }] });
    await aborted.sendOffsets({
      consumerGroupId: 'exact-in',
      topics: [{ topic: 'acks', partitions: [{ partition: 0, offset: '6' }] }],
    });
    await aborted.abort();
    const after = await producer.transaction();
    await after.send({ topic: 'exact', messages: [{ partition: 0, value: 'kept 3' }] });
    await after.commit();
    const heard: string[] = [];
    await joining('exact-readers', 'exact', ({ message }) => void heard.push(message.value?.toString() ?? ''));
    await until(() => heard.length === 3, 'three committed records');
    expect(heard.sort()).toEqual(['kept 1', 'kept 2', 'kept 3']);
    // Each transaction has left a marker in each partition it wrote to.
    expect(await offsetsOf('exact')).toEqual([6, 2]);
    const [input] = await admin.fetchOffsets({ groupId: 'exact-in', topics: ['acks'] });
    expect(input?.partitions).toMatchObject([{ partition: 0, offset: '3' }]);
  });

  it('offsets are committed by hand, set anew and asked for by time', async () => {
    await admin.createTopics({ topics: [{ topic: 'reset', numPartitions: 1 }] });
    const producer = await producing();
    for (const timestamp of ['1000', '2000', '3000'])
      await producer.send({ topic: 'reset', messages: [{ value: timestamp, timestamp }] });
    expect(await admin.fetchTopicOffsetsByTimestamp('reset', 1500)).toMatchObject([{ partition: 0, offset: '1' }]);
    await admin.setOffsets({ groupId: 'resetters', topic: 'reset', partitions: [{ partition: 0, offset: '2' }] });
    const heard: string[] = [];
    const consumer = await joining('resetters', 'reset', ({ message }) => void heard.push(message.offset));
    await until(() => heard.length === 1, 'the last record');
    expect(heard).toEqual(['2']);
    await consumer.disconnect();
    await admin.resetOffsets({ groupId: 'resetters', topic: 'reset', earliest: true });
    const [again] = await admin.fetchOffsets({ groupId: 'resetters', topics: ['reset'] });
    expect(again?.partitions).toMatchObject([{ partition: 0, offset: '-2' }]);
  });

  it('topics are made, described, altered, cut and deleted', async () => {
    const topic = 'altered';
    expect(
      await admin.createTopics({
        topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
      }),
    ).toBe(true);
    expect(await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })).toBe(false);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    expect(topics[0]?.partitions).toHaveLength(3);
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: 2, name: topic, configEntries: [{ name: 'retention.ms', value: '5000' }] }],
    });
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: topic, configNames: ['retention.ms', 'cleanup.policy'] }],
    });
    const values = Object.fromEntries(
      resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
    );
    // The old request sets all there is: what it does not name is back at its default.
    expect(values).toEqual({ 'retention.ms': '5000', 'cleanup.policy': 'delete' });
    const producer = await producing();
    await producer.send({ topic, messages: Array.from({ length: 5 }, (_, i) => ({ partition: 0, value: `${i}` })) });
    await admin.fetchTopicOffsets(topic); // tells kafkajs who leads it
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
    const low = await admin.fetchTopicOffsets(topic);
    expect(low.find(({ partition }) => partition === 0)).toMatchObject({ low: '3', high: '5' });
    await admin.deleteTopics({ topics: [topic] });
    expect(await admin.listTopics()).not.toContain(topic);
  });

  it('groups are listed and deleted, and a full one is not', async () => {
    const consumer = await joining('deleted', 'acks', () => {});
    await until(async () => (await admin.describeGroups(['deleted'])).groups[0]?.state === 'Stable', 'a member');
    await expect(admin.deleteGroups(['deleted'])).rejects.toThrow();
    await consumer.disconnect();
    expect((await admin.listGroups()).groups.map(({ groupId }) => groupId)).toContain('deleted');
    expect(await admin.deleteGroups(['deleted'])).toMatchObject([{ groupId: 'deleted', errorCode: 0 }]);
  });
});
