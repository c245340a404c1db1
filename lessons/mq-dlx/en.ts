import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'What cannot be done',
  halfTruth: 'What fails I put back: the next time it will work.',
  can: 'Try again later, and stop a message that never works.',
  steps: {
    again: {
      title: 'Round and round',
      watch: {
        bad: 'Three orders come. The first is bad: the worker cannot do it. The two behind it are good.',
        requeue: 'What the worker cannot do it rejects with `requeue=true`. Its prefetch is 1.',
      },
      asks: 'When are the good orders done?',
      options: {
        after: 'After the bad one was tried once',
        never: 'Never',
        drops: 'When the broker gives the bad one up',
      },
      see: {
        tries: 'In three seconds the worker has tried the bad order {tries} times.',
        good: 'The good ones were never given to it.',
      },
      why: {
        place: 'What is requeued goes back to its old place: the head. So it is the next one, at once.',
        ever: 'Nobody counts, and nobody waits. Such a message is called poison.',
        drop: '\nWith `requeue=false` it would have been gone, and the good ones done.',
      },
      hints: ['There is nothing to do.', 'Watch the head of the queue.', 'Let 3 s pass.'],
      other: 'With `requeue=false`.',
    },
    later: {
      title: 'Later',
      watch: {
        dlx: 'Now what is rejected goes to the queue `later`.',
        ttl: 'There a message lives for a second. Then it goes back to `work`. Nobody consumes from `later`.',
      },
      asks: 'The worker rejects the bad order without requeue. After 2.5 s you repair the worker. What happens?',
      options: {
        blocked: 'The good orders wait until then',
        meanwhile: 'The good ones are done meanwhile, the bad one after that',
        lost: 'The good ones are done, the bad one is lost',
      },
      see: {
        good: 'The good orders were done at {good}.',
        bad: 'The bad one was tried {tries} times, a second apart, and done at {done}.',
      },
      why: {
        reject: 'Rejected without requeue a message is dead-lettered: published again, to where its queue says.',
        wait: 'In `later` it expired, and that is dead-lettering, too: so it came back.',
        death: '\nA header, `x-death`, tells from which queue, why and how often. A worker can give up by it.',
      },
      hints: [
        'Let it fail a few times first.',
        'Then let the worker reject nothing: `rejectKeys` is the setting.',
        '2.5 s, `configure worker {"rejectKeys":[]}`, 2 s.',
      ],
      other: 'Without the repair.',
    },
    ttl: {
      title: 'Behind a longer life',
      watch: { two: 'A queue without consumers. What expires in `slow` goes to `gone`.' },
      asks: 'You publish a message that lives 3 s, and behind it one that lives 0.5 s. What is in `slow` after 1.5 s?',
      options: {
        one: 'The first one: the second has expired',
        both: 'Both',
        none: 'Nothing',
      },
      see: { both: 'Both are there, though the second one should have been gone for a second.' },
      why: {
        head: 'A queue lets expired messages go at its head only. The short one had to wait until the long one went, and then went with it.',
        order: 'The other way round it would have gone in time.',
        quorum: '\nSo for delays of different length take a queue for each, with `x-message-ttl`.',
      },
      hints: [
        'The long one first.',
        'The time stands in `expiration`, in milliseconds.',
        'Type the two lines as they stand, let 1.5 s pass, and list the queues.',
      ],
      other: 'The short one first.',
    },
    limit: {
      title: 'Three times is enough',
      watch: {
        limit: 'This `work` is a quorum queue with `x-delivery-limit: 2`. What is over the limit goes to `poison`.',
      },
      asks: 'The worker rejects with requeue again. How often is it given the bad order?',
      options: { two: 'Twice', three: 'Three times', ever: 'Again and again' },
      see: {
        tries: '{tries} times. Then the broker put {dead} into `poison`.',
        good: 'The good orders were done after that.',
      },
      why: {
        count: 'The limit counts how often it came back: two times it may. The first delivery is no return.',
        only: '\nOnly quorum queues have it. Without a setting there is none in RabbitMQ 3.10, and 20 since 4.0.',
      },
      hints: ['Nothing to do again.', 'Watch `poison`.', 'Let 2 s pass.'],
      other: 'With `requeue=false`.',
    },
  },
  challenge: {
    title: 'Three tries, then aside',
    task: 'One bad order and five good ones. The bad one must be tried at least three times and then be in `poison`. The good ones must be done.',
    choices: {
      queue: {
        name: 'The queue',
        options: {
          classic: 'classic, dead letters to `poison`',
          bare: 'quorum, delivery limit 2',
          limited: 'quorum, delivery limit 2, dead letters to `poison`',
        },
      },
      reject: { name: 'The worker rejects', options: { requeue: 'with requeue', drop: 'without requeue' } },
    },
    trial: 'In each trial the broker is killed at its moment and started again.',
    hints: [
      'Who counts the tries?',
      'Where does it go when they are used up?',
      'A quorum queue with a limit and a dead-letter exchange, and requeue.',
    ],
    after: {
      tries: 'A failure that passes gets another try. One that does not pass stops being in the way.',
      alarm: 'And somebody is told when `poison` is not empty.',
    },
  },
  teacher: {
    before: 'A letter with an address nobody can read goes from clerk to clerk. Who ends that, and how?',
    ask: [
      'Which failures pass by themselves, and which do not?',
      'Why is a retry at once seldom any good?',
      'What must be read from `x-death` to give up after five tries?',
    ],
    goesWrong: [
      'Requeueing in the belief that it goes to the end.',
      'A dead-letter exchange without a queue behind it.',
      'Different times to live in one queue.',
    ],
  },
});
