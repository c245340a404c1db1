import { endOf } from './frame-carries.ts';
import { type Facts, factAs, type Scene } from './scene.ts';
import { frameLabel } from './text-facts.ts';
import type { FrameDetailView } from './views.ts';

/* One frame on a wire. Its bytes are the worker's to give: only the codecs know them. */

/** @param sent the seq of its `net.sent`, or of a fact about its end. Null when there is no such frame. */
export function frameDetail(scene: Scene, facts: Facts, sent: number): FrameDetailView | null {
  const fact = factAs(facts(sent), 'net.sent');
  if (fact === null) return null;
  const { body } = fact;
  const flight = scene.flights.get(sent);
  const { end, at } = flight === undefined ? ended(facts, sent, body.arrivesAt) : flying(flight.arrivesAt);
  return {
    sent,
    conn: body.conn,
    from: fact.node,
    to: body.to,
    label: frameLabel(body.frame, scene.servers.has(fact.node)),
    sentAt: fact.at,
    leavesAt: body.leavesAt,
    arrivesAt: at,
    end,
    byHand: scene.heldByHand.has(sent),
    behind: flight === undefined ? 0 : behind(scene, sent, body.conn, body.to),
  };
}

type Ended = { readonly end: FrameDetailView['end']; readonly at: number | null };

const flying = (arrivesAt: number | null): Ended => ({ end: arrivesAt === null ? 'held' : 'flying', at: arrivesAt });

function ended(facts: Facts, sent: number, planned: number | null): Ended {
  const arrived = facts(endOf(facts, sent, 'net.arrived'));
  if (arrived !== null) return { end: 'arrived', at: arrived.at };
  const dropped = facts(endOf(facts, sent, 'net.dropped'));
  return dropped === null ? { end: 'arrived', at: planned } : { end: 'dropped', at: dropped.at };
}

/** Frames on the same way that were sent later. */
function behind(scene: Scene, sent: number, conn: number, to: string): number {
  let count = 0;
  for (const [seq, flight] of scene.flights)
    if (seq > sent && flight.sent.body.conn === conn && flight.sent.body.to === to) count++;
  return count;
}
