import { describe, expect, test } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { NodeSpec } from '../sim/spec.ts';
import { bodiesOf, factsOf, heal, kill, part, powerCut, settle, simulate, start, tell } from '../testing/run.ts';

const ORDERS = 'declare queue name=orders durable=true';
const rabbit: NodeSpec = { id: 'rabbit', machine: 'broker' };
const shop = (config: object): NodeSpec => ({
  id: 'shop',
  machine: 'publisher',
  config: { name: 'shop', rate: 100, persistent: true, topology: [ORDERS], ...config },
});
const worker = (config: object, id = 'worker'): NodeSpec => ({
  id,
  machine: 'consumer',
  config: { takes: 1000, topology: [ORDERS], ...config },
});

function world(...nodes: readonly NodeSpec[]): Simulation<null> {
  return simulate({ name: 'test', seed: 3, nodes: [rabbit, ...nodes] }, MACHINES);
}

const idsOf = (simulation: Simulation<null>, kind: string): unknown[] =>
  bodiesOf(simulation, kind).map((body) => body['id']);

describe('a publisher', () => {
  test('publishes at its pace, its keys in turn, up to its count', () => {
    const simulation = world(shop({ count: 5, keys: ['a', 'b'], rate: 10 }));
    settle(simulation);
    const published = factsOf(simulation).filter((fact) => fact.body.kind === 'client.published');
    expect(published.map((fact) => fact.at - (published[0]?.at ?? 0))).toEqual([0, 100_000, 200_000, 300_000, 400_000]);
    expect(bodiesOf(simulation, 'client.published').map((body) => body['key'])).toEqual(['a', 'b', 'a', 'b', 'a']);
    expect(bodiesOf(simulation, 'client.finished')).toEqual([{ kind: 'client.finished', count: 5 }]);
  });

  test('publishes at the times it is given', () => {
    const simulation = world(shop({ times: [50_000, 50_000, 400_000] }));
    settle(simulation);
    const times = factsOf(simulation)
      .filter((fact) => fact.body.kind === 'client.published')
      .map((fact) => fact.at);
    expect(times).toEqual([50_000, 50_000, 400_000]);
  });

  test('keeps no more unconfirmed than its window', () => {
    const simulation = world(shop({ count: 50, confirm: true, window: 3, rate: 100_000 }));
    let most = 0;
    simulation.advance({
      at: 10_000_000,
      when: () => {
        const view = simulation.inspect('shop', { kind: 'status' }) as { unconfirmed: number } | null;
        most = Math.max(most, view?.unconfirmed ?? 0);
        return false;
      },
    });
    expect(most).toBe(3);
    expect(bodiesOf(simulation, 'client.confirmed')).toHaveLength(50);
  });

  test('publishes again what was unconfirmed when its connection went, under the same id', () => {
    const simulation = world(shop({ count: 10, confirm: true }));
    simulation.advance({ when: () => bodiesOf(simulation, 'client.published').length === 4 });
    simulation.dispatch(kill('rabbit'));
    simulation.dispatch(start('rabbit'), simulation.now + 100_000);
    settle(simulation, 30_000_000);
    expect(new Set(idsOf(simulation, 'client.confirmed')).size).toBe(10);
    const again = bodiesOf(simulation, 'client.published').filter((body) => body['attempt'] === 2);
    expect(again.length).toBeGreaterThan(0);
    for (const body of again)
      expect(idsOf(simulation, 'client.published').filter((id) => id === body['id'])).toHaveLength(2);
  });

  test('that does not retry says which it will never know of', () => {
    const simulation = world(shop({ count: 4, confirm: true, retry: false }));
    simulation.advance({ when: () => bodiesOf(simulation, 'client.published').length === 4 });
    simulation.dispatch(kill('rabbit'));
    settle(simulation);
    expect(idsOf(simulation, 'client.unconfirmed')).toContain('shop-4');
  });

  test('without a confirm in time tries again on the same connection', () => {
    const simulation = world(shop({ count: 1, confirm: true, confirmTimeout: 300_000 }));
    simulation.advance({ when: () => bodiesOf(simulation, 'client.connected').length === 1 });
    simulation.dispatch(part('shop', 'rabbit'));
    settle(simulation, simulation.now + 1_000_000);
    expect(bodiesOf(simulation, 'client.published').length).toBeGreaterThan(2);
    simulation.dispatch(heal('shop', 'rabbit'));
    settle(simulation, simulation.now + 1_000_000);
    expect(idsOf(simulation, 'client.confirmed')[0]).toBe('shop-1');
    expect(bodiesOf(simulation, 'broker.published').length).toBeGreaterThan(2);
  });

  test('hears of what could not be routed when it asks to', () => {
    const simulation = world(shop({ count: 1, keys: ['nowhere'], mandatory: true }));
    settle(simulation);
    expect(bodiesOf(simulation, 'client.returned')).toMatchObject([{ id: 'shop-1', code: 312, text: 'NO_ROUTE' }]);
  });

  test('started again is a new run with ids of its own', () => {
    const simulation = world(shop({ count: 1 }));
    settle(simulation);
    simulation.dispatch(kill('shop'), 2_000_000);
    simulation.dispatch(start('shop'), 3_000_000);
    settle(simulation);
    expect(idsOf(simulation, 'client.published')).toEqual(['shop-1', 'shop.3000000-1']);
  });

  test('waits longer each time nobody is there', () => {
    const simulation = simulate({ name: 'test', seed: 1, nodes: [{ ...rabbit, startsAt: null }, shop({})] }, MACHINES);
    settle(simulation, 20_000_000);
    const pauses = bodiesOf(simulation, 'client.retrying').map((body) => body['after']);
    expect(pauses.slice(0, 6)).toEqual([500_000, 1_000_000, 2_000_000, 4_000_000, 5_000_000, 5_000_000]);
    expect(bodiesOf(simulation, 'client.disconnected')[0]).toMatchObject({ text: 'Connection refused' });
  });

  test('refused by name what it cannot be', () => {
    const read = (raw: unknown): unknown => MACHINES['publisher']?.readConfig(raw);
    expect(() => read({ rate: -1 })).toThrow("publisher: 'rate' must be a number from 0 to 1000000");
    expect(() => read({ colour: 'red' })).toThrow("publisher: unknown setting 'colour'");
    expect(() => read({ topology: ['declare queue'] })).toThrow('mandatory argument "name" required');
    expect(() => read({ topology: ['list queues'] })).toThrow('only declarations can stand here');
    expect(read(read({ rate: 3 }))).toEqual(read({ rate: 3 }));
  });
});

describe('a consumer', () => {
  test('acknowledges several at once, and the rest in time', () => {
    const simulation = world(shop({ count: 10 }), worker({ ackEvery: 4, ackWithin: 50_000 }));
    settle(simulation);
    const acks = bodiesOf(simulation, 'client.acked');
    expect(acks.map((body) => [body['count'], body['multiple']])).toEqual([
      [4, true],
      [4, true],
      [2, true],
    ]);
    expect(bodiesOf(simulation, 'broker.acked')).toHaveLength(10);
  });

  test('that rejects gives back or throws away, as it is told', () => {
    const back = world(shop({ count: 3 }), worker({ rejectEvery: 3, requeue: true }));
    settle(back);
    expect(bodiesOf(back, 'broker.requeued')).toHaveLength(1);
    expect(bodiesOf(back, 'broker.acked')).toHaveLength(3);
    const away = world(shop({ count: 3, keys: ['orders'] }), worker({ rejectKeys: ['orders'], requeue: false }));
    settle(away);
    expect(bodiesOf(away, 'broker.dropped')).toHaveLength(3);
  });

  test('that acknowledges first loses what it was working on', () => {
    const simulation = world(shop({ count: 1 }), worker({ ackWhen: 'before', takes: 500_000 }));
    simulation.advance({ when: () => bodiesOf(simulation, 'broker.acked').length === 1 });
    simulation.dispatch(kill('worker'));
    simulation.dispatch(start('worker'));
    settle(simulation);
    expect(idsOf(simulation, 'client.processed')).toEqual([]);
  });

  test('takes as long as the key says', () => {
    const simulation = world(
      shop({ count: 2, keys: ['light', 'heavy'], topology: ['declare queue name=light', 'declare queue name=heavy'] }),
      worker({
        queues: ['light', 'heavy'],
        takes: 1000,
        factors: { heavy: 30 },
        topology: ['declare queue name=light', 'declare queue name=heavy'],
      }),
    );
    settle(simulation);
    expect(bodiesOf(simulation, 'client.processing').map((body) => body['takes'])).toEqual([1000, 30_000]);
  });

  test('keeps what automatic ack gave it when the connection goes, and puts away what it could not acknowledge', () => {
    for (const [ack, processed, abandoned] of [
      ['automatic', 3, 0],
      ['manual', 1, 2],
    ] as const) {
      const simulation = world(shop({ count: 3, rate: 10_000 }), worker({ ack, takes: 100_000, reconnect: false }));
      settle(simulation, 60_000);
      simulation.dispatch(kill('rabbit'));
      settle(simulation);
      expect([
        bodiesOf(simulation, 'client.processed').length,
        bodiesOf(simulation, 'client.abandoned').length,
      ]).toEqual([processed, abandoned]);
    }
  });

  test('that is idempotent recognises after a kill what it has done', () => {
    const simulation = world(shop({ count: 1 }), worker({ idempotent: true }));
    simulation.advance({ when: () => bodiesOf(simulation, 'disk.synced').some((body) => body['file'] === 'done') });
    simulation.dispatch(powerCut('worker'));
    simulation.dispatch(kill('rabbit'));
    simulation.dispatch(start('rabbit'), simulation.now + 1000);
    simulation.dispatch(start('worker'), simulation.now + 2000);
    settle(simulation);
    expect(bodiesOf(simulation, 'client.processed')).toHaveLength(1);
  });

  test('notices by its heartbeat that nobody is there any more', () => {
    const simulation = world(worker({ heartbeat: 1 }));
    settle(simulation, 1_000_000);
    simulation.dispatch(powerCut('rabbit'));
    settle(simulation, 5_000_000);
    expect(bodiesOf(simulation, 'client.disconnected')).toMatchObject([{ text: 'Heartbeat timeout' }]);
  });

  test('hears that its queue is gone', () => {
    const simulation = world(worker({}), { id: 'admin', machine: 'broker-prompt' });
    settle(simulation, 1_000_000);
    tell(simulation, 'admin', 'delete queue name=orders');
    settle(simulation);
    expect(bodiesOf(simulation, 'client.cancelled')).toEqual([{ kind: 'client.cancelled', queue: 'orders' }]);
  });
});

describe('a load generator', () => {
  const redis: NodeSpec = { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } };
  const load = (config: object): NodeSpec => ({ id: 'load', machine: 'kv-load', config });

  test('fills its templates and counts its answers', () => {
    const commands = ['SET key:{n%2} {n}', 'GET key:{random:1}', 'NONSENSE'];
    const simulation = simulate(
      { name: 'load', seed: 1, nodes: [redis, load({ commands, count: 6, rate: 100 })] },
      MACHINES,
    );
    settle(simulation);
    expect(bodiesOf(simulation, 'client.requested').map((body) => (body['argv'] as string[]).join(' '))).toEqual([
      'SET key:1 1',
      'GET key:0',
      'NONSENSE',
      'SET key:0 4',
      'GET key:0',
      'NONSENSE',
    ]);
    expect(bodiesOf(simulation, 'client.answered').map((body) => body['text'])).toEqual(['OK', '(nil)', 'OK', '"4"']);
    expect(bodiesOf(simulation, 'client.failed')).toHaveLength(2);
  });

  test('says of each request without an answer that it failed, and comes back', () => {
    const simulation = simulate({ name: 'load', seed: 1, nodes: [redis, load({ rate: 1000 })] }, MACHINES);
    settle(simulation, 100_000);
    simulation.dispatch(kill('redis'));
    simulation.dispatch(start('redis'), 200_000);
    settle(simulation, 2_000_000);
    const requested = bodiesOf(simulation, 'client.requested').length;
    const view = simulation.inspect('load', { kind: 'status' }) as {
      answered: number;
      failed: number;
      waiting: number;
    };
    expect(view.failed).toBeGreaterThan(0);
    expect(view.answered + view.failed + view.waiting).toBe(requested);
  });
});

describe('the Redis prompt', () => {
  const nodes: readonly NodeSpec[] = [
    { id: 'redis', machine: 'kv', config: { parameters: { save: '' } } },
    { id: 'cli', machine: 'kv-prompt' },
    { id: 'other', machine: 'kv-prompt', config: { pipeline: true } },
  ];
  function prompt(): Simulation<null> {
    const simulation = simulate({ name: 'prompt', seed: 1, nodes }, MACHINES);
    settle(simulation, 10_000);
    return simulation;
  }
  const promptOf = (simulation: Simulation<null>): unknown =>
    (simulation.inspect('cli', { kind: 'status' }) as { prompt: string }).prompt;
  const repliesOf = (simulation: Simulation<null>, node: string): unknown[] =>
    factsOf(simulation)
      .filter((fact) => fact.node === node && fact.body.kind === 'client.replied')
      .map((fact) => (fact.body as unknown as { text: string }).text);

  test('shows its database and its transaction', () => {
    const simulation = prompt();
    expect(promptOf(simulation)).toBe('redis:6379>');
    for (const [line, shown] of [
      ['SELECT 2', 'redis:6379[2]>'],
      ['MULTI', 'redis:6379[2](TX)>'],
      ['SELECT 3', 'redis:6379[3](TX)>'],
      ['DISCARD', 'redis:6379[2]>'],
      ['SELECT 99', 'redis:6379[2]>'],
    ] as const) {
      tell(simulation, 'cli', line);
      settle(simulation, simulation.now + 10_000);
      expect([line, promptOf(simulation)]).toEqual([line, shown]);
    }
  });

  test('comes back to its database after the server did', () => {
    const simulation = prompt();
    tell(simulation, 'cli', 'SELECT 2');
    settle(simulation, 20_000);
    simulation.dispatch(kill('redis'), 20_000);
    simulation.dispatch(start('redis'), 30_000);
    for (const line of ['SET a 1', 'SET a 2', 'GET a']) tell(simulation, 'cli', line, 40_000);
    settle(simulation, 100_000);
    expect(repliesOf(simulation, 'cli').slice(1)).toEqual(['Error: Server closed the connection', 'OK', '"2"']);
    expect(promptOf(simulation)).toBe('redis:6379[2]>');
  });

  test('asks one thing after the other, unless it pipelines', () => {
    const simulation = prompt();
    for (const node of ['cli', 'other']) for (let i = 0; i < 3; i++) tell(simulation, node, 'PING', 20_000);
    const inFlight = (node: string): number =>
      bodiesOf(simulation, 'net.sent').filter((body) => body['to'] === 'redis').length - (node === 'cli' ? 3 : 1);
    expect(inFlight('cli')).toBe(1);
    settle(simulation, 100_000);
    expect(repliesOf(simulation, 'cli')).toEqual(['PONG', 'PONG', 'PONG']);
    expect(repliesOf(simulation, 'other')).toEqual(['PONG', 'PONG', 'PONG']);
  });

  test('reads messages until it is interrupted', () => {
    const simulation = prompt();
    tell(simulation, 'cli', 'SUBSCRIBE news', 20_000);
    tell(simulation, 'cli', 'GET a', 30_000);
    tell(simulation, 'other', 'PUBLISH news hello', 40_000);
    settle(simulation, 50_000);
    expect(repliesOf(simulation, 'cli')).toEqual(['1) "subscribe"\n2) "news"\n3) (integer) 1']);
    expect(bodiesOf(simulation, 'client.printed').at(-1)).toMatchObject({
      text: '1) "message"\n2) "news"\n3) "hello"',
    });
    tell(simulation, 'cli', '^C', 60_000);
    tell(simulation, 'cli', 'GET a', 70_000);
    settle(simulation, 80_000);
    expect(repliesOf(simulation, 'cli').at(-1)).toBe('(nil)');
  });

  test('learns after fifteen seconds that a server it waits for was started again', () => {
    const simulation = prompt();
    tell(simulation, 'cli', 'BLPOP none 0', 20_000);
    settle(simulation, 30_000);
    simulation.dispatch(powerCut('redis'), 40_000);
    simulation.dispatch(start('redis'), 50_000);
    settle(simulation, 16_000_000);
    expect(repliesOf(simulation, 'cli')).toEqual(['Error: Connection reset by peer']);
  });

  test('shows how long it waited when that was long', () => {
    const simulation = prompt();
    tell(simulation, 'cli', 'BLPOP none 1.5', 20_000);
    settle(simulation, 5_000_000);
    expect(repliesOf(simulation, 'cli')[0]).toMatch(/^\(nil\)\n\(1\.5\ds\)$/);
  });
});
