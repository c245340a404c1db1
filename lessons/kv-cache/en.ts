import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'A cache beside the database',
  halfTruth: 'A cache makes it fast, and that is all.',
  can: 'Build cache-aside with a time to live, spare the database a stampede, and keep prices from going stale.',
  steps: {
    aside: {
      title: 'Look there first',
      watch: {
        slow: 'Twenty visitors ask for a price, one after the other. A query of the database takes 50 ms.',
        edit: 'You change the program: it looks into the cache first, and keeps what it found for 400 ms.',
      },
      asks: 'How often is the database asked now?',
      options: {
        one: 'Once',
        few: 'A few times',
        twenty: 'Twenty times: it has to check whether the price is still right',
      },
      see: {
        few: 'The number of queries was {queries}, for twenty visitors.',
        without: 'Without the cache it would have been 20.',
      },
      why: {
        aside:
          'The program asks the cache. Only if there is nothing it asks the database, and writes the answer into the cache.',
        ttl: 'After 400 ms the entry expires, and the next visitor pays for a query.',
        cost: '\nA longer time saves more queries, and shows an old price for longer.',
      },
      hints: [
        'Change the program first. You can also edit it by hand.',
        'Then start it and let it run to its end.',
        'The button that changes the program, start `web`, 2 s, `GET queries`.',
      ],
      other: '',
    },
    stampede: {
      title: 'All at once',
      watch: {
        crowd: 'This time ten visitors come at the same moment, and the cache is empty.',
      },
      asks: 'How often is the database asked?',
      options: {
        one: 'Once: the first one fills the cache',
        ten: 'Ten times',
        none: 'Not at all: nobody has filled the cache',
      },
      see: {
        ten: 'The number of queries was {queries}.',
        sets: 'And ten times the same price was written into the cache.',
      },
      why: {
        same: 'All ten looked before the first answer was there. Each of them found nothing.',
        worst: 'It happens when a busy entry expires: just then the database is asked by everybody.',
      },
      hints: ['Just start the program.', 'The cache must be empty.', 'Start `web`, 500 ms, `GET queries`.'],
      other: '',
    },
    lock: {
      title: 'One for all',
      watch: {
        lock: 'You change the program: who finds nothing takes a lock with `SET filling 1 PX 200 NX`. Who does not get it waits 20 ms and looks again.',
      },
      asks: 'Ten visitors, and the cache is empty. How often is the database asked?',
      options: {
        ten: 'Ten times, one after the other',
        one: 'Once',
        wrong: 'Once, and nine get nothing',
      },
      see: {
        one: 'The number of queries was {queries}.',
        all: 'All ten had their price at {done}.',
      },
      why: {
        nx: 'Only one of ten `SET ... NX` is done. The other nine are answered nil.',
        end: 'The lock ends by itself, in case the one who has it dies.',
        other:
          '\nAnother cure: let each entry live for a slightly different time, so that they do not all expire at once.',
      },
      hints: [
        'Change the program first.',
        'Then the same crowd.',
        'The button that changes the program, start `web`, 500 ms, `GET queries`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'The new price',
    task: 'A clerk changes the price from 100 to 200. Choose so that the cache has the new price 300 ms later, the database is asked at most 8 times, and no entry lives for ever.',
    choices: {
      change: {
        name: 'The clerk',
        options: {
          nothing: 'changes the database',
          before: 'deletes the entry, then changes the database',
          after: 'changes the database, then deletes the entry',
        },
      },
      read: {
        name: 'A visitor',
        options: {
          without: 'asks the database',
          ever: 'looks into the cache, which keeps a price for ever',
          aside: 'looks into the cache, which keeps a price for 400 ms',
        },
      },
    },
    trial: 'In each trial the clerk comes at another moment.',
    hints: [
      'What if a visitor comes between the two things the clerk does?',
      'What was deleted too early comes back, with the old price.',
      'Change, then delete; and 400 ms.',
    ],
    after: {
      exact: 'After the deletion the next visitor fetched the new price.',
      gap: 'A query that is under way during the change can still put the old price back. The time to live ends that.',
    },
  },
  teacher: {
    before: 'A note on the door with the opening hours: who changes it, and when does it become wrong?',
    ask: [
      'How old may a price be?',
      'What happens to your database when the cache is empty after a restart?',
      'Which entries of yours expire at the same moment?',
    ],
    goesWrong: ['Caching what was not found as well, without meaning to. Or never.', 'Deleting before the change.'],
  },
});
