import type { BrokerFact } from '../../broker/facts.ts';
import type { BrokerState } from '../../broker/state.ts';
import { tapeItems } from '../../broker/tape.ts';

/*
 * What RabbitMQ leaves to chance. Every queue and every channel is a process of its own; what two of them send to a
 * third arrives in any order. Only the order of what one sends to another is certain.
 */

/** Connections of which more than one channel has to do with one queue: the order in which those end is chance. */
export function sharedQueues(b: BrokerState): ReadonlySet<number> {
  const found = new Set<number>();
  for (const connection of b.connections.values()) {
    const seen = new Set<string>();
    for (const { consumers, unacked } of connection.channels.values()) {
      const queues = new Set([...consumers.values()].map(({ queue }) => queue));
      for (const { queue } of tapeItems(unacked)) queues.add(queue);
      for (const queue of queues) {
        if (seen.has(queue)) found.add(connection.id);
        seen.add(queue);
      }
    }
  }
  return found;
}

/** Whether what one line has led to could have come otherwise. */
export function chanceIn(facts: readonly BrokerFact[], shared: ReadonlySet<number>): boolean {
  const arrivals = new Sources();
  const deliveries = new Sources();
  /** The queue that a dead letter comes from. */
  const senders = new Map<number, string>();
  const dead = new Map<number, string>();
  for (const fact of facts) {
    if (fact.kind === 'broker.connectionClosed' && shared.has(fact.conn)) return true;
    if (fact.kind === 'broker.deadLettered') dead.set(fact.message, fact.queue);
    else if (fact.kind === 'broker.published' && fact.parent !== null)
      senders.set(fact.message, dead.get(fact.parent) ?? '');
    else if (fact.kind === 'broker.enqueued') arrivals.add(fact.queue, senders.get(fact.message) ?? 'a channel');
    else if (fact.kind === 'broker.requeued') arrivals.add(fact.queue, 'a channel');
    else if (fact.kind === 'broker.delivered') deliveries.add(`${fact.conn} ${fact.channel}`, fact.queue);
  }
  return arrivals.mixed || deliveries.mixed;
}

/** Who sends to each; mixed when anybody hears from two. */
class Sources {
  mixed = false;
  readonly #from = new Map<string, string>();

  add(to: string, from: string): void {
    const known = this.#from.get(to);
    if (known === undefined) this.#from.set(to, from);
    else if (known !== from) this.mixed = true;
  }
}
