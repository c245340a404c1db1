import { Cursor, ScriptError } from '../engine/script/cursor.ts';
import { parseStep } from '../engine/script/parse.ts';
import { parseCondition } from '../engine/script/parse-condition.ts';
import { parseReading } from '../engine/script/reading.ts';
import type { Claim, Claims, Lesson, StepData } from './format.ts';
import { MISCONCEPTIONS } from './misconceptions.ts';
import { trialLines } from './trial.ts';

/*
 * What is wrong with a lesson as it is written: before anything is run. Whether what it says is true is for its test
 * (engine/testing/lessons).
 */

/** Something that makes a lesson unusable: the file to look into, the step, and why. */
export interface Fault {
  readonly file: string;
  /** '' where it concerns the whole lesson. */
  readonly step: string;
  readonly why: string;
}

export const faultText = ({ file, step, why }: Fault): string =>
  step === '' ? `${file}: ${why}` : `${file}: ${step}: ${why}`;

/** Texts longer than this do not fit the column beside the stage. Measured by the end-to-end test of the screen. */
const TEXT_MAX = 420;

/** All faults of a lesson; empty when it can be played. */
export function faultsOf(lesson: Lesson): Fault[] {
  return new Examiner(lesson).examine();
}

class Examiner {
  readonly #lesson: Lesson;
  readonly #faults: Fault[] = [];
  #step = '';

  constructor(lesson: Lesson) {
    this.#lesson = lesson;
  }

  examine(): Fault[] {
    const { data } = this.#lesson;
    if (!/^[a-z]+(-[a-z]+)+$/.test(data.id)) this.#data(`the id '${data.id}' is not a name of a folder such as kv-aof`);
    if (data.minutes < 8 || data.minutes > 15) this.#data(`${data.minutes} minutes: a lesson takes 8 to 15`);
    this.#node(data.prompt);
    this.#node(data.focus);
    const ids = data.steps.map((step) => step.id);
    if (new Set(ids).size < ids.length) this.#data('two steps have the same id');
    for (const step of data.steps) this.#examineStep(step);
    this.#examineChallenge();
    return this.#faults;
  }

  #data(why: string): void {
    this.#faults.push({ file: `lessons/${this.#lesson.data.id}/lesson.ts`, step: this.#step, why });
  }

  #words(why: string): void {
    this.#faults.push({ file: `lessons/${this.#lesson.data.id}/en.ts`, step: this.#step, why });
  }

  #node(id: string): void {
    if (!this.#lesson.data.world.nodes.some((node) => node.id === id)) this.#data(`the world has no node '${id}'`);
  }

  #examineStep(step: StepData): void {
    this.#step = step.id;
    const prose = this.#lesson.prose.steps[step.id];
    this.#lines(step.before);
    this.#lines(step.do.map(({ line }) => line));
    this.#lines(step.solution);
    this.#conditions(step.goal);
    if (step.goal.length === 0) this.#data('the goal is empty: it would be met before anything is done');
    for (const wrong of step.wrong) {
      this.#lines(wrong.lines);
      this.#conditions(wrong.shows);
    }
    this.#examinePredict(step);
    for (const claims of [step.watch, step.see, step.why]) this.#claims(claims);
    for (const [name, text] of Object.entries({ ...step.readings, 'asks.subject': step.asks.subject })) {
      const read = parseReading(text);
      if (!read.ok) this.#data(`reading '${name}': ${read.error}`);
    }
    if (step.other !== null) {
      this.#lines(step.other.lines);
      this.#conditions(step.other.holds);
    }
    if (prose === undefined) return this.#words('the step has no words');
    this.#texts('watch', step.watch, prose.watch, step);
    this.#texts('see', step.see, prose.see, step);
    this.#texts('why', step.why, prose.why, step);
    this.#texts('options', step.predict.options, prose.options, step);
    if (prose.hints.some((hint) => hint === '')) this.#words('there is an empty hint');
    if ((step.other === null) !== (prose.other === ''))
      this.#words("the other branch and its text 'other' go together");
  }

  #examinePredict({ predict }: StepData): void {
    const right = Object.entries(predict.options).filter(([, misconception]) => misconception === null);
    if (right.length !== 1) this.#data(`${right.length} answers are right; exactly one can be`);
    for (const [option, misconception] of Object.entries(predict.options)) {
      if (misconception !== null && !Object.hasOwn(MISCONCEPTIONS, misconception))
        this.#data(`option '${option}': there is no misconception '${misconception}'`);
      const decides = predict.decides[option];
      if (decides === undefined || decides.length === 0)
        this.#data(`option '${option}': nothing decides whether it is right`);
      else this.#conditions(decides);
    }
  }

  #examineChallenge(): void {
    const { challenge } = this.#lesson.data;
    this.#step = 'challenge';
    const prose = this.#lesson.prose.challenge;
    this.#lines(trialLines(challenge, challenge.solution, '1s'));
    this.#lines(challenge.moments.map((moment) => `wait ${moment}`));
    this.#conditions(challenge.goal);
    this.#claims(challenge.after);
    for (const choice of Object.values(challenge.choices))
      for (const lines of Object.values(choice.options))
        this.#lines(lines.map((line) => line.replaceAll('{at}', '1s')));
    if (challenge.seeds.length < 2) this.#data('a challenge is tried on several seeds');
    if (challenge.moments.length < 3) this.#data('a challenge is tried at several moments');
    for (const pick of [challenge.solution, ...challenge.wrong.map((wrong) => wrong.pick)]) this.#pick(pick);
    for (const wrong of challenge.wrong) this.#conditions(wrong.shows);
    for (const [id, choice] of Object.entries(challenge.choices))
      for (const option of Object.keys(choice.options))
        if (!prose.choices[id]?.options[option]) this.#words(`choice '${id}': option '${option}' has no text`);
    this.#texts('after', challenge.after, prose.after, null);
  }

  #pick(pick: Readonly<Record<string, string>>): void {
    for (const [id, choice] of Object.entries(this.#lesson.data.challenge.choices)) {
      const option = pick[id];
      if (option === undefined || !Object.hasOwn(choice.options, option))
        this.#data(`'${id}' must be one of ${Object.keys(choice.options).join(', ')}`);
    }
  }

  #claims(claims: Claims): void {
    for (const [name, claim] of Object.entries(claims)) this.#claim(name, claim);
  }

  #claim(name: string, claim: Claim): void {
    if (claim === null) return;
    if ('source' in claim) {
      if (this.#lesson.data.sources[claim.source] === undefined)
        this.#data(`sentence '${name}': there is no source ${claim.source}`);
      return;
    }
    const conditions = 'holds' in claim ? claim.holds : claim;
    if (conditions.length === 0)
      this.#data(`sentence '${name}': nothing is asserted; say null where nothing is claimed`);
    this.#conditions(conditions);
    if ('lines' in claim) this.#lines(claim.lines);
  }

  #lines(lines: readonly string[]): void {
    for (const line of lines) {
      const parsed = parseStep(line);
      if (!parsed.ok) this.#data(`'${line}': ${parsed.error.message}`);
    }
  }

  #conditions(conditions: readonly string[]): void {
    for (const text of conditions) {
      try {
        const cursor = new Cursor(text, 1);
        cursor.take('not');
        parseCondition(cursor);
        cursor.end();
      } catch (error) {
        if (!(error instanceof ScriptError)) throw error;
        this.#data(`'${text}': ${error.message}`);
      }
    }
  }

  #texts(
    part: string,
    data: Readonly<Record<string, unknown>>,
    prose: Readonly<Record<string, string>>,
    step: StepData | null,
  ): void {
    for (const name of Object.keys(data))
      if (!prose[name]?.trim()) this.#words(`${part}: the sentence '${name}' is missing`);
    for (const [name, text] of Object.entries(prose)) {
      if (!Object.hasOwn(data, name)) this.#words(`${part}: nothing makes the sentence '${name}' true`);
      for (const [, placeholder = ''] of text.matchAll(/\{([\w-]+)\}/g))
        if (step !== null && !Object.hasOwn(step.readings, placeholder))
          this.#words(`${part}: there is no reading '{${placeholder}}'`);
    }
    const length = Object.values(prose).join(' ').length;
    if (length > TEXT_MAX) this.#words(`${part}: ${length} characters do not fit the column; ${TEXT_MAX} do`);
  }
}
