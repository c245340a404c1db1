import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { LessonData } from '../format.ts';
import { app, asksToType, cli, ofKey, person, redis, replied } from '../parts.ts';

const ONE: WorldSpec = { name: 'One Redis server', seed: 1, nodes: [redis(), person()] };

/** Two web servers count the views of one page, twenty each; the second comes later. */
const VIEWS: WorldSpec = {
  name: 'Two counters of one page',
  seed: 1,
  nodes: [
    redis(),
    person(),
    app('web-1', { rate: 50, pace: 'random', count: 20, commands: [] }),
    app('web-2', { rate: 50, pace: 'random', count: 20, commands: [] }, null),
  ],
};

const BEFORE = ['wait 50ms'] as const;
/** 44 bytes: the longest that Redis keeps in one piece with its object. */
const CODE = 'aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeee';
const CAFE = '"caf\\xc3\\xa9"';
const count = (command: string): string[] =>
  ['web-1', 'web-2'].map((web) => `configure ${web} ${JSON.stringify({ commands: [command] })}`);

export const data = {
  id: 'kv-strings',
  track: 'redis',
  minutes: 10,
  world: ONE,
  prompt: 'cli',
  focus: 'redis',
  steps: [
    {
      id: 'counter',
      before: BEFORE,
      watch: { key: null, string: { source: 0 } },
      predict: {
        options: { error: 'strings-are-not-numbers', counted: null, appended: 'incr-appends' },
        decides: {
          error: [replied('INCR visits', '(error) ERR value is not an integer or out of range')],
          counted: [replied('INCR visits', '(integer) 42'), 'key visits is "42"'],
          appended: ['key visits is "411"'],
        },
      },
      do: asksToType('SET visits 41', 'INCR visits', 'OBJECT ENCODING visits'),
      goal: [replied('INCR visits', '(integer) 42'), replied('OBJECT ENCODING visits', '"int"')],
      solution: cli('SET visits 41', 'INCR visits', 'OBJECT ENCODING visits'),
      wrong: [
        {
          id: 'append',
          lines: cli('SET visits 41', 'APPEND visits 1'),
          misconception: 'incr-appends',
          shows: ['key visits is "411"'],
        },
      ],
      readings: {
        reply: 'text reply of kv.executed at redis command=incr',
        encoding: 'text text of client.replied line="OBJECT ENCODING visits"',
      },
      see: {
        answer: [replied('INCR visits', '(integer) 42'), 'key visits is "42"'],
        kept: [replied('OBJECT ENCODING visits', '"int"')],
      },
      why: {
        read: ['facts kv.executed at redis command=incr dirty=1 failed=false = 1'],
        missing: { lines: cli('INCR fresh'), holds: [replied('INCR fresh', '(integer) 1')] },
        atomic: { source: 0 },
      },
      asks: { subject: 'last kv.keyChanged at redis key=visits', question: 'happened', reaches: 'INCR visits' },
      other: null,
    },
    {
      id: 'not-a-number',
      before: [...BEFORE, ...cli('SET visits 42')],
      watch: { int: [ofKey('visits', 'row.encoding = int')] },
      predict: {
        options: { prefix: 'incr-reads-what-it-can', error: null, reset: 'incr-starts-again' },
        decides: {
          prefix: ['key visits is "43"'],
          error: [
            replied('INCR visits', '(error) ERR value is not an integer or out of range'),
            'key visits is "42 views"',
          ],
          reset: ['key visits is "1"'],
        },
      },
      do: asksToType('APPEND visits " views"', 'INCR visits', 'GET visits'),
      goal: [
        replied('INCR visits', '(error) ERR value is not an integer or out of range'),
        replied('GET visits', '"42 views"'),
      ],
      solution: cli('APPEND visits " views"', 'INCR visits', 'GET visits'),
      wrong: [
        {
          id: 'set',
          lines: cli('SET visits " views"', 'GET visits'),
          misconception: 'append-is-set',
          shows: [replied('GET visits', '" views"')],
        },
      ],
      readings: { length: 'text text of client.replied line~APPEND' },
      see: {
        appended: ['key visits is "42 views"', ofKey('visits', 'row.items = 8')],
        refused: [
          replied('INCR visits', '(error) ERR value is not an integer or out of range'),
          'key visits is "42 views"',
        ],
        encoding: [ofKey('visits', 'row.encoding = raw')],
      },
      why: {
        whole: ['facts kv.executed at redis command=incr failed=true dirty=0 = 1'],
        space: { lines: cli('SET n "43 "', 'INCR n'), holds: ['key n is "43 "'] },
        typeless: {
          lines: cli('INCRBYFLOAT price 0.5', 'APPEND price 5'),
          holds: ['key price is "0.55"', ofKey('price', 'row.type = string')],
        },
      },
      asks: {
        subject: 'last kv.executed at redis command=incr',
        question: 'happened',
        reaches: 'not an integer',
      },
      other: null,
    },
    {
      id: 'bytes',
      before: BEFORE,
      watch: { escape: null },
      predict: {
        options: { four: 'strlen-counts-characters', five: null, twelve: 'escapes-are-kept' },
        decides: {
          four: [replied('STRLEN drink', '(integer) 4')],
          five: [replied('STRLEN drink', '(integer) 5')],
          twelve: [replied('STRLEN drink', '(integer) 11')],
        },
      },
      do: asksToType(`SET drink ${CAFE}`, 'STRLEN drink', 'GETRANGE drink 0 3', 'SETRANGE drink 3 "e"'),
      goal: [
        replied('STRLEN drink', '(integer) 5'),
        replied('GETRANGE drink 0 3', '"caf\\xc3"'),
        replied('SETRANGE drink 3 "e"', '(integer) 5'),
      ],
      solution: cli(`SET drink ${CAFE}`, 'STRLEN drink', 'GETRANGE drink 0 3', 'SETRANGE drink 3 "e"'),
      wrong: [
        {
          id: 'single-quotes',
          lines: cli("SET drink 'caf\\xc3\\xa9'", 'STRLEN drink'),
          misconception: 'escapes-are-kept',
          shows: [replied('STRLEN drink', '(integer) 11')],
        },
      ],
      readings: {
        length: 'text text of client.replied line="STRLEN drink"',
        cut: 'text text of client.replied line="GETRANGE drink 0 3"',
      },
      see: {
        bytes: [replied('STRLEN drink', '(integer) 5')],
        half: [replied('GETRANGE drink 0 3', '"caf\\xc3"')],
        broken: [replied('SETRANGE drink 3 "e"', '(integer) 5'), ofKey('drink', 'row.items = 5')],
      },
      why: {
        safe: {
          lines: cli('SET blob "\\x00\\xff\\x00"', 'STRLEN blob', 'GET blob'),
          holds: [replied('STRLEN blob', '(integer) 3'), replied('GET blob', '"\\x00\\xff\\x00"')],
        },
        pads: {
          lines: cli('SETRANGE seats 3 x', 'GET seats'),
          holds: [replied('GET seats', '"\\x00\\x00\\x00x"')],
        },
        limit: { source: 0 },
      },
      asks: { subject: 'last kv.keyChanged at redis key=drink', question: 'happened', reaches: 'SETRANGE drink 3' },
      other: null,
    },
    {
      id: 'encodings',
      before: [...BEFORE, ...cli(`SET code ${CODE}`)],
      watch: { embstr: [ofKey('code', 'row.items = 44'), ofKey('code', 'row.encoding = embstr')] },
      predict: {
        options: { back: 'short-is-embstr', raw: null, int: 'encoding-follows-the-value' },
        decides: {
          back: [ofKey('name', 'row.encoding = embstr')],
          raw: [ofKey('name', 'row.encoding = raw'), ofKey('name', 'row.items = 3')],
          int: [ofKey('name', 'row.encoding = int')],
        },
      },
      do: asksToType('APPEND code f', 'OBJECT ENCODING code', 'SET name 12', 'APPEND name 3', 'OBJECT ENCODING name'),
      goal: [replied('OBJECT ENCODING code', '"raw"'), replied('OBJECT ENCODING name', '"raw"')],
      solution: cli('APPEND code f', 'OBJECT ENCODING code', 'SET name 12', 'APPEND name 3', 'OBJECT ENCODING name'),
      wrong: [
        {
          id: 'set-again',
          lines: cli('APPEND code f', 'OBJECT ENCODING code', 'SET name 123', 'OBJECT ENCODING name'),
          misconception: 'encoding-follows-the-value',
          shows: [replied('OBJECT ENCODING name', '"int"')],
        },
      ],
      readings: { encoding: 'text text of client.replied line="OBJECT ENCODING name"' },
      see: {
        grown: [ofKey('code', 'row.items = 45'), ofKey('code', 'row.encoding = raw')],
        changed: ['key name is "123"', ofKey('name', 'row.encoding = raw')],
        counts: {
          lines: cli('SET name 12', 'APPEND name 3', 'INCR name'),
          holds: [replied('INCR name', '(integer) 124'), ofKey('name', 'row.encoding = int')],
        },
      },
      why: {
        one: { source: 1 },
        room: ['facts kv.keyChanged at redis key=name encoding=raw = 1'],
        set: {
          lines: cli('SET name 12', 'APPEND name 3', 'SET name 123'),
          holds: [ofKey('name', 'row.encoding = int')],
        },
      },
      asks: { subject: 'last kv.keyChanged at redis key=name', question: 'happened', reaches: 'APPEND name 3' },
      other: null,
    },
  ],
  challenge: {
    world: VIEWS,
    choices: {
      start: {
        options: { zero: cli('SET views 0'), decimal: cli('SET views 0.0'), empty: cli('SET views ""') },
      },
      count: {
        options: {
          set: count('SET views {n}'),
          append: count('APPEND views 1'),
          float: count('INCRBYFLOAT views 1'),
          incr: count('INCR views'),
        },
      },
    },
    trial: ['wait {at}', 'start web-2', 'wait 3s'],
    seeds: [1, 2, 3, 4],
    moments: ['10ms', '100ms', '400ms', '1s'],
    goal: ['key views is "40"', ofKey('views', 'row.encoding = int')],
    solution: { start: 'zero', count: 'incr' },
    wrong: [
      {
        pick: { start: 'zero', count: 'set' },
        misconception: 'read-add-write-counts',
        shows: ['not key views is "40"', ofKey('views', 'row.encoding = int')],
      },
      {
        pick: { start: 'zero', count: 'append' },
        misconception: 'incr-appends',
        shows: ['key views is "01111111111111111111111111111111111111111"'],
      },
      {
        pick: { start: 'decimal', count: 'incr' },
        misconception: 'incr-reads-what-it-can',
        shows: ['key views is "0.0"', 'facts client.failed text~integer >= 40'],
      },
    ],
    after: {
      exact: ['key views is "40"'],
      float: { lines: cli('SET price 0', 'INCRBYFLOAT price 1'), holds: [ofKey('price', 'row.encoding = embstr')] },
    },
  },
  sources: [
    { title: 'Redis: strings', url: 'https://redis.io/docs/latest/develop/data-types/strings/' },
    { title: 'Redis: OBJECT ENCODING', url: 'https://redis.io/docs/latest/commands/object-encoding/' },
  ],
} as const satisfies LessonData;
