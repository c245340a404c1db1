import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Transactions and interleavings',
  halfTruth: 'One thread, so nothing can get in between.',
  can: 'Spot a lost update, and use MULTI and WATCH against it.',
  steps: {
    'lost-update': {
      title: 'Two tills',
      watch: {
        ten: 'Ten pieces are in stock. Two tills, `cli` and `app`, sell one piece each.',
      },
      asks: 'Both read the stock, take one off, and write the result. What is the stock?',
      options: {
        eight: '8: Redis does one thing at a time',
        nine: '9',
        error: '9, and the second write is refused',
      },
      see: {
        sold: 'Both wrote 9, and both were answered `OK`.',
        nine: 'Two pieces were sold, and the stock is {left}: one update is lost.',
      },
      why: {
        between: 'Each command was done as a whole. But a sale is two commands, and the other till came in between.',
        one: 'Only a command, a transaction or a script runs without anybody in between.',
        decr: '\n`DECR` reads and writes in one command: with it the stock would be 8.',
      },
      hints: [
        'Both tills read before either of them writes.',
        'Two `GET`, then two `SET`.',
        '`GET stock` at `cli`, `GET stock` at `app`, `SET stock 9` at `cli`, `SET stock 9` at `app`, `GET stock`.',
      ],
      other: 'The same sale with `DECR`.',
    },
    queued: {
      title: 'Put aside, then done',
      watch: {
        multi: '`MULTI` begins a transaction, `EXEC` runs it. Look at what `DECR` answers in between.',
      },
      asks: 'After two `DECR` in a transaction, and before its `EXEC`, `app` reads the stock. What does it see?',
      options: {
        nine: '8: both were done',
        ten: '10: nothing was done yet',
        waits: 'It waits for the `EXEC`',
      },
      see: {
        queued: 'Each `DECR` was answered `QUEUED`: {queued} commands were put aside.',
        seen: '`app` saw {seen}, at once.',
        exec: '`EXEC` then did both, one after the other.',
      },
      why: {
        together: 'All commands of a transaction run in one go. Nobody else is served in between.',
        nothing: '\nBut until then you know nothing: a `GET` in a transaction answers `QUEUED`, too.',
      },
      hints: [
        'Begin with `MULTI`.',
        'Let `app` read before `EXEC`.',
        '`MULTI`, `DECR stock` twice, `GET stock` at `app`, `EXEC`.',
      ],
      other: '',
    },
    watch: {
      title: 'Only if nobody was there',
      watch: {
        ten: 'Ten pieces again. `cli` will read first, and then decide what to write.',
      },
      asks: '`cli` watches the key and reads 10. `app` sets it to 3. Then `cli` writes 9 in a transaction. What is the stock?',
      options: {
        five: '9: the last one wins',
        three: '3: the transaction is not done',
        blocked: '9: `app` has to wait',
      },
      see: {
        nil: '`EXEC` answered nil, because the key {key} had been changed.',
        kept: 'The stock is 3, as `app` had set it.',
      },
      why: {
        check: '`WATCH` says: do my transaction only if this key was not touched meanwhile.',
        retry: 'After a nil the till reads again and tries once more.',
        same: '\nA write of the same value counts as a change, too. And nobody was locked out.',
      },
      hints: [
        '`WATCH` comes before the read.',
        '`app` writes before `EXEC`.',
        '`WATCH stock`, `GET stock`, at `app` `SET stock 3`, then `MULTI`, `SET stock 9`, `EXEC`.',
      ],
      other: 'The same without `WATCH`: the stock is 9.',
    },
    'no-rollback': {
      title: 'One of them fails',
      watch: {
        name: 'The stock is 10, and `name` is the text `Ada`.',
      },
      asks: 'A transaction counts up `stock`, then `name`, then `stock`. The second one fails. What is the stock?',
      options: {
        ten: '10: all is taken back',
        eleven: '11: it stops at the error',
        twelve: '12: the others are done',
      },
      see: {
        others: 'Both `INCR stock` were done: 12.',
        error: 'The error stands in the answer of `EXEC`, in its place.',
      },
      why: {
        none: 'Redis takes nothing back. What fails while it runs does not stop the others.',
        typo: '\nA command that is refused when it is put aside, a wrong name for example, is another matter: then `EXEC` does nothing at all.',
      },
      hints: [
        'The wrong command must have a right name.',
        '`INCR` of a text fails when it runs.',
        '`MULTI`, `INCR stock`, `INCR name`, `INCR stock`, `EXEC`.',
      ],
      other: '',
    },
  },
  challenge: {
    title: 'The last piece',
    task: 'One piece is in stock. Two tills run the same program. Choose it so that however the two are mixed, one piece is sold and the stock is 0.',
    choices: {
      sell: {
        name: 'A till does',
        options: {
          set: '`GET`; if there is one, `SET` and `INCR sold`',
          multi: '`GET`; if there is one, `SET` and `INCR sold` in `MULTI`',
          decr: '`DECR stock`, then `INCR sold`',
          watch: '`WATCH`, `GET`; if there is one, `SET` and `INCR sold` in `MULTI`',
        },
      },
    },
    trial:
      'Each column is another way to mix the two: the second till starts so much later. A failed one can be looked at.',
    hints: [
      'The decision depends on what was read.',
      'Something has to notice that it is no longer so.',
      '`WATCH`, then `GET`, then `MULTI`.',
    ],
    after: {
      exact: 'In every mix one till sold the piece, and the other noticed.',
      lua: 'A Lua script can do the same: read, decide and write in one go.',
    },
  },
  teacher: {
    before: 'Let two people share one number on the board: read it, go back to the seat, come and write it less one.',
    ask: [
      'Which commands of a program belong together?',
      'Why does Redis not roll back?',
      'When is WATCH a bad choice?',
    ],
    goesWrong: [
      'Using an answer inside MULTI: it is only QUEUED.',
      'WATCH after the read.',
      'Forgetting to try again after nil.',
    ],
  },
});
