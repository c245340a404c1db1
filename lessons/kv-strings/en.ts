import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Strings and counters',
  halfTruth: 'A Redis string is text.',
  can: 'Use SET, GET, INCR, APPEND, GETRANGE and SETRANGE, and say what a string is made of.',
  steps: {
    counter: {
      title: 'A text that counts',
      watch: {
        key: 'A key has a value. Type the lines below and watch the key appear among the keys.',
        string: 'The simplest value is a string: a sequence of bytes.',
      },
      asks: 'You store the text `41` and send `INCR`. What happens?',
      options: {
        error: 'An error: it is a text',
        counted: 'It becomes `42`',
        appended: 'It becomes `411`',
      },
      see: {
        answer: '`INCR` answered {reply}.',
        kept: 'Redis keeps this string as a number: its encoding is {encoding}.',
      },
      why: {
        read: '`INCR` reads the bytes as a whole number, adds one and writes it back, all in one command.',
        missing: 'A key that is not there counts as 0.',
        atomic: '\nNo other client gets in between, so two of them never read the same number.',
      },
      hints: [
        'Begin with a value that looks like a number.',
        '`SET` first, then `INCR`, then ask how it is kept.',
        '`SET visits 41`, `INCR visits`, `OBJECT ENCODING visits`.',
      ],
      other: '',
    },
    'not-a-number': {
      title: 'Not quite a number',
      watch: {
        int: '`visits` is `42`, kept as a number. `APPEND` puts text behind it.',
      },
      asks: 'You append ` views` and send `INCR` again. What is there then?',
      options: {
        prefix: '`43`: it reads the number at the front',
        error: '`42 views`: `INCR` is refused',
        reset: '`1`: it starts again',
      },
      see: {
        appended: '`APPEND` answered the new length: {length}.',
        refused: '`INCR` was refused, and the value is as it was.',
        encoding: 'The string is now kept as plain bytes: `raw`.',
      },
      why: {
        whole: 'All of the string must be a whole number of 64 bits, or nothing is changed.',
        space: 'One space behind the number is enough to be refused.',
        typeless: '\nThe type is `string` all the time. What a command can do with it depends on the bytes in it.',
      },
      hints: [
        'Quote the text: it begins with a space.',
        'Append, then count, then look.',
        '`APPEND visits " views"`, `INCR visits`, `GET visits`.',
      ],
      other: '',
    },
    bytes: {
      title: 'Bytes, not letters',
      watch: {
        escape:
          'In double quotes redis-cli reads `\\xc3\\xa9` as two bytes. In UTF-8 they are one letter, the é of café.',
      },
      asks: 'You store `café` in UTF-8. What does `STRLEN` answer?',
      options: {
        four: '4: it has four letters',
        five: '5: it has five bytes',
        twelve: '11: as many as were typed',
      },
      see: {
        bytes: '`STRLEN` answered {length}.',
        half: '`GETRANGE` of the first four gave {cut}: half of the é.',
        broken: '`SETRANGE` put one byte into the middle of that letter. The length is the same, the letter is broken.',
      },
      why: {
        safe: 'Redis counts bytes and knows no characters. So any bytes are safe in it: a picture, a zero byte.',
        pads: 'Writing behind the end fills the gap with zero bytes.',
        limit: 'A string can be 512 MB long by default.',
      },
      hints: [
        'Use double quotes: in single quotes the escapes stay as they are.',
        'Store it, measure it, cut it, overwrite a part.',
        '`SET drink "caf\\xc3\\xa9"`, `STRLEN drink`, `GETRANGE drink 0 3`, `SETRANGE drink 3 "e"`.',
      ],
      other: '',
    },
    encodings: {
      title: 'Three ways to keep it',
      watch: {
        embstr: '`code` has 44 bytes and the encoding `embstr`: text and object in one piece of memory.',
      },
      asks: 'You set `name` to `12` and append `3`. How is `123` kept then?',
      options: {
        back: 'As `embstr`: it is short',
        raw: 'As `raw`: it was changed in place',
        int: 'As `int`: it is a number',
      },
      see: {
        grown: '`code` is one byte longer now, and `raw`.',
        changed: '`name` is `123`, and {encoding} too, short as it is.',
        counts: '\n`INCR` would still count it, and make it `int` again.',
      },
      why: {
        one: '`int` and `embstr` save space. `embstr` cannot be changed and holds up to 44 bytes.',
        room: 'So what `APPEND` changes becomes `raw`, with room to grow.',
        set: '`SET` chooses anew: after `SET name 123` it is `int`.',
      },
      hints: [
        'Ask with `OBJECT ENCODING` after each change.',
        '`APPEND` changes a string in place. `SET` makes a new one.',
        '`APPEND code f`, `OBJECT ENCODING code`, `SET name 12`, `APPEND name 3`, `OBJECT ENCODING name`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Count every view',
    task: 'Two web servers count the views of one page, twenty each. Choose how it starts and how they count, so that the number is 40 in every run, and kept as a number.',
    choices: {
      start: {
        name: 'It starts as',
        options: { zero: '`SET views 0`', decimal: '`SET views 0.0`', empty: '`SET views ""`' },
      },
      count: {
        name: 'Each view does',
        options: {
          set: '`SET views` to the number this server has counted',
          append: '`APPEND views 1`',
          float: '`INCRBYFLOAT views 1`',
          incr: '`INCR views`',
        },
      },
    },
    trial: 'In each trial the second server starts at another moment. Both count at random times.',
    hints: [
      'Which command reads, adds and writes in one go?',
      '`INCR` wants a whole number to begin with.',
      '`SET views 0` with `INCR views`.',
    ],
    after: {
      exact: 'However the two were mixed, none of the 40 was lost: each `INCR` is one command.',
      float: '`INCRBYFLOAT` counts as well, but keeps the number as text.',
    },
  },
  teacher: {
    before: 'Ask what type the value 42 has in Redis, and let the class vote: number or text.',
    ask: [
      'What would GET, add one and SET do with two clients?',
      'Why does STRLEN not answer the number of letters?',
      'Where would you use SETRANGE?',
    ],
    goesWrong: [
      'Single quotes around escapes: redis-cli then stores the backslashes.',
      'Taking the encoding for a type. The type is string throughout.',
    ],
  },
});
