import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_FORMATS } from '../../broker/export/formats.ts';
import { type RabbitServer, rabbitInstalled, startRabbit } from './amqp-server.ts';
import { exportedShop } from './exported-shop.ts';

/* Exports, given to the tools they are for. */

const SECTIONS = ['vhosts', 'permissions', 'topic_permissions', 'policies', 'exchanges', 'queues', 'bindings'] as const;

type Definitions = Readonly<Record<(typeof SECTIONS)[number], readonly Readonly<Record<string, unknown>>[]>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows as texts, whatever the order of rows and fields. */
const keyed = (rows: Definitions['queues']): string[] =>
  rows
    .map((row) =>
      JSON.stringify(row, (_, value: unknown) =>
        isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [z]) => (a < z ? -1 : 1))) : value,
      ),
    )
    .sort();

describe.runIf(rabbitInstalled)('beside a running rabbitmq-server', () => {
  let server: RabbitServer;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'inflight-exports-'));
    server = await startRabbit({ management: true });
  });
  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true });
  });

  const api = async (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.admin}${path}`, { headers: { authorization: `Basic ${btoa('guest:guest')}` } });

  test("the server's own rabbitmqadmin runs what is written for it, and makes the same topology", async () => {
    const tool = join(folder, 'rabbitmqadmin');
    writeFileSync(tool, await (await api('/cli/rabbitmqadmin')).text());
    const exported = exportedShop();
    const lines = EXPORT_FORMATS.rabbitmqadmin(exported).trim().split('\n');
    const said: string[] = [];
    for (const line of lines) {
      // What rabbitmqctl is to do is done by the server's, which knows where it is.
      if (line.startsWith('rabbitmqctl ')) {
        const words = spawnSync('sh', ['-c', `printf '%s\\n' ${line.slice('rabbitmqctl '.length)}`], {
          encoding: 'utf8',
        });
        server.ctl(...words.stdout.trimEnd().split('\n'));
        continue;
      }
      const run = spawnSync('sh', ['-c', `rabbitmqadmin() { python3 ${tool} --port=${server.admin} "$@"; }; ${line}`], {
        encoding: 'utf8',
      });
      if (run.status !== 0) said.push(`${line}\n${run.stdout}${run.stderr}`);
    }
    expect(said).toEqual([]);
    const { permissions, ...made } = (await (await api('/api/definitions')).json()) as Definitions;
    // Whoever makes a vhost over HTTP is given all rights in it.
    const given = permissions.filter(({ user, vhost }) => !(user === 'guest' && vhost === 'b/c'));
    const wanted = JSON.parse(exported) as Definitions;
    for (const section of SECTIONS)
      expect(keyed({ ...made, permissions: given }[section]), section).toEqual(keyed(wanted[section]));
  });
});
