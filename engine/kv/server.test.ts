import { describe, expect, test } from 'vitest';
import '../bridge/lua-source.ts';
import type { Reply } from '../wire/reply.ts';
import type { RigOptions } from './rig.ts';
import { Rig } from './rig.ts';

/*
 * A server as its clients and its operator see it: what is counted, what wakes whom, what a setting changes.
 */

function server(options: RigOptions = {}): Rig {
  return new Rig({ ...options, parameters: { 'enable-debug-command': 'yes', ...options.parameters } });
}

/** The text of INFO or of another reply that is one. */
function textOf(reply: Reply | undefined): string {
  if (typeof reply === 'string') return reply;
  return typeof reply === 'object' && reply !== null && 'text' in reply ? reply.text : '';
}

/** The lines of a section of INFO that begin like this. */
function fields(rig: Rig, conn: number, section: string, begin: string): readonly string[] {
  const text = textOf(rig.ask(conn, 'INFO', section));
  return text.split('\r\n').filter((line) => line.startsWith(begin));
}

function say(rig: Rig, conn: number, ...lines: string[]): (Reply | undefined)[] {
  return lines.map((line) => rig.ask(conn, ...line.split(' ')));
}

describe('what is counted', () => {
  test('a command that blocks is one call, and a failure when CLIENT UNBLOCK ends it with an error', () => {
    const rig = server();
    const [waiting, other] = [rig.open(), rig.open()];
    rig.exchange(waiting, ['BLPOP', 'k', '0']);
    rig.ask(other, 'CLIENT', 'UNBLOCK', '3', 'ERROR');
    expect(rig.take(waiting)).toMatchObject([{ kind: 'error', text: 'UNBLOCKED client unblocked via CLIENT UNBLOCK' }]);
    expect(fields(rig, other, 'errorstats', 'errorstat_UNBLOCKED')).toEqual(['errorstat_UNBLOCKED:count=1']);
    expect(fields(rig, other, 'commandstats', 'cmdstat_blpop')).toEqual([
      'cmdstat_blpop:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=1',
    ]);
  });

  test('a command that waited and was served is one call', () => {
    const rig = server();
    const [waiting, other] = [rig.open(), rig.open()];
    rig.exchange(waiting, ['BLPOP', 'k', '0']);
    rig.ask(other, 'RPUSH', 'k', 'v');
    expect(rig.take(waiting)).toEqual([['k', 'v']]);
    expect(fields(rig, other, 'commandstats', 'cmdstat_blpop')[0]).toContain('calls=1,');
  });

  test('latencies are kept by doubling buckets, and not at all without latency-tracking', () => {
    const rig = server({ commandMicros: 3 });
    const conn = rig.open();
    say(rig, conn, 'SET a 1', 'SET b 1', 'CONFIG SET latency-tracking no', 'GET a');
    expect(rig.ask(conn, 'LATENCY', 'HISTOGRAM', 'set', 'get')).toEqual([
      'set',
      ['calls', 2, 'histogram_usec', [4, 2]],
    ]);
    expect(fields(rig, conn, 'latencystats', 'latency_percentiles_usec_set')).toEqual([
      'latency_percentiles_usec_set:p50=4.000,p99=4.000,p99.9=4.000',
    ]);
    expect(fields(rig, conn, 'latencystats', 'latency_percentiles_usec_get')).toEqual([]);
  });
});

test('a key that a slow transaction outlived wakes nobody', () => {
  const rig = server();
  const [waiting, writer] = [rig.open(), rig.open()];
  rig.exchange(waiting, ['BRPOP', 'k', '0']);
  const replies = say(rig, writer, 'MULTI', 'RPUSH k v', 'PEXPIRE k 100', 'DEBUG SLEEP 0.2', 'EXEC');
  expect(replies[4]).toMatchObject([1, 1, { text: 'OK' }]);
  expect(rig.take(waiting)).toEqual([]);
  expect(rig.ask(writer, 'DBSIZE')).toBe(0);
});

test('rdb-key-save-delay makes a background save take that long a key', () => {
  const rig = server();
  const conn = rig.open();
  say(rig, conn, 'CONFIG SET rdb-key-save-delay 100000', 'SET a 1', 'SET b 1', 'BGSAVE');
  rig.pass(150_000);
  expect(fields(rig, conn, 'persistence', 'rdb_bgsave_in_progress')).toEqual(['rdb_bgsave_in_progress:1']);
  rig.pass(60_000);
  expect(fields(rig, conn, 'persistence', 'rdb_bgsave_in_progress')).toEqual(['rdb_bgsave_in_progress:0']);
});

test('FLUSHALL with save points leaves nothing unsaved', () => {
  const rig = server({ parameters: { save: '3600 1' } });
  const conn = rig.open();
  say(rig, conn, 'SET a 1', 'SET b 1', 'FLUSHALL');
  expect(fields(rig, conn, 'persistence', 'rdb_changes')).toEqual(['rdb_changes_since_last_save:0']);
});

test('DEBUG RELOAD reads what is on the disk, with or without what is in memory', () => {
  const rig = server();
  const conn = rig.open();
  say(rig, conn, 'SET a 1', 'SAVE', 'SET a 2', 'SET b 2');
  expect(say(rig, conn, 'DEBUG RELOAD NOSAVE NOFLUSH MERGE', 'GET a', 'GET b').slice(1)).toEqual(['1', '2']);
  expect(say(rig, conn, 'DEBUG RELOAD NOSAVE', 'GET b')[1]).toBeNull();
  expect(say(rig, conn, 'DEBUG RELOAD NOSAVE NOFLUSH')).toMatchObject([{ kind: 'error' }]);
  expect(say(rig, conn, 'SET c 3', 'DEBUG RELOAD', 'GET c')[2]).toBe('3');
});

test('DEBUG LOADAOF reads the append-only files again', () => {
  const rig = server({ parameters: { appendonly: 'yes' } });
  const conn = rig.open();
  say(rig, conn, 'SET a 1', 'SELECT 3', 'SET b 2', 'DEBUG LOADAOF', 'SELECT 0');
  expect(say(rig, conn, 'GET a', 'SELECT 3', 'GET b', 'DBSIZE')).toMatchObject(['1', {}, '2', 1]);
});

describe('keys that were over when they were watched', () => {
  /** A client that watches k of database 0, which is over and still there; and another one. */
  function watching(): { rig: Rig; watcher: number; other: number } {
    const rig = server();
    const [watcher, other] = [rig.open(), rig.open()];
    say(rig, other, 'DEBUG SET-ACTIVE-EXPIRE 0', 'SET k v PX 1');
    rig.pass(10_000);
    say(rig, watcher, 'WATCH k');
    return { rig, watcher, other };
  }

  test.each(['FLUSHDB', 'FLUSHALL', 'SWAPDB 0 1'])('have not changed by %s', (line) => {
    const { rig, watcher, other } = watching();
    say(rig, other, line);
    expect(say(rig, watcher, 'MULTI', 'PING', 'EXEC')[2]).toMatchObject([{ text: 'PONG' }]);
  });

  test('have changed when another one takes their place', () => {
    const { rig, watcher, other } = watching();
    say(rig, other, 'SELECT 1', 'SET k w', 'SWAPDB 0 1');
    expect(say(rig, watcher, 'MULTI', 'PING', 'EXEC')[2]).toEqual({ kind: 'nilArray' });
  });
});

test('CLIENT LIST says which command runs, and MONITOR shows a script before what it calls', () => {
  const rig = server();
  const [conn, monitor] = [rig.open(), rig.open()];
  expect(textOf(rig.ask(conn, 'CLIENT', 'LIST'))).toContain('cmd=client|list');
  say(rig, monitor, 'MONITOR');
  rig.ask(conn, 'MULTI');
  rig.ask(conn, 'SET', 'a', '1');
  rig.ask(conn, 'EXEC');
  const shown = rig.take(monitor).map((line) => textOf(line as Reply).replace(/^.*\] /, ''));
  expect(shown).toEqual(['"MULTI"', '"SET" "a" "1"', '"EXEC"']);
  rig.ask(conn, 'EVAL', 'return redis.call("GET", "a")', '0');
  const said = rig.take(monitor).map((line) => textOf(line as Reply));
  expect(said[0]).toContain('] "EVAL"');
  expect(said[1]).toMatch(/ \[0 lua\] "GET" "a"$/);
});

test('messages are pushed to who has silenced the answers', () => {
  const rig = server();
  const [subscriber, other] = [rig.open(), rig.open()];
  rig.exchange(subscriber, ['CLIENT', 'REPLY', 'OFF']);
  expect(rig.exchange(subscriber, ['SUBSCRIBE', 'ch'])).toEqual([['subscribe', 'ch', 1]]);
  rig.ask(other, 'PUBLISH', 'ch', 'hello');
  expect(rig.take(subscriber)).toEqual([['message', 'ch', 'hello']]);
  expect(rig.exchange(subscriber, ['PING'])).toEqual([]);
});

test('a paused write counts as a blocked client', () => {
  const rig = server();
  const [conn, other] = [rig.open(), rig.open()];
  say(rig, other, 'CLIENT PAUSE 100000 WRITE');
  rig.exchange(conn, ['SET', 'a', '1']);
  expect(fields(rig, other, 'clients', 'blocked_clients')).toEqual(['blocked_clients:1']);
  say(rig, other, 'CLIENT UNPAUSE');
  expect(fields(rig, other, 'clients', 'blocked_clients')).toEqual(['blocked_clients:0']);
});

test('COMMAND LIST names subcommands; COMMAND INFO knows none of a command without', () => {
  const rig = server();
  const conn = rig.open();
  expect(rig.ask(conn, 'COMMAND', 'LIST')).toEqual(expect.arrayContaining(['get', 'client|list']));
  const [none, known] = rig.ask(conn, 'COMMAND', 'INFO', 'get|key', 'config|get') as Reply[][];
  expect([none, known?.[0]]).toEqual([null, 'config|get']);
});

test('a payload whose checksum nobody looks at is still looked into', () => {
  const rig = server();
  const conn = rig.open();
  rig.ask(conn, 'SET', 'a', 'value');
  const dump = textOf(rig.ask(conn, 'DUMP', 'a'));
  const wrong = `${dump.slice(0, -8)}12345678`;
  expect(rig.ask(conn, 'RESTORE', 'b', '0', wrong)).toMatchObject({ kind: 'error' });
  say(rig, conn, 'DEBUG SET-SKIP-CHECKSUM-VALIDATION 1');
  expect(rig.ask(conn, 'RESTORE', 'b', '0', wrong)).toMatchObject({ text: 'OK' });
  expect(rig.ask(conn, 'RESTORE', 'c', '0', `\u000f${wrong}`)).toMatchObject({ text: 'ERR Bad data format' });
});

test('the log says why a rewrite of the AOF waits, and that one was given up', () => {
  const rig = server({ observed: true, parameters: { 'rdb-key-save-delay': '1000000' } });
  const conn = rig.open();
  const logged = (): readonly string[] =>
    rig.facts.flatMap(({ fact }) => (fact.kind === 'kv.logged' ? [fact.text] : []));
  say(rig, conn, 'SET a 1', 'MULTI', 'CONFIG SET appendonly yes', 'EXEC');
  expect(logged().at(-1)).toMatch(/^AOF was enabled during a transaction. An AOF background was scheduled/);
  rig.pass(100_000);
  say(rig, conn, 'CONFIG SET appendonly no');
  expect(logged().at(-1)).toBe('Killing running AOF rewrite child');
});

test('a script on a replica that has lost its primary calls only what may be stale', () => {
  const rig = server({ parameters: { 'replica-serve-stale-data': 'no' } });
  const conn = rig.open();
  rig.connect = () => 99;
  const library = `#!lua name=l
    redis.register_function{function_name='read', callback=function() return redis.call('GET', 'x') end, flags={'allow-stale', 'no-writes'}}
    redis.register_function{function_name='ask', callback=function() return redis.call('INFO', 'server') end, flags={'allow-stale', 'no-writes'}}
    redis.register_function{function_name='write', callback=function() return 1 end, flags={'allow-stale'}}`;
  rig.ask(conn, 'FUNCTION', 'LOAD', library);
  say(rig, conn, 'REPLICAOF 127.0.0.1 1');
  expect(JSON.stringify(rig.ask(conn, 'FCALL', 'read', '0'))).toContain(
    'Can not execute the command on a stale replica',
  );
  expect(textOf(rig.ask(conn, 'FCALL', 'ask', '0'))).toContain('redis_version');
  expect(rig.ask(conn, 'FCALL', 'write', '0')).toMatchObject({
    text: "READONLY You can't write against a read only replica.",
  });
});

test.each([
  ['a hash whose fields come twice', '\u0004\u0002\u0001a\u0001b\u0001a\u0001d'],
  [
    'a packed hash whose fields come twice',
    '\u0010\u0017\u0017\0\0\0\u0004\0\u0082a\0\u0003\u0082b\0\u0003\u0082a\0\u0003\u0082d\0\u0003\u00ff',
  ],
  ['an empty zipmap', '\u0009\u0002\0\u00ff'],
  ['an element of a list that is nothing', '\u0012\u0001\u0001\0'],
])('a payload is refused: %s', (_what, payload) => {
  const rig = server({ parameters: { 'sanitize-dump-payload': 'yes' } });
  const conn = rig.open();
  say(rig, conn, 'DEBUG SET-SKIP-CHECKSUM-VALIDATION 1');
  const footer = '\u000a\0\0\0\0\0\0\0\0\0';
  expect(rig.ask(conn, 'RESTORE', 'k', '0', payload + footer)).toMatchObject({ text: 'ERR Bad data format' });
});

test('paused writes do not hold scripts that say they write nothing', () => {
  const rig = server();
  const [a, b] = [rig.open(), rig.open()];
  say(rig, a, 'CLIENT PAUSE 60000 WRITE');
  expect(rig.ask(b, 'EVAL', '#!lua flags=no-writes\nreturn 1', '0')).toBe(1);
  expect(rig.ask(b, 'SCRIPT', 'LOAD', 'return 2')).toHaveLength(40);
  expect(rig.ask(b, 'EVAL_RO', 'return 3', '0')).toBe(3);
  expect(rig.exchange(b, ['EVAL', 'return 4', '0'])).toEqual([]);
  say(rig, a, 'CLIENT UNPAUSE');
  expect(rig.take(b)).toEqual([4]);
});

test('a limit of memory makes room when it is set', () => {
  const rig = server({ parameters: { 'maxmemory-policy': 'allkeys-lru' } });
  const conn = rig.open();
  say(rig, conn, 'SET foo bar', 'CONFIG SET maxmemory 1');
  rig.pass(1000);
  expect(say(rig, conn, 'DBSIZE')).toEqual([0]);
});

test('what stands behind a read-only table of a script stays there', () => {
  const rig = server();
  const conn = rig.open();
  expect(rig.ask(conn, 'EVAL', 'local g = getmetatable(_G) g.__index = {}', '0')).toMatchObject({
    text: expect.stringContaining('Attempt to modify a readonly table'),
  });
  expect(rig.ask(conn, 'EVAL', 'return getmetatable(redis) == nil and 1', '0')).toBe(1);
  expect(rig.ask(conn, 'EVAL', "return getmetatable(setmetatable({}, {x = 'own'})).x", '0')).toBe('own');
});

test('a script that takes longer than the limit and ends is answered', () => {
  const rig = server({ parameters: { 'busy-reply-threshold': '10' } });
  const conn = rig.open();
  expect(rig.ask(conn, 'EVAL', "for i=1,100000 do redis.call('ping') end return 'ok'", '0')).toBe('ok');
});

test('SWAPDB tells who reads by groups a stream that is not there any more', () => {
  const rig = server();
  const [a, b] = [rig.open(), rig.open()];
  say(rig, a, 'XGROUP CREATE s g $ MKSTREAM');
  rig.exchange(b, 'XREADGROUP GROUP g c BLOCK 0 STREAMS s >'.split(' '));
  say(rig, a, 'SWAPDB 0 1');
  expect(rig.take(b)).toMatchObject([{ text: 'UNBLOCKED the stream key no longer exists' }]);
});

describe('SHUTDOWN', () => {
  test('is refused while the first AOF is being written, unless forced', () => {
    const rig = server({ parameters: { 'rdb-key-save-delay': '1000000' } });
    const [a, b] = [rig.open(), rig.open()];
    say(rig, a, 'SET a 1', 'CONFIG SET appendonly yes');
    rig.pass(10_000);
    expect(rig.exchange(b, ['SHUTDOWN'])).toMatchObject([{ text: 'ERR Errors trying to SHUTDOWN. Check logs.' }]);
    rig.exchange(b, ['SHUTDOWN', 'NOSAVE', 'FORCE']);
    rig.pass(100_000);
    expect(rig.exited).toBe(true);
  });

  test('by a signal waits for the cron, and can be aborted before', () => {
    const rig = server();
    const conn = rig.open();
    say(rig, conn, 'DEBUG PAUSE-CRON 1');
    rig.give({ kind: 'command', line: 'SIGTERM' });
    expect(say(rig, conn, 'SHUTDOWN ABORT', 'SHUTDOWN ABORT')).toMatchObject([
      { text: 'OK' },
      { text: 'ERR No shutdown in progress.' },
    ]);
    rig.give({ kind: 'command', line: 'SIGTERM' });
    say(rig, conn, 'DEBUG PAUSE-CRON 0');
    rig.pass(100_000);
    expect(rig.exited).toBe(true);
  });

  test('a second Ctrl+C ends at once', () => {
    const rig = server();
    say(rig, rig.open(), 'DEBUG PAUSE-CRON 1');
    rig.give({ kind: 'command', line: 'SIGINT' });
    expect(rig.exited).toBe(false);
    rig.give({ kind: 'command', line: 'SIGINT' });
    expect(rig.exited).toBe(true);
  });
});

test('a child saves the function libraries of its fork', () => {
  const rig = server({ parameters: { 'rdb-key-save-delay': '1000' } });
  const conn = rig.open();
  const library = (name: string): string =>
    `#!lua name=${name}\nredis.register_function('f_${name}', function() return 1 end)`;
  say(rig, conn, 'SET a 1');
  rig.ask(conn, 'FUNCTION', 'LOAD', library('before'));
  rig.exchange(conn, ['BGSAVE']);
  rig.ask(conn, 'FUNCTION', 'DELETE', 'before');
  rig.ask(conn, 'FUNCTION', 'LOAD', library('after'));
  rig.pass(1_000_000);
  rig.restart('kill');
  const names = JSON.stringify(rig.ask(rig.open(), 'FUNCTION', 'LIST'));
  expect(names).toContain('before');
  expect(names).not.toContain('after');
});

test('what clients leave unread counts as memory, and evicts keys', () => {
  const rig = server({ parameters: { 'maxmemory-policy': 'allkeys-lru', maxmemory: '2mb' } });
  const [a, b] = [rig.open(), rig.open()];
  for (let i = 0; i < 50; i++) say(rig, a, `SET k${i} ${'x'.repeat(10_000)}`);
  expect(say(rig, a, 'DBSIZE')).toEqual([50]);
  rig.unread.set(b, 800_000);
  rig.pass(200_000);
  say(rig, a, 'SET one more');
  expect(say(rig, a, 'DBSIZE')[0]).toBeLessThan(50);
});

test('a script whose command fails has failed too, with one error between them', () => {
  const rig = server();
  const conn = rig.open();
  say(rig, conn, 'SET a text');
  rig.ask(conn, 'EVAL', "return redis.call('incr', 'a')", '1', 'a');
  expect(fields(rig, conn, 'commandstats', 'cmdstat_eval')[0]).toMatch(/failed_calls=1$/);
  expect(fields(rig, conn, 'errorstats', 'errorstat_ERR')).toEqual(['errorstat_ERR:count=1']);
});
