import { describe, expect, test } from 'vitest';
import { ApiKey } from '../wire/kafka/messages.ts';
import { ERR } from './errors.ts';
import { Cluster } from './rig.ts';

describe('one broker', () => {
  test('takes records and gives them back, with offsets from 0', () => {
    const c = new Cluster();
    expect(c.createTopic('orders', 2)).toBe(0);
    expect(c.produce('k1', 'orders', ['a', 'b'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
    expect(c.produce('k1', 'orders', ['c'], 1)).toMatchObject({ errorCode: 0, baseOffset: 2 });
    expect(c.read('k1', 'orders')).toEqual(['a', 'b', 'c']);
    expect(c.read('k1', 'orders', 1)).toEqual([]);
    expect(c.facts('log.acknowledged').map(({ body }) => [body.first, body.last, body.acks])).toEqual([
      [0, 1, -1],
      [2, 2, 1],
    ]);
  });

  test('refuses what is not there, and names what is wrong', () => {
    const c = new Cluster();
    expect(c.createTopic('orders')).toBe(0);
    expect(c.createTopic('orders')).toBe(ERR.TOPIC_ALREADY_EXISTS);
    expect(c.createTopic('a b')).toBe(ERR.INVALID_TOPIC_EXCEPTION);
    expect(c.createTopic('wide', 1, 2)).toBe(ERR.INVALID_REPLICATION_FACTOR);
    expect(c.produce('k1', 'nothing', ['a'])).toMatchObject({ errorCode: ERR.UNKNOWN_TOPIC_OR_PARTITION });
    expect(c.fetch('k1', 'orders', 5)).toMatchObject({ errorCode: ERR.OFFSET_OUT_OF_RANGE });
  });

  test('answers a fetch when there is enough, or when its time is over', () => {
    const c = new Cluster();
    c.createTopic('orders');
    const waiting = c.sendFetch('k1', 'orders', 0, { maxWaitMs: 5000, minBytes: 1 }, 0, 'reader');
    c.pass(1_000_000);
    expect(c.reply(ApiKey.Fetch, waiting)).toBeNull();
    c.produce('k1', 'orders', ['a']);
    c.pass(10_000);
    expect(c.reply(ApiKey.Fetch, waiting)?.responses?.[0]?.partitions?.[0]?.highWatermark).toBe(1);
    const idle = c.sendFetch('k1', 'orders', 1, { maxWaitMs: 300 }, 0, 'reader');
    c.pass(400_000);
    expect(c.reply(ApiKey.Fetch, idle)?.responses?.[0]?.partitions?.[0]).toMatchObject({
      errorCode: 0,
      highWatermark: 1,
    });
  });

  test('keeps what is in the page cache through a kill, and loses it to a power cut', () => {
    const c = new Cluster();
    c.createTopic('orders');
    c.produce('k1', 'orders', ['a', 'b']);
    c.give({ kind: 'kill', node: 'k1' });
    c.give({ kind: 'start', node: 'k1' });
    c.until(() => c.broker('k1')?.phase === 'running', 30_000_000, 'it runs again');
    expect(c.read('k1', 'orders')).toEqual(['a', 'b']);
    c.give({ kind: 'powerCut', node: 'k1' });
    c.give({ kind: 'start', node: 'k1' });
    c.until(() => c.broker('k1')?.phase === 'running', 30_000_000, 'it runs again');
    // Kafka's fsync is replication: with one replica and no flush what was acknowledged is gone.
    expect(c.read('k1', 'orders')).toEqual([]);
    expect(c.produce('k1', 'orders', ['c'])).toMatchObject({ errorCode: 0, baseOffset: 0 });
  });

  test('stops in order with all of it on the disk', () => {
    const c = new Cluster();
    c.createTopic('orders');
    c.produce('k1', 'orders', ['a', 'b']);
    c.give({ kind: 'command', node: 'k1', line: 'kafka-server-stop' });
    c.until(() => c.simulation.world.nodes.get('k1')?.status !== 'up', 10_000_000, 'it has stopped');
    c.give({ kind: 'start', node: 'k1' });
    c.until(() => c.broker('k1')?.phase === 'running', 30_000_000, 'it runs again');
    expect(c.facts('log.started').at(-1)?.body).toMatchObject({ cleanShutdown: true, partitions: 1 });
    expect(c.read('k1', 'orders')).toEqual(['a', 'b']);
  });
});
