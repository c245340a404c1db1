import type { WorldSpec } from '../../engine/sim/spec.ts';
import type { ActionText, ConditionText, ReadingText } from '../format.ts';
import type { MisconceptionId } from '../misconceptions.ts';
import type { Dice } from './dice.ts';

/*
 * Practice: questions without end. A kind of question is a function from dice to a small world, what happens in it, and
 * what could be answered. It does not know the answer: each thing that can be chosen has conditions of the script
 * language, and the engine says which of them hold when the run is over. So an answer is right because it happened.
 */

export type KindId = 'turns' | 'bindings' | 'headers' | 'restart' | 'length' | 'keys' | 'expiry';

/** How hard it is. */
export const LEVELS = [1, 2, 3] as const;
export type Level = (typeof LEVELS)[number];

/** A text of the words of its kind, by name, and what is filled in: names, numbers and lines, the same in any language. */
export interface Said {
  readonly text: string;
  readonly with: Readonly<Record<string, string | number>>;
}

/** Something that can be chosen. */
export interface ItemData {
  readonly says: Said;
  /** Choosing it is right when all of these hold at the end. */
  readonly holds: readonly ConditionText[];
  /** What it stands for to choose it where it does not hold. */
  readonly chosen: MisconceptionId;
  /** What it stands for to leave it where it does; of a choice of one the same as what was chosen instead. */
  readonly left: MisconceptionId;
}

/** A question, before anything was run. */
export interface QuestionData {
  readonly world: WorldSpec;
  /** What is already done when it is asked: its reader sees the world as it stands then. */
  readonly before: readonly ActionText[];
  /** What happens then. */
  readonly lines: readonly ActionText[];
  /** Where the replay stands still, of the run from its beginning: the moment that decides. */
  readonly moment: readonly ActionText[];
  /** What of the run is shown in the inspector there. */
  readonly asks: { readonly subject: ReadingText; readonly question: string };
  /** One of the things that can be chosen, or as many as one likes. */
  readonly pick: 'one' | 'several';
  readonly situation: readonly Said[];
  readonly question: Said;
  readonly items: readonly ItemData[];
}

export interface KindData {
  readonly id: KindId;
  readonly track: 'redis' | 'rabbitmq';
  readonly levels: readonly Level[];
  make(level: Level, dice: Dice): QuestionData;
}

/** The words of a kind. */
export interface KindProse {
  readonly title: string;
  /** What it asks for. */
  readonly says: string;
  /** What each level adds. */
  readonly levels: Readonly<Partial<Record<Level, string>>>;
  readonly texts: Readonly<Record<string, string>>;
}

export const said = (text: string, values: Said['with'] = {}): Said => ({ text, with: values });
