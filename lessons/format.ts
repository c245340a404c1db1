import type { WorldSpec } from '../engine/sim/spec.ts';
import type { MisconceptionId } from './misconceptions.ts';

/*
 * What a lesson is: data that a machine can check (this file, `lesson.ts` of each lesson) and words that a person reads
 * (`en.ts` of each lesson, typed against the data: a text that is missing is a type error). Nothing in a lesson is a
 * function; everything that is done or claimed is a line of the script language, the same that prompts, scenarios and
 * links speak (engine/script).
 *
 * A step is a small experiment in a world of its own. The learner looks (*watch*), commits to an answer (*predict*),
 * acts (*do*), reads what happened with the numbers of this very run (*see*) and where it came from (*why*).
 */

/** A condition of the script language, as it stands after `expect`: `lost 1 at redis`, `not key order:2 present`. */
export type ConditionText = string;
/** An action of the script language: `cli> SET a 1`, `kill redis`, `wait 100ms`. */
export type ActionText = string;
/** What a text can quote from the run: see engine/script/reading.ts. `count client.processed`, `tokens lost at redis`. */
export type ReadingText = string;

export type Track = 'redis' | 'rabbitmq' | 'kafka' | 'finale';

/**
 * What makes a sentence true. Each sentence of a lesson has one of these:
 * - conditions, which hold where the sentence is read: at the start of the step for *watch*, at the end of its solution
 *   for the others;
 * - an experiment, where the sentence is about another run: the lines are done from the start of the step (in `world`,
 *   when it has one of its own), then the conditions hold;
 * - a source (its number in `sources`), where no engine can decide: what the product's documentation says of itself;
 * - null, where nothing is claimed: an instruction, a question, a definition.
 */
export type Claim =
  | readonly ConditionText[]
  | {
      readonly lines: readonly ActionText[];
      readonly holds: readonly ConditionText[];
      readonly world?: WorldSpec;
    }
  | { readonly source: number }
  | null;

/** Sentences by name, in the order they are read. A text that begins with a line break begins a paragraph. */
export type Claims = Readonly<Record<string, Claim>>;

export interface LessonData {
  /** Its folder. */
  readonly id: string;
  readonly track: Track;
  /** What most learners need. */
  readonly minutes: number;
  /** The world that steps start in, unless they have one of their own. */
  readonly world: WorldSpec;
  /** The prompt that the learner types at. */
  readonly prompt: string;
  /** The server or broker whose fates are counted. */
  readonly focus: string;
  readonly steps: readonly [StepData, ...StepData[]];
  readonly challenge: ChallengeData;
  /** What its claims were checked against, by number. */
  readonly sources: readonly SourceData[];
}

export interface SourceData {
  readonly title: string;
  readonly url: string;
}

export interface StepData {
  readonly id: string;
  readonly world?: WorldSpec;
  /** Lines done before anybody looks, from the birth of the world on. They end with the time that the learner sees first. */
  readonly before: readonly ActionText[];
  readonly watch: Claims;
  readonly predict: PredictData;
  /** What the learner is to do, in order. */
  readonly do: readonly DoData[];
  /** The step is done when all of these hold. */
  readonly goal: readonly ConditionText[];
  /** What else one must do to reach the goal is in here: the whole step by script. */
  readonly solution: readonly ActionText[];
  readonly wrong: readonly [WrongData, ...WrongData[]];
  /** What the texts of *see* and *why* quote, by the name in braces. */
  readonly readings: Readonly<Record<string, ReadingText>>;
  readonly see: Claims;
  readonly why: Claims;
  /** What the chain of causes is about. */
  readonly asks: WhyData;
  /** Another way it could have gone, one line apart: a branch. */
  readonly other: OtherData | null;
}

export interface PredictData {
  /** Each answer with the misconception it stands for; null for the right one. */
  readonly options: Readonly<Record<string, MisconceptionId | null>>;
  /** For the options: what holds at the end of the solution when that answer is right, and does not when it is wrong. */
  readonly decides: Readonly<Record<string, readonly ConditionText[]>>;
}

/** One thing to do: a line, typed at a prompt or clicked; or a stretch of time to let pass. */
export interface DoData {
  readonly line: ActionText;
}

/** Something plausible that does not reach the goal. */
export interface WrongData {
  readonly id: string;
  readonly lines: readonly ActionText[];
  readonly misconception: MisconceptionId;
  /** How the lab recognises it: all of these hold, then the misconception is shown. They do not hold after the solution. */
  readonly shows: readonly ConditionText[];
}

/** The subject and the question of the why-chain. */
export interface WhyData {
  /** A reading of tokens or facts; its first one is the subject. */
  readonly subject: ReadingText;
  /** A question of its inspector, by id. */
  readonly question: string;
  /** The setting, input or kind of fact that the chain must reach, as a fact pattern or the words that decided. */
  readonly reaches: string;
}

/** The same run with one thing done differently. */
export interface OtherData {
  /** Back to the start of the step, then these. */
  readonly lines: readonly ActionText[];
  readonly holds: readonly ConditionText[];
}

/** The end of a lesson: choose settings that hold on every seed and at every moment. */
export interface ChallengeData {
  readonly world: WorldSpec;
  /** What can be chosen: one option of each. */
  readonly choices: Readonly<Record<string, ChoiceData>>;
  /**
   * What happens in every trial, `{at}` standing for the moment. The chosen lines come first; those of a choice whose id
   * stands here as a line, `{stop}`, come there.
   */
  readonly trial: readonly ActionText[];
  readonly seeds: readonly number[];
  /** Moments of the trial, as durations. */
  readonly moments: readonly string[];
  /** What must hold at the end of each trial. */
  readonly goal: readonly ConditionText[];
  /** One option of each choice. */
  readonly solution: Readonly<Record<string, string>>;
  readonly wrong: readonly [ChallengeWrong, ...ChallengeWrong[]];
  readonly after: Claims;
}

export interface ChoiceData {
  /** Each option with the lines it stands for. */
  readonly options: Readonly<Record<string, readonly ActionText[]>>;
}

export interface ChallengeWrong {
  readonly pick: Readonly<Record<string, string>>;
  readonly misconception: MisconceptionId;
  /** A condition that holds in at least one of its trials. */
  readonly shows: readonly ConditionText[];
}

/* --- words --- */

type Texts<Of> = { readonly [Name in keyof Of]: string };

/** The words of a lesson, complete: what the data names and nothing else. */
export interface ProseOf<L extends LessonData> {
  readonly title: string;
  /** The half-truth it starts from. */
  readonly halfTruth: string;
  /** What the learner can do afterwards. */
  readonly can: string;
  readonly steps: { readonly [S in L['steps'][number] as S['id']]: StepProseOf<S> };
  readonly challenge: ChallengeProseOf<L['challenge']>;
  readonly teacher: TeacherProse;
}

export interface StepProseOf<S extends StepData> {
  readonly title: string;
  readonly watch: Texts<S['watch']>;
  readonly asks: string;
  readonly options: Texts<S['predict']['options']>;
  readonly see: Texts<S['see']>;
  readonly why: Texts<S['why']>;
  /** From a nudge to the very thing. */
  readonly hints: readonly [string, string, string];
  /** What the other branch shows; '' where there is none. */
  readonly other: string;
}

export interface ChallengeProseOf<C extends ChallengeData> {
  readonly title: string;
  /** What to reach. */
  readonly task: string;
  readonly choices: {
    readonly [Choice in keyof C['choices']]: {
      readonly name: string;
      readonly options: Texts<C['choices'][Choice]['options']>;
    };
  };
  /** What a trial does, in one sentence. */
  readonly trial: string;
  readonly hints: readonly [string, string, string];
  readonly after: Texts<C['after']>;
}

export interface TeacherProse {
  readonly before: string;
  readonly ask: readonly string[];
  readonly goesWrong: readonly string[];
}

/** A lesson with its words, whatever its ids are: what the lesson screen and the tests work with. */
export interface Lesson {
  readonly data: LessonData;
  readonly prose: ProseOf<LessonData>;
}

/** Joins data and words. The words are checked against the data here, by type. */
export function lesson<const L extends LessonData>(data: L, prose: ProseOf<L>): Lesson {
  // Prose of the ids of one lesson is prose of a lesson: only the names of its keys are forgotten.
  return { data, prose };
}
