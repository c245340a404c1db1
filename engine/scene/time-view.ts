import { namesOf } from './names.ts';
import { type Fact, factAs, type MilestoneScene, type Scene } from './scene.ts';
import { text } from './text.ts';
import { sentence } from './text-facts.ts';
import { seconds } from './text-values.ts';
import type { MilestoneKind, MilestoneView, State, TimelineView } from './views.ts';
import { isWorthSeeing } from './worth.ts';

/* The time bar, and the sentence of each step. */

const STATE_OF: Readonly<Partial<Record<MilestoneKind, State>>> = {
  lost: 'lost',
  redelivered: 'redelivered',
  expired: 'expired',
  dead: 'dead',
  dropped: 'dropped',
  returned: 'returned',
  saved: 'confirmed',
};

export function timelineView(scene: Scene): TimelineView {
  const { time } = scene;
  return {
    step: scene.step,
    at: scene.at,
    density: [...time.bins.subarray(0, Math.min(time.bins.length, Math.floor(scene.at / time.binFor) + 1))],
    binFor: time.binFor,
    milestones: time.milestones.map(milestoneView),
    next: nextOf(scene),
  };
}

export function milestoneView(milestone: MilestoneScene): MilestoneView {
  return { ...milestone, words: text.milestone(milestone), state: STATE_OF[milestone.kind] ?? null };
}

/** The next thing that facts have announced: work that ends, a frame that arrives, a sync that is done. */
function nextOf(scene: Scene): TimelineView['next'] {
  let next: TimelineView['next'] = null;
  const offer = (at: number, says: () => string): void => {
    if (at > scene.at && (next === null || at < next.at)) next = { at, says: says() };
  };
  for (const client of scene.clients.values()) {
    const { work } = client;
    if (work !== null) offer(work.doneAt, () => `${client.node} finishes ${work.id}`);
  }
  for (const server of scene.servers.values()) {
    if (server.fsync.runningUntil !== null) offer(server.fsync.runningUntil, () => `${server.node}: fsync`);
  }
  const names = namesOf(scene);
  for (const flight of scene.flights.values()) {
    const { arrivesAt, sent } = flight;
    if (arrivesAt !== null) offer(arrivesAt, () => sentence(sent, names));
  }
  return next;
}

/** A fact that the time bar marks, and with what; null for all others. */
export function milestone(fact: Fact): MilestoneKind | null {
  return MILESTONE_OF[fact.body.kind] ?? (factAs(fact, 'broker.delivered')?.body.redelivered ? 'redelivered' : null);
}

const MILESTONE_OF: Readonly<Record<string, MilestoneKind | undefined>> = {
  'node.started': 'start',
  'link.parted': 'partition',
  'link.healed': 'heal',
  'broker.lost': 'lost',
  'broker.expired': 'expired',
  'kv.expired': 'expired',
  'broker.deadLettered': 'dead',
  'broker.dropped': 'dropped',
  'broker.returned': 'returned',
  'input.refused': 'refused',
  'kv.saveFinished': 'saved',
  'kv.saveFailed': 'refused',
  'kv.loadFailed': 'refused',
  'broker.alarmRaised': 'alarm',
};

/* --- the sentence of a step --- */

/** What is said first when much happens in one step. Kinds that are not listed come last. */
const LOUD: readonly string[] = [
  'input.refused',
  'node.stopped',
  'node.started',
  'link.parted',
  'link.healed',
  'broker.lost',
  'kv.loadFailed',
  'kv.loaded',
  'broker.deadLettered',
  'broker.expired',
  'broker.dropped',
  'broker.returned',
  'broker.unroutable',
  'broker.requeued',
  'broker.acked',
  'broker.enqueued',
  'broker.delivered',
  'broker.confirmed',
  'kv.replied',
  'kv.executed',
  'program.crashed',
  'program.ended',
  'client.failed',
  'program.printed',
  'client.replied',
  'client.processed',
  'client.processing',
  'client.received',
  'client.published',
  'client.typed',
];

/** How many kinds of fact one sentence speaks of. */
const CLAUSES_MAX = 2;

/** What the latest step did, for the live region: "3.204 s: redis answered OK to cli". */
export function stepSentence(scene: Scene): string {
  return sentenceOf(scene, scene.stepFacts);
}

/** What the facts of one step did. The scene gives names. */
export function sentenceOf(scene: Scene, facts: readonly Fact[]): string {
  const first = facts[0];
  if (first === undefined) return '';
  const names = namesOf(scene);
  const kinds = new Map<string, Fact[]>();
  for (const fact of facts) {
    const same = kinds.get(fact.body.kind);
    if (same === undefined) kinds.set(fact.body.kind, [fact]);
    else same.push(fact);
  }
  const ranked = [...kinds.values()].sort((a, b) => rankOf(a[0] as Fact) - rankOf(b[0] as Fact));
  const worth = ranked.filter(([fact]) => {
    const { kind } = (fact as Fact).body;
    // What an input did says what it was.
    return kind !== 'input.given' && (isWorthSeeing(fact as Fact) || LOUD.includes(kind));
  });
  const chosen = (worth.length > 0 ? worth : ranked).slice(0, CLAUSES_MAX);
  const clauses = chosen.map((same) => {
    const said = sentence(same[0] as Fact, names);
    return same.length === 1 ? said : `${said}, and ${same.length - 1} more`;
  });
  const lost = scene.time.milestones.find((one) => one.kind === 'lost' && one.step === first.step);
  if (lost !== undefined) clauses.push(text.milestone(lost));
  return `${seconds(first.at)} s: ${clauses.join('; ')}`;
}

function rankOf(fact: Fact): number {
  const rank = LOUD.indexOf(fact.body.kind);
  if (rank >= 0) return rank;
  return isWorthSeeing(fact) ? LOUD.length : LOUD.length + 1;
}
