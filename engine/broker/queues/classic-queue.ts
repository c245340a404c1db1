import { consumerCount, unblock } from '../consumers.ts';
import { dropAll } from '../drop.ts';
import { arrive, dropHead, end, expireHead, requeue, run } from '../queue-process.ts';
import { pageBodies, shiftReady } from './classic.ts';
import type { QueueKind } from './kind.ts';
import { giveCredit, settleIn } from './settlement.ts';

/* The classic queue: each copy to one consumer, in memory first, on disk where it must last. RABBITMQ: rabbit_classic_queue */

const RULES = { ending: end, serve: run };

export const classicQueue: QueueKind = {
  exclusiveConsumers: true,
  servesAfterCancel: false,
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
  enforce(b, vhost, queue, out) {
    pageBodies(b, queue);
    dropHead(b, vhost, queue, out);
  },
  landed: () => {},
  purgeFault: () => null,
  dissolve: dropAll,
  consumerCount: (_, queue) => consumerCount(queue),
};
