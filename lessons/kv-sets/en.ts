import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Sets: each once',
  halfTruth: 'A set is a list without duplicates.',
  can: 'Tag with sets, intersect them, draw from them, and not rely on their order.',
  steps: {
    once: {
      title: 'Each once',
      watch: {
        set: '`30`, `10` and `20` were added to the set `ids`, in this order.',
      },
      asks: 'You add `10` once more and ask for the members. What is the answer?',
      options: {
        added: '30, 10, 20: as they were added',
        four: '30, 10, 20, 10',
        sorted: '10, 20, 30',
      },
      see: {
        none: '`SADD` answered {again}: no new member.',
        sorted: 'The members came sorted, because this small set of numbers is an {encoding}.',
      },
      why: {
        intset: 'An intset is a sorted row of whole numbers, so that it can be searched by halves.',
        promise: 'But that is its shape, not a promise: a set is unordered.',
      },
      hints: [
        'Add what is there already.',
        '`SADD` answers how many were new.',
        '`SADD ids 10`, `SMEMBERS ids`, `OBJECT ENCODING ids`.',
      ],
      other: '',
    },
    grows: {
      title: 'One word is enough',
      watch: {
        intset: 'The same set of numbers, an intset.',
      },
      asks: 'You add the word `ten` and remove it again. How is the set kept then?',
      options: {
        back: 'As an intset again',
        stays: 'As a hashtable',
        refused: 'As an intset: the word is refused',
      },
      see: {
        word: 'The word made it a hashtable.',
        still: 'It holds three numbers again, and is still {encoding}.',
      },
      why: {
        whole: 'An intset holds whole numbers only, up to 512 of them by default.',
        version:
          '\nIn Redis 7.0 the next shape is a hashtable. Since 7.2 a small set is a listpack before that. Neither goes back.',
      },
      hints: [
        'A number does not change anything here.',
        'Add a word, look, remove it, look again.',
        '`SADD ids ten`, `OBJECT ENCODING ids`, `SREM ids ten`, `OBJECT ENCODING ids`.',
      ],
      other: '',
    },
    intersect: {
      title: 'Who is in both?',
      watch: {
        sizes: '`readers` has 1,003 members, `staff` has 3.',
      },
      asks: 'You ask for those who are in both sets. How many members does Redis look at?',
      options: {
        all: 'All of both: about 1,000',
        few: 'A few',
        product: 'Each pair: about 3,000',
      },
      see: {
        both: 'Two readers are staff, too.',
        looked: '`SINTER` looked at {looked} members.',
        rest: '`SDIFF` named the one who is staff and no reader.',
      },
      why: {
        smallest: 'Redis walks through the smallest set and asks the others for each member.',
        order: 'So the order in which you name the sets does not matter.',
        union: '\nA union has to go through all of them.',
      },
      hints: [
        '`SINTER` for both, `SDIFF` for the rest.',
        '`SDIFF` takes away from the first set that you name.',
        '`SINTER readers staff`, `SDIFF staff readers`, `SISMEMBER readers nobody`.',
      ],
      other: '',
    },
    sample: {
      title: 'Draw lots',
      watch: {
        three: 'Three players are in the set.',
      },
      asks: 'You ask for `SRANDMEMBER players -5`. What is the answer?',
      options: {
        three: 'The three players',
        five: 'Five answers, some of them the same',
        error: 'An error: there are only three',
      },
      see: {
        five: 'With -5 there were five answers.',
        three: 'With 5 there were three: no one twice.',
        popped: '`SPOP` took one out, and {left} are left.',
      },
      why: {
        sign: 'A negative count allows repetitions. A positive one never names a member twice.',
        takes: '`SRANDMEMBER` only looks. `SPOP` draws and removes in one command.',
      },
      hints: [
        'Try both signs.',
        'Then draw one for good.',
        '`SRANDMEMBER players -5`, `SRANDMEMBER players 5`, `SCARD players`, `SPOP players`, `SCARD players`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Twenty different winners',
    task: 'People enter at a door, some of them twice. Then twenty prizes are drawn. Choose so that in every run twenty different people win.',
    choices: {
      enter: {
        name: 'Entering does',
        options: { list: '`RPUSH players person`', set: '`SADD players person`' },
      },
      draw: {
        name: 'Drawing does',
        options: { look: '`SRANDMEMBER players`', list: '`LPOP players`', pop: '`SPOP players`' },
      },
    },
    trial: 'In each trial other people enter, and the draw begins at another moment.',
    hints: ['Who enters twice must count once.', 'Who has won must not be drawn again.', '`SADD` with `SPOP`.'],
    after: {
      exact: 'Nobody won twice, whoever entered and whenever it began.',
      again: 'Somebody who enters again after winning would be in the set once more.',
    },
  },
  teacher: {
    before: 'Let the class write names on cards and drop them into a hat: what if somebody drops two?',
    ask: [
      'Which questions about two groups are intersections?',
      'Why is it enough to walk through the smaller set?',
      'What is lost when a set is kept as a list?',
    ],
    goesWrong: [
      'Relying on the order of SMEMBERS because it looked sorted.',
      'Naming the sets of SDIFF in the wrong order.',
    ],
  },
});
