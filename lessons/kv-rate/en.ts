import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Rate limits',
  halfTruth: 'Five in each second is five in any second.',
  can: 'Build a fixed window, a sliding window and a token bucket, and close the gap between INCR and EXPIRE.',
  steps: {
    edge: {
      title: 'Around the full second',
      watch: {
        program:
          '`client` may do five requests a second. It counts with `INCR` under a key for each second of the clock.',
        when: 'It asks five times shortly before a full second, and five times 200 ms later.',
      },
      asks: 'How many of its ten requests are allowed?',
      options: {
        five: 'Five',
        ten: 'All ten',
        none: 'Six: the second window counts on from the first',
      },
      see: {
        ten: '{allowed} were allowed.',
        short: 'The first was asked at {first}, the last at {last}.',
      },
      why: {
        two: 'They fell into two windows, five into each. Each window has a counter of its own.',
        sum: 'So a fixed window lets through up to twice its limit in a short time, around its edge.',
        simple: '\nIt is simple and cheap. Often that is good enough.',
      },
      hints: ['Start the program.', 'Give it time until after the full second.', 'Start `client`, 1.5 s, `KEYS *`.'],
      other: '',
    },
    gap: {
      title: 'Between two commands',
      watch: {
        lines:
          'This `gate` counts with `INCR`. If the answer is 1, it sends `EXPIRE` with one second. Each of its lines takes 20 ms.',
      },
      asks: 'It is killed after the `INCR` and before the `EXPIRE`. Two seconds later, what about the counter?',
      options: {
        second: 'It ends soon: a counter lives for a second',
        ever: 'It is there, and has no end',
        nothing: 'It is gone with the program',
      },
      see: {
        died: 'The program died at {died}, between the two commands.',
        ever: '`TTL` answered {ttl}: this counter never ends.',
      },
      why: {
        between: 'A program can die between any two commands. The next request reads 2 and sets no end either.',
        blocked: 'It only goes up. When it is over five, ann is refused for ever.',
      },
      hints: [
        'Be quick with the kill: 70 ms after the start.',
        'Then wait, and look at the counter.',
        'Start `gate`, 70 ms, kill it, 2 s, `TTL rate:ann`, `GET rate:ann`.',
      ],
      other: '',
    },
    edit: {
      title: 'Both or nothing',
      watch: {
        multi: 'You change the program: `INCR` and `EXPIRE ... NX` in one `MULTI`. It is killed at the same moment.',
      },
      asks: 'What about the counter this time?',
      options: {
        ever: 'It has no end again',
        gone: 'It has an end',
        refused: 'There is none: the transaction is taken back',
      },
      see: {
        both: 'Both commands were done: {left} ms were left.',
        gone: 'Then it was gone, and ann can go on.',
      },
      why: {
        whole:
          'A transaction reaches the server as a whole or not at all. What becomes of the program then does not matter.',
        nx: '`NX` sets an end only if there is none, so the window is not prolonged. `EXPIRE` knows that since Redis 7.0.',
        lua: 'A Lua script does it in every version.',
      },
      hints: [
        'Change the program first. You can also edit it by hand.',
        'Then the same kill.',
        'The button that changes the program, start `gate`, 70 ms, kill it, `PTTL rate:ann`, 2 s, `GET rate:ann`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Never more than five in a second',
    task: 'A client asks five times, and five times more 200 ms later, at any moment. Choose the limit, so that never more than five are allowed in one second.',
    choices: {
      limit: {
        name: 'The limit',
        options: {
          fixed: 'counts in fixed windows of a second',
          bucket: 'is a bucket of five tokens, one more every 200 ms',
          sliding: 'keeps the times of the last second in a sorted set',
        },
      },
    },
    trial: 'Each trial begins at another moment of a second.',
    hints: [
      'What does each of them remember?',
      'A bucket has been filled again a little after 200 ms.',
      'The times in a sorted set.',
    ],
    after: {
      exact: 'Five were allowed and five refused, at every moment.',
      price:
        'The price is memory: it keeps each request. A bucket keeps two numbers, and smooths what it lets through.',
    },
  },
  teacher: {
    before: 'A bouncer who starts counting anew at every full hour. When would you come with your friends?',
    ask: [
      'Is twice the limit at the edge a problem for you?',
      'Where else are two commands one too many?',
      'Which limit would you choose for logins? For an API?',
    ],
    goesWrong: ['Killing too late: then EXPIRE is done.', 'EXPIRE with every request: the window never ends.'],
  },
});
