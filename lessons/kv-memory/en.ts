import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'A dictionary in memory',
  halfTruth: 'Redis is fast, so put everything in.',
  can: 'Say why Redis is fast and what that costs, and choose what goes when the memory is full.',
  steps: {
    'no-disk': {
      title: 'Where it reads',
      watch: {
        slow: 'This server writes each change to a slow disk before it answers. The `SET` of `a` took 9 ms.',
      },
      asks: 'You read `a` twice, and write `b` in between. How long do the reads take?',
      options: {
        same: 'As long as the write: the disk is slow',
        once: 'The first one is slow, the second one quick',
        none: 'Both are quick',
      },
      see: {
        get: '`GET` took {get}, of which the server worked {work}.',
        set: '`SET` took {set}: it waited for the disk.',
      },
      why: {
        memory: 'All data is in memory, so a read never goes to the disk.',
        log: 'The disk is for what must survive. Here every write waits for it.',
        price: '\nThe price: all that you keep has to fit into memory.',
      },
      hints: ['Compare a read with a write.', 'Read, write, read again.', '`GET a`, `SET b 2`, `GET a`.'],
      other: '',
    },
    full: {
      title: 'Full',
      watch: {
        limit: 'This server may use one megabyte. Its policy is `noeviction`. `pages` writes and writes.',
      },
      asks: 'The memory fills up. What happens then?',
      options: {
        evicts: 'Old pages are removed',
        dies: 'The server ends',
        refuses: 'Writes are refused',
      },
      see: {
        refused: '{failed} writes of `pages` were refused.',
        error: 'Yours, too: {error}',
        reads: '\nReading still works.',
      },
      why: {
        policy: 'With `noeviction` nothing is removed. What would need more memory is refused.',
        default:
          'It is the default. By default there is no limit either, on a 64-bit system: then the operating system steps in when memory runs out.',
      },
      hints: ['Give it time to fill up.', 'Then read, and write.', '2 s, `GET page:1`, `SET note hello`, `DBSIZE`.'],
      other: '',
    },
    lru: {
      title: 'What goes first',
      watch: {
        lru: 'The policy is `allkeys-lru`: the least recently used keys go.',
        reader: '`page:1` is the oldest page. `reader` asks for it 20 times a second.',
      },
      asks: 'Hundreds of pages have to go. What becomes of `page:1`?',
      options: {
        oldest: 'It goes first: it is the oldest',
        exact: 'It goes when it is its turn',
        read: 'It stays',
      },
      see: {
        evicted: '{evicted} keys were evicted, and no write was refused.',
        kept: '`page:1` is still there.',
      },
      why: {
        used: 'What counts is when a key was last used, not when it was written.',
        sample:
          'Redis does not look at all keys. It takes a sample of five and removes the best of what it has seen. So it is nearly LRU.',
        other: '\n`allkeys-lfu` counts how often instead, `allkeys-random` asks for nothing.',
      },
      hints: [
        'Let time pass, and let the reader read.',
        'Then ask for the oldest two.',
        '3 s, `EXISTS page:1`, `EXISTS page:2`, `DBSIZE`.',
      ],
      other: '',
    },
    volatile: {
      title: 'Only those with a time',
      watch: {
        policy: 'The policy is `volatile-lru`. The pages have no time to live.',
      },
      asks: 'The memory fills up. What happens?',
      options: {
        lru: 'The least recently used pages go',
        refuses: 'Writes are refused',
        expires: 'Pages get a time to live and expire',
      },
      see: {
        refused: '{failed} writes were refused.',
        none: 'Nothing was evicted: `TTL` of a page is -1.',
      },
      why: {
        only: 'A `volatile` policy takes only keys that have a time to live. If there are none, it is like `noeviction`.',
        with: 'If the pages were written with `EX 60`, they would go.',
      },
      hints: [
        'Let it fill up.',
        'Then write, and look at the time to live of a page.',
        '2 s, `SET note hello`, `TTL page:1`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Carts stay, pages go',
    task: 'One small server holds 200 carts, which must stay, and pages, which are only a cache. Choose so that no cart is evicted and no write is refused.',
    choices: {
      policy: {
        name: '`maxmemory-policy`',
        options: { none: '`noeviction`', all: '`allkeys-lru`', volatile: '`volatile-lru`' },
      },
      ttl: {
        name: 'A page is written with',
        options: { without: '`SET page`', with: '`SET page ... EX 60`' },
      },
    },
    trial: 'Each trial runs for another length of time, with other requests.',
    hints: ['What tells a page from a cart?', 'Which policy looks at that?', '`volatile-lru`, and pages with `EX 60`.'],
    after: {
      exact: 'Pages went, carts stayed, and nobody was refused.',
      two: 'Two servers, one for the cache and one for what must stay, are usually the better idea.',
    },
  },
  teacher: {
    before: 'A desk and a cellar: what lies on the desk is at hand. What do you do when the desk is full?',
    ask: [
      'Which of your keys may go?',
      'Why is a sample enough for LRU?',
      'What does your application do with an OOM error?',
    ],
    goesWrong: [
      'Asking before the memory is full.',
      'Taking LRU for the age of a key.',
      'A volatile policy without any time to live.',
    ],
  },
});
