import { describe, expect, test } from 'vitest';
import { Rig } from './rig.ts';

describe('expiry', () => {
  test('a key is gone at its time for whoever asks, whether or not the cycle has come by', () => {
    const rig = new Rig({ observed: true, parameters: { 'enable-debug-command': 'yes' } });
    const conn = rig.open();
    rig.ask(conn, 'DEBUG', 'SET-ACTIVE-EXPIRE', '0');
    rig.ask(conn, 'SET', 'k', 'v', 'PX', '50');
    rig.pass(49_000);
    expect(rig.ask(conn, 'GET', 'k')).toBe('v');
    rig.pass(2_000);
    expect(rig.ask(conn, 'DBSIZE')).toBe(1);
    expect(rig.ask(conn, 'GET', 'k')).toBe(null);
    expect(rig.ask(conn, 'DBSIZE')).toBe(0);
    const [expired] = rig.facts.filter(({ fact }) => fact.kind === 'kv.expired');
    expect(expired?.fact).toMatchObject({ key: 'k', how: 'lazy', late: 1 });
  });

  test('the active cycle removes what nobody asks for, and then the server sleeps', () => {
    const rig = new Rig({ observed: true });
    const conn = rig.open();
    for (let i = 0; i < 2000; i++) rig.ask(conn, 'SET', `k${i}`, 'v', 'PX', String(100 + i));
    rig.ask(conn, 'SET', 'stays', 'v');
    rig.pass(10_000_000);
    expect(rig.ask(conn, 'DBSIZE')).toBe(1);
    expect(rig.idle).toBe(true);
    expect(rig.facts.filter(({ fact }) => fact.kind === 'kv.expired').length).toBe(2000);
  });

  test('a time to live far away does not keep the server awake', () => {
    const rig = new Rig();
    const conn = rig.open();
    rig.ask(conn, 'SET', 'k', 'v', 'EX', '3600');
    let steps = 0;
    for (; !rig.idle; steps++) rig.step();
    expect(steps).toBeLessThan(5);
    expect(rig.ask(conn, 'EXISTS', 'k')).toBe(0);
  });

  test('expired keys are deleted in the append-only file, so a restart does not bring them back', () => {
    const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync: 'no' } });
    const conn = rig.open();
    rig.ask(conn, 'SET', 'k', 'v', 'PX', '50');
    rig.ask(conn, 'RPUSH', 'l', '1');
    rig.ask(conn, 'PEXPIRE', 'l', '50');
    rig.pass(1_000_000);
    rig.restart('kill');
    expect(rig.ask(rig.open(), 'DBSIZE')).toBe(0);
  });

  test('times to live are absolute in the files: they go on while the server is down', () => {
    const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync: 'no' } });
    const conn = rig.open();
    rig.ask(conn, 'SET', 'k', 'v', 'EX', '100');
    rig.pass(1_000);
    rig.restart('kill');
    rig.now += 40_000_000;
    expect(rig.ask(rig.open(), 'TTL', 'k')).toBe(60);
  });
});

describe('blocked clients', () => {
  test('are answered nil when their time is over, the earliest first', () => {
    const rig = new Rig();
    const [one, two, three] = [rig.open(), rig.open(), rig.open()];
    rig.exchange(one, ['BLPOP', 'l', '2']);
    rig.exchange(two, ['BLPOP', 'l', '1']);
    rig.exchange(three, ['BZPOPMIN', 'z', '0']);
    rig.pass(1_500_000);
    expect(rig.take(two)).toEqual([{ kind: 'nilArray' }]);
    expect(rig.take(one)).toEqual([]);
    rig.pass(1_000_000);
    expect(rig.take(one)).toEqual([{ kind: 'nilArray' }]);
    expect(rig.take(three)).toEqual([]);
    expect(rig.idle).toBe(true);
  });

  test('WAIT answers 0 when no replica can have acknowledged', () => {
    const rig = new Rig();
    const conn = rig.open();
    expect(rig.exchange(conn, ['WAIT', '1', '100'])).toEqual([]);
    rig.pass(100_000);
    expect(rig.take(conn)).toEqual([0]);
  });

  test('a served pop is in the append-only file as the pop it was', () => {
    const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync: 'no' } });
    const [one, two] = [rig.open(), rig.open()];
    rig.pass(10_000);
    rig.exchange(one, ['BLPOP', 'l', '0']);
    rig.ask(two, 'RPUSH', 'l', 'a', 'b');
    expect(rig.take(one)).toEqual([['l', 'a']]);
    rig.restart('kill');
    expect(rig.ask(rig.open(), 'LRANGE', 'l', '0', '-1')).toEqual(['b']);
  });

  test('CLIENT PAUSE holds commands until it is over', () => {
    const rig = new Rig();
    const [one, two] = [rig.open(), rig.open()];
    rig.ask(one, 'CLIENT', 'PAUSE', '100', 'WRITE');
    expect(rig.exchange(two, ['GET', 'k'])).toEqual([null]);
    expect(rig.exchange(two, ['SET', 'k', 'v'])).toEqual([]);
    rig.pass(101_000);
    expect(rig.take(two)).toEqual([{ kind: 'simple', text: 'OK' }]);
  });
});

describe('the one thread', () => {
  test('is taken for each command and each element it looks at, inside a transaction too', () => {
    const rig = new Rig({ commandMicros: 10, elementNanos: 1000, parameters: { 'enable-debug-command': 'yes' } });
    const conn = rig.open();
    const cost = (...argv: string[]): number => {
      rig.busyFor = 0;
      rig.ask(conn, ...argv);
      return rig.busyFor;
    };
    expect(cost('SET', 'k', 'v')).toBe(10);
    for (let i = 0; i < 99; i++) rig.ask(conn, 'SET', `k${i}`, 'v');
    expect(cost('KEYS', '*')).toBe(110);
    expect(cost('DEBUG', 'SLEEP', '0.5')).toBe(500_010);
    rig.ask(conn, 'MULTI');
    rig.ask(conn, 'KEYS', '*');
    rig.ask(conn, 'GET', 'k');
    expect(cost('EXEC')).toBe(130);
  });
});
