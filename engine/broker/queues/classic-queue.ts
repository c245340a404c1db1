import { consumerCount, unblock } from '../consumers.ts';
import { dropAll } from '../drop.ts';
import { arrive, dropHead, end, expireHead, requeue, run } from '../queue-process.ts';
import type { BrokerOut, BrokerState, Queue, Vhost } from '../state.ts';
import { pageBodies, shiftReady } from './classic.ts';
import type { QueueKind } from './kind.ts';
import { giveCredit, settleIn } from './settlement.ts';

/* The classic queue: each copy to one consumer, in memory first, on disk where it must last. RABBITMQ: rabbit_classic_queue */

const RULES = { ending: end, serve: run };

/**
 * New limits meet the messages that are there before a new `overflow` is known: it is the former one that says whether
 * messages go. RABBITMQ: rabbit_amqqueue_process process_args_policy
 */
function enforce(b: BrokerState, vhost: Vhost, queue: Queue, out: BrokerOut): void {
  pageBodies(b, queue);
  const { rules, formerOverflow } = queue;
  if (formerOverflow !== rules.overflow) {
    queue.rules = { ...rules, overflow: formerOverflow };
    dropHead(b, vhost, queue, out);
    queue.rules = rules;
    queue.formerOverflow = rules.overflow;
  }
  dropHead(b, vhost, queue, out);
  expireHead(b, vhost, queue, out);
}

export const classicQueue: QueueKind = {
  exclusiveConsumers: true,
  servesAfterCancel: false,
  servesClosing: false,
  declareFault: () => null,
  deleteFault: () => null,
  consumeFault: () => null,
  getFault: () => null,
  returnFault: () => null,
  recoverFault: () => null,
  arrive,
  admit: () => {},
  run,
  take(b, vhost, queue, _, out) {
    expireHead(b, vhost, queue, out);
    const entry = shiftReady(queue);
    if (entry === undefined) return null;
    // RABBITMQ: rabbit_amqqueue_process fetch: what was behind it may have expired long ago
    expireHead(b, vhost, queue, out);
    return { entry, properties: entry.message.properties };
  },
  settle(b, vhost, queue, channel, group, how, back, out, cause) {
    settleIn(b, vhost, queue, channel, group, how, back ? requeue : null, RULES, out, cause);
  },
  giveBack(b, vhost, queue, channel, group, why, out, cause) {
    if (why === 'recover' && giveCredit(queue, channel, group)) unblock(queue, channel);
    requeue(b, vhost, queue, group, why, out, cause);
  },
  expire: expireHead,
  enforce,
  landed: () => {},
  purgeFault: () => null,
  dissolve: dropAll,
  consumerCount: (_, queue) => consumerCount(queue),
};
