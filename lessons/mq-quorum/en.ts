import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'A queue that keeps a log',
  halfTruth: 'A quorum queue is a durable queue, only slower.',
  can: 'Choose between a classic queue and a quorum queue.',
  steps: {
    kept: {
      title: 'Every message',
      watch: {
        two: 'Two durable queues: `orders` is classic, `ledger` is a quorum queue. This lab has one broker, so `ledger` has one member.',
        transient: 'The prompt publishes transient messages.',
      },
      asks: 'You publish one into each queue. A second later the broker loses its power. What is there after the start?',
      options: {
        none: 'Neither: both messages were transient',
        ledger: 'The one in `ledger`',
        both: 'Both: they were confirmed',
      },
      see: {
        kept: 'The one in `ledger` is there: {kept}.',
        lost: 'The one in `orders` is lost: {lost}.',
      },
      why: {
        log: 'A quorum queue writes every message into its log and does not look at `persistent`. A classic queue writes the persistent ones.',
        members:
          '\nWith several brokers the log is copied. A message is confirmed when a majority has it; with less than a majority the queue stops.',
        lab: 'That part this lab cannot show.',
      },
      hints: [
        'Publish as the lines say.',
        'A power cut, not a kill.',
        'Publish to `orders` and to `ledger`, 1 s, cut the power of `rabbit`, start it.',
      ],
      other: 'A persistent message in `orders`.',
    },
    hurry: {
      title: 'At once',
      watch: {
        both: 'The same two queues, both empty. A shop publishes into `orders`, a bank into `ledger`.',
        persistent:
          'Four persistent messages each, without confirms. The broker is killed just after it has read them.',
      },
      asks: 'Which messages are there after the start?',
      options: {
        same: 'All eight',
        ledger: 'The four in `ledger`',
        none: 'None: nothing was confirmed',
      },
      see: {
        ledger: 'All four of `ledger` are there.',
        orders: 'The {lost} of `orders` are lost.',
      },
      why: {
        log: 'The log is written as messages come, the first at {stored}. Without confirms a classic queue writes a moment later, and the kill at {killed} was sooner.',
        power:
          '\nBut written is not synced: a power cut at the right moment takes those of `ledger`, too. Only a confirm tells.',
      },
      hints: [
        'The messages come from 0.2 s on.',
        'Kill the broker at 0.3 s.',
        'Let 200 ms pass, kill `rabbit`, start it.',
      ],
      other: 'A power cut in the very moment of the first message.',
    },
    cannot: {
      title: 'What it is not for',
      watch: {
        wish: 'Somebody wants a quorum queue with priorities: `x-max-priority` is an argument of classic queues.',
      },
      asks: 'You declare it with both arguments. What does the broker of this lab, RabbitMQ 3.10, do?',
      options: {
        ignored: 'It makes a quorum queue and ignores the other argument',
        refused: 'It refuses',
        classic: 'It makes a classic queue',
      },
      see: {
        refused: 'It refused, and closed the channel.',
        plain: 'Without the argument it made a quorum queue, a durable one.',
      },
      why: {
        not: 'Nor can a quorum queue be transient or exclusive. Both are refused.',
        version: 'Since RabbitMQ 4.0 it has two priorities, normal and high, without that argument.',
        choose: '\nQuorum for what must not be lost. Classic for what is short-lived, or where speed is all.',
      },
      hints: ['First with both arguments.', 'Then without the second.', 'Type both lines as they stand.'],
      other: '',
    },
  },
  challenge: {
    title: 'Any moment',
    task: 'A bank publishes six transient messages. The broker loses its power at any moment and is started. Each message must be in the queue in the end, twice if need be.',
    choices: {
      queue: { name: 'The queue', options: { classic: 'classic, durable', quorum: 'quorum' } },
      bank: {
        name: 'The bank publishes',
        options: { plain: 'and forgets', confirm: 'with confirms, and again what was not confirmed' },
      },
    },
    trial: 'The power goes at its moment. The bank notices by its heartbeat, or by the confirm that does not come.',
    hints: [
      'What the broker has never read no queue can keep.',
      'What it confirmed it must still have.',
      'A quorum queue, and confirms.',
    ],
    after: {
      both: 'The queue keeps what it has confirmed. The publisher keeps what it has no confirm for.',
      majority: 'With three brokers the same holds while two of them live.',
    },
  },
  teacher: {
    before: 'Three clerks keep the same book. When may they say "noted"? When one has written it? Two? All three?',
    ask: [
      'Why an odd number of members?',
      'What does the queue do when two of three are gone, and why is that right?',
      'Which of your queues would you make a quorum queue?',
    ],
    goesWrong: [
      'Waiting too long before the kill in the second step: then the classic queue has written, too.',
      'Expecting to see several members: this lab has one broker.',
      'Declaring a queue again with another type.',
    ],
  },
});
