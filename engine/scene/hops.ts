import { namesOf } from './names.ts';
import { type Fact, type Facts, factAs, type Scene } from './scene.ts';
import { text } from './text.ts';
import { sentence } from './text-facts.ts';
import type { HopView } from './views.ts';
import { isWorthDrawing } from './worth.ts';

/* The links of a why-chain. Each stands on a fact; the last says what decided. */

/** What a question is asked of: the scene for names and books, the trace for facts. */
export interface Witness {
  readonly scene: Scene;
  readonly facts: Facts;
}

export function hop(fact: Fact, says: string, because = ''): HopView {
  return { seq: fact.seq, at: fact.at, step: fact.step, says, because, decided: null };
}

/** A hop whose fact may be gone from the trace; nothing then. */
export function hopAt(witness: Witness, seq: number, says: (fact: Fact) => string, because = ''): HopView[] {
  const fact = seq > 0 ? witness.facts(seq) : null;
  return fact === null ? [] : [hop(fact, says(fact), because)];
}

/** Decided by a setting, in the product's own words, that the fact `seq` shows in force. */
export function bySetting(witness: Witness, seq: number, setting: string, node: string, because = ''): HopView[] {
  const fact = witness.facts(seq);
  const { scene } = witness;
  return [
    {
      seq,
      at: fact?.at ?? scene.at,
      step: fact?.step ?? scene.step,
      says: text.why.setting(setting, node),
      because,
      decided: { by: 'setting', text: setting, node },
    },
  ];
}

/** From a fact up through its causes, itself first. */
export function climb(witness: Witness, seq: number): Fact[] {
  const path: Fact[] = [];
  for (let fact = witness.facts(seq); fact !== null; ) {
    path.push(fact);
    fact = fact.cause === null ? null : witness.facts(fact.cause);
  }
  return path;
}

/** What a chain ends with when no setting decided: the input at its root, or the world as it began. */
export function byRoot(witness: Witness, seq: number): HopView[] {
  const root = climb(witness, seq).at(-1);
  if (root === undefined) return [];
  const given = factAs(root, 'input.given');
  if (given === null) {
    const says = root.node === '' ? text.why.world : text.why.program(root.node);
    return [{ ...hop(root, says), decided: { by: 'setting', text: says, node: root.node } }];
  }
  const says = text.input(given.body.input, given.at);
  return [{ ...hop(root, says), decided: { by: 'input', text: says, node: root.node } }];
}

/** Facts that say nothing to a reader between two that do. */
const DULL: ReadonlySet<string> = new Set([
  'net.sent',
  'net.connecting',
  'net.opened',
  'net.rescheduled',
  'disk.syncing',
  'disk.replacing',
  'timer.fired',
  'node.commanded',
  'broker.channelOpened',
  'broker.connectionOpened',
  'kv.connected',
]);

const CHAIN_MAX = 12;

/**
 * Any fact: one hop for each cause that says something, up to what decided. Where work goes round (an acknowledgement
 * brings the next delivery, which brings an acknowledgement) the chain leaves the circle and goes to its root.
 */
export function generic(witness: Witness, seq: number): HopView[] {
  const names = namesOf(witness.scene);
  const path = climb(witness, seq);
  const kinds = new Set<string>();
  const hops: HopView[] = [];
  for (const [i, fact] of path.entries()) {
    if (i > 0 && (i === path.length - 1 || isDull(fact))) continue;
    if (kinds.has(fact.body.kind) || hops.length >= CHAIN_MAX) break;
    kinds.add(fact.body.kind);
    hops.push(hop(fact, sentence(fact, names)));
  }
  return [...hops, ...byRoot(witness, seq)];
}

function isDull(fact: Fact): boolean {
  const arrived = factAs(fact, 'net.arrived');
  return DULL.has(fact.body.kind) || (arrived !== null && !isWorthDrawing(arrived.body.frame));
}

/** The stop above a fact, if there is one, and what decided it. */
export function theStop(witness: Witness, seq: number): HopView[] {
  const stopped = climb(witness, seq).find((fact) => fact.body.kind === 'node.stopped') ?? null;
  const fact = factAs(stopped, 'node.stopped');
  if (fact === null) return [];
  const root = byRoot(witness, fact.seq)[0];
  return [hop(fact, text.why.theStop(fact.node, fact.body.how), root?.decided?.by === 'input' ? root.says : '')];
}
