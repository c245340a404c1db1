import { describe, expect, it } from 'vitest';
import { present } from '../../base/assert.ts';
import { MACHINES } from '../../machines.ts';
import { worldNamed } from '../../script/worlds.ts';
import { NO_FOLD, Simulation } from '../../sim/simulation.ts';
import type { KvQuery, KvView } from '../views.ts';

function server(...lines: string[]): <K extends KvQuery['kind']>(query: KvQuery & { kind: K }) => KvView & { kind: K } {
  const simulation = new Simulation({
    spec: present(worldNamed('kv-one'), 'the world is there'),
    registry: MACHINES,
    fold: NO_FOLD,
  });
  simulation.advance({ at: 50_000 });
  for (const line of lines) {
    simulation.dispatch({ kind: 'command', node: 'cli', line });
    simulation.advance({ at: simulation.now + 10_000 });
  }
  return (query) => simulation.inspect('redis', query) as never;
}

describe('pages of the keyspace', () => {
  const ask = server('MSET b:1 x a:2 y a:1 z a:1:deep w c 7', 'EXPIRE c 100', 'RPUSH list 1 2 3');

  it('hold the keys under a prefix in order of their bytes', () => {
    const page = ask({ kind: 'keys', db: 0, prefix: 'a:', from: 0, count: 10 });
    expect(page.keys.map((row) => row.key)).toEqual(['a:1', 'a:1:deep', 'a:2']);
    expect(page.total).toBe(3);
  });

  it('are cut where they were asked to be', () => {
    const page = ask({ kind: 'keys', db: 0, prefix: '', from: 2, count: 2 });
    expect([page.total, page.keys.map((row) => row.key)]).toEqual([6, ['a:2', 'b:1']]);
  });

  it('say type, encoding, length, value and time to live', () => {
    const page = ask({ kind: 'keys', db: 0, prefix: 'c', from: 0, count: 1 });
    expect(page.keys[0]).toMatchObject({ type: 'string', encoding: 'int', items: 1, shown: '7', expired: false });
    expect(page.keys[0]?.expiresAt).toBeGreaterThan(0);
    expect(ask({ kind: 'keys', db: 0, prefix: 'list', from: 0, count: 1 }).keys[0]).toMatchObject({
      type: 'list',
      items: 3,
      shown: null,
    });
  });

  it('are empty for a database that is not there', () => {
    expect(ask({ kind: 'keys', db: 99, prefix: '', from: 0, count: 1 }).total).toBe(0);
  });

  it('fold into a tree whose open prefixes show what is under them', () => {
    const rows = (open: string[]) =>
      ask({ kind: 'tree', db: 0, open, from: 0, count: 50 }).rows.map(
        (row) => `${'.'.repeat(row.depth)}${row.label} ${row.count}`,
      );
    expect(rows([])).toEqual(['a: 3', 'b: 1', 'c 1', 'list 3']);
    expect(rows(['a:', 'a:1:'])).toEqual(['a: 3', '.1 1', '.1: 1', '..deep 1', '.2 1', 'b: 1', 'c 1', 'list 3']);
  });
});

describe('completions', () => {
  const ask = server('MSET order:1 a order:2 b');
  const of = (text: string) => ask({ kind: 'completions', text }).completions;

  it('begin with commands, and say how each is written', () => {
    expect(of('hinc').map((one) => one.line)).toEqual(['HINCRBY ', 'HINCRBYFLOAT ']);
    expect(of('GETRANGE')[0]?.label).toBe('GETRANGE key start end');
    expect(of('set')[0]?.label).toMatch(/^SET key value \[/);
  });

  it('go on with subcommands', () => {
    expect(of('CONFIG res').map((one) => one.line)).toEqual(['CONFIG RESETSTAT ']);
  });

  it('name keys where a key is expected, and how the command is written', () => {
    expect(of('get ord').map((one) => one.line)).toEqual(['get order:1', 'get order:2', 'get ord']);
  });

  it('are none for a command nobody knows', () => {
    expect(of('frobnicate x')).toEqual([]);
  });
});
