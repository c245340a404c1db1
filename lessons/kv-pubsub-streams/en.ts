import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Pub/sub, lists, streams',
  halfTruth: 'What is published arrives.',
  can: 'Choose between pub/sub, a list and a stream, and take over what a dead consumer has left.',
  steps: {
    pubsub: {
      title: 'Said to whoever listens',
      watch: {
        nobody: 'Nobody listens to the channel `orders` yet. Look at what `PUBLISH` answers.',
      },
      asks: 'You publish `one`. Then `worker-1` subscribes, and you publish `two`. What does it get?',
      options: {
        both: 'Both',
        second: 'Only `two`',
        none: 'Nothing: there is no queue',
      },
      see: {
        first: 'The first `PUBLISH` reached {first} listeners.',
        second: 'The second reached {second}: `worker-1` got `two`.',
        nothing: 'Nothing is kept: there is no key.',
      },
      why: {
        pass: 'Pub/sub passes on what is said, at most once. Who does not listen at that moment never hears it.',
        killed: 'That goes for a listener that is down for a moment, too.',
        all: '\nWho does listen gets it, all of them: with two subscribers the answer is 2.',
      },
      hints: [
        'Publish once before anybody listens.',
        'Then subscribe at `worker-1`.',
        '`PUBLISH orders one`, at `worker-1` `SUBSCRIBE orders`, `PUBLISH orders two`, `DBSIZE`.',
      ],
      other: '',
    },
    stream: {
      title: 'Written down',
      watch: {
        two: 'Two orders are in the stream `orders`, with the ids `1-1` and `2-1`. Open the key to see them.',
      },
      asks: '`worker-1` reads from the beginning, then `worker-2` does the same. What does `worker-2` get?',
      options: {
        gone: 'Nothing: they were read',
        both: 'Both orders',
        second: 'One of them: they share',
      },
      see: {
        both: 'Both workers got both orders.',
        dollar: 'From `$` on there was nothing: that means what comes from now on.',
        left: 'The stream still has two entries.',
      },
      why: {
        log: 'A stream is a log. Reading takes nothing out of it.',
        from: 'Each reader says from where it wants to read: after `1-1` there is only the milk.',
        trim: '\nSo it grows, until it is trimmed: `MAXLEN` keeps the newest.',
      },
      hints: [
        '0 is the beginning.',
        'Read twice from 0, then once from `$`.',
        '`XREAD STREAMS orders 0` at both workers, `XREAD STREAMS orders $` at `worker-2`, `XLEN orders`.',
      ],
      other: '',
    },
    group: {
      title: 'Shared in a group',
      watch: {
        group: 'The group `shop` reads the same two orders. In a group each entry goes to one consumer.',
      },
      asks: '`worker-1` takes the first order and is killed. `worker-2` asks for all new ones. What does it get?',
      options: {
        again: 'Both: the first one comes again',
        pending: 'The second. The first is still noted for `worker-1`',
        lost: 'The second. The first is forgotten',
      },
      see: {
        second: '`worker-2` got the milk only.',
        pending: '`XPENDING` still lists `1-1`.',
      },
      why: {
        each: '`>` means: what was given to nobody in this group yet.',
        list: 'What was given out and not acknowledged stands in the list of pending entries, with its consumer.',
        nobody: '\nBut Redis does not give it out again by itself, dead consumer or not.',
      },
      hints: [
        '`COUNT 1` takes one order only.',
        'Kill `worker-1` before it acknowledges.',
        'At `worker-1` `XREADGROUP GROUP shop one COUNT 1 STREAMS orders >`, kill it, the same with `two` and without `COUNT` at `worker-2`, `XPENDING orders shop`.',
      ],
      other: '',
    },
    claim: {
      title: 'Taken over',
      watch: {
        held: '`worker-1` took the tea a moment ago and was killed.',
      },
      asks: '`worker-2` claims what was pending for 200 ms or more: now, and again 300 ms later. What does it get?',
      options: {
        early: 'The tea, both times',
        later: 'Nothing at first, the tea later',
        never: 'Nothing: it belongs to `worker-1`',
      },
      see: {
        early: 'The first `XAUTOCLAIM` came too early. The second one got the tea.',
        done: 'After `XACK` nothing is pending.',
        kept: 'The stream still has both entries: an acknowledgement only clears the note.',
      },
      why: {
        idle: 'The time keeps consumers from taking away what another one is working on.',
        twice: 'If it was only slow, both do the work. Doing it twice must do no harm.',
        since: '\n`XAUTOCLAIM` exists since Redis 6.2. Before it was `XPENDING` and `XCLAIM`.',
      },
      hints: [
        'Claim, wait, claim again.',
        'Then acknowledge what you got.',
        '`XAUTOCLAIM orders shop two 200 0` at `worker-2`, 300 ms, the same again, `XACK orders shop 1-1`, `XPENDING orders shop`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'No order is missed',
    task: 'A shop sends twenty orders. The worker never acknowledges, and is killed. Choose how orders are sent, so that another worker can still get all twenty.',
    choices: {
      by: {
        name: 'Orders go by',
        options: {
          pubsub: '`PUBLISH`',
          list: '`LPUSH`, taken with `RPOP`',
          noack: '`XADD`, read in a group with `NOACK`',
          group: '`XADD`, read in a group',
        },
      },
    },
    trial: 'In each trial the worker is killed at its moment. Then another one takes over all it can get in the group.',
    hints: ['Who remembers what was given out?', 'With `NOACK` nobody does.', '`XADD`, read in a group.'],
    after: {
      exact: 'All twenty orders came to the other worker.',
      ack: 'A worker that acknowledges when it is done gets only those again that were not.',
    },
  },
  teacher: {
    before: 'A loudspeaker, a pile of notes, a logbook: which one would you use for orders?',
    ask: [
      'Where is pub/sub just right?',
      'Who decides that a consumer is dead?',
      'What must a worker be able to bear?',
    ],
    goesWrong: [
      'Subscribing too late.',
      'Reading from $ again and again, and missing what came in between.',
      'Acknowledging before the work.',
    ],
  },
});
