import { describe, expect, test } from 'vitest';
import {
  CHAT,
  factsOf,
  heard,
  kill,
  PUPPETS,
  powerCut,
  puppets,
  settle,
  simulate,
  start,
  tell,
} from '../testing/run.ts';
import type { Fact } from './facts.ts';
import type { Machine } from './machine.ts';
import { type Fold, Simulation } from './simulation.ts';
import { DivergenceError } from './trace.ts';

function chat(options = {}) {
  const simulation = simulate(CHAT, PUPPETS, options);
  settle(simulation, 300_000);
  return simulation;
}

describe('seek', () => {
  test('to every step and back shows the same world', () => {
    const simulation = chat({ checkpoints: { every: 50 } });
    const head = simulation.step;
    const seqs: number[] = [];
    for (let step = 0; step <= head; step += 7) {
      simulation.seek(step);
      seqs.push(simulation.world.seq);
      expect(simulation.step).toBe(step);
    }
    for (let step = 0, i = 0; step <= head; step += 7, i++) {
      simulation.seek(step);
      expect(simulation.world.seq).toBe(seqs[i]);
    }
  });

  test('refuses a step that never was', () => {
    const simulation = chat();
    expect(() => simulation.seek(simulation.step + 1)).toThrow('is not between 0 and the head');
    expect(() => simulation.seek(-1)).toThrow('is not between 0 and the head');
  });

  test('by time stops at the last step that is not later', () => {
    const simulation = chat();
    simulation.seekTime(100_000);
    expect(simulation.now).toBeLessThanOrEqual(100_000);
    expect(simulation.nextAt()).toBeGreaterThan(100_000);
    simulation.seekTime(200_000);
    expect(simulation.nextAt()).toBeGreaterThan(200_000);
  });

  test('brings back the facts that were dropped from memory', () => {
    const small = chat({ factsKeptMax: 4096 });
    const large = chat();
    settle(small, 3_000_000);
    settle(large, 3_000_000);
    expect(small.world.seq).toBeGreaterThan(3 * 4096);
    const step = small.step;
    for (const seq of [1, 2, 4096, 4097, 9000, small.world.seq]) expect(small.fact(seq)).toEqual(large.fact(seq));
    expect(small.step).toBe(step);
    expect(small.fact(0)).toBeNull();
    expect(small.fact(small.world.seq + 1)).toBeNull();
  });
});

describe('a branch', () => {
  test('is made by acting in the past, and leaves the old one as it was', () => {
    const simulation = chat();
    const before = factsOf(simulation);
    const head = simulation.step;
    simulation.seek(100);
    simulation.dispatch(powerCut('server'));
    expect(simulation.branch).toMatchObject({ id: 1, parent: 0, forkedAt: 100, head: 101 });
    settle(simulation, 300_000);
    expect(factsOf(simulation)).not.toEqual(before);
    simulation.select(0);
    expect(simulation.step).toBe(head);
    expect(simulation.branch.journal).toEqual([]);
    expect(factsOf(simulation)).toEqual(before);
  });

  test('shares its past with its parent, fact by fact', () => {
    const simulation = chat();
    const before = factsOf(simulation);
    simulation.seek(200);
    const shared = simulation.world.seq;
    simulation.dispatch(kill('server'));
    expect(factsOf(simulation).slice(0, shared)).toEqual(before.slice(0, shared));
  });

  test('of a branch of a branch replays the inputs of all three', () => {
    const simulation = chat();
    simulation.dispatch(kill('server'));
    settle(simulation, 320_000);
    simulation.seek(simulation.step - 3);
    simulation.dispatch(start('server'));
    settle(simulation, 340_000);
    simulation.seek(simulation.step - 1);
    simulation.dispatch(kill('x'));
    expect(simulation.branch.parent).toBe(1);
    expect(simulation.branch.journal.map((entry) => entry.input.kind)).toEqual(['kill', 'start', 'kill']);
    const facts = factsOf(simulation);
    simulation.seek(0);
    settle(simulation, simulation.branch.headAt);
    expect(factsOf(simulation)).toEqual(facts);
  });

  test('from the head is none: history simply goes on', () => {
    const simulation = chat();
    simulation.dispatch(kill('server'));
    expect(simulation.branches).toHaveLength(1);
  });

  test('can leave from any step, also where the facts were dropped from memory', () => {
    const simulation = chat({ factsKeptMax: 4096 });
    settle(simulation, 3_000_000);
    simulation.seek(50);
    simulation.dispatch(kill('server'));
    simulation.select(0);
    simulation.seek(4000);
    simulation.dispatch(kill('server'));
    settle(simulation, simulation.now + 10_000);
    expect(simulation.branch.forkedAt).toBe(4000);
    expect(simulation.fact(10)).not.toBeNull();
  });
});

test('a fold is always of the step shown', () => {
  const counts: Fold<{ facts: number; lastStep: number }> = {
    start: () => ({ facts: 0, lastStep: 0 }),
    apply: (state, fact: Fact) => {
      state.facts++;
      state.lastStep = fact.step;
    },
    fork: (state) => ({ ...state }),
  };
  const simulation = new Simulation({ spec: CHAT, registry: PUPPETS, fold: counts });
  settle(simulation, 300_000);
  for (const step of [500, 3, 0, 499, 200]) {
    simulation.seek(step);
    expect(simulation.folded.facts).toBe(simulation.world.seq);
    expect(simulation.folded.lastStep).toBeLessThanOrEqual(step);
  }
});

test('an input waits for all that is due before it', () => {
  const simulation = puppets(1);
  settle(simulation);
  tell(simulation, 'a', 'timer t 1000', 0);
  tell(simulation, 'a', 'say x', 1000);
  expect(heard(simulation, 'a')).toEqual(['1000 timer t']);
});

test('a machine that is not deterministic is found out the first time somebody goes back', () => {
  let outside = 0;
  const leaky: Machine<{ n: number }, unknown, { kind: 'leaky.said'; n: number }, null, null> = {
    listens: null,
    readConfig: () => null,
    boot: (_config, _disk, out) => {
      out.setTimer('t', 10);
      return { n: 0 };
    },
    on: (_state, _stimulus, out) => {
      out.note({ kind: 'leaky.said', n: outside++ });
      out.setTimer('t', 10);
    },
    inspect: () => null,
  };
  const simulation = simulate({ name: 'leaky', seed: 1, nodes: [{ id: 'a', machine: 'leaky' }] }, { leaky });
  simulation.advance({ step: 40 });
  expect(() => simulation.seek(5)).toThrow(DivergenceError);
});

test('a leak in a stretch whose facts were dropped is found out too', () => {
  let outside = 0;
  const leaky: Machine<object, unknown, { kind: 'leaky.said'; n: number }, null, null> = {
    listens: null,
    readConfig: () => null,
    boot: (_config, _disk, out) => {
      out.setTimer('t', 10);
      return {};
    },
    on: (_state, _stimulus, out) => {
      outside++;
      out.note({ kind: 'leaky.said', n: out.now === 20_000 ? outside : 0 });
      out.setTimer('t', 10);
    },
    inspect: () => null,
  };
  const simulation = simulate(
    { name: 'leaky', seed: 1, nodes: [{ id: 'a', machine: 'leaky' }] },
    { leaky },
    { factsKeptMax: 4096 },
  );
  simulation.advance({ step: 20_000 });
  simulation.seek(0);
  expect(() => simulation.advance({ step: 20_000 })).toThrow(DivergenceError);
});
