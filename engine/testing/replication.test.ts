import { describe, expect, test } from 'vitest';
import type { ReplicationView } from '../kv/replication/inspect.ts';
import { MACHINES } from '../machines.ts';
import { worldNamed } from '../script/worlds.ts';
import { NO_FOLD, Simulation } from '../sim/simulation.ts';

function begin(world: string): Simulation<null> {
  const spec = worldNamed(world);
  if (spec === null) throw new Error(`no world ${world}`);
  return new Simulation({ spec, registry: MACHINES, fold: NO_FOLD });
}

function look(simulation: Simulation<null>, node: string): ReplicationView {
  const view = simulation.inspect(node, { kind: 'replication' }) as { readonly replication: ReplicationView };
  return view.replication;
}

describe('what the stage sees of replication', () => {
  test('replicas, their lag, and the window of the backlog', () => {
    const simulation = begin('kv-replicas');
    simulation.advance({ at: 5_000_000 });
    const primary = look(simulation, 'redis');
    expect(primary.role).toBe('primary');
    expect(primary.replicas.map(({ host, phase }) => [host, phase])).toEqual([
      ['replica-1', 'online'],
      ['replica-2', 'online'],
    ]);
    expect(primary.backlog).toMatchObject({ from: 1, to: primary.offset });
    const [first] = primary.replicas;
    expect(first?.acked).toBeGreaterThan(0);
    expect(first?.behind).toBe(primary.offset - (first?.acked ?? 0));
    const replica = look(simulation, 'replica-1');
    expect(replica).toMatchObject({ role: 'replica', history: primary.history, primary: { phase: 'connected' } });
    simulation.dispatch({ kind: 'partition', between: ['redis', 'replica-1'] }, simulation.now);
    simulation.advance({ at: 12_000_000 });
    expect(look(simulation, 'redis').replicas.map(({ host }) => host)).toEqual(['replica-2']);
    expect(look(simulation, 'replica-1').primary?.downSince).not.toBeNull();
  });

  test('a chain copies one history', () => {
    const simulation = begin('kv-chain');
    simulation.advance({ at: 6_000_000 });
    const [top, middle, last] = ['redis', 'middle', 'last'].map((node) => look(simulation, node));
    expect(last?.primary?.phase).toBe('connected');
    expect(middle?.history).toBe(top?.history);
    expect(last?.history).toBe(top?.history);
    expect(last?.offset).toBeGreaterThan(0);
    expect(middle?.replicas).toHaveLength(1);
  });
});
