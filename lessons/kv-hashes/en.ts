import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Hashes: an object in one key',
  halfTruth: 'An object is one text: read it, change it, write it back.',
  can: 'Keep an object in a hash, change one field of it, and say when the hash changes its shape.',
  steps: {
    object: {
      title: 'Two fields, two writers',
      watch: {
        fields: 'The key `user:1` holds a hash: fields with values. Two clients are about to change it.',
      },
      asks: '`cli` sets the city, `app` the mail address. What is in the hash then?',
      options: {
        both: 'Both, beside what was there',
        last: 'Only what came last',
        refused: 'One of them is refused',
      },
      see: {
        together: 'All four fields are there.',
        counted: '`HINCRBY` counted the visits to {visits}, without a read before.',
      },
      why: {
        touched: '`HSET` touches the fields it names and no others.',
        json: 'As one JSON text it would be different: both read it, both write it, and the second takes away what the first has written.',
        number: '\n`HINCRBY` wants a whole number in its field.',
      },
      hints: [
        'One line is typed at `app`.',
        '`HSET` for the fields, `HINCRBY` for the number.',
        '`HSET user:1 city London`, at `app` `HSET user:1 mail ada@example.org`, then `HINCRBY user:1 visits 1` and `HGETALL user:1`.',
      ],
      other: '',
    },
    grows: {
      title: 'One way',
      watch: {
        packed: 'Four fields, kept as a listpack: one block of bytes. On this server four are the limit.',
      },
      asks: 'You add a fifth field, then remove three. How is the hash kept then?',
      options: {
        back: 'As a listpack again',
        stays: 'As a hashtable',
        never: 'As a listpack all the time',
      },
      see: {
        fifth: 'The fifth field made it a hashtable.',
        back: 'With two fields left it still is {table}.',
      },
      why: {
        packed: 'A small block saves memory, and searching it is quick because it is short.',
        limit: 'By default the limit of Redis 7.0 is 512 fields, or a name or value of more than 64 bytes.',
        way: 'There is no way back: a hash near the limit would be rebuilt again and again.',
      },
      hints: [
        'A field that is there already does not count twice.',
        'Add one, look, remove three, look again.',
        '`HSET user:1 age 36`, `OBJECT ENCODING user:1`, `HDEL user:1 age city mail`, `OBJECT ENCODING user:1`.',
      ],
      other: '',
    },
    whole: {
      title: 'All or nothing',
      watch: {
        cart: 'A cart with two fields, and no time to live yet.',
      },
      asks: 'You give the cart one second, add a field, and wait. What is left?',
      options: {
        field: 'The two old fields: the new one is gone, or the other way round',
        all: 'Nothing',
        none: 'All three fields',
      },
      see: {
        all: 'The whole cart went at {gone}, with all its fields.',
        late: 'The field that was added in between went with it.',
      },
      why: {
        key: 'A time to live belongs to the key. `HSET` does not change it.',
        newer: 'Redis 7.0 has nothing to let a single field expire.',
        since: 'Redis 7.4 and later have `HEXPIRE` for that.',
      },
      hints: [
        '`EXPIRE` takes seconds.',
        'Let more than a second pass.',
        '`EXPIRE cart:1 1`, `HSET cart:1 plum 5`, 1.2 s, `HGETALL cart:1`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'A profile that stays small',
    task: 'Two servers count twenty visits each, and a tracker remembers 200 pages. Choose so that `visits` is 40 in every run and the profile stays a listpack.',
    choices: {
      count: {
        name: 'A visit does',
        options: {
          whole: '`SET user:1` to what this server has counted',
          set: '`HSET user:1 visits` to what this server has counted',
          incr: '`HINCRBY user:1 visits 1`',
        },
      },
      pages: {
        name: 'A page seen goes into',
        options: { fields: 'the profile, as a field with a long note', list: 'a list of its own' },
      },
    },
    trial: 'In each trial the second server starts at another moment.',
    hints: [
      'Which command counts without reading first?',
      'A value of more than 64 bytes ends the listpack.',
      '`HINCRBY`, and a list of its own.',
    ],
    after: {
      exact: 'The profile has one small field, and every visit is in it.',
      small: 'What grows without an end belongs in a key of its own.',
    },
  },
  teacher: {
    before: 'Ask how the class would store a user: one JSON text, one key for each field, or a hash.',
    ask: [
      'When is one JSON text the better choice?',
      'Why does Redis not go back to the listpack?',
      'What would you let expire, and so keep in a key of its own?',
    ],
    goesWrong: [
      'Reading field by field and writing the whole: the other client’s field is gone.',
      'Looking for a time to live of one field in Redis 7.0.',
    ],
  },
});
