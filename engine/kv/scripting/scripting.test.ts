import { describe, expect, test } from 'vitest';
import { byteStringOf } from '../../base/bytes.ts';
import '../../bridge/lua-source.ts';
import { error, isError, OK } from '../../wire/reply.ts';
import { forkState } from '../fork.ts';
import { Rig } from '../rig.ts';

function server(parameters: Readonly<Record<string, string>> = {}) {
  const rig = new Rig({ parameters });
  const conn = rig.open();
  return { rig, conn, ask: (...argv: string[]) => rig.ask(conn, ...argv) };
}

function appended(rig: Rig): string {
  const incremental = [...rig.files].filter(([name]) => name.includes('.incr.'));
  return incremental.map(([, { bytes }]) => byteStringOf(bytes)).join('');
}

/** The words of a file of commands. */
function words(aof: string): string[] {
  return aof.split('\r\n').filter((line) => line !== '' && !/^[*$]/.test(line));
}

const COUNTER = `#!lua name=counter
local calls = 0
redis.register_function('tick', function(keys) calls = calls + 1 return {calls, redis.call('INCR', keys[1])} end)`;

describe('what a script wrote', () => {
  test('goes to the AOF by its effects: several writes are one transaction', () => {
    const { rig, ask } = server({ appendonly: 'yes', appendfsync: 'always' });
    ask('EVAL', 'redis.call("set", "a", ARGV[1]) redis.call("get", "a") redis.call("incr", "n") return 1', '0', 'v');
    expect(words(appended(rig))).toEqual(['SELECT', '0', 'MULTI', 'set', 'a', 'v', 'incr', 'n', 'EXEC']);
  });

  test('goes alone when it is one write, and not at all when the script asks for it', () => {
    const { rig, ask } = server({ appendonly: 'yes', appendfsync: 'always' });
    ask('EVAL', 'return redis.call("set", "a", "1")', '0');
    ask('EVAL', 'redis.set_repl(redis.REPL_NONE) return redis.call("set", "b", "2")', '0');
    expect(words(appended(rig))).toEqual(['SELECT', '0', 'set', 'a', '1']);
    expect(ask('GET', 'b')).toBe('2');
  });

  test('stays when it fails half way', () => {
    const { rig, ask } = server({ appendonly: 'yes', appendfsync: 'always' });
    expect(isError(ask('EVAL', 'redis.call("set", "a", "1") error("no")', '0'))).toBe(true);
    expect(ask('GET', 'a')).toBe('1');
    expect(words(appended(rig))).toContain('a');
  });
});

describe('a run leaves nothing behind', () => {
  const leaks: Readonly<Record<string, readonly [string, string]>> = {
    'the metatable of strings': ['getmetatable("").__index = function() return 7 end return 1', 'return ("x").nope'],
    'a field behind the globals': ['getmetatable(_G).__index.leak = 1 return 1', 'return rawget(_G, "leak")'],
    'settings of cjson': ['cjson.encode_invalid_numbers("null") return 1', 'return pcall(cjson.encode, 1/0)'],
    'the addresses of tables': ['local t = {} for i = 1, 999 do t[i] = {} end return 1', 'return tostring({})'],
    'the order of a table of tables': [
      'local t = {} for i = 1, 99 do t[i] = {} end return 1',
      'local t, s = {}, "" for i = 1, 20 do t[{}] = i end for _, v in pairs(t) do s = s .. v .. " " end return s',
    ],
    'memory that an error left': ['local t = {} for i = 1, 1e5 do t[i] = {i} end error("x")', 'return tostring({})'],
  };
  test.each(Object.entries(leaks))('%s', (_name, [first, second]) => {
    const fresh = server().ask('EVAL', second, '0');
    const used = server();
    used.ask('EVAL', first, '0');
    expect(used.ask('EVAL', second, '0')).toEqual(fresh);
  });

  test('math.random goes on in the state of the server, and in its fork', () => {
    const { rig, ask } = server();
    const draw = ['EVAL', 'return tostring(math.random())', '0'];
    const first = ask(...draw);
    const twin = forkState(rig.state);
    const second = ask(...draw);
    rig.state = twin;
    expect(ask(...draw)).toBe(second);
    expect(second).not.toBe(first);
    expect(server().ask(...draw)).toBe(first);
  });
});

describe('a script that does not end', () => {
  const FOREVER = 'while true do pcall(function() while true do end end) end';

  test('keeps others out until it is killed', () => {
    const { rig, conn, ask } = server();
    rig.exchange(conn, ['EVAL', FOREVER, '0']);
    const other = rig.open();
    const busy = 'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.';
    expect(rig.ask(other, 'GET', 'k')).toEqual(error(busy));
    expect(rig.ask(other, 'FUNCTION', 'KILL')).toEqual(error(busy));
    expect(rig.ask(other, 'SCRIPT', 'KILL')).toEqual(OK);
    const [told] = rig.take(conn);
    expect(JSON.stringify(told)).toContain('ERR Script killed by user with SCRIPT KILL... script: ');
    expect(ask('PING')).toEqual({ kind: 'simple', text: 'PONG' });
    expect(rig.busyFor).toBeGreaterThanOrEqual(5_000_000);
  });

  test('cannot be killed when it has written', () => {
    const { rig, conn } = server();
    rig.exchange(conn, ['EVAL', `redis.call("set", "a", 1) ${FOREVER}`, '0']);
    const other = rig.open();
    expect(JSON.stringify(rig.ask(other, 'SCRIPT', 'KILL'))).toContain('UNKILLABLE');
    expect(JSON.stringify(rig.ask(other, 'SHUTDOWN'))).toContain('BUSY');
    rig.give({ kind: 'frame', conn: other, frame: ['SHUTDOWN', 'NOSAVE'] });
    expect(rig.exited).toBe(true);
  });

  test('is a function as well, and says so', () => {
    const { rig, conn, ask } = server({ 'busy-reply-threshold': '10' });
    ask('FUNCTION', 'LOAD', `#!lua name=l\nredis.register_function('spin', function() ${FOREVER} end)`);
    rig.exchange(conn, ['FCALL', 'spin', '0', 'x']);
    const other = rig.open();
    expect(JSON.stringify(rig.ask(other, 'GET', 'k'))).toContain('FUNCTION KILL');
    expect(JSON.stringify(rig.ask(other, 'FUNCTION', 'STATS'))).toContain('"spin"');
    expect(rig.ask(other, 'FUNCTION', 'KILL')).toEqual(OK);
    expect(JSON.stringify(rig.take(conn))).toContain('script: spin, on @user_function:2.');
  });

  test('takes no more memory than there is', () => {
    const { ask } = server();
    expect(JSON.stringify(ask('EVAL', 'return #string.rep("x", 2^30)', '0'))).toContain('not enough memory');
    expect(ask('EVAL', 'return 1', '0')).toBe(1);
  });
});

describe('libraries of functions', () => {
  test('are in the AOF and in the snapshot', () => {
    for (const parameters of [{ appendonly: 'yes', appendfsync: 'always' }, { appendonly: 'no' }]) {
      const { rig, ask } = server(parameters);
      expect(ask('FUNCTION', 'LOAD', COUNTER)).toBe('counter');
      expect(ask('FCALL', 'tick', '1', 'n')).toEqual([1, 1]);
      ask('SAVE');
      rig.restart('kill');
      const conn = rig.open();
      expect(rig.ask(conn, 'FCALL', 'tick', '1', 'n')).toEqual([1, 2]);
    }
  });

  test('are dumped and restored', () => {
    const { ask } = server();
    ask('FUNCTION', 'LOAD', COUNTER);
    const dump = ask('FUNCTION', 'DUMP') as string;
    expect(JSON.stringify(ask('FUNCTION', 'RESTORE', dump))).toContain('ERR Library counter already exists');
    expect(ask('FUNCTION', 'RESTORE', dump, 'REPLACE')).toEqual(OK);
    ask('FUNCTION', 'FLUSH');
    expect(ask('FUNCTION', 'RESTORE', dump)).toEqual(OK);
    expect(ask('FCALL', 'tick', '1', 'n')).toEqual([1, 1]);
  });
});

describe('what Redis forbids', () => {
  test('a reply that contains itself ends in an error', () => {
    const { ask } = server();
    let reply = ask('EVAL', 'local a = {} local b = {a} a[1] = b return a', '0');
    while (Array.isArray(reply)) reply = reply[0];
    expect(reply).toMatchObject({ kind: 'error', text: 'ERR reached lua stack limit' });
  });

  test.each(['loadstring(string.dump(f))', 'load(function() return string.dump(f) end)'])('binary code: %s', (code) => {
    const { ask } = server();
    const reply = ask('EVAL', `local f = function() return 1 end return ${code}()`, '0');
    expect(JSON.stringify(reply)).toContain('attempt to call a nil value');
  });

  test('a function that registers another one when it is called', () => {
    const { ask } = server();
    const source = `#!lua name=l\nlocal lib = redis\nlib.register_function('f', function() lib.register_function('g', function() end) end)`;
    ask('FUNCTION', 'LOAD', source);
    expect(JSON.stringify(ask('FCALL', 'F', '0'))).toContain('can only be called on FUNCTION LOAD command');
  });
});
