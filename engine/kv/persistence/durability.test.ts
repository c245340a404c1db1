import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteStringOf } from '../../base/bytes.ts';
import { OK } from '../../wire/reply.ts';
import { Rig } from '../rig.ts';

const INCR = 'appendonlydir/appendonly.aof.1.incr.aof';

function withAof(appendfsync: string, more: Readonly<Record<string, string>> = {}, seed = 1): Rig {
  const rig = new Rig({ parameters: { appendonly: 'yes', appendfsync, ...more }, seed, observed: true });
  rig.pass(1_500_000); // the files of a new AOF are there, and the next second is half a second away
  return rig;
}

describe('the append-only file', () => {
  test('a new server has an empty base, an empty incremental file and a manifest that names them', () => {
    const rig = withAof('everysec');
    expect([...rig.files.keys()].sort()).toEqual([
      'appendonlydir/appendonly.aof.1.base.rdb',
      INCR,
      'appendonlydir/appendonly.aof.manifest',
    ]);
    const manifest = byteStringOf(rig.files.get('appendonlydir/appendonly.aof.manifest')?.bytes ?? new Uint8Array());
    expect(manifest).toBe('file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n');
  });

  test('holds writes as RESP, selects the database once and leaves reads out', () => {
    const rig = withAof('everysec');
    const conn = rig.open();
    for (const line of ['SET a 1', 'GET a', 'SELECT 2', 'INCR n', 'INCR n']) rig.ask(conn, ...line.split(' '));
    rig.pass(200_000);
    expect(byteStringOf(rig.files.get(INCR)?.bytes ?? new Uint8Array())).toBe(
      '*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n' +
        '*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n',
    );
  });

  test('everysec: a power cut before the sync loses the write, a kill does not, and a second later nothing does', () => {
    for (const [wait, how, survives] of [
      [0, 'powerCut', false],
      [0, 'kill', true],
      [1_200_000, 'powerCut', true],
    ] as const) {
      const rig = withAof('everysec');
      const conn = rig.open();
      // The first write after an idle second is synced at once; the one behind it waits for the next second.
      rig.ask(conn, 'SET', 'first', '1');
      rig.pass(10_000);
      expect(rig.ask(conn, 'SET', 'second', '2')).toEqual(OK);
      rig.pass(wait);
      rig.restart(how);
      const again = rig.open();
      expect(rig.ask(again, 'GET', 'first')).toBe('1');
      expect(rig.ask(again, 'GET', 'second')).toBe(survives ? '2' : null);
    }
  });

  test('everysec: a write that waits behind a slow sync is in memory alone, and lost with the process', () => {
    const rig = withAof('everysec');
    const conn = rig.open();
    rig.ask(conn, 'SET', 'first', '1');
    expect(rig.ask(conn, 'SET', 'second', '2')).toEqual(OK);
    rig.restart('kill');
    expect(rig.ask(rig.open(), 'MGET', 'first', 'second')).toEqual(['1', null]);
  });

  test('everysec: a server with nothing to sync sleeps', () => {
    const rig = withAof('everysec');
    rig.ask(rig.open(), 'SET', 'a', '1');
    rig.pass(3_000_000);
    expect(rig.idle).toBe(true);
    expect(rig.files.get(INCR)?.synced).toBe(rig.files.get(INCR)?.bytes.length);
  });

  test('always: nobody is answered before the sync, and one sync serves all who wrote meanwhile', () => {
    const rig = withAof('always');
    const [one, two, three] = [rig.open(), rig.open(), rig.open()];
    expect(rig.exchange(one, ['SET', 'a', '1'])).toEqual([]);
    expect(rig.exchange(two, ['SET', 'b', '2'])).toEqual([]);
    expect(rig.exchange(three, ['GET', 'a'])).toEqual([]);
    rig.pass(2_000);
    expect(rig.take(one)).toEqual([OK]);
    expect(rig.take(two)).toEqual([]);
    rig.pass(2_000);
    expect(rig.take(two)).toEqual([OK]);
    expect(rig.take(three)).toEqual(['1']);
    const asked = rig.facts.filter(({ fact }) => fact.kind === 'kv.fsyncAsked');
    expect(asked.length).toBe(2);
  });

  test('always: what was acknowledged survives a power cut at any moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 9_000 }),
        fc.integer(),
        (writes, cutAt, seed) => {
          const rig = withAof('always', {}, seed);
          const conns = [rig.open(), rig.open(), rig.open()];
          const sent = conns.map((): string[] => []);
          const acknowledged: string[] = [];
          for (let i = 0; i < writes; i++) {
            const at = rig.random(conns.length);
            const conn = conns[at] as number;
            sent[at]?.push(`k${i}`);
            rig.exchange(conn, ['SET', `k${i}`, String(i)]).forEach(() => acknowledged.push(sent[at]?.shift() ?? ''));
            rig.pass(rig.random(1500));
            for (const [j, other] of conns.entries())
              for (const _ of rig.take(other)) acknowledged.push(sent[j]?.shift() ?? '');
          }
          rig.pass(cutAt);
          for (const [j, other] of conns.entries())
            for (const _ of rig.take(other)) acknowledged.push(sent[j]?.shift() ?? '');
          rig.restart('powerCut', (_file, from, to) => from + rig.random(to - from + 1));
          const again = rig.open();
          for (const key of acknowledged) expect(rig.ask(again, 'GET', key)).toBe(key.slice(1));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('every byte of the file belongs to a write that says so', () => {
    const rig = withAof('everysec');
    const conn = rig.open();
    for (const line of ['SET a 1', 'LPUSH l 1 2', 'MULTI', 'INCR a', 'DEL l', 'EXEC', 'EXPIRE a 10', 'SET b 2 EX 5']) {
      rig.ask(conn, ...line.split(' '));
    }
    rig.pass(200_000);
    let covered = 0;
    for (const { fact } of rig.facts) {
      if (fact.kind !== 'kv.propagated') continue;
      expect(fact.from).toBe(covered);
      covered = fact.to;
    }
    expect(covered).toBe(rig.files.get(INCR)?.bytes.length);
  });

  test('a transaction cut in the middle is not replayed', () => {
    const rig = withAof('no');
    const conn = rig.open();
    for (const line of ['SET a 1', 'MULTI', 'SET a 2', 'SET b 2', 'EXEC']) rig.ask(conn, ...line.split(' '));
    const whole = rig.files.get(INCR)?.bytes ?? new Uint8Array();
    rig.files.set(INCR, { bytes: whole.slice(0, whole.length - 5), synced: whole.length - 5 });
    rig.restart('kill');
    const again = rig.open();
    expect(rig.ask(again, 'GET', 'a')).toBe('1');
    expect(rig.ask(again, 'EXISTS', 'b')).toBe(0);
  });

  test('a rewrite leaves one base with everything, while writes go on', () => {
    const rig = withAof('everysec');
    const conn = rig.open();
    for (let i = 0; i < 50; i++) rig.ask(conn, 'RPUSH', 'list', String(i));
    expect(rig.ask(conn, 'BGREWRITEAOF')).toEqual({
      kind: 'simple',
      text: 'Background append only file rewriting started',
    });
    rig.ask(conn, 'RPUSH', 'list', 'after');
    rig.pass(3_000_000);
    expect([...rig.files.keys()].sort()).toEqual([
      'appendonlydir/appendonly.aof.2.base.rdb',
      'appendonlydir/appendonly.aof.2.incr.aof',
      'appendonlydir/appendonly.aof.manifest',
    ]);
    rig.restart('powerCut');
    const again = rig.open();
    expect(rig.ask(again, 'LLEN', 'list')).toBe(51);
    expect(rig.ask(again, 'LINDEX', 'list', '-1')).toBe('after');
  });

  test('at any moment of a rewrite a kill loses nothing', () => {
    for (let cutAt = 0; cutAt < 20_000; cutAt += 700) {
      const rig = withAof('no');
      const conn = rig.open();
      for (let i = 0; i < 5; i++) rig.ask(conn, 'INCR', 'n');
      rig.ask(conn, 'BGREWRITEAOF');
      let answered = 5;
      for (let passed = 0; passed < cutAt; passed += 350) {
        answered += rig.exchange(conn, ['INCR', 'n']).length;
        rig.pass(350);
        answered += rig.take(conn).length;
      }
      rig.restart('kill');
      expect(Number(rig.ask(rig.open(), 'GET', 'n'))).toBeGreaterThanOrEqual(answered);
    }
  });
});

describe('the snapshot', () => {
  test('a save point saves when its time has come, and a later write is lost with the process', () => {
    const rig = new Rig({ parameters: { save: '60 2' } });
    const conn = rig.open();
    rig.ask(conn, 'SET', 'a', '1');
    rig.pass(120_000_000);
    expect(rig.files.has('dump.rdb')).toBe(false);
    rig.ask(conn, 'SET', 'b', '2');
    rig.pass(1_000_000);
    expect(rig.files.has('dump.rdb')).toBe(true);
    rig.ask(conn, 'SET', 'c', '3');
    rig.restart('kill');
    const again = rig.open();
    expect(rig.ask(again, 'MGET', 'a', 'b', 'c')).toEqual(['1', '2', null]);
  });

  test('BGSAVE holds what was there when it began', () => {
    const rig = new Rig({ commandMicros: 5 });
    const conn = rig.open();
    for (let i = 0; i < 300; i++) rig.ask(conn, 'SET', `k${i}`, 'before');
    expect(rig.ask(conn, 'BGSAVE')).toEqual({ kind: 'simple', text: 'Background saving started' });
    for (let i = 0; i < 300; i += 2) rig.ask(conn, 'SET', `k${i}`, 'after');
    rig.ask(conn, 'DEL', 'k1');
    expect(rig.ask(conn, 'BGSAVE')).toEqual({ kind: 'error', text: 'ERR Background save already in progress' });
    rig.pass(1_000_000);
    rig.restart('kill');
    const again = rig.open();
    for (let i = 0; i < 300; i++) expect(rig.ask(again, 'GET', `k${i}`)).toBe('before');
  });

  test('SHUTDOWN syncs and ends', () => {
    const rig = withAof('everysec');
    const conn = rig.open();
    rig.ask(conn, 'SET', 'a', '1');
    rig.exchange(conn, ['SHUTDOWN']);
    rig.pass(100_000);
    expect(rig.exited).toBe(true);
    rig.restart('powerCut');
    expect(rig.ask(rig.open(), 'GET', 'a')).toBe('1');
  });
});
