import { assert } from '../base/assert.ts';
import { DIGEST_START, type Digest, digestInto, digestText } from '../base/hash.ts';
import type { CheckpointOptions } from './checkpoints.ts';
import type { JournalEntry } from './input.ts';
import type { MachineRegistry } from './machine.ts';
import { type Fold, Simulation } from './simulation.ts';
import type { Blobs, WorldSpec } from './spec.ts';

/*
 * The five laws that everything rests on, as checks over any run: a spec, a journal and how far it was run. Tests put
 * every scenario and every lesson through all five.
 */

/** A run that happened: enough to have it again. */
export interface Run {
  readonly spec: WorldSpec;
  readonly registry: MachineRegistry;
  readonly blobs?: Blobs;
  readonly journal: readonly JournalEntry[];
  /** Steps executed in all. */
  readonly head: number;
}

/** All facts so far in a few words. */
interface Summary {
  digest: Digest;
  facts: number;
  lastStep: number;
}

const SUMMARY: Fold<Summary> = {
  start: () => ({ digest: [...DIGEST_START], facts: 0, lastStep: 0 }),
  apply(state, fact) {
    digestInto(state.digest, fact);
    state.facts++;
    state.lastStep = fact.step;
  },
  fork: (state) => ({ ...state, digest: [...state.digest] }),
};

function begin(run: Run, checkpoints?: Partial<CheckpointOptions>): Simulation<Summary> {
  return new Simulation({
    spec: run.spec,
    registry: run.registry,
    fold: SUMMARY,
    ...(run.blobs && { blobs: run.blobs }),
    ...(checkpoints && { checkpoints }),
  });
}

/** Does the whole run again from its beginning. */
function rerun(run: Run, checkpoints?: Partial<CheckpointOptions>): Simulation<Summary> {
  const simulation = begin(run, checkpoints);
  for (const entry of run.journal) {
    simulation.advance({ step: entry.step });
    assert(
      simulation.step === entry.step,
      `the world stands still at step ${simulation.step}, before the input at ${entry.step}`,
    );
    simulation.dispatch(entry.input, entry.at);
  }
  simulation.advance({ step: run.head });
  return simulation;
}

const textOf = (simulation: Simulation<Summary>): string =>
  `${digestText(simulation.folded.digest)} after ${simulation.step} steps and ${simulation.folded.facts} facts`;

function same(was: string, is: string, law: string): void {
  assert(was === is, `the law of ${law} is broken: ${was}, then ${is}`);
}

/** Places worth trying in a run, in order: the ends, both sides of each input, and an even spread. */
export function placesOf(run: Run): number[] {
  const places = new Set([0, run.head]);
  for (const { step } of run.journal.slice(0, 12)) places.add(step).add(Math.min(step + 1, run.head));
  for (let i = 1; i < 6; i++) places.add(Math.floor((run.head * i) / 6));
  return [...places].filter((step) => step <= run.head).sort((one, other) => one - other);
}

/** Same spec, seed and journal give the same trace. */
export function replayLaw(run: Run): void {
  same(textOf(rerun(run)), textOf(rerun(run)), 'replay');
}

/** After seek(k) nothing that is shown comes from a later step. */
export function rewindLaw(run: Run): void {
  const simulation = rerun(run);
  for (const place of placesOf(run)) {
    simulation.seek(place);
    assert(simulation.step === place, `the law of rewind is broken: sought ${place}, got ${simulation.step}`);
    assert(
      simulation.folded.lastStep <= place,
      `the law of rewind is broken: at ${place} a fact of step ${simulation.folded.lastStep} is shown`,
    );
    const latest = simulation.fact(simulation.world.seq);
    assert(latest === null || latest.step <= place, 'the law of rewind is broken: the world knows a later fact');
    simulation.seek(run.head);
  }
}

/** Going back and forward again gives the same trace. The simulation itself compares each fact on the way. */
export function redoLaw(run: Run): void {
  const simulation = rerun(run);
  const head = textOf(simulation);
  for (const place of placesOf(run)) {
    simulation.seek(place);
    simulation.advance({ step: run.head });
    same(head, textOf(simulation), 'redo');
  }
}

/** Acting in the past makes a child; the parent stays as it was. */
export function forkLaw(run: Run): void {
  const simulation = rerun(run);
  const head = textOf(simulation);
  const journal = JSON.stringify(simulation.branch.journal);
  for (const place of placesOf(run)) {
    simulation.seek(place);
    const at = simulation.now;
    const parent = simulation.branch.id;
    for (const node of run.spec.nodes) simulation.dispatch({ kind: 'powerCut', node: node.id }, at);
    simulation.advance({ stepsMax: 50 });
    assert(
      place === run.head || simulation.branch.parent === parent,
      'the law of fork is broken: the past was changed in place',
    );
    if (simulation.branch.id === parent) return; // at the head itself history simply goes on
    simulation.select(parent);
    same(head, textOf(simulation), 'fork');
    assert(
      JSON.stringify(simulation.branch.journal) === journal,
      'the law of fork is broken: the parent has another journal',
    );
  }
}

/** How often checkpoints are taken cannot be observed. */
export function spacingLaw(run: Run): void {
  const spacings = [
    { every: 1, countMax: 8 },
    { every: 7, countMax: 1000 },
    { every: Number.MAX_SAFE_INTEGER, countMax: 2 },
  ];
  const [first, ...rest] = spacings.map((options) => {
    const simulation = rerun(run, options);
    const seen = [textOf(simulation)];
    for (const place of placesOf(run)) {
      simulation.seek(place);
      seen.push(textOf(simulation));
    }
    return seen.join('; ');
  });
  for (const other of rest) same(first ?? '', other, 'spacing');
}

/** The five laws by name. */
export const LAWS: Readonly<Record<string, (run: Run) => void>> = {
  replay: replayLaw,
  rewind: rewindLaw,
  redo: redoLaw,
  fork: forkLaw,
  spacing: spacingLaw,
};
