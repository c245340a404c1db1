import { describe, expect, test } from 'vitest';
import '../bridge/lua-source.ts';
import type { Reply } from '../wire/reply.ts';
import { Rig } from './rig.ts';

/*
 * Keys on their way from one server to another. The two are rigs; the test carries the frames between them.
 */

interface Pair {
  readonly from: Rig;
  readonly to: Rig;
  readonly client: number;
  readonly admin: number;
}

function pair(): Pair {
  const [from, to] = [new Rig({ parameters: { appendonly: 'yes' } }), new Rig()];
  return { from, to, client: from.open(), admin: to.open() };
}

/** Sends MIGRATE and carries all of it over. The other side's connections are opened as they are dialed. */
function migrate({ from, to, client }: Pair, ...words: string[]): unknown {
  const before = from.dialed.length;
  const frames = from.exchange(client, ['MIGRATE', 'other', '6379', ...words]);
  for (const { conn } of from.dialed.slice(before)) from.give({ kind: 'opened', conn, peer: 'other', accepted: false });
  const dialed = from.dialed.at(-1);
  if (dialed === undefined) return frames[0];
  const there = to.open();
  for (const argv of from.take(dialed.conn) as (readonly string[])[]) {
    for (const frame of to.exchange(there, argv)) from.give({ kind: 'frame', conn: dialed.conn, frame });
  }
  return [...frames, ...from.take(client)][0];
}

const OK = { kind: 'simple', text: 'OK' };

describe('MIGRATE', () => {
  test('moves keys with their time to live, and is written as a deletion', () => {
    const both = pair();
    const { from, to, client, admin } = both;
    from.ask(client, 'SET', 'a', 'one', 'PX', '60000');
    from.ask(client, 'RPUSH', 'b', '1', '2');
    expect(migrate(both, '', '0', '1000', 'KEYS', 'a', 'none', 'b')).toEqual(OK);
    expect(from.ask(client, 'DBSIZE')).toBe(0);
    expect(to.ask(admin, 'GET', 'a')).toBe('one');
    expect(to.ask(admin, 'PTTL', 'a')).toBe(60000);
    expect(to.ask(admin, 'LRANGE', 'b', '0', '-1')).toEqual(['1', '2']);
    from.pass(2_000_000);
    const aof = [...from.files].filter(([name]) => name.includes('incr')).map(([, { bytes }]) => bytes);
    expect(aof.map((bytes) => String.fromCharCode(...bytes)).join('')).toContain(
      '*3\r\n$3\r\nDEL\r\n$1\r\na\r\n$1\r\nb\r\n',
    );
  });

  test('leaves what the other server refuses, and says what it said', () => {
    const both = pair();
    const { from, to, client, admin } = both;
    to.ask(admin, 'SET', 'b', 'mine');
    from.ask(client, 'MSET', 'a', '1', 'b', '2');
    expect(migrate(both, '', '0', '1000', 'KEYS', 'a', 'b')).toMatchObject({
      text: 'ERR Target instance replied with error: BUSYKEY Target key name already exists.',
    });
    expect(from.ask(client, 'KEYS', '*')).toEqual(['b']);
    expect(migrate(both, 'b', '0', '1000', 'COPY', 'REPLACE')).toEqual(OK);
    expect(to.ask(admin, 'GET', 'b')).toBe('2');
    expect(from.ask(client, 'EXISTS', 'b')).toBe(1);
  });

  test('keeps its socket for a while, and everybody waits for it', () => {
    const both = pair();
    const { from, client } = both;
    const info = (): string => JSON.stringify(from.ask(client, 'INFO', 'stats'));
    from.ask(client, 'SET', 'a', '1');
    migrate(both, 'a', '0', '1000');
    expect(info()).toContain('migrate_cached_sockets:1');
    from.pass(15_000_000);
    expect(info()).toContain('migrate_cached_sockets:0');
    const other = from.open();
    from.ask(client, 'SET', 'a', '1');
    from.exchange(client, ['MIGRATE', 'other', '6379', 'a', '0', '500']);
    expect(from.exchange(other, ['PING'])).toEqual([]);
    from.pass(500_000);
    expect(from.take(client)).toMatchObject([{ text: 'IOERR error or timeout connecting to the client' }]);
    expect(from.take(other)).toMatchObject([{ text: 'PONG' }]);
  });

  test('asks for an empty key with KEYS, and says when there is none', () => {
    const { from, client } = pair();
    const ask = (...words: string[]): Reply | undefined => from.ask(client, 'MIGRATE', 'h', '1', ...words);
    expect(ask('k', '0', '1', 'KEYS', 'a')).toMatchObject({
      text: 'ERR When using MIGRATE KEYS option, the key argument must be set to the empty string',
    });
    expect(ask('', '0', '1', 'KEYS', 'a')).toMatchObject({ text: 'NOKEY' });
    expect(ask('a', '0', '1', 'AUTH')).toMatchObject({ text: 'ERR syntax error' });
    expect(
      from.ask(client, 'COMMAND', 'GETKEYS', 'MIGRATE', 'h', '1', '', '0', '1', 'AUTH', 'keys', 'KEYS', 'a', 'b'),
    ).toEqual(['a', 'b']);
  });
});
