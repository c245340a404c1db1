import { type Fault, faultsOf } from '../../../lessons/faults.ts';
import type { ChallengeData, Claim, Claims, Lesson, LessonData, StepData } from '../../../lessons/format.ts';
import { trialLines } from '../../../lessons/trial.ts';
import type { LabScene } from '../../host/lab-scene.ts';
import { judge, quote, subjectOf } from '../../host/readings.ts';
import { checkConservation } from '../../scene/fates.ts';
import { why } from '../../scene/why.ts';
import type { Simulation } from '../../sim/simulation.ts';
import { play } from './play.ts';

/*
 * Whether what a lesson says is true. Each part is a check of its own, so that tests can name it and `npm run lesson`
 * can list all that fails.
 */

/** A check with a name that is a claim. It answers with what is wrong; empty when the claim holds. */
export interface Check {
  readonly step: string;
  readonly name: string;
  run(): readonly string[];
}

const worldOf = (data: LessonData, step: StepData) => step.world ?? data.world;

const from = (data: LessonData, step: StepData, lines: readonly string[]): Simulation<LabScene> =>
  play(worldOf(data, step), [...step.before, ...lines]);

function unmet(conditions: readonly string[], simulation: Simulation<LabScene>): string[] {
  return conditions
    .map((text) => ({ text, ...judge(text, simulation) }))
    .filter(({ holds }) => !holds)
    .map(({ text, found }) => `'${text}' does not hold: ${found}`);
}

const allHold = (conditions: readonly string[], simulation: Simulation<LabScene>): boolean =>
  unmet(conditions, simulation).length === 0;

/** Every check of a lesson. */
export function checksOf({ data, prose }: Lesson): Check[] {
  return [
    {
      step: '',
      name: 'is written without a fault',
      run: () => faultsOf({ data, prose }).map((fault: Fault) => `${fault.file}: ${fault.step}: ${fault.why}`),
    },
    ...data.steps.flatMap((step) => [
      ...stepChecks(data, step),
      { step: step.id, name: 'fills every number of its text from the run', run: () => unreadable(data, step) },
    ]),
    ...challengeChecks(data.challenge),
  ];
}

function stepChecks(data: LessonData, step: StepData): Check[] {
  const check = (name: string, run: () => readonly string[]): Check => ({ step: step.id, name, run });
  return [
    check('has a goal that is not met before anything is done', () =>
      allHold(step.goal, from(data, step, [])) ? ['the goal is met at the start'] : [],
    ),
    check('reaches its goal by its solution', () => unmet(step.goal, from(data, step, step.solution))),
    check('has what it asks to do in its solution', () => undone(step)),
    check('reaches its goal by what it asks to do alone', () => unmet(step.goal, from(data, step, asked(step)))),
    check('does not meet a misconception on the way of its solution', () =>
      step.wrong
        .filter((wrong) => allHold(wrong.shows, from(data, step, step.solution)))
        .map((wrong) => `the solution shows the wrong answer '${wrong.id}'`),
    ),
    ...step.wrong.map((wrong) =>
      check(`does not reach its goal by '${wrong.id}', and shows ${wrong.misconception}`, () => {
        const simulation = from(data, step, wrong.lines);
        const missed = allHold(step.goal, simulation) ? ['the goal is met'] : [];
        return [...missed, ...unmet(wrong.shows, simulation)];
      }),
    ),
    check('is decided by the run: one answer is right, the others are not', () => undecided(data, step)),
    ...claimChecks(data, step, 'watch', step.watch, []),
    ...claimChecks(data, step, 'see', step.see, step.solution),
    ...claimChecks(data, step, 'why', step.why, step.solution),
    check('answers its question with a chain of causes', () => chainFaults(step, from(data, step, step.solution))),
    check('shows the other way as it says', () =>
      step.other === null ? [] : unmet(step.other.holds, from(data, step, step.other.lines)),
    ),
    check('accounts for every message and write at every step', () => {
      const simulation = from(data, step, step.solution);
      return unaccounted(simulation);
    }),
  ];
}

/** What the learner is told to do must be what the solution does, in that order; the solution may let more time pass. */
function undone(step: StepData): string[] {
  let at = 0;
  const missing: string[] = [];
  for (const { line } of step.do) {
    const found = step.solution.indexOf(line, at);
    if (found < 0) missing.push(`the solution does not do '${line}'`);
    else at = found + 1;
  }
  return missing;
}

/** What the learner is told to do, as a click does it: a typed line takes until it is answered, all else no time. */
const asked = (step: StepData): string[] =>
  step.do.flatMap(({ line }) => {
    const node = /^(\S+)> /.exec(line)?.[1];
    return node === undefined ? [line] : [line, `run until ${node} answered`];
  });

function undecided(data: LessonData, step: StepData): string[] {
  const simulation = from(data, step, step.solution);
  return Object.entries(step.predict.options).flatMap(([option, misconception]) => {
    const holds = allHold(step.predict.decides[option] ?? [], simulation);
    if (holds === (misconception === null)) return [];
    return [
      misconception === null ? `the right answer '${option}' did not happen` : `the wrong answer '${option}' happened`,
    ];
  });
}

function claimChecks(
  data: LessonData,
  step: StepData,
  part: string,
  claims: Claims,
  lines: readonly string[],
): Check[] {
  return Object.entries(claims)
    .filter(([, claim]) => claim !== null && !('source' in claim))
    .map(([name, claim]) => ({
      step: step.id,
      name: `says the truth in ${part}: ${name}`,
      run: () => falsehood(data, step, claim, lines),
    }));
}

function falsehood(data: LessonData, step: StepData, claim: Claim, lines: readonly string[]): string[] {
  if (claim === null || 'source' in claim) return [];
  if (!('holds' in claim)) return unmet(claim, from(data, step, lines));
  const simulation =
    claim.world === undefined ? from(data, step, claim.lines) : play(claim.world, [...step.before, ...claim.lines]);
  return unmet(claim.holds, simulation);
}

function unreadable(data: LessonData, step: StepData): string[] {
  const simulation = from(data, step, step.solution);
  return Object.entries(step.readings)
    .filter(([, text]) => quote(text, simulation) === null)
    .map(([name, text]) => `{${name}}: the run has nothing for '${text}'`);
}

function chainFaults(step: StepData, simulation: Simulation<LabScene>): string[] {
  const { subject, question, reaches } = step.asks;
  const id = subjectOf(subject, question, simulation);
  if (id === null) return [`nothing of '${subject}' can be asked '${question}'`];
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  const chain = why(simulation.folded.scene, facts, id, question);
  if (chain === null || chain.hops.length < 2) return [`'${question}' of ${id} has no chain`];
  const told = chain.hops.map((hop) => `${hop.says} ${hop.because} ${hop.decided?.text ?? ''}`).join('; ');
  return told.includes(reaches) ? [] : [`the chain does not reach '${reaches}': ${told}`];
}

function unaccounted(played: Simulation<LabScene>): string[] {
  const { head } = played.branch;
  played.seek(0);
  for (let step = 1; step <= head; step++) {
    played.advance({ step });
    const violations = checkConservation(played.folded.scene);
    if (violations.length > 0) return violations.map((violation) => `step ${step}: ${violation}`);
  }
  return [];
}

/* --- challenges --- */

/** All trials of a pick: each seed at each moment. */
export function trialsOf(challenge: ChallengeData): { readonly seed: number; readonly moment: string }[] {
  return challenge.seeds.flatMap((seed) => challenge.moments.map((moment) => ({ seed, moment })));
}

function playTrial(
  challenge: ChallengeData,
  pick: Readonly<Record<string, string>>,
  trial: { readonly seed: number; readonly moment: string },
): Simulation<LabScene> {
  return play({ ...challenge.world, seed: trial.seed }, trialLines(challenge, pick, trial.moment));
}

function challengeChecks(challenge: ChallengeData): Check[] {
  const check = (name: string, run: () => readonly string[]): Check => ({ step: 'challenge', name, run });
  return [
    check('is met by its solution on every seed and at every moment', () =>
      trialsOf(challenge).flatMap((trial) =>
        unmet(challenge.goal, playTrial(challenge, challenge.solution, trial)).map(
          (fault) => `seed ${trial.seed} at ${trial.moment}: ${fault}`,
        ),
      ),
    ),
    ...challenge.wrong.map((wrong) =>
      check(`is not met by ${Object.values(wrong.pick).join(' with ')}, and shows ${wrong.misconception}`, () => {
        const ends = trialsOf(challenge).map((trial) => playTrial(challenge, wrong.pick, trial));
        const failed = ends.filter((end) => !allHold(challenge.goal, end));
        if (failed.length === 0) return ['it is met in every trial'];
        return failed.some((end) => allHold(wrong.shows, end)) ? [] : [`no trial shows ${wrong.shows.join(', ')}`];
      }),
    ),
    ...Object.entries(challenge.after)
      .filter(([, claim]) => claim !== null && !('source' in claim))
      .map(([name, claim]) => check(`says the truth afterwards: ${name}`, () => falsehoodAfter(challenge, claim))),
    check('has no other pick that meets it', () =>
      picksOf(challenge)
        .filter((pick) => JSON.stringify(pick) !== JSON.stringify(challenge.solution))
        .filter((pick) =>
          trialsOf(challenge).every((trial) => allHold(challenge.goal, playTrial(challenge, pick, trial))),
        )
        .map((pick) => `${Object.values(pick).join(' with ')} meets it too`),
    ),
  ];
}

/** What is said when the challenge is met, at the end of every trial of its solution. */
function falsehoodAfter(challenge: ChallengeData, claim: Claim): string[] {
  if (claim === null || 'source' in claim) return [];
  if ('holds' in claim) return unmet(claim.holds, play(claim.world ?? challenge.world, claim.lines));
  return trialsOf(challenge).flatMap((trial) => unmet(claim, playTrial(challenge, challenge.solution, trial)));
}

/** Every way to choose. */
function picksOf(challenge: ChallengeData): Record<string, string>[] {
  return Object.entries(challenge.choices).reduce<Record<string, string>[]>(
    (picks, [id, { options }]) =>
      picks.flatMap((pick) => Object.keys(options).map((option) => ({ ...pick, [id]: option }))),
    [{}],
  );
}
