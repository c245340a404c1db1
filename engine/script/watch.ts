import type { Fact } from '../sim/facts.ts';
import type { NodeId, Seq } from '../sim/machine.ts';
import {
  type Comparison,
  type Condition,
  type Count,
  compares,
  type FactPattern,
  type KeyExpectation,
  type Scalar,
} from './condition.ts';
import { causesOf, matches, scalarAt } from './facts.ts';
import { keyText, queueCounts } from './state-answers.ts';
import type { Witness } from './witness.ts';

/*
 * Whether a condition holds, looking at each fact once: a watch remembers what it has seen, so that waiting for
 * something costs no more than what happens meanwhile.
 */

/** What was found: whether it holds, and what there is instead, for the message. */
export interface Finding {
  readonly holds: boolean;
  readonly found: string;
}

export class Watch {
  readonly #witness: Witness;
  readonly #look: (witness: Witness) => Finding;
  readonly #take: ((fact: Fact) => void) | null;
  #seen: Seq;

  /** @param from facts up to this one do not count. */
  constructor(condition: Condition, witness: Witness, from: Seq = 0) {
    this.#witness = witness;
    this.#seen = from;
    const { take, look } = watchFor(condition);
    this.#take = take ?? null;
    this.#look = look;
  }

  look(): Finding {
    const { seq } = this.#witness;
    if (this.#take !== null) {
      for (let at = this.#seen + 1; at <= seq; at++) {
        const fact = this.#witness.fact(at);
        if (fact !== null) this.#take(fact);
      }
    }
    this.#seen = seq;
    return this.#look(this.#witness);
  }
}

interface Parts {
  readonly take?: (fact: Fact) => void;
  readonly look: (witness: Witness) => Finding;
}

function watchFor(condition: Condition): Parts {
  switch (condition.kind) {
    case 'replied':
      return watchReplies(condition.node, condition.text, condition.part);
    case 'printed':
      return watchPrinted(condition.node, condition.text);
    case 'answered':
      return watchAnswered(condition.node);
    case 'facts':
      return watchCount(condition.pattern, condition.by, condition.count);
    case 'values':
      return watchList(condition.pattern, (fact) => scalarAt(fact.body, condition.path), condition.values);
    case 'nodes':
      return watchList(condition.pattern, (fact) => fact.node, condition.nodes);
    case 'why':
      return watchCauses(condition.pattern, condition.from);
    case 'more':
      return watchMore(condition.fate, condition.at);
    default:
      return { look: (witness) => lookAtState(condition, witness) };
  }
}

const yes: Finding = { holds: true, found: '' };
const no = (found: string): Finding => ({ holds: false, found });

// --- facts ------------------------------------------------------------------------------------------------------

/** The facts that answer a typed line, at a client's prompt and at the broker's own. */
const ANSWERS: ReadonlySet<string> = new Set(['client.replied', 'broker.commandAnswered']);

/** The text that a fact answers a typed line with; null for other facts. */
export function answerIn(fact: Fact): string | null {
  if (!ANSWERS.has(fact.body.kind)) return null;
  return String(scalarAt(fact.body, 'text') ?? '');
}

function watchReplies(node: string, text: string, part: boolean): Parts {
  let last: string | null = null;
  return {
    take(fact) {
      if (fact.node === node) last = answerIn(fact) ?? last;
    },
    look: () => {
      if (last === null) return no(`${node} has answered nothing`);
      return (part ? last.includes(text) : last === text) ? yes : no(`${node} answered ${JSON.stringify(last)}`);
    },
  };
}

/** What is shown unasked: by a prompt, or by a program. */
const PRINTED: ReadonlySet<string> = new Set(['client.printed', 'program.printed']);

function watchPrinted(node: string, text: string): Parts {
  let found = false;
  let last = 'nothing';
  return {
    take(fact) {
      if (fact.node !== node || !PRINTED.has(fact.body.kind)) return;
      last = JSON.stringify(scalarAt(fact.body, 'text'));
      found ||= last.includes(JSON.stringify(text).slice(1, -1));
    },
    look: () => (found ? yes : no(`${node} printed ${last}`)),
  };
}

function watchAnswered(node: string): Parts {
  let typed = 0;
  let answered = 0;
  return {
    take(fact) {
      if (fact.node !== node) return;
      if (fact.body.kind === 'node.commanded') typed++;
      else if (answerIn(fact) !== null) answered++;
    },
    look: () => (answered >= typed ? yes : no(`${typed - answered} typed at ${node} without an answer`)),
  };
}

function watchCount(pattern: FactPattern, by: Comparison, count: number): Parts {
  let seen = 0;
  return {
    take(fact) {
      if (matches(fact, pattern)) seen++;
    },
    look: () => (compares(seen, by, count) ? yes : no(`there are ${seen}`)),
  };
}

/** Compared with how many there were at the first look. */
function watchMore(fate: string, at: NodeId | null): Parts {
  let before: number | null = null;
  return {
    look: (witness) => {
      const fates = witness.fates(at);
      if (fates === null) return no('no ledger of fates is kept here');
      const now = fates[fate] ?? 0;
      before ??= now;
      return now > before ? yes : no(`still ${now}`);
    },
  };
}

function watchList(
  pattern: FactPattern,
  valueOf: (fact: Fact) => Scalar | undefined,
  expected: readonly Scalar[],
): Parts {
  const values: (Scalar | undefined)[] = [];
  return {
    take(fact) {
      if (matches(fact, pattern)) values.push(valueOf(fact));
    },
    look: () => {
      const same = values.length === expected.length && values.every((value, i) => isSame(value, expected[i]));
      return same ? yes : no(`they are ${values.slice(0, 40).map(String).join(' ')}`);
    },
  };
}

function isSame(value: Scalar | undefined, expected: Scalar | undefined): boolean {
  return value === expected || (typeof value === 'string' && value === String(expected));
}

function watchCauses(pattern: FactPattern, from: FactPattern): Parts {
  let last: Seq = 0;
  return {
    take(fact) {
      if (matches(fact, pattern)) last = fact.seq;
    },
    look: (witness) => {
      if (last === 0) return no('there is no such fact');
      const kinds: string[] = [];
      for (const cause of causesOf(witness, last)) {
        if (matches(cause, from)) return yes;
        kinds.push(cause.body.kind);
      }
      return no(`its causes are ${kinds.join(', ')}`);
    },
  };
}

// --- state ------------------------------------------------------------------------------------------------------

type StateCondition = Extract<
  Condition,
  { kind: 'status' | 'fates' | 'key' | 'queue' | 'inspect' | 'time' | 'step' | 'quiet' }
>;

const STATUS_WORDS = { up: 'up', never: 'never', kill: 'killed', powerCut: 'power-cut', exit: 'exited' } as const;

function lookAtState(condition: StateCondition, witness: Witness): Finding {
  switch (condition.kind) {
    case 'status': {
      const status = witness.status(condition.node);
      if (status === null) return no(`there is no node called ${condition.node}`);
      return STATUS_WORDS[status] === condition.status ? yes : no(`it is ${STATUS_WORDS[status]}`);
    }
    case 'fates': {
      const fates = witness.fates(condition.at);
      if (fates === null) return no('no ledger of fates is kept here');
      return condition.fates.every(({ name, by, count }) => compares(fates[name] ?? 0, by, count))
        ? yes
        : no(countsText(fates));
    }
    case 'key':
      return lookAtKey(condition.key, condition.value, keyText(witness, condition.key, condition.at));
    case 'queue':
      return lookAtQueue(condition.counts, queueCounts(witness, condition.queue, condition.at));
    case 'inspect': {
      const answer = scalarAt(witness.inspect(condition.node, condition.query), condition.path);
      return comparesScalar(answer, condition.by, condition.value) ? yes : no(`it is ${String(answer)}`);
    }
    case 'time':
      return compares(witness.now, condition.by, condition.at) ? yes : no(`it is ${witness.now} us`);
    case 'step':
      return compares(witness.step, condition.by, condition.step) ? yes : no(`it is step ${witness.step}`);
    case 'quiet': {
      const at = witness.nextAt();
      return at === null ? yes : no(`something is due at ${at} us`);
    }
  }
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count !== 0);
  return parts.length === 0 ? 'all are 0' : parts.map(([name, count]) => `${name}=${count}`).join(' ');
}

function lookAtKey(key: string, expected: KeyExpectation, text: string | null | undefined): Finding {
  if (text === undefined) return no('no such server is up');
  if (expected.kind === 'absent') return text === null ? yes : no(`${key} is ${JSON.stringify(text)}`);
  if (text === null) return no(`${key} is absent`);
  return expected.kind === 'present' || text === expected.text ? yes : no(`it is ${JSON.stringify(text)}`);
}

function lookAtQueue(
  expected: readonly Count[] | null,
  counts: Readonly<Record<string, number>> | null | undefined,
): Finding {
  if (counts === undefined) return no('no such broker is up');
  if (expected === null) return counts === null ? yes : no(countsText(counts));
  if (counts === null) return no('there is no such queue');
  return expected.every(({ name, by, count }) => compares(counts[name] ?? 0, by, count)) ? yes : no(countsText(counts));
}

function comparesScalar(answer: Scalar | undefined, by: Comparison, value: Scalar): boolean {
  if (typeof answer === 'number' && typeof value === 'number') return compares(answer, by, value);
  return by === '=' && isSame(answer, value);
}
