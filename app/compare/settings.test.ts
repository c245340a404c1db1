import { expect, test } from 'vitest';
import { requestOf, settingsOf } from './settings.ts';

const redis = settingsOf({ id: 'redis', machine: 'kv', config: { parameters: { appendfsync: 'no' }, more: 1 } });
const worker = settingsOf({ id: 'worker', machine: 'consumer', config: { prefetch: 2, ack: 'manual', keys: ['a'] } });

test('settings of redis.conf are texts in their own group', () => {
  expect(redis.values).toEqual({ appendfsync: 'no' });
  expect(requestOf(redis, 'maxmemory', '100')).toEqual({
    with: 'setting',
    node: 'redis',
    settings: { parameters: { maxmemory: '100' } },
  });
});

test('settings of a client are JSON, or the text itself', () => {
  expect(worker.values).toEqual({ prefetch: '2', ack: 'manual', keys: '["a"]' });
  expect(requestOf(worker, 'prefetch', '20')).toMatchObject({ settings: { prefetch: 20 } });
  expect(requestOf(worker, 'ack', 'automatic')).toMatchObject({ settings: { ack: 'automatic' } });
});
