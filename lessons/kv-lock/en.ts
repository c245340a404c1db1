import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'A lock for many machines',
  halfTruth: 'Who has the lock is alone.',
  can: 'Take a lock with SET NX PX, release only your own, and say why the store has to look at a number.',
  steps: {
    expires: {
      title: 'Out of time',
      watch: {
        program: 'Two programs use one lock: `SET lock token PX 100 NX`. It is set if nobody has it, for 100 ms.',
        hundred:
          '`slow` works for 200 ms with it. `next` comes 20 ms later and tries every 10 ms. Each prints how many are inside.',
      },
      asks: 'How many are inside at once, at most?',
      options: {
        one: 'One: that is what a lock is for',
        two: 'Two',
        never: 'One: `next` never gets in',
      },
      see: {
        expired: 'The lock of `slow` ran out while it worked.',
        two: 'At {entered} `next` came in, and there were two. `slow` was done at {left} only.',
      },
      why: {
        time: 'A lock with a time to live is free again when that is over, whatever its owner does.',
        must: 'It must have one: an owner that dies would hold it for ever.',
        paused: '\nA longer time helps seldom: a program can be paused for longer than any.',
      },
      hints: ['Start both, `slow` first.', 'Let them run to their end.', 'Start `slow`, 20 ms, start `next`, 400 ms.'],
      other: '',
    },
    release: {
      title: 'Whose lock is it?',
      watch: {
        story: 'By hand: `cli` had the lock, and it ran out. Now `other` has it, with the value `theirs`.',
      },
      asks: '`cli` is done and releases the lock with `DEL lock`. What does it delete?',
      options: {
        none: 'Nothing: its own lock ran out',
        theirs: 'The lock of `other`',
        error: 'Nothing: it is refused',
      },
      see: {
        gone: '`DEL` answered {deleted}. The lock of `other` was gone, and anybody could have taken it.',
        compare: 'The script compared first and deleted nothing. The lock is still {kept}.',
      },
      why: {
        key: '`DEL` deletes a key. It does not know who has set it.',
        token: 'So each owner writes a random value, and only deletes the lock if it still says that.',
        script: '\nComparing and deleting must be one script. Between a `GET` and a `DEL` the lock can change hands.',
      },
      hints: [
        'Delete it, then take it again at `other`.',
        'Then release it with the script.',
        '`DEL lock`, `EXISTS lock`, at `other` `SET lock theirs PX 60000 NX`, then the `EVAL` line, `GET lock`.',
      ],
      other: '',
    },
    edit: {
      title: 'Change the program',
      watch: {
        same: 'The two programs again. You put the script into both: a lock is only deleted by its owner.',
      },
      asks: '`slow` needs 200 ms again. What happens when it releases its lock?',
      options: {
        still: 'It deletes the lock of `next`',
        owner: 'It deletes nothing',
        waits: 'It deletes its own: the token keeps it alive',
      },
      see: {
        slow: '`slow` printed: {slow}.',
        two: 'But two were inside again.',
      },
      why: {
        half: 'The token keeps a lock from being taken away. It does not stop an owner whose time is over.',
        fence:
          'For that the store itself must look: each owner gets a higher number, and the store refuses a lower one. That is called fencing.',
      },
      hints: [
        'Change both programs. You can also edit them by hand.',
        'Then start them as before.',
        'Both buttons that change a program, start `slow`, 20 ms, start `next`, 400 ms.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'The last word',
    task: 'Both store a file. `slow` gets stuck for 600 ms with the lock in its hand. Choose the program, so that `next` need not wait for it, and the late `slow` does not overwrite the file.',
    choices: {
      program: {
        name: 'Both programs',
        options: {
          forever: 'take the lock without an end',
          plain: 'take it for 100 ms and delete it',
          token: 'take it for 100 ms and delete only their own',
          fenced: 'the same, and the store refuses a lower number',
        },
      },
    },
    trial: 'In each trial `next` comes at another moment.',
    hints: ['Who could notice that `slow` is too late?', '`slow` itself cannot.', 'The store refuses a lower number.'],
    after: {
      exact: '`next` stored the file, and `slow` was refused.',
      store: 'It takes a store that can compare. Where it cannot, a lock saves work, but not your data.',
    },
  },
  teacher: {
    before: 'A key to the room that opens for ten minutes. What if you fall asleep inside?',
    ask: [
      'What is worse: two inside, or nobody for ever?',
      'Which of your locks only save work?',
      'Where does the number come from?',
    ],
    goesWrong: [
      'GET, compare in the program, DEL: three steps with gaps.',
      'A time to live that is a guess.',
      'Taking one Redis for safe: with its loss the lock is lost as well.',
    ],
  },
});
