import { FINALE_MISCONCEPTIONS } from './misconceptions/finale.ts';
import { KV_MISCONCEPTIONS } from './misconceptions/kv.ts';
import { MQ_MISCONCEPTIONS } from './misconceptions/mq.ts';
import { PRACTICE_MISCONCEPTIONS } from './misconceptions/practice.ts';

/*
 * The misconceptions that lessons meet, each with the smallest run that shows it: the wrong answer of a step, or the
 * wrong pick of a challenge. A track has two files of its own in misconceptions/, the second with the words.
 */

/** Where the run stands that shows it: `lesson/step`, or `practice/kind`. */
export const MISCONCEPTIONS = {
  ...KV_MISCONCEPTIONS,
  ...MQ_MISCONCEPTIONS,
  ...FINALE_MISCONCEPTIONS,
  ...PRACTICE_MISCONCEPTIONS,
} as const;

export type MisconceptionId = keyof typeof MISCONCEPTIONS;

export interface MisconceptionProse {
  /** What people think, as they would say it. */
  readonly thinks: string;
  /** What is exact. */
  readonly exact: string;
}
