import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Who gets which message',
  halfTruth: 'With round-robin everybody gets the same number.',
  can: 'Predict who gets which message, and share work by what each worker can do.',
  steps: {
    turn: {
      title: 'One after the other',
      watch: {
        two: 'Two workers have subscribed to the queue `work`.',
        speed: 'A message takes `worker-1` 600 ms and `worker-2` 100 ms. Six messages come.',
      },
      asks: 'Which of the six does the quick `worker-2` get?',
      options: {
        free: 'Most of them: whenever it is free',
        turn: '2, 4 and 6',
        halves: '4, 5 and 6',
      },
      see: {
        turns: '`worker-1` got {first}, `worker-2` got {second}.',
        idle: 'The quick one was done at {quickAt} and has nothing to do. The slow one has done {slowDone}.',
      },
      why: {
        turn: 'The queue gives its messages to its consumers in turn.',
        blind:
          'It sends at once and does not ask how long the work takes: all six had left it, and two are still not acknowledged.',
        who: '\nTurns are taken among those who are there. Without `worker-1` the other would have got all six.',
      },
      hints: [
        'There is nothing to do but to let it happen.',
        'Leave both workers running.',
        'Let a second pass and look at the trays of both workers.',
      ],
      other: 'Without `worker-1`.',
    },
    backlog: {
      title: 'A backlog',
      watch: { waiting: 'Six messages wait in the queue, and nobody has subscribed.' },
      asks: '`worker-1` starts, and `worker-2` 300 ms later. How many does `worker-2` get?',
      options: { three: 'Three: they are shared', five: 'Five: all that is not begun', none: 'None' },
      see: {
        all: '`worker-1` was sent all {all} as soon as it had subscribed.',
        until: '`worker-2` joined at {joined} and had nothing to do, while the other worked until {doneAt}.',
      },
      why: {
        alone: 'When the backlog was given out there was one consumer, and nothing bounded what it could hold.',
        held: 'What it holds is unacked. No other consumer can get it.',
        gone: '\nUnless it goes: then all of it comes back to the queue, and `worker-2` does it.',
      },
      hints: [
        'The slow one first, then the quick one.',
        'Let 300 ms pass between the two.',
        'Start `worker-1`, let 300 ms pass, start `worker-2`, let 4 s pass.',
      ],
      other: 'The same, but `worker-1` is killed before the other starts.',
    },
    one: {
      title: 'One at a time',
      watch: {
        waiting: 'The same backlog of six.',
        prefetch: 'Both workers now have a prefetch of 1: each may hold one message that is not acknowledged.',
      },
      asks: 'Both start. How is the work shared?',
      options: {
        same: 'Three each',
        more: 'The quick one does more',
        none: '`worker-1` gets it all: it was first',
      },
      see: {
        share: '`worker-1` did {one}, `worker-2` did {two}.',
        done: 'All six were done at {doneAt}.',
      },
      why: {
        skip: 'A consumer that holds as much as its prefetch allows is passed over.',
        ack: 'Its acknowledgement makes room for the next. So who is quick gets more.',
        per: '\nIn RabbitMQ the bound holds for each consumer, unless `global` is set. AMQP 0-9-1 as written shares it among the consumers of a channel.',
      },
      hints: ['Both have to run.', 'Leave `prefetch` as it is.', 'Start `worker-1` and `worker-2`, and let 2 s pass.'],
      other: 'The slow one without a bound.',
    },
  },
  challenge: {
    title: 'Done in time',
    task: 'Twelve messages wait. The slow worker starts first, the quick one a little later. All must be done 1.5 s after that.',
    choices: {
      prefetch: { name: 'Prefetch of both', options: { none: '0: no bound', ten: '10', one: '1' } },
      ack: { name: 'Acknowledge', options: { automatic: 'automatically', manual: 'after the work' } },
    },
    trial: 'In each trial the quick worker joins at its moment after the slow one.',
    hints: [
      'What the slow one holds the quick one cannot get.',
      'How many may the slow one hold?',
      'A prefetch of 1, and acknowledge after the work.',
    ],
    after: {
      what: 'Round-robin is who is next. Prefetch is who may still be next.',
      auto: 'With automatic acknowledgement nothing is ever unacked, so there is nothing to bound.',
    },
  },
  teacher: {
    before:
      'Hand out six sheets to two pupils in turn, whoever is quicker. Then hand out the next only to who has finished.',
    ask: [
      'What does the broker know about how long a message takes?',
      'Why does a second worker not help with a backlog that is already given out?',
      'When is a prefetch of 1 too small? (The lesson on fair dispatch has the answer.)',
    ],
    goesWrong: [
      'Starting the quick worker first: then it takes the backlog.',
      'Expecting a change of prefetch to take back what was given out.',
      'Taking prefetch for a batch that the consumer asks for.',
    ],
  },
});
