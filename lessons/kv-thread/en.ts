import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'One thread',
  halfTruth: 'Redis is fast, so it does not matter what you ask.',
  can: 'Find keys without stalling everybody, and say what a round trip costs and what pipelining saves.',
  steps: {
    keys: {
      title: 'Everybody waits',
      watch: {
        many: 'The server holds 50,000 products.',
        web: 'The web shop asks for one of them 200 times a second. Watch how long its answers take.',
      },
      asks: '`admin` looks for ten keys with `KEYS product:1234?`. What happens to the web shop meanwhile?',
      options: {
        beside: 'Nothing: reads run side by side',
        waits: 'Its answers come later',
        refused: 'Its requests are refused',
      },
      see: {
        long: '`KEYS` took {took}.',
        others: 'A `GET` that came meanwhile took {slow}.',
        usual: 'Otherwise it takes {usual}, nearly all of it on the network.',
      },
      why: {
        one: 'Redis runs commands in one thread, one after the other.',
        pattern: '`KEYS` compares its pattern with every key there is, however few match.',
        waits: 'The others are not refused. They wait, and then get their answer.',
      },
      hints: [
        'Type at `admin`, then let the web shop go on.',
        'The pattern `product:1234?` stands for ten keys.',
        '`KEYS product:1234?`, then 100 ms.',
      ],
      other: '',
    },
    scan: {
      title: 'In small steps',
      watch: {
        same: 'The same shop. `SCAN` looks at a part of the keys and answers with a cursor for the next part.',
      },
      asks: 'You send `SCAN 0 MATCH product:1234? COUNT 100`. Ten keys match in all. What does it answer?',
      options: {
        exact: 'The ten keys, and is done',
        about: 'Perhaps nothing yet, and a cursor',
        matches: 'At least one key, and a cursor',
      },
      see: {
        empty: 'It looked at {looked} keys, none of which matched, and answered with a cursor and an empty list.',
        short: 'It took {took}. No `GET` had to wait long.',
      },
      why: {
        cursor: 'You go on with the cursor until it is 0 again. An empty answer in between is not the end.',
        promise: 'A key that was there all the time is returned, at least once. One that came or went may be missed.',
        count: '`COUNT` says how much work a step does, not how many keys it returns.',
      },
      hints: [
        'Begin with the cursor 0.',
        '`MATCH` is looked at after the keys were taken.',
        '`SCAN 0 MATCH product:1234? COUNT 100`, then 100 ms.',
      ],
      other: 'The same with `KEYS`: the web shop waits.',
    },
    pipeline: {
      title: 'Far away',
      watch: {
        far: 'The network takes 20 ms in each direction.',
        two: 'Both clients have 200 commands. `patient` waits for each answer before it sends the next. `eager` does not: that is pipelining.',
      },
      asks: 'Both start. How far are they after one second?',
      options: {
        same: 'Both are done: the server is fast enough',
        double: '`eager` is twice as far',
        eager: '`eager` is done, `patient` has about 25',
      },
      see: {
        eager: '`eager` has {eager} answers.',
        patient: '`patient` has {patient}.',
        trip: 'Each round trip took {trip}. The server worked {work} of that.',
      },
      why: {
        idle: '`patient` spends its time waiting for the network. The server is idle nearly all the time.',
        order:
          'With pipelining the answers come in the order of the commands, and the server keeps them until they are read.',
        atomic: '\nIt is no transaction: commands of others run in between.',
      },
      hints: [
        'Start both clients.',
        'Let a second pass, then look at their counters.',
        'Start `patient`, start `eager`, 1 s, `MGET patient eager` at `cli`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'A report nobody notices',
    task: 'The shop is open. Somebody wants to know which products there are. Choose the first command of that report, so that no request of the shop takes 4 ms or more.',
    choices: {
      list: {
        name: 'The report begins with',
        options: {
          keys: '`KEYS *`',
          one: '`KEYS product:12345`',
          large: '`SCAN 0 COUNT 100000`',
          small: '`SCAN 0 COUNT 100`',
        },
      },
    },
    trial: 'In each trial the report comes at another moment of a busy shop.',
    hints: [
      'How many keys does the command look at before the next one may run?',
      'A large `COUNT` is a long step.',
      '`SCAN 0 COUNT 100`.',
    ],
    after: {
      exact: 'No request of the shop had to wait long.',
      again: 'The report goes on with the cursor, step by step, and may see a key twice.',
    },
  },
  teacher: {
    before: 'One cashier, a long queue, and a customer who wants to know what is in the store room.',
    ask: [
      'Which other commands look at everything?',
      'Why is one thread enough for most?',
      'What would you do on a network with 100 ms?',
    ],
    goesWrong: [
      'Taking an empty SCAN answer for the end.',
      'Taking COUNT for a limit of the answer.',
      'Taking a pipeline for a transaction.',
    ],
  },
});
