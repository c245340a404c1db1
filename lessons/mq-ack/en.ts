import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Delivered is not done',
  halfTruth: 'The message was delivered, so the work is done.',
  can: 'Choose when to acknowledge, and write a consumer that a repetition does not harm.',
  steps: {
    automatic: {
      title: 'Sent and forgotten',
      watch: {
        tray: 'The worker takes its orders with `noAck`: it never answers.',
        work: 'Six orders come. Each takes it 200 ms.',
      },
      asks: 'You kill the worker while it works on the third order. What becomes of the orders that it has not done?',
      options: {
        again: 'The queue gives them out again',
        publisher: 'The shop sends them again',
        lost: 'They are lost',
      },
      see: {
        sent: 'All {delivered} orders were sent to the worker as soon as they came.',
        done: 'It had done {done} of them when you killed it.',
        lost: '\n{lost} are in no queue, and never will be.',
      },
      why: {
        forgets: 'With automatic acknowledgement the queue forgets a message in the moment it is sent.',
        kernel:
          'That is fast, and unsafe by design. RabbitMQ counts a message as delivered before anybody has read it.',
      },
      hints: [
        'The worker must die while it holds orders.',
        'Orders come from 0.2 s on and take 200 ms each. Do not wait until all are done.',
        'Let 600 ms pass, kill `worker`, start it again, and look at the queue.',
      ],
      other: '',
    },
    manual: {
      title: 'Keep it until I say so',
      watch: {
        unacked: 'The same worker, now with manual acknowledgement. What it holds also stays in the queue, as unacked.',
      },
      asks: 'You kill it again during the third order, and start it. In which order does it get what is left?',
      options: {
        order: '3, 4, 5, 6: as before',
        last: '4, 5, 6, then 3: what failed goes last',
        lost: 'None: they are lost again',
      },
      see: {
        back: '{requeued} orders went back into the queue when the broker saw the connection end, at {seenAt}.',
        order: 'They came again in their old order: {again}.',
        flagged: 'Each was flagged.',
        all: '\nAll {acked} orders are acknowledged in the end, and none is lost.',
      },
      why: {
        keeps: 'The queue lets a message go when its acknowledgement arrives, not before.',
        flag: 'The flag, `redelivered`, says "this was sent before". Order 3 had been begun, 4 to 6 had not: the same flag.',
      },
      hints: [
        'Kill the worker while it works, as before.',
        'The queue hands out again only to somebody who is there.',
        'Let 600 ms pass, kill `worker`, start it, and let 2 s pass.',
      ],
      other: 'The same with automatic acknowledgement.',
    },
    duplicate: {
      title: 'Done, but not said',
      watch: {
        batch: 'To save traffic this worker acknowledges four orders at once.',
      },
      asks: 'You kill it after it has done two orders. How often is order 1 handled in the end?',
      options: {
        once: 'Once',
        twice: 'Twice',
        never: 'Never',
      },
      see: {
        twice: 'Orders 1 and 2 were done before the kill, and done again after it.',
        count: 'Six orders, {processed} times handled. None is lost.',
      },
      why: {
        window: 'They were done and not yet acknowledged. The broker could not know that they were done.',
        always: 'Acknowledging each order at once makes the gap small. It does not close it.',
        flag: 'Nor does the flag help: order 4 came as redelivered too, and nobody had handled it.',
      },
      hints: [
        'It acknowledges after the fourth order. Kill it before that.',
        'Leave `ackEvery` as it is.',
        'Let 600 ms pass, kill `worker`, start it, and let 3 s pass.',
      ],
      other: 'The same with an acknowledgement for each order.',
    },
    idempotent: {
      title: 'Know what you have done',
      watch: {
        note: 'The worker can keep a note of each order that it has done, in a file of its own.',
      },
      asks: 'With such notes, and the same kill: what happens to orders 1 and 2?',
      options: {
        none: 'The broker does not send them again',
        skipped: 'They come again, and it skips them',
        twice: 'It does them again',
      },
      see: {
        again: 'The broker sent {again} orders again, as before.',
        skipped: 'The worker knew {skipped} and only acknowledged them. It handled {processed} orders, each once.',
      },
      why: {
        note: 'It wrote down each order as it was done. After the start it read its notes.',
        together: 'Work and note must be one write, in one database transaction for instance. Else the gap is back.',
        broker: 'The broker will not do this for you: it delivers at least once.',
      },
      hints: [
        'The setting is called `idempotent`.',
        'Set it before the orders come.',
        '`configure worker {"idempotent":true}`, let 600 ms pass, kill `worker`, start it, let 3 s pass.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Nothing lost, nothing twice',
    task: 'The worker will be killed once, at any moment. Choose so that each order is handled exactly once.',
    choices: {
      ack: {
        name: 'Acknowledge',
        options: { automatic: 'automatically', before: 'before the work', after: 'after the work, four at once' },
      },
      memory: { name: 'Notes of what was done', options: { no: 'none', yes: 'in a file' } },
    },
    trial: 'Each trial is a run with its own seed. The worker is killed at its moment and started again.',
    hints: [
      'What is acknowledged does not come again.',
      'What comes again must be recognised.',
      'Acknowledge after the work, and keep notes.',
    ],
    after: {
      both: 'At least once from the broker, and a consumer that notices repetitions: together they make once.',
      price: 'RabbitMQ itself promises at least once with acknowledgements, and at most once without.',
    },
  },
  teacher: {
    before: 'Let the class play postman and clerk: when may the postman throw his copy away?',
    ask: [
      'What does redelivered tell you, and what does it not?',
      'Where must the note stand so that it cannot disagree with the work?',
      'When is automatic acknowledgement the right choice?',
    ],
    goesWrong: [
      'Waiting until all six orders are done before the kill: then nothing is lost. Start the step again.',
      'Forgetting to start the worker again: the orders wait in the queue.',
      'Taking manual acknowledgement for "exactly once".',
    ],
  },
});
