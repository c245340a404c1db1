import { create } from 'zustand';

interface Score {
  readonly right: number;
  readonly of: number;
  /** The question that is next, by kind and level. */
  readonly at: Readonly<Record<string, number>>;
  answered(place: string, number: number, right: boolean): void;
}

/** How it went, and where one was: as long as the page is open. */
export const useScore = create<Score>()((set) => ({
  right: 0,
  of: 0,
  at: {},
  answered: (place, number, right) =>
    set((before) => ({
      right: before.right + (right ? 1 : 0),
      of: before.of + 1,
      at: { ...before.at, [place]: number + 1 },
    })),
}));

/** Where the questions of a kind and level begin. */
export const placeOf = (kind: string, level: number): string => `${kind} ${level}`;
export const hrefOf = (kind: string, level: number, number: number): string => `/practice/${kind}/${level}/${number}`;
