import { describe, expect, test } from 'vitest';
import type { Reply } from '../wire/reply.ts';
import { Rig } from './rig.ts';

/*
 * A server as its clients and its operator see it: what is counted, what wakes whom, what a setting changes.
 */

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
    const rig = new Rig();
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
    const rig = new Rig();
    const [waiting, other] = [rig.open(), rig.open()];
    rig.exchange(waiting, ['BLPOP', 'k', '0']);
    rig.ask(other, 'RPUSH', 'k', 'v');
    expect(rig.take(waiting)).toEqual([['k', 'v']]);
    expect(fields(rig, other, 'commandstats', 'cmdstat_blpop')[0]).toContain('calls=1,');
  });

  test('latencies are kept by doubling buckets, and not at all without latency-tracking', () => {
    const rig = new Rig({ commandMicros: 3 });
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
  const rig = new Rig();
  const [waiting, writer] = [rig.open(), rig.open()];
  rig.exchange(waiting, ['BRPOP', 'k', '0']);
  say(rig, writer, 'MULTI', 'RPUSH k v', 'PEXPIRE k 100', 'DEBUG SLEEP 0.2', 'EXEC');
  expect(rig.take(waiting)).toEqual([]);
  expect(rig.ask(writer, 'DBSIZE')).toBe(0);
});

test('rdb-key-save-delay makes a background save take that long a key', () => {
  const rig = new Rig();
  const conn = rig.open();
  say(rig, conn, 'CONFIG SET rdb-key-save-delay 100000', 'SET a 1', 'SET b 1', 'BGSAVE');
  rig.pass(150_000);
  expect(fields(rig, conn, 'persistence', 'rdb_bgsave_in_progress')).toEqual(['rdb_bgsave_in_progress:1']);
  rig.pass(60_000);
  expect(fields(rig, conn, 'persistence', 'rdb_bgsave_in_progress')).toEqual(['rdb_bgsave_in_progress:0']);
});
