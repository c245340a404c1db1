import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test.each([
  [[], 'nothing to serve: --redis PORT, --amqp PORT or --kafka PORT is missing'],
  [['--redis', '1', '--kafka-brokers', '3'], '--kafka-brokers: no brokers to count, --kafka PORT is missing'],
  [['--kafka', '0', '--kafka-brokers', '0'], "--kafka-brokers: '0' is no number (1 to 9)"],
  [['--redis', '1', '--amqp-admin', '15672'], '--amqp-admin: nothing to look at, --amqp PORT is missing'],
  [['--amqp', 'x'], "--amqp: 'x' is no port (0 to 65535)"],
  [['--redis'], '--redis: a value is missing'],
  [['--redis='], '--redis: a value is missing'],
  [['--redis', '-1'], "--redis: '-1' is no port (0 to 65535)"],
  [['--redis', '65536'], "--redis: '65536' is no port (0 to 65535)"],
  [['--redis', '1', '--redis', '2'], '--redis: given twice'],
  [['--redis', '1', '--bogus', '2'], '--bogus: no such option'],
  [['--redis', '1', 'more'], 'more: no such option'],
  [['--redis', '1', '--dir', '/no/such/folder'], "--dir: '/no/such/folder' is no folder"],
])('%j is refused', (words, why) => {
  expect(() => readOptions(words)).toThrow(why);
});

test('a port and a folder are read, in either spelling; a missing folder is made', () => {
  const dir = mkdtempSync(join(tmpdir(), 'inflight-options-'));
  expect(readOptions(['--redis', '6379'])).toEqual({
    redis: 6379,
    amqp: null,
    amqpAdmin: null,
    kafka: null,
    kafkaBrokers: 1,
    dir: null,
  });
  expect(readOptions(['--amqp=0', '--amqp-admin', '15672', '--redis', '1'])).toEqual({
    redis: 1,
    amqp: 0,
    amqpAdmin: 15672,
    kafka: null,
    kafkaBrokers: 1,
    dir: null,
  });
  expect(readOptions(['--kafka', '9092', '--kafka-brokers=3'])).toMatchObject({ kafka: 9092, kafkaBrokers: 3 });
  expect(readOptions([`--dir=${join(dir, 'new')}`, '--redis=0'])).toMatchObject({ redis: 0, dir: join(dir, 'new') });
  expect(existsSync(join(dir, 'new'))).toBe(true);
  rmSync(dir, { recursive: true });
});
