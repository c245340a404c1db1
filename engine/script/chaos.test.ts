import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAB_SCENE, type LabScene } from '../host/lab-scene.ts';
import { labWitness } from '../host/lab-witness.ts';
import { MACHINES } from '../machines.ts';
import { checkConservation } from '../scene/fates.ts';
import type { JournalEntry } from '../sim/input.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { Alarm, readCondition } from './alarm.ts';
import { advanceWith, CALM, Chaos, type ChaosPlan } from './chaos.ts';
import { parseScript } from './parse.ts';
import { runScript } from './run.ts';
import { worldNamed } from './worlds.ts';

const WILD: ChaosPlan = {
  seed: 7,
  rates: { kill: 40, 'power-cut': 10, partition: 20, delay: 200, lose: 60, drop: 20 },
  downFor: 300_000,
  lateMax: 100_000,
};

function begin(name = 'broker-work'): Simulation<LabScene> {
  return new Simulation({ spec: worldNamed(name) as WorldSpec, registry: MACHINES, fold: LAB_SCENE });
}

const chaosOf = (simulation: Simulation<LabScene>, plan = WILD, from = 0): Chaos =>
  new Chaos(
    plan,
    simulation.spec.nodes.map((node) => node.id),
    from,
  );

const times = (journal: readonly JournalEntry[]): unknown[] => journal.map(({ at, input }) => [at, input]);

describe('chaos', () => {
  it('does the same from the same seed, however the run is cut into pieces', () => {
    const whole = begin();
    advanceWith(whole, chaosOf(whole), { at: 20_000_000 });
    expect(whole.branch.journal.length).toBeGreaterThan(50);
    const kinds = new Set(whole.branch.journal.map((entry) => entry.input.kind));
    expect(kinds).toEqual(
      new Set(['kill', 'powerCut', 'start', 'partition', 'heal', 'delayFrame', 'loseFrame', 'dropFrame']),
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 5, maxLength: 60 }), (pieces) => {
        const cut = begin();
        const chaos = chaosOf(cut);
        for (let at = 0, i = 0; at < 20_000_000; i++) {
          at = Math.min(20_000_000, at + (pieces[i % pieces.length] as number));
          while (advanceWith(cut, chaos, { at, stepsMax: 97 }) === 97);
          chaos.doneTo = Math.max(chaos.doneTo, at);
        }
        expect(times(cut.branch.journal)).toEqual(times(whole.branch.journal));
        expect(cut.step).toBe(whole.step);
      }),
      { numRuns: 4 },
    );
  }, 60_000);

  it('is in the journal: without it the run replays, and the books balance', () => {
    const simulation = begin();
    advanceWith(simulation, chaosOf(simulation), { at: 10_000_000 });
    const { journal, head } = simulation.branch;
    const twin = begin();
    for (const { at, input, step } of journal) {
      twin.advance({ step });
      twin.dispatch(input, at);
    }
    twin.advance({ step: head });
    expect(twin.world.seq).toBe(simulation.world.seq);
    expect(checkConservation(twin.folded.scene)).toEqual([]);
  });

  it('leaves known history alone, and goes on where it ends', () => {
    const simulation = begin();
    const chaos = chaosOf(simulation);
    advanceWith(simulation, chaos, { at: 5_000_000 });
    const before = times(simulation.branch.journal);
    simulation.seek(10);
    advanceWith(simulation, chaos, { at: 8_000_000 });
    expect(simulation.branches).toHaveLength(1);
    expect(times(simulation.branch.journal).slice(0, before.length)).toEqual(before);
    const whole = begin();
    advanceWith(whole, chaosOf(whole), { at: 8_000_000 });
    expect(times(simulation.branch.journal)).toEqual(times(whole.branch.journal));
  });

  it('of one kind happens when it did, whatever the rates of the others are', () => {
    const kills = (plan: ChaosPlan): unknown[] => {
      const simulation = begin();
      advanceWith(simulation, chaosOf(simulation, plan), { at: 10_000_000 });
      return simulation.branch.journal.filter(({ input }) => input.kind === 'kill').map(({ at }) => at);
    };
    const alone = kills({ ...WILD, rates: { ...CALM, kill: 40 } });
    expect(alone.length).toBeGreaterThan(2);
    expect(kills({ ...WILD, rates: { ...CALM, kill: 40, delay: 300, lose: 100 } })).toEqual(alone);
  });

  it('comes to an end where it can do nothing', () => {
    const simulation = begin('kv-one');
    simulation.advance({ at: 1_000_000 });
    const chaos = chaosOf(simulation, { ...WILD, rates: { ...CALM, delay: 1000 } }, 1_000_000);
    expect(advanceWith(simulation, chaos, { stepsMax: 50 })).toBeLessThanOrEqual(50);
  });

  it('can be written in a script', () => {
    const parsed = parseScript(
      'world broker-work\nchaos seed=3 kill=60 down=200ms\nwait 5s\nchaos off\nexpect facts node.stopped >= 2\nexpect facts input.given >= 4',
    );
    if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
    const simulation = begin();
    expect(runScript(parsed.script, simulation, labWitness(simulation)).failure).toBeNull();
  });
});

describe('an alarm', () => {
  function ringsAt(text: string, simulation: Simulation<LabScene>, until: number): number | null {
    const alarm = new Alarm(readCondition(text), labWitness(simulation));
    let rang = false;
    simulation.advance({
      at: until,
      when: () => {
        rang = alarm.rings();
        return rang;
      },
    });
    return rang ? simulation.now : null;
  }

  it('rings when a condition comes true, and not before it has been otherwise', () => {
    const simulation = begin();
    const first = ringsAt('queue orders unacked>=2', simulation, 60_000_000);
    expect(first).not.toBeNull();
    const again = ringsAt('queue orders unacked>=2', simulation, 60_000_000);
    expect(again).toBeGreaterThan(first ?? 0);
  });

  it('counts facts from now on', () => {
    const simulation = begin();
    const stops: (number | null)[] = [];
    for (let i = 0; i < 3; i++) stops.push(ringsAt('facts client.processed', simulation, 60_000_000));
    expect(new Set(stops).size).toBe(3);
    expect(stops).not.toContain(null);
  });

  it('rings for one more of a fate', () => {
    const simulation = begin();
    simulation.advance({ at: 2_000_000 });
    simulation.dispatch({ kind: 'configure', node: 'worker-1', config: { ack: 'automatic' } });
    expect(ringsAt('more acked', simulation, 60_000_000)).not.toBeNull();
  });
});
