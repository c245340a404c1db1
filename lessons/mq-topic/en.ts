import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Stars and hashes',
  halfTruth: 'In a topic, a star stands for anything.',
  can: 'Write patterns that match what you mean, at their edges too.',
  steps: {
    star: {
      title: 'A star is a word',
      watch: {
        bound: 'The queue `thumbnails` is bound to the topic exchange `media` with the pattern `image.*`.',
        words: 'A key is words with dots between them.',
      },
      asks: 'You publish `image.new`, `image.new.large` and `image`. How many get into the queue?',
      options: {
        one: 'One',
        two: 'Two: all that begins with `image.`',
        three: 'All three',
      },
      see: {
        in: 'One did: `image.new`.',
        out: '{out} did not.',
      },
      why: {
        word: 'A star is exactly one word. `new.large` are two, and after `image` there is none.',
        dots: 'What the word is does not matter. Even an empty one is a word: `image.` would have matched.',
        message: '\nPatterns stand in bindings. In the key of a message a star is only a star.',
      },
      hints: [
        'Three messages, three keys.',
        'Publish to `media`.',
        'Click the three lines, or type them as they stand.',
      ],
      other: '',
    },
    hash: {
      title: 'A hash is many words, or none',
      watch: { bound: 'Now the pattern is `image.#`, and the queue is `pictures`.' },
      asks: 'You publish `image`, `image.new`, `image.new.large` and `images.new`. How many get in?',
      options: {
        all: 'Three: `image`, `image.new` and `image.new.large`',
        two: 'Two: `image.new` and `image.new.large`',
        one: 'One: `image.new`',
      },
      see: { three: 'Three of them did.', one: '{out} did not.' },
      why: {
        zero: 'A hash is any number of words, none too. That is why `image` alone matched, without the dot.',
        word: 'But whole words: `images` is another word than `image`.',
        alone: '\nA binding with `#` alone matches every key.',
      },
      hints: ['Four messages.', 'None is a word count, too.', 'Click the four lines, or type them as they stand.'],
      other: '',
    },
    both: {
      title: 'Two patterns, one queue',
      watch: { two: 'The queue `desk` has two bindings: `image.#` and `*.new`.' },
      asks: 'You publish `image.new`, `video.new` and `image.old`. How many messages are in `desk`?',
      options: {
        two: 'Four: `image.new` matches twice',
        one: 'Three',
        first: 'Two: the first pattern takes them',
      },
      see: {
        both: 'For `image.new` both bindings matched, and one copy went in.',
        all: 'All in all the queue has {copies}.',
      },
      why: {
        set: 'Bindings choose queues. A queue that was chosen twice is still one queue.',
        reach: 'So bindings add up: each one can only let more in, never keep something out.',
      },
      hints: [
        'Count queues, not bindings.',
        'Publish all three.',
        'Click the three lines, or type them as they stand.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Europe only',
    task: 'The queue `europe` must get all that begins with the word `eu`, and every key that ends with the word `alert`. Nothing else.',
    choices: {
      orders: {
        name: 'For Europe',
        options: { star: '`eu.*`', hash: '`eu.#`', word: '`#.eu.#`' },
      },
      alerts: { name: 'For alerts', options: { star: '`*.alert`', hash: '`#.alert`', all: '`#`' } },
    },
    trial: 'Nine keys come, among them `eu`, `eu.order.new`, `asia.eu.order`, `alert`, `us.disk.alert` and `alert.us`.',
    hints: [
      '`eu` alone must get in, and `eu.order.new` as well.',
      'Where may words be missing?',
      '`eu.#` and `#.alert`.',
    ],
    after: {
      words: 'A star is one word, a hash is as many as you like, and both know whole words only.',
      use: 'With `#` a topic exchange is a fanout, without wildcards it is a direct exchange.',
    },
  },
  teacher: {
    before:
      'Write six keys on the board. Everybody writes a pattern for three of them, and the neighbour looks for the mistake.',
    ask: [
      'Which keys does `#.new` match that `*.new` does not?',
      'How do you say "all but debug"? (With topics alone: not at all.)',
      'In which order should the words of a key stand?',
    ],
    goesWrong: [
      'Taking the star for the star of file names.',
      'Forgetting that `#` may be nothing.',
      'Putting a pattern into the key of a message.',
    ],
  },
});
