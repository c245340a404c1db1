import { FATE, isReady, isUnacked } from './fates.ts';
import { generic, type Witness } from './hops.ts';
import { namesOf, type Subject, subjectOf } from './names.ts';
import { cell } from './pages.ts';
import { type BrokerScene, COPY, type Facts, type KvScene, MESSAGE, type Scene, WRITE } from './scene.ts';
import { text } from './text.ts';
import { sentence } from './text-facts.ts';
import type { EffectView, HopView, QuestionView, WhyView } from './views.ts';
import {
  cameBack,
  copyLife,
  messageLife,
  whyCopyLost,
  whyEnded,
  whyMessageLost,
  whyTwice,
  whyUnroutable,
  whyWaiting,
} from './why-broker.ts';
import { whyKeyGone, whyWriteLost, writeOfKey } from './why-kv.ts';

/*
 * Why? Walks causes from an outcome up to the setting or the input that decided it. What did it do? Walks down. Nothing
 * is inferred that no fact says; where no chain is told for an outcome, its causes themselves are the chain.
 */

type Question = keyof typeof text.questions;

/** What can be asked about a thing, the most burning first. */
export function questionsOf(scene: Scene, facts: Facts, id: string): QuestionView[] {
  const subject = subjectOf(scene, id);
  if (subject === null) return [];
  return questions({ scene, facts }, subject).map((question) => ({ id: question, asks: text.questions[question] }));
}

function questions(witness: Witness, subject: Subject): Question[] {
  const { scene } = witness;
  switch (subject.kind) {
    case 'copy':
      return copyQuestions(scene.brokers.get(subject.node) as BrokerScene, subject.row);
    case 'message':
      return messageQuestions(scene.brokers.get(subject.node) as BrokerScene, subject.row);
    case 'write':
      return [isLostWrite(scene.servers.get(subject.node) as KvScene, subject.row) ? 'lost' : 'happened'];
    case 'key': {
      const server = scene.servers.get(subject.node) as KvScene;
      const row = writeOfKey(witness, server, subject.db, subject.key);
      return [row >= 0 && isLostWrite(server, row) ? 'lost' : 'happened'];
    }
    case 'fact':
      return ['happened'];
  }
}

function isLostWrite(server: KvScene, row: number): boolean {
  return cell(server.writes, row, WRITE.fate) === FATE.lost;
}

const COPY_QUESTIONS: Readonly<Record<number, Question>> = {
  [FATE.lost]: 'lost',
  [FATE.expired]: 'expired',
  [FATE.dropped]: 'dropped',
  [FATE.dead]: 'dead',
};

function copyQuestions(broker: BrokerScene, row: number): Question[] {
  const fate = cell(broker.copies, row, COPY.fate);
  const asked: Question[] = [];
  const end = COPY_QUESTIONS[fate];
  if (end !== undefined) asked.push(end);
  if (cell(broker.copies, row, COPY.deliveries) > 1) asked.push('twice');
  else if (cameBack(broker, row)) asked.push('back');
  if (isReady(fate) || isUnacked(fate)) asked.push('waiting');
  return [...asked, 'happened'];
}

function messageQuestions(broker: BrokerScene, row: number): Question[] {
  switch (cell(broker.messages, row, MESSAGE.fate)) {
    case FATE.lost:
      return ['lost', 'happened'];
    case FATE.unroutable:
      return ['unroutable', 'happened'];
    case FATE.returned:
      return ['returned', 'happened'];
    case FATE.dropped:
      return ['dropped', 'happened'];
    default:
      return ['happened'];
  }
}

/** The chain that answers a question about a thing; null when there is no such thing or question. */
export function why(scene: Scene, facts: Facts, id: string, question?: string): WhyView | null {
  const subject = subjectOf(scene, id);
  if (subject === null) return null;
  const witness: Witness = { scene, facts };
  const known = questions(witness, subject);
  const asked = question === undefined ? known[0] : known.find((one) => one === question);
  if (asked === undefined) return null;
  return { asks: text.questions[asked], hops: hopsFor(witness, subject, asked) };
}

function hopsFor(witness: Witness, subject: Subject, question: Question): HopView[] {
  const { scene } = witness;
  switch (subject.kind) {
    case 'copy':
      return copyHops(witness, scene.brokers.get(subject.node) as BrokerScene, subject.row, question);
    case 'message':
      return messageHops(witness, scene.brokers.get(subject.node) as BrokerScene, subject.row, question);
    case 'write': {
      const server = scene.servers.get(subject.node) as KvScene;
      if (question === 'lost') return whyWriteLost(witness, server, subject.row);
      return generic(witness, cell(server.writes, subject.row, WRITE.executed));
    }
    case 'key':
      return whyKeyGone(witness, scene.servers.get(subject.node) as KvScene, subject.db, subject.key);
    case 'fact':
      return generic(witness, subject.seq);
  }
}

function copyHops(witness: Witness, broker: BrokerScene, row: number, question: Question): HopView[] {
  switch (question) {
    case 'lost':
      return whyCopyLost(witness, broker, row);
    case 'twice':
    case 'back':
      return whyTwice(witness, broker, row);
    case 'waiting':
      return whyWaiting(witness, broker, row);
    case 'expired':
    case 'dropped':
    case 'dead':
      return whyEnded(witness, broker, row);
    default:
      return generic(witness, copyLife(broker, row).at(-1) ?? 0);
  }
}

function messageHops(witness: Witness, broker: BrokerScene, row: number, question: Question): HopView[] {
  if (question === 'lost') return whyMessageLost(witness, broker, row);
  if (question === 'unroutable' || question === 'returned') return whyUnroutable(witness, broker, row);
  return generic(witness, messageLife(broker, row).at(-1) ?? 0);
}

const EFFECTS_MAX = 200;
const LOOK_AHEAD_MAX = 20_000;

/** What followed from a fact, in order, down to the step shown. Bounded. */
export function effects(scene: Scene, facts: Facts, seq: number, max = EFFECTS_MAX): EffectView[] {
  const names = namesOf(scene);
  const depths = new Map<number, number>([[seq, 0]]);
  const views: EffectView[] = [];
  const last = Math.min(scene.seq, seq + LOOK_AHEAD_MAX);
  for (let next = seq + 1; next <= last && views.length < max; next++) {
    const fact = facts(next);
    if (fact === null) break;
    const depth = fact.cause === null ? undefined : depths.get(fact.cause);
    if (depth === undefined) continue;
    depths.set(next, depth + 1);
    views.push({ seq: next, at: fact.at, depth: depth + 1, says: sentence(fact, names) });
  }
  return views;
}
