import { describe, expect, test } from 'vitest';
import { MAXMEMORY_POLICIES } from '../config/parameters.ts';
import { Rig } from '../rig.ts';
import { usedMemory } from './accounting.ts';

const VALUE = 'x'.repeat(1000);

/** A server with 500 keys of about 1.4 kB, a third of them with a time to live, and `excess` keys too many. */
function full(
  policy: string,
  excess = 200,
  before: (rig: Rig, conn: number) => void = () => {},
): { rig: Rig; conn: number } {
  const rig = new Rig({ observed: true });
  const conn = rig.open();
  for (let i = 0; i < 500; i++) {
    rig.ask(conn, 'SET', `k${i}`, VALUE);
    if (i % 3 === 0) rig.ask(conn, 'EXPIRE', `k${i}`, String(1000 + i));
    rig.pass(1_000_000);
  }
  before(rig, conn);
  const limit = usedMemory(rig.state) - excess * 1400;
  rig.ask(conn, 'CONFIG', 'SET', 'maxmemory-policy', policy);
  rig.ask(conn, 'CONFIG', 'SET', 'maxmemory', String(limit));
  return { rig, conn };
}

function evicted(rig: Rig): string[] {
  return rig.facts.flatMap(({ fact }) => (fact.kind === 'kv.evicted' ? [fact.key] : []));
}

describe('maxmemory', () => {
  test.each(MAXMEMORY_POLICIES.filter((policy) => policy.startsWith('allkeys')))(
    '%s makes room for a write',
    (policy) => {
      const { rig, conn } = full(policy);
      expect(rig.ask(conn, 'SET', 'new', VALUE)).toEqual({ kind: 'simple', text: 'OK' });
      expect(evicted(rig).length).toBeGreaterThan(100);
      expect(rig.ask(conn, 'DBSIZE')).toBe(501 - evicted(rig).length);
    },
  );

  test.each(MAXMEMORY_POLICIES.filter((policy) => policy.startsWith('volatile')))(
    '%s takes only keys with a time to live, and refuses when there are none left',
    (policy) => {
      const { rig, conn } = full(policy);
      const reply = rig.ask(conn, 'SET', 'new', VALUE);
      for (const key of evicted(rig)) expect(Number(key.slice(1)) % 3).toBe(0);
      expect(evicted(rig).length).toBe(167);
      expect(reply).toEqual({ kind: 'error', text: "OOM command not allowed when used memory > 'maxmemory'." });
    },
  );

  test('noeviction refuses what needs memory and serves the rest', () => {
    const { rig, conn } = full('noeviction');
    expect(rig.ask(conn, 'SET', 'new', VALUE)).toMatchObject({ kind: 'error' });
    expect(rig.ask(conn, 'GET', 'k1')).toBe(VALUE);
    expect(rig.ask(conn, 'DEL', 'k1')).toBe(1);
    rig.ask(conn, 'MULTI');
    rig.ask(conn, 'INCR', 'n');
    expect(rig.ask(conn, 'EXEC')).toMatchObject({ kind: 'error' });
    expect(evicted(rig)).toEqual([]);
  });

  test('allkeys-lru keeps what was read lately', () => {
    const { rig, conn } = full('allkeys-lru', 200, (one, reader) => {
      for (let i = 0; i < 100; i++) one.ask(reader, 'GET', `k${i}`);
      one.pass(10_000_000);
    });
    rig.ask(conn, 'SET', 'new', VALUE);
    const lost = evicted(rig).filter((key) => Number(key.slice(1)) < 100).length;
    expect(evicted(rig).length).toBeGreaterThan(100);
    expect(lost).toBeLessThan(10);
  });

  test('volatile-ttl takes the nearest to expire first', () => {
    const { rig, conn } = full('volatile-ttl', 40);
    rig.ask(conn, 'GET', 'k1');
    const victims = evicted(rig).map((key) => Number(key.slice(1)));
    expect(victims.length).toBeGreaterThan(10);
    expect(victims.reduce((sum, n) => sum + n, 0) / victims.length).toBeLessThan(200);
  });

  test('an evicted key is deleted in the append-only file too', () => {
    const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync: 'no' } });
    const conn = rig.open();
    for (let i = 0; i < 50; i++) rig.ask(conn, 'SET', `k${i}`, VALUE);
    rig.ask(conn, 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random');
    rig.ask(conn, 'CONFIG', 'SET', 'maxmemory', String(usedMemory(rig.state) - 20_000));
    rig.ask(conn, 'SET', 'new', '1');
    const left = rig.ask(conn, 'DBSIZE');
    expect(left).toBeLessThan(50);
    rig.restart('kill');
    expect(rig.ask(rig.open(), 'DBSIZE')).toBe(left);
  });
});
