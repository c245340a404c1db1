import { describe, expect, test } from 'vitest';
import { ApiKey } from '../wire/kafka/messages.ts';
import { Cluster } from './rig.ts';

const small = { 'internal.segment.bytes': '200' };

describe('a compacted topic', () => {
  test('keeps the last record of each key, at its own offset', () => {
    const c = new Cluster({ properties: { 'log.cleaner.backoff.ms': '1000' } });
    c.createTopic('state', 1, 1, {
      'cleanup.policy': 'compact',
      'min.cleanable.dirty.ratio': '0.01',
      'delete.retention.ms': '5000',
      ...small,
    });
    for (const record of ['a=1', 'b=1', 'a=2', 'c=1', 'b=', 'a=3', 'd=1', 'e=1']) c.produce('k1', 'state', [record]);
    c.pass(2_000_000);
    expect(c.read('k1', 'state')).toEqual(['c=1', 'b=', 'a=3', 'd=1', 'e=1']);
    expect(c.facts('log.compacted').length).toBeGreaterThan(0);
    // A tombstone goes with a later cleaning, once its time is over.
    c.pass(6_000_000);
    for (const record of ['f=1', 'f=2', 'f=3', 'f=4']) c.produce('k1', 'state', [record]);
    c.pass(2_000_000);
    expect(c.read('k1', 'state')).not.toContain('b=');
    expect(c.partition('k1', 'state')).toMatchObject({ startOffset: 0, endOffset: 12 });
    c.give({ kind: 'kill', node: 'k1' });
    c.give({ kind: 'start', node: 'k1' });
    c.until(() => c.knows('k1') === 1, 60_000_000, 'it is back');
    expect(c.read('k1', 'state')).toContain('a=3');
    expect(c.partition('k1', 'state')?.endOffset).toBe(12);
  });

  test('refuses a record without a key', () => {
    const c = new Cluster();
    c.createTopic('state', 1, 1, { 'cleanup.policy': 'compact' });
    expect(c.produce('k1', 'state', ['nokey'])).toMatchObject({ errorCode: 87 });
  });
});

describe('retention', () => {
  test('lets go of whole segments that are too old', () => {
    const c = new Cluster({ properties: { 'log.retention.check.interval.ms': '1000' } });
    c.createTopic('orders', 1, 1, { 'retention.ms': '3000', ...small });
    for (let i = 0; i < 10; i++) c.produce('k1', 'orders', [`old ${i}`]);
    c.pass(5_000_000);
    expect(c.partition('k1', 'orders')).toMatchObject({ startOffset: 10, endOffset: 10 });
    expect(c.facts('log.expired').map(({ body }) => body.reason)).toContain('retention.ms');
    c.produce('k1', 'orders', ['new']);
    expect(c.read('k1', 'orders', 0, 10)).toEqual(['new']);
  });

  test('keeps no more bytes than it may, by changing a setting of a topic that is there', () => {
    const c = new Cluster({ properties: { 'log.retention.check.interval.ms': '1000' } });
    c.createTopic('orders', 1, 1, small);
    for (let i = 0; i < 10; i++) c.produce('k1', 'orders', [`record ${i}`]);
    const configs = [{ name: 'retention.bytes', configOperation: 0, value: '300' }];
    const body = { resources: [{ resourceType: 2, resourceName: 'orders', configs }], validateOnly: false };
    expect(c.ask('k1', ApiKey.IncrementalAlterConfigs, 1, body).responses).toMatchObject([{ errorCode: 0 }]);
    c.pass(2_000_000);
    const p = c.partition('k1', 'orders')!;
    expect(p.startOffset).toBeGreaterThan(0);
    expect(p.size).toBeLessThanOrEqual(500);
    const asked = {
      resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys: ['retention.bytes'] }],
      includeSynonyms: false,
      includeDocumentation: false,
    };
    expect(c.ask('k1', ApiKey.DescribeConfigs, 4, asked).results?.[0]?.configs).toMatchObject([
      { name: 'retention.bytes', value: '300', configSource: 1 },
    ]);
  });

  test('begins where an administrator says', () => {
    const c = new Cluster();
    c.createTopic('orders');
    c.produce('k1', 'orders', ['a', 'b']);
    c.produce('k1', 'orders', ['c']);
    const body = { topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset: 2 }] }], timeoutMs: 1000 };
    expect(c.ask('k1', ApiKey.DeleteRecords, 2, body).topics?.[0]?.partitions).toMatchObject([
      { errorCode: 0, lowWatermark: 2 },
    ]);
    expect(c.fetch('k1', 'orders', 0)).toMatchObject({ errorCode: 1 });
    expect(c.read('k1', 'orders', 0, 2)).toEqual(['c']);
  });
});
