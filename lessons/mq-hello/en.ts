import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'The way of one message',
  halfTruth: 'The producer puts a message into a queue.',
  can: 'Name the parts that a message passes, and use the default exchange.',
  steps: {
    way: {
      title: 'Four stations',
      watch: {
        queue: 'There is a queue called `hello`. It is empty.',
        reader: 'A consumer, `reader`, has subscribed to it.',
      },
      asks: 'You publish a message with the key `hello` and name no exchange. Who puts it into the queue?',
      options: {
        you: 'You do: the message is sent to the queue',
        exchange: 'An exchange, by its key',
        nowhere: 'Nobody: without an exchange it has no route',
      },
      see: {
        taken: 'The broker took the message at {taken}. An exchange looked at its key and put it into `hello`.',
        read: 'The reader received it at {received} and did its work.',
        gone: '\nAt {acked} its acknowledgement arrived. Then the queue let the message go.',
      },
      why: {
        always: 'A message is always published to an exchange.',
        bound:
          'The one without a name is the default exchange. It finds each queue by its name: nobody had to bind it.',
        parts: '\nProducer, exchange, queue, consumer: these four words are the model of AMQP 0-9-1.',
      },
      hints: [
        'Type at the prompt, or click the line.',
        'The key is the name of the queue, letter for letter.',
        'Type `publish routing_key=hello payload=hi` and let a second pass.',
      ],
      other: '',
    },
    nobody: {
      title: 'Nobody is listening',
      watch: { off: 'The reader was never started. There is no queue yet.' },
      asks: 'You declare the queue, publish two messages, and start the reader only then. How many does it get?',
      options: {
        lost: 'None: they came before it',
        wait: 'Both',
        last: 'Only the second',
      },
      see: {
        kept: 'Both messages waited in the queue until the reader came.',
        order: 'It got them in the order they were published, and did {processed}.',
      },
      why: {
        apart: 'That is what a queue is for: producer and consumer need not be there at the same time.',
        first: '\nBut the queue must be there. Without it the first message would have had no route.',
        both: 'So both sides declare it. To declare a queue again as it is changes nothing.',
      },
      hints: [
        'First the queue, then the messages, then the reader.',
        'Select `reader` on the stage to start it.',
        '`declare queue name=hello`, two times `publish`, `start reader`, a second.',
      ],
      other: '',
    },
    get: {
      title: 'Just having a look',
      watch: { one: 'One message waits in `hello`, and nobody has subscribed.' },
      asks: 'You look at it with `get`, and look again. What is true after that?',
      options: {
        gone: 'It is gone: the first `get` took it',
        same: 'It is there, as if nobody had looked',
        marked: 'It is there, and marked as redelivered',
      },
      see: {
        twice: 'It was delivered {times} times, and put back {back} times.',
        flag: 'The second time it came with `redelivered` set to true.',
      },
      why: {
        mode: 'The default of this tool is to give back what it got. For the queue that is a delivery that failed.',
        take: 'With `ackmode=ack_requeue_false` it would have been gone.',
        push: '\nA consumer does not ask for each message. It subscribes once, and the broker sends. That is the efficient way.',
      },
      hints: [
        'Look twice.',
        'Leave `ackmode` as it is.',
        'Type `get queue=hello` two times and compare the last column.',
      ],
      other: 'With `ackmode=ack_requeue_false`.',
    },
  },
  challenge: {
    title: 'Let it arrive',
    task: 'The shop publishes three messages. Make them arrive at the reader, whenever it is started.',
    choices: {
      exchange: {
        name: 'The shop publishes to',
        options: { default: 'the default exchange', direct: '`amq.direct`', fanout: '`amq.fanout`' },
      },
      key: {
        name: 'with the key',
        options: { orders: '`orders`', reader: '`reader`', hello: '`hello`' },
      },
    },
    trial:
      'The queue `hello` is there from the start and has no binding of its own. The reader is started at its moment.',
    hints: [
      'Which exchange knows a queue that nobody has bound?',
      'What does it know it by?',
      'The default exchange, with the name of the queue.',
    ],
    after: {
      only: 'Every queue is bound to the default exchange by its name. All other bindings somebody has to make.',
      time: 'And it did not matter when the reader came.',
    },
  },
  teacher: {
    before: 'Ask who has ever addressed a letter. Is the post office part of the address?',
    ask: [
      'Why does the producer not write into the queue itself?',
      'Who should declare the queue: the producer, the consumer, or both?',
      'What has changed about a message that somebody looked at?',
    ],
    goesWrong: [
      'A key in capital letters: it is another key. The answer says NOT routed.',
      'Publishing before the queue is declared: that message is gone.',
      'Looking for `get` in programs: it is for tools and tests.',
    ],
  },
});
