import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Lists: queue, stack, not an array',
  halfTruth: 'A list is an array.',
  can: 'Build a queue and a stack, let workers wait with BLPOP, and keep a job that its worker took.',
  steps: {
    queue: {
      title: 'Two ends',
      watch: {
        ends: 'A list has a left end and a right end. Each command names its end: `L` or `R`. Watch the key `jobs` grow.',
      },
      asks: 'You push `a`, `b` and `c` with `LPUSH`. What does `RPOP` take?',
      options: {
        oldest: '`a`, the oldest',
        newest: '`c`, the newest',
        error: 'An error: nobody said that `jobs` is a list',
      },
      see: {
        queue: '`RPOP` took {first}: in on the left, out on the right is a queue.',
        stack: '`LPOP` took {second}: in and out on the same side is a stack.',
        left: 'One job is left.',
      },
      why: {
        sides: '`LPUSH` puts each value in front of the others, so the list read from the left is c, b, a.',
        gone: 'A list is made by the first push. It is removed with its last value: there is no empty list.',
      },
      hints: [
        'Push on the left, take from the right.',
        'Three `LPUSH`, then one `RPOP`, then one `LPOP`.',
        '`LPUSH jobs a`, `LPUSH jobs b`, `LPUSH jobs c`, `RPOP jobs`, `LPOP jobs`.',
      ],
      other: '',
    },
    blocking: {
      title: 'Waiting in line',
      watch: {
        waiting: 'Both workers wait with `BLPOP jobs 0`. `worker-2` came first. There is no list yet.',
      },
      asks: 'One job is pushed. Who gets it?',
      options: {
        all: 'Both workers',
        first: '`worker-2`: it has waited longer',
        second: '`worker-1`',
      },
      see: {
        served: '`worker-2` got the job, and `worker-1` waits on.',
        waited: 'Its answer came after {who}, when there was something to answer.',
        empty: 'The list was empty again at once: `LLEN` answered {left}.',
      },
      why: {
        order: 'Redis serves those who wait for a key in the order in which they began to wait.',
        two: 'Two jobs in one push would have served both, one each.',
        polling: 'The alternative is to ask again and again, which costs requests and time.',
      },
      hints: [
        'Push at `cli`. The workers are waiting already.',
        'They wait for the key `jobs`.',
        '`RPUSH jobs mail`, then `LLEN jobs`.',
      ],
      other: '',
    },
    'not-an-array': {
      title: 'The ends are cheap',
      watch: {
        nodes: 'This list has 1,000 values in 8 blocks, a quicklist. Open the key `log` to see them.',
      },
      asks: 'You insert a value before `line:900`. How many values does Redis look at?',
      options: {
        one: 'One: it knows where 900 is',
        half: 'About ten: it searches by halves',
        walk: 'About 900: it walks there',
      },
      see: {
        end: '`RPUSH` looked at {push} values: the end is known.',
        middle: '`LINSERT` looked at {walked}.',
        kept: '`LTRIM` then kept the last three.',
      },
      why: {
        chain: 'A list is a chain. From its ends it is reached at once, in the middle by walking.',
        index: '`LINDEX` and `LSET` in the middle of a long list cost that too.',
        trim: '\nA push with an `LTRIM` behind it keeps the newest few, for a log or a feed.',
      },
      hints: [
        'Compare a push with an insert.',
        '`LINSERT` wants the value before which to insert, not a place.',
        '`RPUSH log last`, `LINSERT log BEFORE line:900 new`, `LTRIM log -3 -1`.',
      ],
      other: '',
    },
    taken: {
      title: 'Taken and lost',
      watch: {
        two: 'Two jobs wait in `jobs`. `worker-1` takes one and dies with it.',
      },
      asks: 'The worker takes `a` with `LMOVE jobs doing RIGHT LEFT` and is killed. Where is `a`?',
      options: {
        list: 'Back in `jobs`',
        doing: 'In `doing`',
        gone: 'Gone with the worker',
      },
      see: {
        held: '`a` is in `doing`, and `b` still in `jobs`.',
        popped: 'With `RPOP` it would have been nowhere: a pop removes it, and only the worker knew it.',
      },
      why: {
        one: '`LMOVE` takes and puts in one command, so there is no moment in between.',
        nobody: 'Redis does not know that the worker died, and moves nothing back.',
        remove:
          '\nA worker that is done removes its job from `doing` with `LREM`. Somebody must look for old ones there.',
      },
      hints: [
        'Type at `worker-1`, then kill it.',
        '`LMOVE` names both lists and both ends.',
        '`LMOVE jobs doing RIGHT LEFT` at `worker-1`, kill it, then `LRANGE` of both lists at `cli`.',
      ],
      other: 'The same with `RPOP`: the job is in no list.',
    },
  },
  challenge: {
    title: 'No job is lost',
    task: 'A shop pushes twenty jobs with `LPUSH`. One worker takes them and is killed at some moment. Choose how it takes them, oldest first, so that no job is missing from both lists.',
    choices: {
      take: {
        name: 'The worker takes with',
        options: {
          pop: '`RPOP jobs`',
          wait: '`BRPOP jobs 1`',
          newest: '`LMOVE jobs doing LEFT RIGHT`',
          oldest: '`LMOVE jobs doing RIGHT LEFT`',
        },
      },
    },
    trial: 'In each trial the worker is killed at its moment. Afterwards the jobs in both lists are counted.',
    hints: [
      'What is popped is in no list.',
      'The shop pushes on the left. Where is the oldest?',
      '`LMOVE jobs doing RIGHT LEFT`.',
    ],
    after: {
      exact: 'All twenty jobs are in one of the two lists.',
      who: 'Whether a job in `doing` was done, only the worker knew. Doing it again must do no harm.',
      stream: 'A stream keeps such books itself. There is a lesson about it.',
    },
  },
  teacher: {
    before: 'Draw a list with two ends. Let somebody act as a worker who waits, and one who pushes.',
    ask: [
      'Which pair of commands is a queue, which is a stack?',
      'What happens to a job whose worker dies?',
      'Why is there no empty list?',
    ],
    goesWrong: [
      'LPUSH a b c puts c first.',
      'Taking the number in LINSERT for a place: it is a value.',
      'Believing that BLPOP gives a job back when the worker dies.',
    ],
  },
});
