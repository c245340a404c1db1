import type { MisconceptionProse } from '../misconceptions.ts';
import type { MQ_MISCONCEPTIONS } from './mq.ts';

export const mqMisconceptions: Readonly<Record<keyof typeof MQ_MISCONCEPTIONS, MisconceptionProse>> = {
  'delivered-means-done': {
    thinks: 'Delivered means done.',
    exact: 'Delivered means that the broker has sent it. Whether anybody did the work it does not know.',
  },
  'publisher-sends-again': {
    thinks: 'The publisher will send it again.',
    exact: 'The publisher is not asked. It does not learn what became of a message after the broker took it.',
  },
  'queue-keeps-a-copy': {
    thinks: 'The queue keeps a copy until the work is done.',
    exact: 'With automatic acknowledgement the queue forgets a message as it is sent.',
  },
  'requeued-goes-last': {
    thinks: 'What comes back goes to the end of the queue.',
    exact: 'It goes back to its old place, if it can. Here that is the head.',
  },
  'manual-means-lost-too': {
    thinks: 'What a dead consumer held is gone.',
    exact: 'What was not acknowledged is given out again as soon as the broker sees that the consumer is gone.',
  },
  'redelivered-means-not-handled': {
    thinks: 'It comes again, so nobody has handled it.',
    exact: 'It comes again because no acknowledgement arrived. The work may have been done.',
  },
  'worker-remembers': {
    thinks: 'A worker knows what it has done.',
    exact: 'What it knew was in its memory, and that ended with the process.',
  },
  'broker-removes-duplicates': {
    thinks: 'The broker sees to it that each message is handled once.',
    exact: "The broker gives out what was not acknowledged. To notice a repetition is the consumer's work.",
  },
  'idempotent-without-ack': {
    thinks: 'An idempotent consumer cannot lose anything.',
    exact: 'It recognises what comes again. With automatic acknowledgement nothing comes again.',
  },
  'ack-first-is-safer': {
    thinks: 'Acknowledge first, then work: so nothing comes twice.',
    exact: 'What was acknowledged and not yet done is lost with the consumer.',
  },
  'manual-is-enough': {
    thinks: 'With manual acknowledgement each message is handled once.',
    exact: 'At least once. Between the work and its acknowledgement a kill makes it twice.',
  },
};
