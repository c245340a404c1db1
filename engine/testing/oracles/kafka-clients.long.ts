import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeProcess } from './bridge-process.ts';
import { startBridgeProcess } from './bridge-process.ts';
import { KAFKA_TOOLS, provideKafka, run, runKafkaTool } from './kafka-server.ts';

/*
 * librdkafka (kcat) and Kafka's own command-line tools against three brokers of the bridge. Both must be installed: kcat
 * from the system, the tools through Maven; nothing is skipped where they are not.
 */

let bridge: BridgeProcess;
let at = '';

beforeAll(async () => {
  expect(provideKafka()).toBeNull();
  expect((await run('kcat', ['-V'])).status).toBe(0);
  bridge = await startBridgeProcess('--kafka', '0', '--kafka-brokers', '3');
  at = ['kafka', 'kafka-2', 'kafka-3'].map((name) => `127.0.0.1:${Number(bridge.ready[name])}`).join(',');
});

afterAll(async () => {
  expect(await bridge.end()).toBe(0);
  expect(bridge.complaints()).toBe('');
});

async function kcat(input: string, ...words: string[]): Promise<string> {
  const done = await run('kcat', ['-b', at, ...words], input);
  expect(done.status, `kcat ${words.join(' ')}: ${done.out}`).toBe(0);
  return done.out;
}

async function tool(name: keyof typeof KAFKA_TOOLS, words: string, input = ''): Promise<string> {
  const done = await runKafkaTool(
    KAFKA_TOOLS[name],
    ['--bootstrap-server', at, ...words.split(' ').filter(Boolean)],
    input,
  );
  expect(done.status, `${name} ${words}: ${done.out}`).toBe(0);
  return done.out;
}

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const linesOf = (out: string): string[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '');

describe('kcat', () => {
  it('sees three brokers', async () => {
    await until(async () => (await kcat('', '-L')).includes('3 brokers:'), 'three brokers');
  });

  it.each(CODECS)('produces with %s and each acks, and reads it back', async (codec) => {
    const topic = `kcat-${codec}`;
    await tool('topics', `--create --topic ${topic} --partitions 1 --replication-factor 3`);
    // Without acks last: what reaches a broker that does not lead yet is lost, as promised.
    for (const acks of ['1', 'all', '0']) {
      const lines = Array.from({ length: 50 }, (_, i) => `${acks}-${i} ${'x'.repeat(80)}\n`).join('');
      await kcat(lines, '-P', '-t', topic, '-z', codec, '-X', `acks=${acks}`);
    }
    await kcat('last\n', '-P', '-t', topic, '-z', codec, '-X', 'enable.idempotence=true');
    const heard = linesOf(await kcat('', '-C', '-t', topic, '-e', '-q', '-o', 'beginning', '-f', '%o %s\n'));
    expect(heard).toHaveLength(151);
    expect(heard[0]).toBe(`0 1-0 ${'x'.repeat(80)}`);
    expect(heard[150]).toBe('150 last');
  });

  it('a group of three goes on when a member is killed', async () => {
    await tool('topics', '--create --topic kcat-group --partitions 6 --replication-factor 3');
    const heard = new Set<string>();
    const member = (): ReturnType<typeof spawn> => {
      const child = spawn(
        'kcat',
        [
          '-b',
          at,
          '-G',
          'kcats',
          '-u',
          '-q',
          '-X',
          'session.timeout.ms=6000',
          '-X',
          'auto.offset.reset=earliest',
          'kcat-group',
        ],
        { stdio: ['ignore', 'pipe', 'ignore'] },
      );
      let rest = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) heard.add(line);
      });
      return child;
    };
    const members = [member(), member(), member()];
    try {
      await until(async () => (await membersOf('kcats')) === 3, 'three members');
      await kcat(numbers(0, 300), '-P', '-t', 'kcat-group', '-K', ':');
      await until(() => heard.size === 300, 'three hundred records');
      members[0]?.kill('SIGKILL');
      await kcat(numbers(300, 300), '-P', '-t', 'kcat-group', '-K', ':');
      await until(() => heard.size === 600, 'three hundred more, by two members');
      await until(async () => (await membersOf('kcats')) === 2, 'two members');
    } finally {
      for (const one of members) one.kill('SIGKILL');
    }
  });
});

function numbers(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `k${from + i}:${from + i}\n`).join('');
}

async function membersOf(group: string): Promise<number> {
  const done = await runKafkaTool(KAFKA_TOOLS.groups, [
    '--bootstrap-server',
    at,
    '--describe',
    '--group',
    group,
    '--members',
  ]);
  return linesOf(done.out).filter((line) => line.startsWith(`${group} `)).length;
}

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`never: ${what}`);
}

describe("Kafka's own tools", () => {
  it('kafka-topics creates, lists, describes, alters and deletes', async () => {
    expect(
      await tool('topics', '--create --topic tooled --partitions 2 --replication-factor 3 --config retention.ms=9000'),
    ).toContain('Created topic tooled.');
    expect(linesOf(await tool('topics', '--list'))).toContain('tooled');
    const described = await tool('topics', '--describe --topic tooled');
    expect(described).toContain('PartitionCount: 2\tReplicationFactor: 3\tConfigs: ');
    expect(described).toContain('retention.ms=9000');
    await tool('topics', '--alter --topic tooled --partitions 4');
    expect(await tool('topics', '--describe --topic tooled')).toContain('PartitionCount: 4');
    await tool('topics', '--create --topic doomed');
    await tool('topics', '--delete --topic doomed');
    expect(linesOf(await tool('topics', '--list'))).not.toContain('doomed');
  });

  it.each(CODECS)('kafka-console-producer with %s, kafka-console-consumer reads it', async (codec) => {
    await tool('topics', `--create --topic console-${codec} --partitions 1 --replication-factor 3`);
    await tool('producer', `--topic console-${codec} --compression-codec ${codec}`, 'one\ntwo\nthree\n');
    const out = await tool('consumer', `--topic console-${codec} --from-beginning --max-messages 3 --timeout-ms 20000`);
    expect(linesOf(out).slice(0, 3)).toEqual(['one', 'two', 'three']);
  });

  it('kafka-consumer-groups describes, resets and deletes', async () => {
    await tool('producer', '--topic tooled', 'a\nb\nc\nd\n');
    const group = 'tools';
    const more = `--group ${group} --max-messages 4 --timeout-ms 20000 --from-beginning`;
    await tool('consumer', `--topic tooled ${more} --consumer-property group.protocol=classic`);
    expect(linesOf(await tool('groups', '--list'))).toContain(group);
    const lag = (out: string): number =>
      linesOf(out)
        .filter((line) => line.startsWith(`${group} `))
        .reduce((sum, line) => sum + Number(line.split(/\s+/)[5]), 0);
    expect(lag(await tool('groups', `--describe --group ${group}`))).toBe(0);
    await tool('groups', `--reset-offsets --to-earliest --group ${group} --topic tooled --execute`);
    expect(lag(await tool('groups', `--describe --group ${group}`))).toBe(4);
    await tool('groups', `--delete --group ${group}`);
    expect(linesOf(await tool('groups', '--list'))).not.toContain(group);
  });

  it('kafka-configs sets and describes what topics and brokers are told', async () => {
    await tool(
      'configs',
      '--alter --entity-type topics --entity-name tooled --add-config max.message.bytes=2000,cleanup.policy=compact',
    );
    expect(await tool('configs', '--describe --entity-type topics --entity-name tooled')).toContain(
      'max.message.bytes=2000',
    );
    await tool('configs', '--alter --entity-type topics --entity-name tooled --delete-config cleanup.policy');
    expect(await tool('configs', '--describe --entity-type topics --entity-name tooled')).not.toContain(
      'cleanup.policy=compact',
    );
    await tool('configs', '--alter --entity-type brokers --entity-name 1 --add-config log.cleaner.threads=1');
  });

  it('kafka-transactions, kafka-get-offsets, kafka-delete-records and the rest answer', async () => {
    expect(await runKafkaTool(KAFKA_TOOLS.transactions, ['--bootstrap-server', at, 'list'])).toMatchObject({
      status: 0,
    });
    expect(await tool('offsets', '--topic console-none')).toContain('console-none:0:3');
    expect(await tool('apiVersions', '')).toContain('Produce(0)');
    expect((await runKafkaTool(KAFKA_TOOLS.quorum, ['--bootstrap-server', at, 'describe', '--status'])).out).toContain(
      'LeaderId:',
    );
    expect((await runKafkaTool(KAFKA_TOOLS.features, ['--bootstrap-server', at, 'describe'])).out).toContain(
      'metadata.version',
    );
    expect(await tool('logDirs', '--describe')).toContain('"version":1');
  });
});
