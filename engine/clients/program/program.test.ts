import { describe, expect, test } from 'vitest';
import { MACHINES } from '../../machines.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { NodeSpec } from '../../sim/spec.ts';
import { bodiesOf, factsOf, kill, part, settle, simulate, start, tell } from '../../testing/run.ts';
import type { ProgramStatus, ProgramVariables } from './views.ts';

const redis: NodeSpec = { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } };
const rabbit: NodeSpec = { id: 'rabbit', machine: 'broker' };
const app = (source: string, config: object = {}, id = 'app'): NodeSpec => ({
  id,
  machine: 'program',
  config: { source, ...config },
});

function world(...nodes: readonly NodeSpec[]): Simulation<null> {
  return simulate({ name: 'test', seed: 3, nodes }, MACHINES);
}

function printedBy(simulation: Simulation<null>, node = 'app'): unknown[] {
  return factsOf(simulation)
    .filter((fact) => fact.node === node && fact.body.kind === 'program.printed')
    .map((fact) => (fact.body as unknown as { text: string }).text);
}

function ran(source: string, ...servers: readonly NodeSpec[]): unknown[] {
  const simulation = world(...servers, app(source));
  settle(simulation, 60_000_000);
  return printedBy(simulation);
}

describe('a program', () => {
  test('is refused at its line when it cannot be loaded', () => {
    for (const [source, text] of [
      ['let x = 1;\nlet x = 2;', "line 2: SyntaxError: Identifier 'x' has already been declared"],
      ["import fs from 'fs';", "line 1: the module 'fs' is not supported here; import one that the lab has"],
      [
        'const a = 1;\nconst b = tag`x`;',
        'line 2: a tagged template is not supported here; call the function with the text and the values',
      ],
      ["eval('1')", "line 1: 'eval' is not supported here; write the code where it runs"],
    ] as const)
      expect(ran(source)).toEqual([text]);
  });

  test('dies of an error it does not catch, in the words of Node', () => {
    const simulation = world(app('const o = {};\nfunction f() {\n  o.x.y;\n}\nsetTimeout(f, 5);'));
    settle(simulation);
    expect(printedBy(simulation)[0]).toContain(
      "TypeError: Cannot read properties of undefined (reading 'y')\n    at f (program.js:3:7)",
    );
    expect(bodiesOf(simulation, 'program.ended')).toMatchObject([{ code: 1, line: 3 }]);
  });

  test('ends when nothing is left to wait for', () => {
    const simulation = world(app("setTimeout(() => console.log('late'), 100);"));
    settle(simulation);
    expect(bodiesOf(simulation, 'program.ended')).toMatchObject([{ code: 0, error: null }]);
    expect(bodiesOf(simulation, 'node.stopped')).toMatchObject([{ how: 'exit' }]);
  });

  test('dies at its crash cursor the nth time, and comes back without it', () => {
    const source = "for (let i = 1; i <= 3; i++) {\n  console.log('round', i);\n}";
    const simulation = world(app(source));
    simulation.advance({ at: 0 });
    tell(simulation, 'app', 'crash 2 3');
    settle(simulation);
    expect(printedBy(simulation)).toEqual(['round 1', 'round 2']);
    expect(bodiesOf(simulation, 'node.stopped')).toMatchObject([{ how: 'kill' }]);
    simulation.dispatch(start('app'));
    settle(simulation);
    expect(printedBy(simulation)).toEqual(['round 1', 'round 2', 'round 1', 'round 2', 'round 3']);
  });

  test('can die inside of a callback, and while it waits', () => {
    const inside = world(app('[1, 2, 3].forEach((n) => {\n  console.log(n);\n});'));
    inside.advance({ at: 0 });
    tell(inside, 'app', 'crash 2 2');
    settle(inside);
    expect(printedBy(inside)).toEqual(['1']);
    const waiting = world(
      app("console.log('before');\nawait new Promise((r) => setTimeout(r, 50));\nconsole.log('after');"),
    );
    waiting.advance({ at: 0 });
    tell(waiting, 'app', 'crash 2 1 waiting');
    settle(waiting);
    expect(printedBy(waiting)).toEqual(['before']);
  });

  test('stands still at a breakpoint, shows what its names hold, and goes on line by line', () => {
    const source =
      'function add(a, b) {\n  return a + b;\n}\nconst list = [1, 2];\nconst sum = add(3, 4);\nconsole.log(sum);';
    const simulation = world(app(source));
    simulation.advance({ at: 0 });
    tell(simulation, 'app', 'break 5');
    settle(simulation, 1_000_000);
    const status = (): ProgramStatus => simulation.inspect('app', { kind: 'status' }) as ProgramStatus;
    expect(status()).toMatchObject({ phase: 'paused', line: 5, breaks: [5] });
    const names = (): unknown => (simulation.inspect('app', { kind: 'variables' }) as ProgramVariables).variables;
    expect(names()).toEqual([
      { name: 'list', value: '[ 1, 2 ]' },
      { name: 'add', value: '[Function: add]' },
    ]);
    tell(simulation, 'app', 'step into');
    settle(simulation, 2_000_000);
    expect(status()).toMatchObject({
      line: 2,
      calls: [
        { fn: 'add', line: 2 },
        { fn: '', line: 5 },
      ],
    });
    expect(names()).toMatchObject([{ name: 'b', value: '4' }, { name: 'a', value: '3' }, {}, {}]);
    tell(simulation, 'app', 'step out');
    settle(simulation, 3_000_000);
    expect(status().line).toBe(6);
    tell(simulation, 'app', 'continue');
    settle(simulation);
    expect(printedBy(simulation)).toEqual(['7']);
  });

  test('says at which line it waits, and for what', () => {
    const simulation = world(
      redis,
      app("import Redis from 'ioredis';\nconst redis = new Redis();\nawait redis.blpop('queue', 0);"),
    );
    settle(simulation, 1_000_000);
    const status = simulation.inspect('app', { kind: 'status' }) as ProgramStatus;
    expect(status).toMatchObject({ phase: 'waiting', awaiting: [{ line: 3, text: 'redis.blpop(...)' }] });
  });
});

describe('a hostile program', () => {
  const bystander = app(
    "for (let n = 1; n <= 5; n++) {\n  await new Promise((r) => setTimeout(r, 100));\n  console.log('still here', n);\n}",
    {},
    'other',
  );

  test.each([
    ['a loop without end', 'while (true) {}', /8 million steps/],
    ['a loop of jobs without end', 'const f = () => {\n  Promise.resolve().then(f);\n};\nf();', /8 million steps/],
    ['recursion without end', 'function f() {\n  return f();\n}\nf();', /RangeError: Maximum call stack size exceeded/],
    ['a text that doubles itself', "let s = 'x';\nfor (;;) s += s;", /RangeError: Invalid string length/],
    ['a list that grows for ever', 'const all = [];\nfor (;;) all.push({ n: all.length });', /heap out of memory/],
    [
      'many large texts',
      "const all = [];\nfor (let i = 0; ; i++) all.push(`${i}`.padStart(1e6, '.'));",
      /heap out of memory/,
    ],
    ['a pattern that tries for ever', "/^(a+)+$/.test('a'.repeat(40) + 'b');", /tries too many ways/],
    ['a huge array', 'new Array(4e9);', /Invalid array length/],
    ['a huge buffer', 'Buffer.alloc(1e10);', /Array buffer allocation failed/],
    ['a prototype it may not touch', 'Array.prototype.map = () => 1;', /Cannot assign to read only property 'map'/],
    ['a way out through constructors', "(() => {}).constructor('return this')();", /not supported here/],
    [
      'a getter that throws',
      'const o = { get x() {\n  throw new Error("from a getter");\n} };\nJSON.stringify(o);',
      /from a getter/,
    ],
    [
      'a text made by itself without end',
      'const o = { toString() {\n  return `${o}`;\n} };\n`${o}`;',
      /Maximum call stack size exceeded/,
    ],
    [
      'a chain as long as a million',
      'let o = null;\nfor (let i = 0; i < 1e6; i++) o = { o };\nconsole.log(o.o.o === undefined);',
      /heap out of memory|false/,
    ],
    ['nested JSON without end', "JSON.parse('['.repeat(1e5));", /Maximum call stack size exceeded/],
  ])('%s ends in an error of its own, and nobody else notices', (_name, source, error) => {
    const simulation = world(bystander, app(source));
    settle(simulation, 20_000_000);
    expect(printedBy(simulation).join('\n')).toMatch(error);
    expect(printedBy(simulation, 'other')).toHaveLength(5);
  });

  test('finds nothing of the host', () => {
    const source =
      'console.log(typeof globalThis, typeof window, typeof self, typeof postMessage, typeof fetch, typeof WebAssembly);\nconsole.log([].constructor.constructor === Function, ({}).constructor.name, (async () => {}).constructor === Function);';
    expect(ran(source)[0]).toBe('undefined undefined undefined undefined undefined undefined');
  });
});

describe('ioredis', () => {
  test('queues what is sent before it is connected, and reconnects', () => {
    const simulation = world(
      redis,
      app(
        "import Redis from 'ioredis';\nconst redis = new Redis();\nredis.on('close', () => console.log('close'));\nredis.on('reconnecting', (ms) => console.log('again in', ms));\nredis.on('error', (e) => console.log(e.message));\nredis.on('ready', () => console.log('ready'));\nsetInterval(async () => console.log('n is', await redis.incr('n')), 400);",
      ),
    );
    settle(simulation, 500_000);
    simulation.dispatch(kill('redis'));
    simulation.dispatch(start('redis'), simulation.now + 200_000);
    settle(simulation, 1_000_000);
    expect(printedBy(simulation)).toEqual([
      'ready',
      'n is 1',
      'read ECONNRESET',
      'close',
      'again in 50',
      'connect ECONNREFUSED 127.0.0.1:6379',
      'close',
      'again in 100',
      'connect ECONNREFUSED 127.0.0.1:6379',
      'close',
      'again in 150',
      'ready',
      'n is 1',
    ]);
  });

  test('gives up on a command after its retries, in its own words', () => {
    const source =
      "import Redis from 'ioredis';\nconst redis = new Redis({ maxRetriesPerRequest: 2 });\nredis.on('error', () => {});\ntry {\n  await redis.get('a');\n} catch (error) {\n  console.log(error.name, error.message);\n}\nredis.disconnect();";
    expect(ran(source)).toEqual([
      'MaxRetriesPerRequestError Reached the max retries per request limit (which is 2). Refer to "maxRetriesPerRequest" option for details.',
    ]);
  });

  test('lets a command wait no longer than it is told', () => {
    const simulation = world(
      redis,
      app(
        "import Redis from 'ioredis';\nconst redis = new Redis({ commandTimeout: 300 });\nredis.once('ready', async () => {\n  await new Promise((r) => setTimeout(r, 200));\n  await redis.get('a').catch((e) => console.log(e.message));\n});",
      ),
    );
    settle(simulation, 100_000);
    simulation.dispatch(part('app', 'redis'));
    settle(simulation, 2_000_000);
    expect(printedBy(simulation)).toEqual(['Command timed out']);
  });
});

describe('amqplib', () => {
  test('says what the broker said when it closes a channel or the connection', () => {
    const simulation = world(
      rabbit,
      app(
        "import amqp from 'amqplib';\nconst connection = await amqp.connect('amqp://localhost');\nconnection.on('close', (e) => console.log('closed:', e.message));\nconnection.on('error', (e) => console.log('error:', e.message));\nconst channel = await connection.createChannel();\nchannel.on('error', (e) => console.log(e.message));\nawait channel.checkQueue('none').catch((e) => console.log(e.message));\ntry {\n  channel.sendToQueue('q', Buffer.from('x'));\n} catch (e) {\n  console.log(e.name, e.message);\n}",
      ),
    );
    settle(simulation, 1_000_000);
    simulation.dispatch(kill('rabbit'));
    settle(simulation);
    expect(printedBy(simulation)).toEqual([
      `Channel closed by server: 404 (NOT-FOUND) with message "NOT_FOUND - no queue 'none' in vhost '/'"`,
      `Operation failed: QueueDeclare; 404 (NOT-FOUND) with message "NOT_FOUND - no queue 'none' in vhost '/'"`,
      'IllegalOperationError Channel closed',
      'error: read ECONNRESET',
      'closed: read ECONNRESET',
    ]);
  });

  test('is refused where nobody listens', () => {
    expect(
      ran("import amqp from 'amqplib';\nawait amqp.connect().catch((e) => console.log(e.code, e.message));"),
    ).toEqual(['ECONNREFUSED connect ECONNREFUSED 127.0.0.1:5672']);
  });
});
