import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Everybody gets a copy',
  halfTruth: 'With fanout every consumer gets every message.',
  can: 'Tell everybody who is concerned, and share the work within each service.',
  steps: {
    copies: {
      title: 'One message, three queues',
      watch: {
        three:
          'Three queues, `mail`, `stock` and `audit`, are bound to the exchange `events`, a fanout. All are empty.',
      },
      asks: 'You publish one message to `events`, with the key `paid`. No binding has that key. What happens?',
      options: {
        one: 'One queue gets it, the next one its turn is',
        none: 'None gets it: no key fits',
        three: 'Each of the three gets it',
      },
      see: {
        three: '{one} message was published, and {copies} copies were put into queues.',
        each: 'Each queue has its own.',
      },
      why: {
        key: 'A fanout exchange does not look at keys: all that is bound to it matches.',
        own: 'The copies are independent. What happens to one does nothing to the others.',
      },
      hints: [
        'Publish to the exchange, not to a queue.',
        'The exchange is called `events`.',
        'Type `publish exchange=events routing_key=paid payload=event`.',
      ],
      other: '',
    },
    late: {
      title: 'Who comes late',
      watch: { absent: 'The same exchange. There is no queue called `late` yet.' },
      asks: 'You publish, then declare and bind `late`, then publish again. What is in `late`?',
      options: {
        both: 'Both messages',
        second: 'The second one',
        none: 'None: it was bound too late',
      },
      see: { late: '`mail` has got {mail} messages, `late` has got {late}.' },
      why: {
        moment: 'Which queues match is decided when a message comes. An exchange keeps nothing for later.',
        stream: '\nWho wants to read what was before needs another kind of queue: a stream.',
      },
      hints: [
        'A queue alone is not enough.',
        'It must be bound before the second message.',
        'Publish, `declare queue name=late`, `declare binding source=events destination=late`, publish.',
      ],
      other: 'Declared, but not bound.',
    },
    share: {
      title: 'Copies and shares',
      watch: {
        two: 'Two mailers consume from `mail`. One auditor consumes from `audit`.',
        four: 'The shop publishes four events.',
      },
      asks: 'How many events does `mailer-1` get?',
      options: { all: 'Four: fanout means everybody', half: 'Two', split: 'One or two: the three take turns' },
      see: {
        mail: 'The mailers got {first} and {second}.',
        audit: 'The auditor got all {audited}.',
      },
      why: {
        queue: 'The copies are made for queues, not for consumers. Each queue got all four.',
        rule: '\nConsumers of one queue share it. Who wants all of it has a queue of its own.',
      },
      hints: ['Leave all of them running.', 'There is nothing to type.', 'Let 2 s pass and look at the three trays.'],
      other: 'With one mailer.',
    },
  },
  challenge: {
    title: 'Two services, two instances each',
    task: 'Each of six events must be handled once by the mail service and once by the stock service. One instance will be killed.',
    choices: {
      queues: {
        name: 'Queues bound to the exchange',
        options: { one: 'one for all', service: 'one for each service', instance: 'one for each instance' },
      },
      ack: { name: 'Acknowledge', options: { automatic: 'automatically', manual: 'after the work' } },
    },
    trial: '`mail-2` is killed at its moment and stays away.',
    hints: [
      'Who shall share, and who shall each have all?',
      'What the killed one held must come back.',
      'A queue for each service, and an acknowledgement after the work.',
    ],
    after: {
      rule: 'Copies between services, shares within one: a queue for each service.',
      use: 'This is publish and subscribe as RabbitMQ has it.',
    },
  },
  teacher: {
    before: 'A notice for three departments. Who makes the copies, and who decides which clerk reads one?',
    ask: [
      'Why does the shop not need to know how many services there are?',
      'What must a new service do before it gets its first event?',
      'When does each instance need a queue of its own? (Caches to be cleared, for instance.)',
    ],
    goesWrong: [
      'Publishing to the default exchange with the key `events`.',
      'Declaring a queue and not binding it.',
      'Counting consumers where queues have to be counted.',
    ],
  },
});
