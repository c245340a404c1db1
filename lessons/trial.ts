import type { ChallengeData } from './format.ts';

/** One option of each choice of a challenge. */
export type Pick = Readonly<Record<string, string>>;

/**
 * The lines of one trial: what was picked, then what happens, `{at}` standing for the moment. A choice whose id stands
 * in the trial as a line of its own, `{stop}`, happens there.
 */
export function trialLines({ choices, trial }: ChallengeData, pick: Pick, moment: string): string[] {
  const linesOf = (id: string): readonly string[] => choices[id]?.options[pick[id] ?? ''] ?? [];
  const first = Object.keys(choices).filter((id) => !trial.includes(`{${id}}`));
  const then = trial.flatMap((line) => {
    const id = /^\{([\w-]+)\}$/.exec(line)?.[1];
    return id !== undefined && Object.hasOwn(choices, id) ? linesOf(id) : [line];
  });
  return [...first.flatMap(linesOf), ...then].map((line) => line.replaceAll('{at}', moment));
}
