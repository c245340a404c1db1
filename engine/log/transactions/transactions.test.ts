import { describe, expect, test } from 'vitest';
import { ApiKey } from '../../wire/kafka/messages.ts';
import { TRANSACTIONAL } from '../../wire/kafka/record-batch.ts';
import { ERR } from '../errors.ts';
import { Cluster, valuesOf } from '../rig.ts';

function coordinator(c: Cluster): string {
  for (let tries = 0; tries < 50; tries++) {
    const [found] =
      c.ask('k1', ApiKey.FindCoordinator, 4, { keyType: 1, coordinatorKeys: ['t'], key: '' }).coordinators ?? [];
    if (found?.errorCode === 0) return found.host ?? '';
    c.pass(100_000);
  }
  throw new Error('no coordinator was found');
}

function init(c: Cluster, at: string, transactionalId: string | null = 't', timeout = 60_000) {
  for (;;) {
    const reply = c.ask(at, ApiKey.InitProducerId, 4, {
      transactionalId,
      transactionTimeoutMs: timeout,
      producerId: -1,
      producerEpoch: -1,
    });
    if (reply.errorCode !== ERR.CONCURRENT_TRANSACTIONS && reply.errorCode !== ERR.NOT_COORDINATOR) return reply;
    c.pass(50_000);
  }
}

function add(c: Cluster, at: string, id: number, epoch: number, topic = 'orders'): number {
  const body = {
    v3AndBelowTransactionalId: 't',
    v3AndBelowProducerId: id,
    v3AndBelowProducerEpoch: epoch,
    v3AndBelowTopics: [{ name: topic, partitions: [0] }],
    transactions: [],
  };
  for (;;) {
    const code =
      c.ask(at, ApiKey.AddPartitionsToTxn, 3, body).resultsByTopicV3AndBelow?.[0]?.resultsByPartition?.[0]
        ?.partitionErrorCode ?? -1;
    if (code !== ERR.CONCURRENT_TRANSACTIONS) return code;
    c.pass(10_000);
  }
}

const end = (c: Cluster, at: string, producerId: number, producerEpoch: number, committed: boolean): number =>
  c.ask(at, ApiKey.EndTxn, 3, { transactionalId: 't', producerId, producerEpoch, committed }).errorCode ?? -1;

function readCommitted(c: Cluster, at: string): { values: string[]; aborted: number; next: number } {
  const part = c.fetch(at, 'orders', 0, { isolationLevel: 1 });
  return { ...valuesOf(part?.records ?? null), aborted: part?.abortedTransactions?.length ?? 0 };
}

describe.each([1, 3])('transactions on %i brokers', (brokers) => {
  const cluster = (): { c: Cluster; at: string; leader: string } => {
    const c = new Cluster({ brokers });
    c.createTopic('orders', 1, brokers);
    return { c, at: coordinator(c), leader: c.leaderOf('orders')! };
  };

  test('show nothing before they are committed, and all of it then', () => {
    const { c, at, leader } = cluster();
    const { producerId = -1, producerEpoch = -1, errorCode } = init(c, at);
    expect(errorCode).toBe(0);
    expect(add(c, at, producerId, producerEpoch)).toBe(0);
    const more = { producerId, producerEpoch, baseSequence: 0, attributes: TRANSACTIONAL };
    expect(c.produce(leader, 'orders', ['a', 'b'], -1, 0, more)).toMatchObject({ errorCode: 0 });
    expect(readCommitted(c, leader)).toMatchObject({ values: [], aborted: 0 });
    expect(c.read(leader, 'orders')).toEqual(['a', 'b']);
    expect(end(c, at, producerId, producerEpoch, true)).toBe(0);
    c.pass(200_000);
    expect(readCommitted(c, leader)).toMatchObject({ values: ['a', 'b'], next: 3 });
    expect(c.facts('log.transactionState').map(({ body }) => body.state)).toEqual([
      'Empty',
      'Ongoing',
      'PrepareCommit',
      'CompleteCommit',
    ]);
  });

  test('name what was aborted to readers of committed records', () => {
    const { c, at, leader } = cluster();
    const { producerId = -1, producerEpoch = -1 } = init(c, at);
    add(c, at, producerId, producerEpoch);
    c.produce(leader, 'orders', ['a'], -1, 0, {
      producerId,
      producerEpoch,
      baseSequence: 0,
      attributes: TRANSACTIONAL,
    });
    expect(end(c, at, producerId, producerEpoch, false)).toBe(0);
    c.pass(200_000);
    expect(readCommitted(c, leader)).toMatchObject({ values: ['a'], aborted: 1, next: 2 });
  });

  test('fence the producer before, whose open transaction is aborted', () => {
    const { c, at, leader } = cluster();
    const old = init(c, at);
    const producerId = old.producerId ?? -1;
    add(c, at, producerId, 0);
    c.produce(leader, 'orders', ['a'], -1, 0, {
      producerId,
      producerEpoch: 0,
      baseSequence: 0,
      attributes: TRANSACTIONAL,
    });
    const next = init(c, at);
    expect(next.errorCode).toBe(0);
    expect(next.producerId).toBe(producerId);
    expect(next.producerEpoch).toBeGreaterThan(0);
    expect(add(c, at, producerId, 0)).toBe(ERR.PRODUCER_FENCED);
    expect(end(c, at, producerId, 0, true)).toBe(ERR.PRODUCER_FENCED);
    c.pass(200_000);
    expect(
      c.produce(leader, 'orders', ['b'], -1, 0, {
        producerId,
        producerEpoch: 0,
        baseSequence: 1,
        attributes: TRANSACTIONAL,
      }),
    ).toMatchObject({
      errorCode: ERR.INVALID_PRODUCER_EPOCH,
    });
  });

  test('end by themselves when they take too long', () => {
    const { c, at } = cluster();
    const { producerId = -1 } = init(c, at, 't', 3000);
    add(c, at, producerId, 0);
    c.pass(4_000_000);
    expect(c.facts('log.transactionState').at(-1)?.body.state).toBe('CompleteAbort');
    expect(end(c, at, producerId, 0, true)).toBe(ERR.PRODUCER_FENCED);
  });

  test('that were decided are completed by whoever coordinates next', () => {
    const { c, at, leader } = cluster();
    const { producerId = -1, producerEpoch = -1 } = init(c, at);
    add(c, at, producerId, producerEpoch);
    c.produce(leader, 'orders', ['a'], -1, 0, {
      producerId,
      producerEpoch,
      baseSequence: 0,
      attributes: TRANSACTIONAL,
    });
    c.send(at, ApiKey.EndTxn, 3, { transactionalId: 't', producerId, producerEpoch, committed: true });
    c.until(
      () => c.facts('log.transactionState').some(({ body }) => body.state === 'PrepareCommit'),
      5_000_000,
      'decided',
    );
    c.give({ kind: 'kill', node: at });
    c.give({ kind: 'start', node: at });
    c.until(
      () => c.facts('log.transactionState').some(({ body }) => body.state === 'CompleteCommit'),
      90_000_000,
      'completed',
    );
    c.pass(1_000_000);
    const now = c.leaderOf('orders')!;
    expect(readCommitted(c, now)).toMatchObject({ values: ['a'], aborted: 0 });
  });
});

describe('an idempotent producer', () => {
  test('is told where a batch is that it sends again, and refused a gap', () => {
    const c = new Cluster();
    c.createTopic('orders');
    const { producerId = -1, producerEpoch = -1 } = init(c, 'k1', null);
    const at = (baseSequence: number) => ({ producerId, producerEpoch, baseSequence });
    expect(c.produce('k1', 'orders', ['a', 'b'], -1, 0, at(0))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(c.produce('k1', 'orders', ['a', 'b'], -1, 0, at(0))).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(c.produce('k1', 'orders', ['d'], -1, 0, at(3))).toMatchObject({
      errorCode: ERR.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
    expect(c.produce('k1', 'orders', ['c'], -1, 0, at(2))).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(c.read('k1', 'orders')).toEqual(['a', 'b', 'c']);
  });
});
