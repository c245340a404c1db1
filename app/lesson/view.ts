import type { TokenView } from '../../engine/scene/views.ts';

/** The five parts of a step, in order. */
export const PARTS = ['watch', 'predict', 'do', 'see', 'why'] as const;
export type Part = (typeof PARTS)[number];

/** Running text: words, code and the tokens of this very run. */
export type Inline =
  | { readonly kind: 'words' | 'code' | 'strong'; readonly says: string }
  | { readonly kind: 'tokens'; readonly tokens: readonly TokenView[] };
export type Paragraph = readonly Inline[];

/** One step of a lesson as the left column shows it. */
export interface StepView {
  readonly where: string;
  readonly title: string;
  /** Which of how many steps, from 1; the challenge is the last. */
  readonly nth: number;
  readonly of: number;
  /** The part under way: those after it are not shown yet. */
  readonly part: Part;
  readonly watch: readonly Paragraph[];
  readonly predict: {
    readonly asks: Paragraph;
    readonly options: readonly { readonly id: string; readonly says: Paragraph }[];
    readonly mine: string | null;
    /** What happened; null until it did. */
    readonly truth: string | null;
    /** What is exact where the answer was not; null while that is not known, and for a right answer. */
    readonly exact: string | null;
  };
  readonly does: readonly DoView[];
  /** A wrong way that was recognised: the misconception, and what is exact. */
  readonly wrong: { readonly thinks: string; readonly exact: string } | null;
  readonly see: readonly Paragraph[];
  readonly why: readonly Paragraph[];
  readonly hint: { readonly nth: number; readonly says: Paragraph } | null;
  /** What the other way would show; null where there is none. */
  readonly other: Paragraph | null;
}

/** Something to do: a line to type, or a button that types it. */
export interface DoView {
  readonly line: string;
  readonly says: Paragraph;
  /** The key that does it, when the node is selected. */
  readonly key: string | null;
  /** When it was done, "1.400 s"; null before. */
  readonly doneAt: string | null;
}
