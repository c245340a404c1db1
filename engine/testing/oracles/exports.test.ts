import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_FORMATS } from '../../broker/export/formats.ts';
import { type BridgeProcess, startBridgeProcess } from './bridge-process.ts';
import { exportedShop } from './exported-shop.ts';

/* A topology written as a program, run: it makes the same topology again. */

interface Definitions {
  readonly exchanges: readonly object[];
  readonly queues: readonly object[];
  readonly bindings: readonly object[];
}

const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe('a topology as a program', () => {
  let bridge: BridgeProcess;
  beforeAll(async () => {
    bridge = await startBridgeProcess('--amqp', '0', '--amqp-admin', '0');
  }, 60_000);
  afterAll(async () => {
    expect(await bridge.end()).toBe(0);
  }, 60_000);

  test('of amqplib, run against the bridge, makes what it was made of', async () => {
    const json = exportedShop();
    // The bridge has one vhost; the program is for all that there are.
    const wanted = JSON.parse(json) as Definitions & { readonly vhosts: readonly { name: string }[] };
    const here = (rows: readonly object[]): object[] => rows.filter((row) => 'vhost' in row && row.vhost === '/');
    const own = {
      ...wanted,
      exchanges: here(wanted.exchanges),
      queues: here(wanted.queues),
      bindings: here(wanted.bindings),
    };
    const program = EXPORT_FORMATS.amqplib(JSON.stringify(own));
    const run = spawnSync(process.execPath, ['--input-type=module', '-'], {
      input: program,
      encoding: 'utf8',
      env: { ...process.env, AMQP_URL: `amqp://guest:guest@127.0.0.1:${String(bridge.ready['amqp'])}` },
      timeout: 30_000,
    });
    expect(run.stderr).toBe('');
    const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
    const url = `http://127.0.0.1:${String(bridge.ready['amqp-admin'])}/api/definitions`;
    const made = (await (await fetch(url, { headers: { authorization } })).json()) as Definitions;
    // What goes with its last user is gone with the program's connection, or stays: it never had one.
    expect(sorted(made.exchanges)).toEqual(sorted(own.exchanges));
    expect(sorted(made.queues)).toEqual(sorted(own.queues));
    expect(sorted(made.bindings)).toEqual(sorted(own.bindings));
  }, 60_000);
});

test('as commands every word is safe from the shell', () => {
  const text = EXPORT_FORMATS.rabbitmqadmin(exportedShop());
  const words = spawnSync('sh', ['-c', `rabbitmqadmin() { printf '%s\\n' "$@"; }; rabbitmqctl() { :; }; ${text}`], {
    encoding: 'utf8',
  });
  expect(words.status).toBe(0);
  const lines = words.stdout.split('\n');
  expect(lines).toContain(`name=it's "odd" \${here}`);
  expect(lines).toContain('arguments={"x-match":"any","size":3,"ok":true}');
  expect(lines).toContain('definition={"max-length":5}');
  expect(text.match(/^rabbitmqadmin .*declare queue/gm)).toHaveLength(5);
  expect(text).toContain("rabbitmqctl set_topic_permissions -p / ann orders '^a' '^b'");
});

test('as Terraform every resource has a name of its own and refers to those it needs', () => {
  const text = EXPORT_FORMATS.terraform(exportedShop());
  const labels = [...text.matchAll(/^resource "(\w+)" "([\w-]+)" \{$/gm)].map(([, type, label]) => `${type}.${label}`);
  expect(new Set(labels).size).toBe(labels.length);
  for (const [, type, label] of text.matchAll(/= (rabbitmq_\w+)\.([\w-]+)\.name$/gm))
    expect(labels).toContain(`${String(type)}.${String(label)}`);
  expect(text).toContain('source           = rabbitmq_exchange.orders.name');
  expect(text).toContain('"it\'s \\"odd\\" $${here}"');
  expect(text.split('{').length).toBe(text.split('}').length);
});
