import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asks, asksToType, cli, ofKey, paced, person, redis, replied, repliedWith } from '../parts.ts';

const TWO: WorldSpec = { name: 'Two clients, one user', seed: 1, nodes: [redis(), person(), person('app')] };

/** A limit low enough to be reached by hand. */
const LIMIT: WorldSpec = {
  name: 'A low limit',
  seed: 1,
  nodes: [redis({ 'hash-max-listpack-entries': '4' }), person()],
};

/** Two servers count visits of one user, and a tracker remembers the pages seen. */
const VISITS: WorldSpec = {
  name: 'One user, three writers',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('web-1', { rate: 40, pace: 'random', count: 20, commands: [] }),
    app('web-2', { rate: 40, pace: 'random', count: 20, commands: [] }, null),
    app('tracker', { rate: 200, count: 200, commands: [] }),
  ],
};

const BEFORE = ['wait 50ms'] as const;
const configure = (nodes: readonly string[], command: string): string[] =>
  nodes.map((node) => `configure ${node} ${JSON.stringify({ commands: [command] })}`);
const WEB = ['web-1', 'web-2'] as const;

export const data = {
  id: 'kv-hashes',
  track: 'redis',
  minutes: 10,
  world: TWO,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'object',
      before: [...BEFORE, ...cli('HSET user:1 name Ada visits 1')],
      watch: { fields: [ofKey('user:1', 'row.type = hash'), ofKey('user:1', 'row.items = 2')] },
      predict: {
        options: { both: null, last: 'hset-replaces-the-object', refused: 'one-writer-at-a-time' },
        decides: {
          both: [ofKey('user:1', 'row.items = 4')],
          last: [ofKey('user:1', 'row.items = 1')],
          refused: ['facts client.replied failed=true'],
        },
      },
      do: asks(
        'cli> HSET user:1 city London',
        'app> HSET user:1 mail ada@example.org',
        'cli> HINCRBY user:1 visits 1',
        'cli> HGETALL user:1',
      ),
      goal: [
        ofKey('user:1', 'row.items = 4'),
        replied('HINCRBY user:1 visits 1', '(integer) 2'),
        repliedWith('HGETALL user:1', 'example'),
      ],
      solution: paced(
        'cli> HSET user:1 city London',
        'app> HSET user:1 mail ada@example.org',
        'cli> HINCRBY user:1 visits 1',
        'cli> HGETALL user:1',
      ),
      wrong: [
        {
          id: 'as-string',
          lines: cli(`SET user:1 '{"name":"Ada","city":"London"}'`, 'HGETALL user:1'),
          misconception: 'hset-replaces-the-object',
          shows: [
            'inspect redis {"kind":"key","db":0,"key":"user:1","from":0,"searched":null} row.type = string',
            repliedWith('HGETALL user:1', 'WRONGTYPE'),
          ],
        },
      ],
      readings: {
        fields: 'count kv.keyChanged at redis key=user:1',
        visits: 'text text of client.replied line~HINCRBY',
      },
      see: {
        together: [ofKey('user:1', 'row.items = 4')],
        counted: [replied('HINCRBY user:1 visits 1', '(integer) 2')],
      },
      why: {
        touched: ['facts kv.executed at redis command=hset argc=4 dirty=1 = 2'],
        json: {
          lines: paced(
            `cli> SET doc '{"city":"","mail":""}'`,
            'cli> GET doc',
            'app> GET doc',
            `cli> SET doc '{"city":"London","mail":""}'`,
            `app> SET doc '{"city":"","mail":"ada"}'`,
          ),
          holds: ['key doc is "{\\"city\\":\\"\\",\\"mail\\":\\"ada\\"}"'],
        },
        number: {
          lines: cli('HINCRBY user:1 name 1'),
          holds: [replied('HINCRBY user:1 name 1', '(error) ERR hash value is not an integer')],
        },
      },
      asks: { subject: 'last kv.executed at redis command=hincrby', question: 'happened', reaches: 'HINCRBY user:1' },
      other: null,
    },
    {
      id: 'grows',
      world: LIMIT,
      before: [...BEFORE, ...cli('HSET user:1 name Ada visits 1 city London mail ada@example.org')],
      watch: { packed: [ofKey('user:1', 'row.encoding = listpack'), ofKey('user:1', 'row.items = 4')] },
      predict: {
        options: { back: 'encoding-shrinks-back', stays: null, never: 'encoding-is-fixed' },
        decides: {
          back: [replied('HDEL user:1 age city mail', '(integer) 3'), ofKey('user:1', 'row.encoding = listpack')],
          stays: [ofKey('user:1', 'row.encoding = hashtable'), ofKey('user:1', 'row.items = 2')],
          never: ['facts kv.keyChanged at redis encoding=hashtable = 0'],
        },
      },
      do: asksToType(
        'HSET user:1 age 36',
        'OBJECT ENCODING user:1',
        'HDEL user:1 age city mail',
        'OBJECT ENCODING user:1',
      ),
      goal: ['facts client.replied line="OBJECT ENCODING user:1" text~hashtable = 2', ofKey('user:1', 'row.items = 2')],
      solution: cli(
        'HSET user:1 age 36',
        'OBJECT ENCODING user:1',
        'HDEL user:1 age city mail',
        'OBJECT ENCODING user:1',
      ),
      wrong: [
        {
          id: 'existing',
          lines: cli('HSET user:1 city Paris', 'OBJECT ENCODING user:1'),
          misconception: 'every-write-counts-as-entry',
          shows: [replied('HSET user:1 city Paris', '(integer) 0'), replied('OBJECT ENCODING user:1', '"listpack"')],
        },
      ],
      readings: { table: 'text text of client.replied line="OBJECT ENCODING user:1"' },
      see: {
        fifth: ['facts kv.keyChanged at redis key=user:1 encoding=hashtable items=5 = 1'],
        back: [ofKey('user:1', 'row.items = 2'), ofKey('user:1', 'row.encoding = hashtable')],
      },
      why: {
        packed: { source: 1 },
        limit: {
          world: TWO,
          lines: cli('CONFIG GET hash-max-listpack-entries', 'CONFIG GET hash-max-listpack-value'),
          holds: [
            repliedWith('CONFIG GET hash-max-listpack-entries', '512'),
            repliedWith('CONFIG GET hash-max-listpack-value', '64'),
          ],
        },
        way: [ofKey('user:1', 'row.encoding = hashtable')],
      },
      asks: {
        subject: 'first kv.keyChanged at redis encoding=hashtable',
        question: 'happened',
        reaches: 'HSET user:1 age',
      },
      other: null,
    },
    {
      id: 'whole',
      before: [...BEFORE, ...cli('HSET cart:1 apple 2 pear 1')],
      watch: { cart: [ofKey('cart:1', 'row.items = 2')] },
      predict: {
        options: { field: 'fields-expire-alone', all: null, none: 'ttl-is-for-strings' },
        decides: {
          field: [ofKey('cart:1', 'row.items = 2')],
          all: ['key cart:1 absent', 'facts kv.expired at redis key=cart:1 = 1'],
          none: [ofKey('cart:1', 'row.items = 3')],
        },
      },
      do: asks('cli> EXPIRE cart:1 1', 'cli> HSET cart:1 plum 5', 'wait 1.2s', 'cli> HGETALL cart:1'),
      goal: [replied('EXPIRE cart:1 1', '(integer) 1'), 'time >= 1.2s', replied('HGETALL cart:1', '(empty array)')],
      solution: [...cli('EXPIRE cart:1 1', 'HSET cart:1 plum 5'), 'wait 1.2s', ...cli('HGETALL cart:1')],
      wrong: [
        {
          id: 'field',
          lines: cli('HEXPIRE cart:1 1 FIELDS 1 apple'),
          misconception: 'fields-expire-alone',
          shows: [repliedWith('HEXPIRE cart:1 1 FIELDS 1 apple', 'unknown command')],
        },
      ],
      readings: { gone: 'first kv.expired at redis key=cart:1' },
      see: {
        all: ['key cart:1 absent', 'facts kv.expired at redis key=cart:1 = 1'],
        late: ['facts kv.executed at redis command=hset failed=false argc=4 >= 1'],
      },
      why: {
        key: {
          lines: [...cli('EXPIRE cart:1 60', 'HSET cart:1 plum 5', 'TTL cart:1')],
          holds: [replied('TTL cart:1', '(integer) 60')],
        },
        newer: {
          lines: cli('HEXPIRE cart:1 1 FIELDS 1 apple'),
          holds: [repliedWith('HEXPIRE cart:1 1 FIELDS 1 apple', 'unknown command')],
        },
        since: { source: 2 },
      },
      asks: { subject: 'last kv.expired at redis key=cart:1', question: 'happened', reaches: 'cart:1' },
      other: null,
    },
  ],
  challenge: {
    world: VISITS,
    choices: {
      count: {
        options: {
          whole: configure(WEB, 'SET user:1 {n}'),
          set: configure(WEB, 'HSET user:1 visits {n}'),
          incr: configure(WEB, 'HINCRBY user:1 visits 1'),
        },
      },
      pages: {
        options: {
          fields: configure(
            ['tracker'],
            'HSET user:1 page:{n} this-page-was-seen-by-the-user-once-and-is-remembered-here-for-later',
          ),
          list: configure(['tracker'], 'RPUSH user:1:pages {n}'),
        },
      },
    },
    trial: ['wait {at}', 'start web-2', 'wait 3s', ...cli('HGET user:1 visits')],
    seeds: [1, 2, 3],
    moments: ['10ms', '100ms', '300ms', '700ms'],
    goal: [replied('HGET user:1 visits', '"40"'), ofKey('user:1', 'row.encoding = listpack')],
    solution: { count: 'incr', pages: 'list' },
    wrong: [
      {
        pick: { count: 'set', pages: 'list' },
        misconception: 'read-add-write-counts',
        shows: [`not ${replied('HGET user:1 visits', '"40"')}`, ofKey('user:1', 'row.encoding = listpack')],
      },
      {
        pick: { count: 'incr', pages: 'fields' },
        misconception: 'hash-is-always-compact',
        shows: [replied('HGET user:1 visits', '"40"'), ofKey('user:1', 'row.encoding = hashtable')],
      },
      {
        pick: { count: 'whole', pages: 'list' },
        misconception: 'hset-replaces-the-object',
        shows: [repliedWith('HGET user:1 visits', 'WRONGTYPE')],
      },
    ],
    after: {
      exact: [ofKey('user:1', 'row.items = 1')],
      small: null,
    },
  },
  sources: [
    { title: 'Redis: hashes', url: 'https://redis.io/docs/latest/develop/data-types/hashes/' },
    {
      title: 'Redis: memory optimization',
      url: 'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/',
    },
    { title: 'Redis: HEXPIRE', url: 'https://redis.io/docs/latest/commands/hexpire/' },
  ],
} as const satisfies LessonData;
