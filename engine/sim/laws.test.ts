import { describe, expect, test } from 'vitest';
import { CHAT, heal, kill, PUPPETS, part, powerCut, settle, simulate, start } from '../testing/run.ts';
import { LAWS, placesOf, type Run, redoLaw, spacingLaw } from './laws.ts';
import type { Machine } from './machine.ts';

function eventful(seed: number): Run {
  const simulation = simulate({ ...CHAT, seed }, PUPPETS);
  simulation.dispatch(part('x', 'server'), 40_000);
  simulation.dispatch(kill('server'), 60_000);
  simulation.dispatch(start('server'), 65_000);
  simulation.dispatch(heal('x', 'server'), 90_000);
  simulation.dispatch({ kind: 'configure', node: 'y', config: { asks: 'server', every: 500 } }, 95_000);
  simulation.dispatch(powerCut('server'), 120_000);
  simulation.dispatch(kill('z'), 130_000);
  simulation.dispatch(start('server'), 150_000);
  simulation.dispatch(start('z'), 150_000);
  settle(simulation, 220_000);
  return { spec: { ...CHAT, seed }, registry: PUPPETS, journal: simulation.branch.journal, head: simulation.step };
}

describe.each(Object.entries(LAWS))('the law of %s', (_name, law) => {
  test.each([1, 2])('holds on a run with every kind of input, seed %i', (seed) => {
    const run = eventful(seed);
    expect(run.head).toBeGreaterThan(300);
    law(run);
  });
});

test('the places a law tries are the ends, both sides of each input, and some between', () => {
  const run = eventful(1);
  const places = placesOf(run);
  expect(places[0]).toBe(0);
  expect(places.at(-1)).toBe(run.head); // last: acting there is no branch, and ends the law of fork
  for (const entry of run.journal) expect(places).toEqual(expect.arrayContaining([entry.step, entry.step + 1]));
});

/** Counts in a place that no checkpoint copies, so that going back cannot undo it. */
function forgetful(): Machine<{ n: number }, unknown, { kind: 'said'; n: number }, null, null> {
  const hidden = { n: 0 };
  return {
    listens: null,
    readConfig: () => null,
    boot: (_config, _disk, out) => {
      hidden.n = 0;
      out.setTimer('t', 10);
      return { n: 0 };
    },
    on: (_state, _stimulus, out) => {
      out.note({ kind: 'said', n: hidden.n++ });
      out.setTimer('t', 10);
    },
    inspect: () => null,
  };
}

test('a machine that keeps state outside the world breaks the laws', () => {
  const run: Run = {
    spec: { name: 'forgetful', seed: 1, nodes: [{ id: 'a', machine: 'forgetful' }] },
    registry: { forgetful: forgetful() },
    journal: [],
    head: 1500,
  };
  expect(() => redoLaw(run)).toThrow(/at step|law of redo/);
  expect(() => spacingLaw(run)).toThrow(/at step|law of spacing/);
});
