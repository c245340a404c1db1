import { describe, expect, test } from 'vitest';
import { Rig } from './rig.ts';

function subscriber(limit: string): { readonly rig: Rig; readonly a: number; readonly b: number } {
  const rig = new Rig({ parameters: { 'client-output-buffer-limit': limit } });
  const a = rig.open();
  rig.ask(a, 'SUBSCRIBE', 'news');
  return { rig, a, b: rig.open() };
}

describe('what is left unread', () => {
  test('beyond the hard limit ends the connection', () => {
    const { rig, a, b } = subscriber('pubsub 1000 0 0');
    rig.unread.set(a, 999);
    expect(rig.ask(b, 'PUBLISH', 'news', 'x')).toBe(1);
    rig.unread.set(a, 1000);
    rig.ask(b, 'PUBLISH', 'news', 'x');
    expect(rig.closed.has(a)).toBe(true);
    expect(rig.ask(b, 'PUBLISH', 'news', 'x')).toBe(0);
  });

  test('beyond the soft limit ends it only after its seconds', () => {
    const { rig, a, b } = subscriber('pubsub 0 100 3');
    rig.unread.set(a, 500);
    rig.ask(b, 'PUBLISH', 'news', 'x');
    rig.pass(2_000_000);
    expect(rig.closed.has(a)).toBe(false);
    rig.pass(3_000_000);
    expect(rig.closed.has(a)).toBe(true);
  });

  test('a soft limit kept again in time forgives', () => {
    const { rig, a, b } = subscriber('pubsub 0 100 3');
    rig.unread.set(a, 500);
    rig.ask(b, 'PUBLISH', 'news', 'x');
    rig.pass(2_000_000);
    rig.unread.set(a, 0);
    rig.pass(5_000_000);
    expect(rig.closed.has(a)).toBe(false);
    expect(rig.idle).toBe(true);
  });

  test('normal clients have no limit unless they are given one', () => {
    const { rig, b } = subscriber('normal 0 0 0');
    rig.unread.set(b, 1e9);
    rig.ask(b, 'PING');
    expect(rig.closed.has(b)).toBe(false);
    rig.ask(b, 'CONFIG', 'SET', 'client-output-buffer-limit', 'normal 1mb 0 0');
    rig.ask(b, 'PING');
    expect(rig.closed.has(b)).toBe(true);
  });
});

test('a reply that is more than a client may leave unread is not put together to its end', () => {
  const rig = new Rig({ parameters: { 'client-output-buffer-limit': 'normal 100000 0 0' } });
  const [a, b] = [rig.open(), rig.open()];
  rig.ask(a, 'HSET', 'h', 'field', 'value');
  rig.exchange(a, ['HRANDFIELD', 'h', '-999999999']);
  expect(rig.closed.has(a)).toBe(true);
  rig.ask(b, 'SADD', 's', 'member');
  rig.exchange(b, ['SRANDMEMBER', 's', '-999999999']);
  expect(rig.closed.has(b)).toBe(true);
});

describe('timeout', () => {
  test('ends who says nothing, not who listens or waits', () => {
    const rig = new Rig({ parameters: { timeout: '5' } });
    const [idle, listener, waiter, busy] = [rig.open(), rig.open(), rig.open(), rig.open()];
    rig.ask(listener, 'SUBSCRIBE', 'c');
    rig.exchange(waiter, ['BLPOP', 'l', '0']);
    for (let i = 0; i < 4; i++) {
      rig.ask(busy, 'PING');
      rig.pass(2_000_000);
    }
    expect([idle, listener, waiter, busy].map((conn) => rig.closed.has(conn))).toEqual([true, false, false, false]);
  });
});

describe('maxmemory-clients', () => {
  test('ends the largest, and not who is exempt', () => {
    const rig = new Rig();
    const [large, exempt, small] = [rig.open(), rig.open(), rig.open()];
    rig.ask(exempt, 'CLIENT', 'NO-EVICT', 'ON');
    rig.unread.set(large, 2_000_000);
    rig.unread.set(exempt, 3_000_000);
    rig.ask(small, 'CONFIG', 'SET', 'maxmemory-clients', '1mb');
    expect([large, exempt, small].map((conn) => rig.closed.has(conn))).toEqual([true, false, false]);
    expect(rig.state.stats.evictedClients).toBe(1);
  });

  test('may be a percentage of maxmemory', () => {
    const rig = new Rig({ parameters: { maxmemory: '100mb', 'maxmemory-clients': '5%' } });
    const [a, b] = [rig.open(), rig.open()];
    rig.unparsed.set(a, 6_000_000);
    rig.ask(b, 'PING');
    expect(rig.closed.has(a)).toBe(true);
  });
});

describe('what a peer may send', () => {
  test('is little for a stranger until the login', () => {
    const rig = new Rig({ parameters: { requirepass: 'pw', 'proto-max-bulk-len': '2mb' } });
    const a = rig.open();
    expect(rig.bounds.get(a)).toEqual({ textMax: 2 * 1024 * 1024, unparsedMax: 1024 ** 3, stranger: true });
    rig.ask(a, 'AUTH', 'pw');
    expect(rig.bounds.get(a)?.stranger).toBe(false);
    rig.ask(a, 'RESET');
    expect(rig.bounds.get(a)?.stranger).toBe(true);
  });
});

test('CLIENT LIST tells what is unread and unsaid', () => {
  const rig = new Rig();
  const [a, b] = [rig.open(), rig.open()];
  rig.unread.set(b, 100_000);
  rig.unparsed.set(b, 50);
  const reply = rig.ask(a, 'CLIENT', 'LIST');
  const lines = typeof reply === 'string' ? reply.split('\n') : [];
  expect(lines[0]).toMatch(/ qbuf=26 qbuf-free=20448 argv-mem=10 .* cmd=client\|list /);
  expect(lines[1]).toMatch(/ qbuf=50 .* oll=7 omem=100336 tot-mem=\d+ events=rw cmd=NULL /);
});
