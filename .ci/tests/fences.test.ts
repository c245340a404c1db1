// A fence that lets everything through looks exactly like a clean tree. So: build a small tree that breaks every rule,
// and see that each one says so.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../files.mjs';
import { command } from '../run.mjs';

let tree = '';

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'inflight-fences-'));
  const tooling = ['.oxlintrc.json', '.dependency-cruiser.mjs', 'tsconfig.base.json', '.ci/arrow-table.mjs'];
  const projects = ['tsconfig.json', 'tsconfig.source.json', 'tsconfig.test.json'].map((name) => `engine/${name}`);
  for (const file of [...tooling, ...projects]) cpSync(join(root, file), join(tree, file), { recursive: true });
  // A junction needs no special right on Windows.
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
  put('package.json', '{ "type": "module" }');
});

afterEach(() => rmSync(tree, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}

function run(bin: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: tree, encoding: 'utf8' });
  return stdout + stderr;
}

describe('the linter', () => {
  const forbidden = {
    Date: 'export const at = Date.now();',
    'Math.random': 'export const chance = Math.random();',
    Promise: 'export const later = Promise.resolve(1);',
    async: 'export async function later(): Promise<void> {}',
    setTimeout: 'setTimeout(() => {}, 1);',
    setInterval: 'setInterval(() => {}, 1);',
    Intl: 'export const names = new Intl.Collator();',
    localeCompare: 'export const order = "a".localeCompare("b");',
    toLocaleString: 'export const text = (1).toLocaleString();',
    toLocaleUpperCase: 'export const text = "i".toLocaleUpperCase();',
    performance: 'export const at = performance.now();',
    crypto: 'export const id = crypto.randomUUID();',
    any: 'export const something: any = 1;',
  };

  test('refuses what is not deterministic, anywhere in the engine', () => {
    for (const [name, text] of Object.entries(forbidden)) put(`engine/kv/${name}.ts`, `${text}\n`);
    const said = run(command('oxlint'), '-f', 'unix', 'engine');
    for (const name of Object.keys(forbidden)) expect(said, name).toContain(`engine/kv/${name}.ts:1:`);
  });

  test('lets the host, the bridge and tests use the clock', () => {
    for (const path of ['host/pacer.ts', 'bridge/clock.ts', 'testing/oracle.ts', 'kv/expire.test.ts']) {
      put(`engine/${path}`, 'export const at = Date.now();\n');
    }
    expect(run(command('oxlint'), '-f', 'unix', 'engine')).not.toContain('engine/');
  });

  test('sees a promise nobody waits for', () => {
    put('engine/kv/a.test.ts', "import { readFile } from 'node:fs/promises';\nreadFile('x');\n");
    expect(run(command('oxlint'), '--type-aware', '-f', 'unix', 'engine')).toContain('no-floating-promises');
  });
});

describe('the compiler', () => {
  test('knows neither a browser nor Node in the engine', () => {
    put('engine/kv/dom.ts', 'export const page = document.title;\n');
    put('engine/kv/node.ts', "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n");
    const said = run(command('typescript-7', 'tsc'), '-p', 'engine/tsconfig.source.json');
    expect(said).toContain("Cannot find name 'document'");
    expect(said).toMatch(/Cannot find (module|name) 'node:fs'/);
  });
});

describe('the arrows', () => {
  const wrong: Record<string, string> = {
    'engine/base/up.ts': '../sim/kernel.ts',
    'engine/sim/up.ts': '../kv/facts.ts',
    'engine/wire/up.ts': '../sim/kernel.ts',
    'engine/kv/aside.ts': '../broker/facts.ts',
    'engine/broker/aside.ts': '../log/facts.ts',
    'engine/log/aside.ts': '../kv/facts.ts',
    'engine/clients/aside.ts': '../kv/facts.ts',
    'engine/script/engine.ts': '../machines.ts',
    'engine/scene/value.ts': '../kv/facts.ts',
    'engine/host/client.ts': '../sim/kernel.ts',
    'engine/host/worker.ts': '../kv/facts.ts',
    'engine/bridge/engine.ts': '../kv/facts.ts',
    'lessons/engine.ts': '../engine/kv/facts.ts',
    'app/engine.ts': '../engine/kv/facts.ts',
    'app/worker.ts': '../engine/host/pacer.ts',
    'engine/kv/package.ts': 'valibot',
    'engine/stray.ts': './base/assert.ts',
  };
  const targets = [
    'engine/sim/kernel.ts',
    'engine/kv/facts.ts',
    'engine/broker/facts.ts',
    'engine/log/facts.ts',
    'engine/machines.ts',
    'engine/host/pacer.ts',
    'engine/base/assert.ts',
  ];

  const cruise = (): Set<string> => {
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'engine', 'lessons', 'app'];
    const said = run(command('dependency-cruiser', 'depcruise'), ...args);
    const { summary } = JSON.parse(said) as { summary: { violations: { from: string }[] } };
    return new Set(summary.violations.map(({ from }) => from));
  };

  test('every import the table does not name is refused', () => {
    for (const file of targets) put(file, 'export const it = 1;\n');
    for (const [file, to] of Object.entries(wrong)) put(file, `import * as it from '${to}';\nexport default it;\n`);
    expect([...cruise()].sort()).toEqual(Object.keys(wrong).sort());
  });

  test('what the table names is allowed, types where it says types', () => {
    for (const file of targets) put(file, 'export type It = 1;\nexport const it = 1;\n');
    for (const folder of ['lessons', 'app']) put(`${folder}/empty.ts`, 'export {};\n');
    put('engine/kv/down.ts', "export { it } from '../sim/kernel.ts';\n");
    put('engine/scene/types.ts', "export type { It } from '../kv/facts.ts';\n");
    put('engine/host/worker.ts', "export { it } from '../machines.ts';\n");
    put('engine/kv/down.test.ts', "import { it } from '../broker/facts.ts';\nit;\n");
    expect([...cruise()]).toEqual([]);
  });

  test('what needs itself in order to run is refused', () => {
    put('engine/kv/a.ts', "export { b } from './b.ts';\nexport const a = 1;\n");
    put('engine/kv/b.ts', "export { a } from './a.ts';\nexport const b = 1;\n");
    for (const folder of ['lessons', 'app']) put(`${folder}/empty.ts`, 'export {};\n');
    expect(cruise().size).toBeGreaterThan(0);
  });
});
