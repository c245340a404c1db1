import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'One kill, five places',
  halfTruth: 'A queue is a queue: a list will do.',
  can: 'Say for each place what one kill takes, and choose one.',
  steps: {
    list: {
      title: 'A list',
      watch: {
        three: 'Three orders are in the Redis list `orders`.',
        you: 'You are the worker: what you type at this prompt the worker does.',
      },
      asks: 'You pop the first order, are killed before it is done, and come back. Where is the order?',
      options: { back: 'Back in the list, as the first', gone: 'Nowhere', last: 'Back in the list, as the last' },
      see: { left: 'The list is: {left}. `order-1` is in no list.' },
      why: {
        pop: 'A pop gives and deletes in one command. What Redis has given away it does not remember.',
        move: '\nWith `LMOVE` into a second list the order would have been there still. Somebody would have to look for it.',
      },
      hints: [
        'Take one order, and no more.',
        'Kill the worker, not Redis.',
        '`LPOP orders`, kill `worker`, start it, `LRANGE orders 0 -1`.',
      ],
      other: 'With `LMOVE` into a list `doing`.',
    },
    pubsub: {
      title: 'Pub/sub',
      watch: {
        channel: 'Nothing is stored here: the shop publishes to the channel `orders`, and who subscribes hears it.',
      },
      asks: 'You subscribe and are killed. The shop publishes. You come back and subscribe again. What do you hear?',
      options: {
        waits: 'The order: it waited for you',
        both: 'Nothing, but the shop is told that one heard it',
        gone: 'Nothing, and the shop is told that nobody heard it',
      },
      see: {
        nobody: 'The shop was answered {heard}: so many heard it.',
        nothing: 'You heard nothing.',
      },
      why: {
        now: 'A channel is a moment, not a place. Had you been there, you would have had it.',
        once: '\nRedis says so itself: pub/sub delivers at most once.',
      },
      hints: ['Subscribe first.', 'The shop must publish while you are dead.', 'Click the lines in their order.'],
      other: 'Published while you listen.',
    },
    stream: {
      title: 'A stream with a group',
      watch: { group: 'The stream `orders` has two entries, and a consumer group called `team`.' },
      asks: 'You read one entry as `me`, are killed, and come back. You ask for what is your own, with 0. What do you get?',
      options: { same: '`order-1` again', next: '`order-2`', none: 'Nothing: you are somebody new' },
      see: { same: 'You got `order-1` again.' },
      why: {
        pending:
          'The group notes who was given what, until it is acknowledged with `XACK`. That note is in the server and outlives the reader.',
        ask: 'But you must ask: with > you would have got `order-2`, and `order-1` would have stayed pending.',
        claim: '\nIf you never come back, another one can take it over, with `XAUTOCLAIM`.',
      },
      hints: [
        'The first time with >.',
        'The second time with 0, under the same name.',
        'Click the four lines in their order.',
      ],
      other: 'With > both times.',
    },
    queue: {
      title: 'A queue of RabbitMQ',
      watch: { two: 'The same two orders in a queue of RabbitMQ.' },
      asks: 'You get one without acknowledging it, are killed, and come back. You get again. What do you get?',
      options: {
        same: '`order-1`, marked as redelivered',
        next: '`order-2`',
        ask: 'Nothing, until you ask for your own',
      },
      see: {
        back: 'At {back}, when your connection closed, the order went back into the queue.',
        same: 'You got it again, marked as redelivered.',
      },
      why: {
        broker: 'Here the broker watches the connection. It need not be asked, and anybody could have got it.',
        none: 'But without acknowledgement it is as with the list: the order would have been gone.',
        row: '\nOne kill: gone, never heard, pending, given out again.',
      },
      hints: [
        'The way of taking is `ackmode=manual`.',
        'Kill the worker before it acknowledges.',
        'Click the four lines in their order.',
      ],
      other: 'With `ackmode=ack_requeue_false`.',
    },
  },
  challenge: {
    title: 'And then the power goes',
    task: 'A worker takes `order-1` and is killed. Then both servers lose their power. Afterwards the order must still be there. Redis has no append-only file here, and the messages are transient.',
    choices: {
      where: {
        name: 'The orders are in',
        options: {
          list: 'a Redis list',
          stream: 'a Redis stream with a group',
          classic: 'a durable classic queue',
          quorum: 'a quorum queue',
        },
      },
      how: {
        name: 'The worker takes them',
        options: { forget: 'and they are gone from there', keep: 'so that they are kept until it is done' },
      },
    },
    trial: 'In each trial the worker takes the first order at its moment.',
    hints: [
      'Which of the four writes to the disk as it is set up here?',
      'And which way of taking is not the end of it?',
      'A quorum queue, and acknowledgement when it is done.',
    ],
    after: {
      two: 'Two questions decide: who remembers what is under way, and on what is it written?',
      settings: 'With an append-only file the stream would do, and with persistent messages the classic queue.',
    },
  },
  teacher: {
    before: 'Let the class guess, for each of the places, what a kill takes. Keep the guesses on the board.',
    ask: [
      'In which of the five does the server know that the worker died?',
      'In which must the worker ask for what it held?',
      'When is losing the right thing? (A temperature that is old in a second.)',
    ],
    goesWrong: [
      'Killing the server instead of the worker.',
      'Reading the stream with > after the restart.',
      'Taking pub/sub for a queue because it has subscribers.',
    ],
  },
});
