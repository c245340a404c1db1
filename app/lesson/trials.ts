import type { ChallengeData } from '../../lessons/format.ts';
import type { MisconceptionId } from '../../lessons/misconceptions.ts';
import type { Pick } from '../../lessons/trial.ts';

export interface Trial {
  readonly seed: number;
  readonly moment: string;
}

/** A trial that was made, and how it ended. */
export interface Tried extends Trial {
  readonly pick: Pick;
  readonly held: boolean;
  /** Whether each of `showsOf` holds at its end. */
  readonly shows: readonly boolean[];
}

/** Each seed at each moment. */
export function trialsOf(challenge: ChallengeData): readonly Trial[] {
  return challenge.seeds.flatMap((seed) => challenge.moments.map((moment) => ({ seed, moment })));
}

/** What is asked at the end of a trial: the goal, then what each wrong pick shows. */
export function conditionsOf(challenge: ChallengeData): readonly string[] {
  return [...challenge.goal, ...challenge.wrong.flatMap((wrong) => wrong.shows)];
}

/** The end of a trial from its judged conditions. */
export function triedOf(challenge: ChallengeData, pick: Pick, trial: Trial, holds: readonly boolean[]): Tried {
  const goals = challenge.goal.length;
  return { ...trial, pick, held: holds.slice(0, goals).every(Boolean), shows: holds.slice(goals) };
}

/** The misconception that failed trials show: of the wrong pick that is most like this one. Null when all held. */
export function wrongOf(challenge: ChallengeData, tried: readonly Tried[]): MisconceptionId | null {
  const failed = tried.filter((one) => !one.held);
  const first = failed[0];
  if (first === undefined) return null;
  let at = 0;
  let best: { readonly id: MisconceptionId; readonly alike: number } | null = null;
  for (const wrong of challenge.wrong) {
    const from = at;
    at += wrong.shows.length;
    if (!failed.some((one) => one.shows.slice(from, from + wrong.shows.length).every(Boolean))) continue;
    const alike = Object.entries(wrong.pick).filter(([id, option]) => first.pick[id] === option).length;
    if (best === null || alike > best.alike) best = { id: wrong.misconception, alike };
  }
  return best?.id ?? null;
}
