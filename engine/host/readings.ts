import { factId } from '../scene/names.ts';
import type { TokenView } from '../scene/views.ts';
import { questionsOf } from '../scene/why.ts';
import { Cursor, ScriptError } from '../script/cursor.ts';
import { parseCondition } from '../script/parse-condition.ts';
import { read } from '../script/read.ts';
import { parseReading } from '../script/reading.ts';
import { Watch } from '../script/watch.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';
import { labWitness, tokensWith } from './lab-witness.ts';

/* Conditions and readings of a lesson, evaluated at the step shown. */

/** Whether a condition, as it stands after `expect`, holds; and what there is instead. */
export interface Judged {
  readonly holds: boolean;
  readonly found: string;
}

/** What a text quotes from the run. Null: the run has no such thing (yet). */
export type Quoted =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'instant'; readonly at: number; readonly id: string }
  | { readonly kind: 'duration'; readonly micros: number }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'tokens'; readonly tokens: readonly TokenView[]; readonly count: number };

/** Judges one condition. One that cannot be read does not hold, and says why. */
export function judge(text: string, simulation: Simulation<LabScene>): Judged {
  try {
    const cursor = new Cursor(text, 1);
    const not = cursor.take('not');
    const condition = parseCondition(cursor);
    cursor.end();
    const { holds, found } = new Watch(condition, labWitness(simulation)).look();
    return { holds: holds !== not, found: not && holds ? 'it holds' : found };
  } catch (error) {
    if (error instanceof ScriptError) return { holds: false, found: error.message };
    throw error;
  }
}

/** Reads one value of the run; null where there is none, or the reading cannot be read. */
export function quote(text: string, simulation: Simulation<LabScene>): Quoted | null {
  const parsed = parseReading(text);
  const value = parsed.ok ? read(parsed.reading, labWitness(simulation)) : null;
  if (value === null) return null;
  if (value.kind === 'instant') return { kind: 'instant', at: value.at, id: factId(value.fact) };
  if (value.kind !== 'tokens') return value;
  const { tokens, count } = tokensWith(simulation, value.fate, value.at);
  return count === 0 ? null : { kind: 'tokens', tokens, count };
}

/** The first thing of a reading that this question can be asked about; null when there is none. */
export function subjectOf(text: string, question: string, simulation: Simulation<LabScene>): string | null {
  const quoted = quote(text, simulation);
  if (quoted === null) return null;
  const ids =
    quoted.kind === 'tokens' ? quoted.tokens.map((token) => token.id) : quoted.kind === 'instant' ? [quoted.id] : [];
  const facts = (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null);
  const { scene } = simulation.folded;
  return ids.find((id) => questionsOf(scene, facts, id).some((one) => one.id === question)) ?? null;
}
