import type { Fact } from '../sim/facts.ts';
import type { Micros } from '../sim/machine.ts';
import type { FactPattern } from './condition.ts';
import { matches, scalarAt } from './facts.ts';
import type { Reading } from './reading.ts';
import type { Witness } from './witness.ts';

/** What a reading comes to; null where the run has no such thing (yet). */
export type ReadValue =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'instant'; readonly at: Micros; readonly fact: number }
  | { readonly kind: 'duration'; readonly micros: Micros }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** Those with a fate: whoever keeps the ledger knows which they are. */
  | { readonly kind: 'tokens'; readonly fate: string; readonly at: string | null };

/** Reads a value of a run, at the step shown. */
export function read(reading: Reading, witness: Witness): ReadValue | null {
  switch (reading.kind) {
    case 'count':
      return { kind: 'number', value: factsLike(reading.pattern, witness).length };
    case 'first':
      return instant(factsLike(reading.pattern, witness)[0]);
    case 'last':
      return instant(factsLike(reading.pattern, witness).at(-1));
    case 'texts': {
      const texts = factsLike(reading.pattern, witness).map((fact) => String(scalarAt(fact.body, reading.path)));
      return texts.length === 0 ? null : { kind: 'texts', texts };
    }
    case 'text':
    case 'duration':
      return field(reading.kind, factsLike(reading.pattern, witness).at(-1), reading.path);
    case 'span':
      return span(reading.from, reading.to, witness);
    case 'fate': {
      const fates = witness.fates(reading.at);
      return fates === null ? null : { kind: 'number', value: fates[reading.fate] ?? 0 };
    }
    case 'answer': {
      const value = scalarAt(witness.inspect(reading.node, reading.query), reading.path);
      if (value === undefined) return null;
      return typeof value === 'number' ? { kind: 'number', value } : { kind: 'texts', texts: [String(value)] };
    }
    case 'tokens':
      return { kind: 'tokens', fate: reading.fate, at: reading.at };
  }
}

function factsLike(pattern: FactPattern, witness: Witness): Fact[] {
  const facts: Fact[] = [];
  for (let seq = 1; seq <= witness.seq; seq++) {
    const fact = witness.fact(seq);
    if (fact !== null && matches(fact, pattern)) facts.push(fact);
  }
  return facts;
}

function instant(fact: Fact | undefined): ReadValue | null {
  return fact === undefined ? null : { kind: 'instant', at: fact.at, fact: fact.seq };
}

function field(kind: 'text' | 'duration', fact: Fact | undefined, path: string): ReadValue | null {
  const value = fact === undefined ? undefined : scalarAt(fact.body, path);
  if (value === undefined) return null;
  if (kind === 'text') return { kind: 'texts', texts: [String(value)] };
  return typeof value === 'number' ? { kind: 'duration', micros: value } : null;
}

function span(from: FactPattern, to: FactPattern, witness: Witness): ReadValue | null {
  const begin = factsLike(from, witness).at(-1);
  if (begin === undefined) return null;
  const end = factsLike(to, witness).find((fact) => fact.seq > begin.seq);
  return end === undefined ? null : { kind: 'duration', micros: end.at - begin.at };
}
