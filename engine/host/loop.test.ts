import { describe, expect, it } from 'vitest';
import { MACHINES } from '../machines.ts';
import type { KvView, LoopView } from '../scene/views.ts';
import type { Lab } from './lab.ts';
import { openLab } from './open.ts';
import type { KvAnswer } from './protocol.ts';
import { MemoryStore } from './session/memory-store.ts';

async function open(name: string): Promise<Lab> {
  const { lab } = await openLab(
    { kind: 'world', name, session: null },
    {
      registry: MACHINES,
      store: new MemoryStore(),
      locks: { take: () => Promise.resolve(true), release: () => undefined },
      steadyClock: () => 0,
      wallClock: () => 1_000_000,
      freshName: () => 'fresh',
      hash: (bytes) => Promise.resolve(bytes.length.toString(16).padStart(64, '0')),
    },
  );
  return lab;
}

const loop = (lab: Lab): LoopView => lab.view({ view: 'loop', node: 'redis' }) as LoopView;
const kv = (lab: Lab): KvView => lab.view({ view: 'kv', node: 'redis' }) as KvView;

describe('the one thread of a server', () => {
  it('is held by a slow command, and whoever comes meanwhile stands in line, first come first', async () => {
    const lab = await open('kv-stall');
    lab.seekTime(1_650_000);
    const { running, waiting, waitingCount } = loop(lab);
    expect(running).toMatchObject({ says: 'DEBUG SLEEP 0.2', client: 'report' });
    expect((running?.to ?? 0) - (running?.from ?? 0)).toBeGreaterThanOrEqual(200_000);
    expect(waitingCount).toBe(waiting.length);
    expect(waitingCount).toBeGreaterThan(8);
    expect(new Set(waiting.map(({ client }) => client))).toEqual(new Set(['web', 'cart']));
    expect(waiting.map(({ since }) => since)).toEqual(waiting.map(({ since }) => since).sort((a, b) => a - b));
    lab.seekTime((running?.to ?? 0) + 50_000);
    expect(loop(lab)).toMatchObject({ running: null, waiting: [], waitingCount: 0 });
  });

  it('is not held by who waits for an element', async () => {
    const lab = await open('kv-stall');
    lab.seekTime(300_000);
    const worker = kv(lab).clients.find(({ node }) => node === 'worker');
    expect(worker).toMatchObject({ blockedOn: ['jobs'] });
    expect(worker?.blockedAt).toBeLessThan(300_000);
    expect(loop(lab).waitingCount).toBe(0);
  });
});

describe('memory', () => {
  it('shows the candidates, the best to evict first, and what was evicted and why', async () => {
    const lab = await open('kv-cache');
    lab.seekTime(20_000_000);
    const { memory } = lab.view({ view: 'machine', node: 'redis', query: { kind: 'memory' } }) as Extract<
      KvAnswer,
      { kind: 'memory' }
    >;
    expect(memory).toMatchObject({ policy: 'allkeys-lru', by: 'idle', samples: 5 });
    expect(memory.pool.length).toBeGreaterThan(3);
    expect(memory.pool.map(({ value }) => value)).toEqual(memory.pool.map(({ value }) => value).sort((a, b) => b - a));
    expect(kv(lab).evictedCount).toBe(memory.evicted);
    expect(kv(lab).evictions[0]?.says).toMatch(/^not used for [\d.]+ s$/);
  });
});

describe('the rung of the replicas', () => {
  it('holds what they have acknowledged, and alone what a primary has lost', async () => {
    const lab = await open('kv-replicas');
    lab.seekTime(5_000_000);
    const rung = () => kv(lab).ladder.strata.find(({ id }) => id === 'replica');
    const had = rung()?.writeCount ?? 0;
    expect(had).toBeGreaterThan(10);
    expect(rung()).toMatchObject({ name: '2 replicas', icon: 'copy' });
    lab.act('power-cut redis');
    const kept = rung()?.writes ?? [];
    expect(kept.every(({ only, state }) => only === true && state === 'ready')).toBe(true);
    expect(kept.length).toBe(had);
  });
});
