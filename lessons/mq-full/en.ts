import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'When the queue fills up',
  halfTruth: 'When a queue is full, messages are lost.',
  can: 'Bound a queue on purpose, and say what happens at the bound.',
  steps: {
    head: {
      title: 'Room for three',
      watch: {
        none: 'There is no queue yet. Declare one that holds at most three messages.',
        five: 'At 0.5 s the shop publishes five orders. Nobody consumes them.',
      },
      asks: 'Which orders are in the queue then?',
      options: {
        first: '1, 2, 3: the rest finds no room',
        last: '3, 4, 5',
        all: 'All five: a limit is only a warning',
      },
      see: {
        gone: '{dropped} were dropped. {left} are left.',
        nobody: 'The shop published all five and was told nothing.',
      },
      why: {
        head: 'Each order went in. When there were more than three, the oldest was dropped, from the head. That is the default.',
        none: 'Without `x-max-length` the queue would have taken all five: it has no end of its own.',
        ready: '\nOnly ready messages count. What consumers hold unacknowledged does not.',
      },
      hints: [
        'The bound is an argument of the queue.',
        'Declare it before the shop publishes.',
        '`declare queue name=orders arguments={"x-max-length":3}`, then a second.',
      ],
      other: 'Without a bound.',
    },
    refuse: {
      title: 'Say no',
      watch: {
        confirms:
          'This time the shop uses publisher confirms, and the queue is to refuse what it has no room for: `reject-publish`.',
      },
      asks: 'Five orders again. What happens to the last two?',
      options: {
        oldest: 'They go in, and 1 and 2 are dropped',
        told: 'They are refused, and the shop is told',
        silent: 'They are refused, and nobody is told',
      },
      see: {
        kept: 'The shop has a confirm for {kept}.',
        told: 'For {refused} it has a `basic.nack`: not accepted.',
      },
      why: {
        newest: 'Now the queue keeps what it has and drops what is new.',
        only: 'The nack is a publisher confirm. Without confirms the orders would have been dropped without a word.',
        nack: '\nWhat the shop does then is its own choice: try again later, slow down, or tell its customer.',
      },
      hints: [
        'There is a second argument, for what happens at the bound.',
        'It is called `x-overflow`.',
        'Type the line as it stands, then let a second pass.',
      ],
      other: 'The same shop, with the default `drop-head`.',
    },
    aside: {
      title: 'Put it aside',
      watch: {
        rest: 'A queue can name an exchange for what it drops. Declare a queue `rest`, and one for the orders that sends its overflow there.',
      },
      asks: 'Five orders once more. What becomes of the two that are too many?',
      options: {
        lost: 'They are dropped',
        rest: 'They wait in `rest`',
        back: 'They go back to the shop',
      },
      see: {
        rest: '{dead} were dead-lettered, and wait in `rest`.',
        room: '`orders` has three, the newest ones.',
      },
      why: {
        publish: 'A dead letter is published again, to the exchange and with the key that the queue names.',
        queue: 'Like any message it needs a route. Without the queue `rest` both would have gone nowhere.',
        later: '\nSomebody must look into `rest`, or it is only a slower way to lose them.',
      },
      hints: [
        'First the queue where they shall go.',
        'Then the other, with all three arguments.',
        'Type both lines as they stand, then let a second pass.',
      ],
      other: 'The same without the queue `rest`.',
    },
    alarm: {
      title: 'The broker is full',
      watch: {
        unbounded: 'This queue has no bound. Nobody consumes yet.',
        memory: 'The broker has very little memory, and the shop has twenty orders for it.',
      },
      asks: 'What happens when the broker is short of memory?',
      options: {
        drops: 'It drops the oldest orders',
        blocks: 'It stops the shop until there is room',
        all: 'It stops everybody, the worker too',
      },
      see: {
        blocked: 'At {at} the broker blocked the shop: "{reason}".',
        on: 'The worker took orders out. At {on} the shop went on.',
        none: '\nAll {done} orders were done. None was lost or dropped.',
      },
      why: {
        who: 'The alarm stops those who publish. Those who consume go on, and that is what makes room.',
        limit:
          '\nThe limit is a share of the memory of the machine: by default 40 % up to RabbitMQ 3.13, 60 % in 4.2. There is an alarm for the disk, too.',
      },
      hints: [
        'First let the shop be blocked.',
        'Who can make room?',
        'Let a second pass, start `worker`, let 2 s pass.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'A bound that loses nothing',
    task: 'Eight orders, a queue of at most three, and a worker that comes later. In the end the worker must have done all eight.',
    choices: {
      overflow: {
        name: 'At the bound',
        options: { head: 'drop the oldest', refuse: 'refuse the newest', aside: 'dead-letter the oldest to `rest`' },
      },
      shop: {
        name: 'The shop',
        options: { plain: 'publishes', retry: 'waits for each confirm and tries again' },
      },
    },
    trial: 'The worker starts at its moment and consumes from `orders` only.',
    hints: [
      'Who could still have what was too much?',
      'It must learn that it was too much.',
      'Refuse, and let the shop try again.',
    ],
    after: {
      back: 'The bound has become back pressure: the shop goes as fast as the worker.',
      price: 'Which messages may be dropped only you know. The default drops the oldest.',
    },
  },
  teacher: {
    before: 'A letter box is full. What should the postman do? Each answer is a setting.',
    ask: [
      'For which data is dropping the oldest the right choice?',
      'Why must consumers not be stopped by the alarm?',
      'What does a confirm promise, if the queue may drop its head later?',
    ],
    goesWrong: [
      'Declaring the queue after 0.5 s: then the orders had no route.',
      'Forgetting the queue behind the dead-letter exchange.',
      'Publishing and consuming on one connection: it is blocked as a whole.',
    ],
  },
});
