import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Letter for letter',
  halfTruth: 'The routing key names the queue.',
  can: 'Send each kind of message to the queues that want it.',
  steps: {
    error: {
      title: 'Two queues, one key',
      watch: {
        bound: 'The direct exchange `logs` has three bindings: `error` to `alarms`, `info` and `error` to `archive`.',
      },
      asks: 'You publish one message with the key `error`. Where does it go?',
      options: {
        first: 'To `alarms`, which was bound first',
        both: 'To `alarms` and to `archive`',
        none: 'Nowhere: there is no queue called `error`',
      },
      see: { both: 'There are {copies} copies, one in `alarms` and one in `archive`.' },
      why: {
        same: 'A direct exchange compares the key of the message with the key of each binding. Equal is a match. The binding `info` was not.',
        many: 'Many queues may be bound with the same key, and one queue with many keys.',
        default: '\nThe default exchange is a direct one too. Its keys happen to be the names of queues.',
      },
      hints: [
        'The exchange is called `logs`.',
        'Small letters.',
        'Type `publish exchange=logs routing_key=error payload=line`.',
      ],
      other: '',
    },
    debug: {
      title: 'A key that nobody bound',
      watch: { none: 'No binding has the key `debug`.' },
      asks: 'You publish with the key `debug`, bind `archive` with it, and publish again. What is in `archive`?',
      options: {
        archive: 'Two: an archive gets what nobody wants',
        one: 'One message',
        two: 'Two: the binding finds the first one, too',
      },
      see: {
        first: 'The first one matched nothing. The prompt was told: NOT routed.',
        second: 'The second one is in `archive`.',
      },
      why: {
        moment: 'A binding counts for what is published after it.',
        wild: 'And it is no pattern. A binding with the key `#` would have matched only the key `#`.',
      },
      hints: [
        'First without the binding.',
        'Then bind with the very key.',
        'Publish, `declare binding source=logs destination=archive routing_key=debug`, publish.',
      ],
      other: '',
    },
    again: {
      title: 'Bound twice',
      watch: { bound: '`archive` is already bound with the key `error`.' },
      asks: 'You declare the same binding again, and publish one message with `error`. How many copies get into `archive`?',
      options: { two: 'Two: there are two bindings', one: 'One', refused: 'None: the second binding is refused' },
      see: { one: '{copies} copy.' },
      why: {
        same: 'A binding is its exchange, its queue, its key and its arguments. Declared again it is the same one.',
        queue:
          'Even where two different ways lead to a queue, as over a second exchange, it gets one copy of a message.',
      },
      hints: [
        'Declare what is there already.',
        'Then publish once.',
        '`declare binding source=logs destination=archive routing_key=error`, then publish with `error`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Wake only for what matters',
    task: '`alarms` wakes somebody: it must get errors and nothing else. `archive` must get all but debug.',
    choices: {
      alarms: { name: '`alarms` is bound with', options: { error: '`error`', both: '`error` and `warning`' } },
      archive: {
        name: '`archive` is bound with',
        options: {
          hash: '`#`',
          three: '`info`, `warning` and `error`',
          rest: '`info` and `warning`',
        },
      },
    },
    trial:
      'In each trial the broker is killed and started, and then five messages come: two infos, one of each other kind.',
    hints: [
      'A key may be bound to more than one queue.',
      'A direct exchange has no wildcards.',
      '`error` for `alarms`, and three bindings for `archive`.',
    ],
    after: {
      list: 'With a direct exchange you list what you want. To say "all but" you need a pattern, and that is the topic exchange.',
      kept: 'The bindings survived: exchange and queues were durable.',
    },
  },
  teacher: {
    before: 'Give each pupil a card with the words that concern him or her. Read out words.',
    ask: [
      'What is the difference between a routing key and a binding key?',
      'How does an archive get everything from a direct exchange?',
      'What happens to a level that somebody adds later?',
    ],
    goesWrong: ['Error is not error.', 'Publishing without `exchange=logs`.', 'Expecting `#` to be a wildcard here.'],
  },
});
