import type { Fact } from '../sim/facts.ts';
import type { Seq } from '../sim/machine.ts';
import { compares, type FactPattern, type FieldPattern, type Scalar } from './condition.ts';
import type { Witness } from './witness.ts';

/* Reading facts by the names of their fields, whatever their kind. */

/** The value at a path such as `input.kind`; undefined where there is none. */
export function fieldAt(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (at instanceof Map) at = at.get(name);
    else if (Object.hasOwn(at, name)) at = (at as Readonly<Record<string, unknown>>)[name];
    else return undefined;
  }
  return at;
}

/** A field as a person compares it: big integers as numbers, anything that has parts as its JSON. */
export function scalarAt(value: unknown, path: string): Scalar | undefined {
  const found = fieldAt(value, path);
  if (found === undefined) return undefined;
  if (typeof found === 'bigint') return Number(found);
  if (found instanceof Uint8Array) return `${found.length} bytes`;
  if (typeof found === 'object' && found !== null) return JSON.stringify(found);
  return found as Scalar;
}

function fieldMatches(fact: Fact, field: FieldPattern): boolean {
  const value = scalarAt(fact.body, field.path);
  if (value === undefined) return false;
  if (field.by === 'part') return String(value).includes(String(field.value));
  if (field.by !== 'equal') return typeof value === 'number' && compares(value, field.by, Number(field.value));
  // A word such as 1 or true may be meant as the text it stands for.
  return value === field.value || (typeof value === 'string' && value === String(field.value));
}

export function matches(fact: Fact, pattern: FactPattern): boolean {
  if (fact.body.kind !== pattern.fact) return false;
  if (pattern.at !== null && fact.node !== pattern.at) return false;
  return pattern.fields.every((field) => fieldMatches(fact, field));
}

/** The fact's causes, nearest first. */
export function* causesOf(witness: Witness, seq: Seq): Generator<Fact> {
  let fact = witness.fact(seq);
  while (fact !== null && fact.cause !== null) {
    fact = witness.fact(fact.cause);
    if (fact !== null) yield fact;
  }
}
