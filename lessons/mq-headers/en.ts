import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'By what it carries',
  halfTruth: 'x-match any means everything matches.',
  can: 'Route by several properties of a message at once.',
  steps: {
    all: {
      title: 'All of them',
      watch: {
        bound:
          'The headers exchange `reports` has one binding, to `print`: `x-match: all`, `format: pdf`, `urgent: true`.',
      },
      asks: 'You publish an urgent pdf with an author, and then a pdf that says nothing of urgent. Which get into `print`?',
      options: {
        none: 'None: the first has one header too many',
        first: 'The first',
        both: 'Both: they are pdf',
      },
      see: {
        in: '{in} did: the urgent one. Its header `author` did not matter.',
        out: 'The other one lacks `urgent`.',
      },
      why: {
        all: 'With `all` each header of the binding must be in the message, with that value. What else the message carries is not looked at.',
        key: 'Nor is its routing key.',
        type: '\nThe type counts, too: the text "true" is not the boolean true.',
      },
      hints: [
        'Headers are given in `properties`.',
        'First with all that the binding asks for, then with one missing.',
        'Click the two lines, or type them as they stand.',
      ],
      other: '',
    },
    any: {
      title: 'Any of them',
      watch: { bound: 'The queue `watch` is bound with `x-match: any`, `format: pdf`, `urgent: true`.' },
      asks: 'You publish an urgent pdf, a pdf, and a report that says `urgent: false`. How many get into `watch`?',
      options: { one: 'One', two: 'Two', three: 'Three: each has such a header' },
      see: {
        two: '{in}: the urgent pdf and the pdf.',
        not: 'The last one did not, though it has one of the headers.',
      },
      why: {
        value: 'With `any` one header is enough, but it must have the value, too.',
        default: 'A binding that says nothing of `x-match` means `all`.',
      },
      hints: ['Names are not enough.', 'Three messages.', 'Click the three lines, or type them as they stand.'],
      other: '',
    },
    x: {
      title: 'Headers that begin with x-',
      watch: {
        two: 'Two queues are bound with `x-tenant: blue`: `plain` with `x-match: any`, `marked` with `any-with-x`.',
      },
      asks: 'You publish a message with the header `x-tenant: blue`. Which queue gets it?',
      options: { both: 'Both', marked: 'Only `marked`', none: 'None: such headers are for the broker' },
      see: { marked: 'Only `marked` got it.' },
      why: {
        own: 'Headers that begin with `x-` count only with `all-with-x` and `any-with-x`. Else they are passed over.',
        empty: 'So `all` with nothing but such headers asks for nothing: it would match every message.',
        since: '\nThe two modes with `-with-x` are there since RabbitMQ 3.10.',
      },
      hints: [
        'One message is enough.',
        'The name of the header is `x-tenant`.',
        'Click the line, or type it as it stands.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'Only what must be printed',
    task: 'The queue `print` must get pdf of the region eu, and nothing else. The binding asks for `format: pdf` and `x-region: eu`.',
    choices: {
      match: { name: '`x-match`', options: { all: '`all`', any: '`any-with-x`', allx: '`all-with-x`' } },
      format: {
        name: 'The publisher says pdf',
        options: { key: 'in the routing key', header: 'in the header `format`' },
      },
    },
    trial:
      'One report that must be printed comes first. Then come a pdf for us, an html for eu, and one without headers.',
    hints: [
      'Both conditions must hold.',
      'One of the headers begins with `x-`.',
      '`all-with-x`, and the format in a header.',
    ],
    after: {
      when: 'Headers are right where one key cannot say it: several properties, of different types, in any combination.',
      cost: 'They cost more to compare. Where a topic will do, take a topic.',
    },
  },
  teacher: {
    before: 'Sort a pile of forms: all with stamp and signature. Then: all with stamp or signature.',
    ask: [
      'How would the binding "pdf, urgent or not" look?',
      'What does `all` without any other header match?',
      'Why are headers beginning with `x-` apart from the others?',
    ],
    goesWrong: [
      'Writing the text "true" for the boolean.',
      'Giving the headers as the payload.',
      'Expecting the routing key to matter.',
    ],
  },
});
