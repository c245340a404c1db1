import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Condition, FactPattern } from './condition.ts';
import { Cursor, ScriptError } from './cursor.ts';
import { formatScript, formatStep } from './format.ts';
import { parseScript, parseStep } from './parse.ts';
import { FATES, parseCondition, QUEUE_COUNTS } from './parse-condition.ts';
import type { Step } from './statement.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}$/);
const kind = fc.stringMatching(/^[a-z]{1,6}\.[a-zA-Z]{1,8}$/);
const path = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,5}(\.[a-z]{1,4})?$/);
const text = fc.string({ unit: 'binary', maxLength: 12 });
const comparison = fc.constantFrom('=' as const, '>=' as const, '<=' as const, '>' as const, '<' as const);
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const count = fc.nat(1_000_000);
const node = fc.option(name, { nil: null });

const pattern: fc.Arbitrary<FactPattern> = fc.record({
  fact: kind,
  at: node,
  fields: fc.array(fc.record({ path, by: fc.constantFrom('equal' as const, 'part' as const), value: scalar }), {
    maxLength: 3,
  }),
});

const counts = (names: readonly string[]) =>
  fc.array(fc.record({ name: fc.constantFrom(...names), by: comparison, count }), { minLength: 1, maxLength: 3 });

/** The words that a condition on a node begins with must not be those of another condition. */
const free = name.filter(
  (word) =>
    !/^(facts|values|nodes|why|fates|key|queue|inspect|time|step|quiet|not)$/.test(word) &&
    !(FATES as readonly string[]).includes(word),
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('replied' as const), node: free, text, part: fc.boolean() }),
  fc.record({ kind: fc.constant('printed' as const), node: free, text }),
  fc.record({ kind: fc.constant('answered' as const), node: free }),
  fc.record({
    kind: fc.constant('status' as const),
    node: free,
    status: fc.constantFrom('up' as const, 'power-cut' as const),
  }),
  fc.record({ kind: fc.constant('facts' as const), pattern, by: comparison, count }),
  fc.record({ kind: fc.constant('values' as const), pattern, path, values: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('nodes' as const),
    pattern,
    nodes: fc.array(
      name.filter((word) => word !== 'within'),
      { maxLength: 4 },
    ),
  }),
  fc.record({ kind: fc.constant('why' as const), pattern, from: pattern }),
  fc.record({ kind: fc.constant('fates' as const), at: node, fates: counts(FATES) }),
  fc.record({
    kind: fc.constant('key' as const),
    key: text,
    at: node,
    value: fc.oneof(
      fc.record({ kind: fc.constantFrom('absent' as const, 'present' as const) }),
      fc.record({ kind: fc.constant('is' as const), text }),
    ),
  }),
  fc.record({ kind: fc.constant('more' as const), fate: fc.constantFrom(...FATES), at: node }),
  fc.record({
    kind: fc.constant('queue' as const),
    queue: text,
    at: node,
    counts: fc.option(counts(QUEUE_COUNTS), { nil: null }),
  }),
  fc.record({
    kind: fc.constant('inspect' as const),
    node: name,
    query: fc.record({ kind: text }),
    path,
    by: comparison,
    value: scalar,
  }),
  fc.record({ kind: fc.constant('time' as const), by: comparison, at: count }),
  fc.record({ kind: fc.constant('step' as const), by: comparison, step: count }),
  fc.constant({ kind: 'quiet' as const }),
);

const rate = fc.nat(60_000);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('dropFirst' as const, 'loseFirst' as const, 'holdFirst' as const, 'releaseFirst' as const),
    from: name,
    to: name,
  }),
  fc.record({ kind: fc.constant('delayFirst' as const), from: name, to: name, by: count }),
  fc.record({
    kind: fc.constant('chaos' as const),
    plan: fc.option(
      fc.record({
        seed: count,
        rates: fc.record({
          kill: rate,
          'power-cut': rate,
          partition: rate,
          delay: rate,
          lose: rate,
          drop: rate,
        }),
        downFor: count,
        lateMax: count,
      }),
      { nil: null },
    ),
  }),
  fc.record({ kind: fc.constant('wait' as const), for: count }),
  fc.record({ kind: fc.constant('step' as const), count }),
  fc.record({ kind: fc.constant('run' as const), until: condition, within: count }),
  fc.record({ kind: fc.constant('seek' as const), step: count }),
  fc.record({ kind: fc.constant('seekTime' as const), at: count }),
  fc.record({ kind: fc.constant('expect' as const), condition, not: fc.boolean() }),
);

describe('a line', () => {
  test('reads back as what it was written from', () => {
    fc.assert(
      fc.property(step, (given) => {
        expect(parseStep(formatStep(given))).toEqual({ ok: true, step: given });
      }),
      { numRuns: 500 },
    );
  });

  test('of any text is a step or an error that says where, never an exception', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'expect',
        'run',
        'until',
        'facts',
        'not',
        '{',
        '}',
        '"',
        '\\',
        '->',
        'cli>',
        'configure',
        '=',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const line = words.join(' ');
        const parsed = parseStep(line);
        if (parsed.ok) return;
        expect(parsed.error).toBeInstanceOf(ScriptError);
        expect(parsed.error.column).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['expect', 1, 7, 'a condition is missing'],
    ['expect lost many', 1, 13, 'expected one of = >= <= > <'],
    ['expect cli said "x"', 1, 12, "expected 'replied', 'printed', 'answered' or 'is'"],
    ['expect cli replied "x', 1, 20, 'a quote is not closed'],
    ['expect facts nonsense', 1, 14, "'nonsense' is not the kind of a fact"],
    ['expect queue q green=1', 1, 16, "'green' is not counted here"],
    ['run until quiet please', 1, 17, "'please' was not expected here"],
    ['run when quiet', 1, 5, "expected 'until'"],
    ['wait long', 1, 6, "expected a duration such as 1.2s or 500ms, not 'long'"],
    ['drop a -> ', 1, 11, 'the name of a node is missing'],
    ['delay a -> b', 1, 13, 'a duration such as 1.2s is missing'],
    ['seek step x', 1, 11, "expected a step, a whole number, not 'x'"],
    ['crash redis', 1, 1, '"crash" is not an action'],
  ])('that is wrong says what was expected and where: %j', (line, _line, column, message) => {
    const parsed = parseStep(line);
    if (parsed.ok) throw new Error('it was read');
    expect(parsed.error.message).toContain(message);
    expect(parsed.error.column).toBe(column);
  });
});

describe('a script', () => {
  test('keeps its lines, their answers and their places', () => {
    const parsed = parseScript('# a comment\nworld kv-one\nseed 7\n\ncli> GET a\n  (nil)\n  more\nwait 1s\n');
    if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
    expect(parsed.script.header).toEqual({ world: 'kv-one', seed: 7, with: [], without: [] });
    expect(parsed.script.statements).toEqual([
      {
        step: { kind: 'input', input: { kind: 'command', node: 'cli', line: 'GET a' } },
        line: 5,
        answer: ['(nil)', 'more'],
      },
      { step: { kind: 'wait', for: 1_000_000 }, line: 8 },
    ]);
    expect(parseScript(formatScript(parsed.script)).ok).toBe(true);
  });

  test('may hold its whole world', () => {
    const parsed = parseScript(
      'world {\n    "name": "tiny",\n    "nodes": [{ "id": "a", "machine": "kv" }]\n  }\nkill a\n',
    );
    if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
    expect(parsed.script.header?.world).toEqual({ name: 'tiny', seed: 1, nodes: [{ id: 'a', machine: 'kv' }] });
  });

  test('names every line that is wrong', () => {
    const parsed = parseScript('world kv-one\nwait\nkill redis\nexpect lost\nwait 1s\n  answer\n');
    expect(parsed.ok ? [] : parsed.errors.map((error) => `${error.line}:${error.column} ${error.message}`)).toEqual([
      '2:5 a duration such as 1.2s is missing',
      '4:12 a comparison is missing',
      '6:1 only a typed line can have an answer below it',
    ]);
  });

  test.each([
    ['world {"nodes":[]}', 'nodes must be a list of 1 to 200 nodes'],
    ['world {"nodes":[{"id":"a b","machine":"kv"}]}', 'nodes[0].id must be a name'],
    ['world {"nodes":[{"id":"a","machine":"kv","disk":{"chaos":1}}]}', 'nodes[0].disk.chaos must be true or false'],
    [
      'world {"nodes":[{"id":"a","machine":"kv"}],"links":[{"between":["a","z"]}]}',
      'links[0].between must be two nodes of this world',
    ],
    ['world {"nodes":[{"id":"a","machine":"kv"}],"link":{"latency":-1}}', 'link.latency must be a whole number'],
    ['world {"extra":1}', "a world has no 'extra'"],
    ['world {', 'this is not JSON'],
    ['world a/b', "'a/b' cannot be the name of a world"],
  ])('with a world that cannot be says why: %j', (line, message) => {
    const parsed = parseScript(line);
    expect(parsed.ok ? '' : parsed.errors[0]?.message).toContain(message);
  });

  test('that is too long is refused', () => {
    expect(parseScript('# '.repeat(600_000)).ok).toBe(false);
  });
});

test('a fact count without a number means at least one', () => {
  expect(parseCondition(new Cursor('facts broker.requeued at rabbit queue=orders', 1))).toEqual({
    kind: 'facts',
    pattern: { fact: 'broker.requeued', at: 'rabbit', fields: [{ path: 'queue', by: 'equal', value: 'orders' }] },
    by: '>=',
    count: 1,
  });
});

test('a field of a fact can be compared as a number', () => {
  const condition = parseCondition(new Cursor('facts client.answered at web took>=5000 n<10 = 0', 1));
  expect(condition).toMatchObject({
    pattern: {
      fields: [
        { path: 'took', by: '>=', value: 5000 },
        { path: 'n', by: '<', value: 10 },
      ],
    },
    by: '=',
    count: 0,
  });
  expect(() => parseCondition(new Cursor('facts client.answered took>soon', 1))).toThrow('expected a number');
});
