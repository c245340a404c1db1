import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Nowhere to go',
  halfTruth: 'It was confirmed, so it is in a queue.',
  can: 'Notice messages that no queue wants, or catch them.',
  steps: {
    silent: {
      title: 'Confirmed and gone',
      watch: {
        one: 'The exchange `orders` has one binding: `book`.',
        three: 'The shop publishes three orders with confirms: for a book, a bike and a boat.',
      },
      asks: 'What does the shop hear of the bike and the boat?',
      options: {
        refused: 'That they were not accepted',
        confirmed: 'That they are confirmed',
        waits: 'Nothing: they wait in the exchange for a queue',
      },
      see: {
        gone: '{gone} are nowhere: no queue was bound for them.',
        confirmed: 'All {confirmed} orders were confirmed. None was refused.',
      },
      why: {
        done: 'A confirm says that the broker has done all it could. Where nothing is to be done, it is done at once.',
        source: '\nRabbitMQ confirms a message that has no route as soon as it has seen that there is none.',
      },
      hints: [
        'Leave the shop as it is.',
        'The orders come from 0.3 s on.',
        'Let a second pass, and look at the fate bar.',
      ],
      other: 'With `mandatory`.',
    },
    mandatory: {
      title: 'Give it back',
      watch: { flag: 'A publisher can ask for what has no route: it publishes with the flag `mandatory`.' },
      asks: 'The same three orders, now mandatory. What does the shop hear of the bike?',
      options: {
        nack: 'A `basic.nack`',
        both: 'It comes back, and is confirmed',
        kept: 'Nothing: mandatory makes the broker find a queue',
      },
      see: {
        back: '{back} came back, with code {code}: {text}.',
        confirmed: 'And still all {confirmed} were confirmed.',
      },
      why: {
        order: 'Returned and then confirmed: the broker is done with it, and the publisher has it again.',
        queue: 'So who waits for confirms only must look at the returns as well.',
        reach: '\nThe flag asks for a queue. It does not ask whether anybody consumes from it.',
      },
      hints: [
        'The setting has the name of the flag.',
        'Set it before 0.3 s.',
        '`configure shop {"mandatory":true}`, then a second.',
      ],
      other: 'Without the flag.',
    },
    alternate: {
      title: 'A net below',
      watch: {
        none: 'Make an exchange `orders` that has `astray` as its alternate.',
      },
      asks: 'The same three orders. What will be in `unrouted`, the queue behind `astray`?',
      options: {
        copy: 'All three: it gets a copy of each',
        rest: 'The bike and the boat',
        lost: 'Nothing: a missing route is no error',
      },
      see: {
        caught: '{caught} are in `unrouted`, {books} is in `books`.',
        none: 'Nothing was without a route.',
      },
      why: {
        second: 'What `orders` cannot route goes on to its alternate exchange, which looks for itself.',
        chain: 'There must be a queue behind it. Without `unrouted` both orders would have been gone all the same.',
        policy:
          '\nA policy can set an alternate exchange, too, and change it later. The default exchange cannot have one.',
      },
      hints: [
        'Four lines, in any order that names only what is there.',
        'A fanout catches every key.',
        'Click the lines one after the other, then let a second pass.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Nothing astray',
    task: 'The broker will be killed once. In the end every order must be in a queue, the unknown ones in `unrouted`, and the shop must know that each was taken.',
    choices: {
      catch: {
        name: 'What no binding wants',
        options: { nothing: 'is dropped', alternate: 'goes to an alternate exchange' },
      },
      shop: {
        name: 'The shop publishes',
        options: { plain: 'and forgets', confirm: 'with confirms' },
      },
    },
    trial: 'The broker is killed at its moment and started again. The shop publishes again what was not confirmed.',
    hints: [
      'A confirm does not say that there was a queue.',
      'A queue does not help where nothing arrives.',
      'An alternate exchange, and confirms.',
    ],
    after: {
      two: 'Two questions, two answers: confirms for "has the broker got it", an alternate exchange or mandatory for "has a queue got it".',
      both: 'With an alternate exchange that routes it, a mandatory message is not returned: it has found a queue.',
    },
  },
  teacher: {
    before:
      'A letter to a street that does not exist. Three post offices: one burns it, one sends it back, one has a shelf.',
    ask: [
      'Why is a confirm for an unroutable message not a lie?',
      'When would you choose `mandatory`, when an alternate exchange?',
      'Who should look at `unrouted`, and how often?',
    ],
    goesWrong: [
      'Forgetting the queue behind the alternate exchange.',
      'Declaring `orders` before its alternate is thought of: it cannot be changed by declaring again.',
      'Taking the order of return and confirm for chance: the return comes first.',
    ],
  },
});
