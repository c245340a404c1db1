import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Between two lines',
  halfTruth: 'My program is too short to be killed in the middle.',
  can: 'Read a consumer for the lines between which a kill does harm, and write one that it does not harm.',
  steps: {
    before: {
      title: 'Acknowledge, then charge',
      watch: {
        code: 'The worker is a program, beside the stage. Line 13 acknowledges an order, line 15 charges it, in Redis.',
        five: 'A shop will publish five orders.',
      },
      asks: 'You have the worker die before line 15, the second time, and start it again. What becomes of order 2?',
      options: {
        again: 'It comes again and is charged',
        never: 'It is never charged',
        all: 'It was charged: line 15 was next',
      },
      see: {
        acked: 'The broker has {acked} acknowledgements. Its queue is empty.',
        four: 'Order 2 is not among those charged.',
      },
      why: {
        gap: 'Between line 13 and line 15 the order was acknowledged and not charged. There the program died, at {crashed}.',
        broker: 'For the broker nothing went wrong. It did what it was told.',
        most: '\nThat is at most once.',
      },
      hints: [
        'A program can be told where to die: `crash LINE TIMES`.',
        'Set it before the shop publishes, at 0.2 s.',
        '`crash 15 2` at the worker, 2 s, start `worker`, 2 s, `HGETALL charged`.',
      ],
      other: 'Dead two lines earlier.',
    },
    after: {
      title: 'Charge, then acknowledge',
      watch: { swapped: 'The lines are swapped: line 12 charges, line 14 acknowledges.' },
      asks: 'The worker dies before line 14, the third time, and is started. How often is order 3 charged?',
      options: { once: 'Once', twice: 'Twice', never: 'Never' },
      see: {
        twice: 'The worker was given order 3 {times} times, and charged it each time.',
        back: 'It had gone back into the queue at {back}.',
      },
      why: {
        gap: 'Now the gap is between charged and acknowledged. The broker heard nothing, so it gave the order out again.',
        rule: '\nOne of two lines must be first. So there is always a gap, and you choose what it costs.',
      },
      hints: [
        'The line before which it must die is the last of the handler.',
        'Set it before the shop publishes.',
        '`crash 14 3` at the worker, 2 s, start `worker`, 2 s, `HGETALL charged`.',
      ],
      other: 'Dead before it charges.',
    },
    idempotent: {
      title: 'Charge under a name',
      watch: {
        change: 'Give the worker another program: its `HSETNX` charges only what is not charged.',
      },
      asks: 'The same death before line 14. What happens when order 3 comes again?',
      options: {
        nothing: 'It does not come again',
        knows: 'The worker knows it',
        twice: 'It is charged twice',
      },
      see: {
        twice: 'It came {times} times.',
        knew: 'The second time the program printed that it knew it. It was charged once.',
      },
      why: {
        one: 'Looking and charging are one command. Nothing can come between them.',
        place: '\nAnd the note is where the charge is. A note in another place would only be another gap.',
      },
      hints: [
        'A program is changed by `configure`, or with the pencil, and runs from its next start on.',
        'Then set where it dies, as before.',
        'Click the lines in their order.',
      ],
      other: 'With the program as it was.',
    },
  },
  challenge: {
    title: 'Between any two lines',
    task: 'The worker will be killed at any moment, wherever it stands. Each of five orders must be charged exactly once.',
    choices: {
      program: {
        name: 'The worker is',
        options: {
          none: 'the one that never acknowledges',
          before: 'the one that acknowledges first',
          after: 'the one that charges first',
          idempotent: 'the one that charges under a name',
        },
      },
    },
    trial: 'The kill comes at its moment, and the worker is started at once.',
    hints: [
      'Which of them can repeat an order without harm?',
      'Which of them can be sure that it comes again?',
      'The one that charges under a name.',
    ],
    after: {
      one: 'At least once from the broker, and work that may be repeated: together they make once.',
      reality: 'The same file runs on Node, with the real packages, against a real broker.',
    },
  },
  teacher: {
    before: 'Print the twelve lines of a consumer. Everybody marks where a kill would hurt.',
    ask: [
      'Which two lines cannot both be first?',
      'What would change if the charge were a call to another company?',
      'Where must the note of what was done stand?',
    ],
    goesWrong: [
      'Setting the crash after the shop has published.',
      'Forgetting that a new program runs from its next start on.',
      'Counting lines without the comment at the top.',
    ],
  },
});
