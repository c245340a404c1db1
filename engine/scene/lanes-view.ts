import { namesOf } from './names.ts';
import { type FactOf, type Facts, factAs, type Scene } from './scene.ts';
import { frameLabel, sentence } from './text-facts.ts';
import { milestone } from './time-view.ts';
import type { ArrowView, LanesView, State } from './views.ts';
import { isWorthDrawing } from './worth.ts';

/*
 * The space-time diagram: the same facts as arrows between lanes. Read backwards from the step shown, so that the cost
 * is that of what is drawn.
 */

export interface LanesWindow {
  /** How far back. */
  readonly from: number;
  readonly arrowsMax?: number;
  readonly nodes?: readonly string[];
}

const ARROWS_MAX = 400;
const FACTS_MAX = 20_000;

export function lanesView(scene: Scene, facts: Facts, window: LanesWindow): LanesView {
  const names = namesOf(scene);
  const wanted = window.nodes === undefined ? null : new Set(window.nodes);
  const ends = new Map<number, { at: number; end: ArrowView['end'] }>();
  const arrows: ArrowView[] = [];
  const marks: LanesView['marks'][number][] = [];
  let cut = false;
  for (let seq = scene.seq; seq > 0; seq--) {
    const fact = facts(seq);
    if (fact === null || scene.seq - seq > FACTS_MAX || arrows.length >= (window.arrowsMax ?? ARROWS_MAX)) {
      cut = true;
      break;
    }
    if (fact.at < window.from) break;
    const arrived = factAs(fact, 'net.arrived') ?? factAs(fact, 'net.dropped');
    if (arrived !== null) {
      ends.set(arrived.body.sent, { at: fact.at, end: fact.body.kind === 'net.arrived' ? 'arrived' : 'dropped' });
      continue;
    }
    const sent = factAs(fact, 'net.sent');
    if (sent !== null) {
      const seen = wanted === null || (wanted.has(fact.node) && wanted.has(sent.body.to));
      if (seen && isWorthDrawing(sent.body.frame)) arrows.push(arrowOf(scene, sent, ends));
      continue;
    }
    const kind = fact.body.kind === 'node.stopped' ? 'kill' : milestone(fact);
    if (kind !== null && (wanted === null || wanted.has(fact.node)))
      marks.push({ seq, node: fact.node, at: fact.at, says: sentence(fact, names), state: stateOf(kind) });
  }
  return {
    nodes: window.nodes ?? [...scene.nodes.keys()],
    from: window.from,
    to: scene.at,
    arrows: arrows.reverse(),
    marks: marks.reverse(),
    cut,
  };
}

function stateOf(kind: string): State | null {
  const states: readonly State[] = ['lost', 'redelivered', 'expired', 'dead', 'dropped', 'returned'];
  return states.find((state) => state === kind) ?? null;
}

function arrowOf(
  scene: Scene,
  sent: FactOf<'net.sent'>,
  ends: ReadonlyMap<number, { at: number; end: ArrowView['end'] }>,
): ArrowView {
  const end = ends.get(sent.seq);
  const flight = scene.flights.get(sent.seq);
  const arrivesAt = end?.at ?? (flight === undefined ? sent.body.arrivesAt : flight.arrivesAt);
  return {
    sent: sent.seq,
    from: sent.node,
    to: sent.body.to,
    leavesAt: sent.body.leavesAt,
    arrivesAt,
    end: end?.end ?? (arrivesAt === null ? 'held' : 'flying'),
    label: frameLabel(sent.body.frame, scene.servers.has(sent.node)),
  };
}
