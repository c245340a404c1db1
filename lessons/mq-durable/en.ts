import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'What survives a restart',
  halfTruth: 'The queue is durable, so the messages are safe.',
  can: 'Make a message survive a restart, and say from when on it does.',
  steps: {
    message: {
      title: 'A durable queue',
      watch: {
        queue: 'The queue `orders` was declared durable. It is empty.',
        says: 'The prompt publishes transient messages unless you say `persistent=true`.',
      },
      asks: 'You publish two messages as they are, kill the broker, and start it. What is there then?',
      options: {
        both: 'The queue and both messages',
        queue: 'The queue, without the messages',
        neither: 'Nothing: a broker starts empty',
      },
      see: {
        queue: 'The broker found the queue again.',
        lost: 'The messages {lost} are lost.',
      },
      why: {
        two: 'Durable is about the queue, persistent about the message. These messages were transient: nothing was written of them.',
        other: 'A persistent message would have come back.',
        default: '\nSo both have to be said: the queue durable, each message persistent.',
      },
      hints: [
        'Publish as the line says, without `persistent=true`.',
        'Kill the broker, not the prompt.',
        'Publish twice, let a second pass, kill `rabbit`, start `rabbit`.',
      ],
      other: 'With `persistent=true`.',
    },
    queue: {
      title: 'A persistent message',
      watch: { scratch: 'The queue `scratch` was declared with `durable=false`.' },
      asks: 'You publish a persistent message into `scratch`, kill the broker, and start it. What becomes of the message?',
      options: {
        kept: 'It is there: it was persistent',
        later: 'It waits until somebody declares the queue again',
        gone: 'It is gone, and so is the queue',
      },
      see: {
        gone: 'The queue is gone, and {lost} with it.',
        other: '`orders`, which is durable, came back.',
      },
      why: {
        both: 'A message lives in a queue. When the broker forgets the queue, there is no place left to put it.',
        exchange: 'The exchange had passed it on and keeps nothing.',
        change: 'A queue cannot be made durable afterwards: the broker answers `PRECONDITION_FAILED`.',
        version: '\nFrom RabbitMQ 4.3 on such a queue is refused, unless it is exclusive or allowed.',
      },
      hints: [
        'The key is the name of the queue.',
        'Leave the queue as it was declared.',
        'Publish with `routing_key=scratch persistent=true`, let a second pass, kill and start `rabbit`.',
      ],
      other: 'The same message in the durable queue.',
    },
    written: {
      title: 'Not yet',
      watch: {
        both: 'Now all is as it should be: `orders` is durable, and the shop publishes persistent messages.',
        soon: 'Four of them come, a tenth of a second from now.',
      },
      asks: 'You kill the broker just after it has taken them. What is there after the start?',
      options: {
        kept: 'All four: they are persistent',
        process: 'All four: a kill does not erase what the machine knows',
        lost: 'None of them',
      },
      see: {
        lost: '{lost} are lost, persistent as they were.',
        when: 'The broker took the last at {taken}. It was killed at {killed}.',
      },
      why: {
        memory:
          'Persistent means: to be written. Until it is, it is in the memory of the process, and that ends with a kill.',
        later: 'A second later even a power cut takes nothing.',
        word: '\nRabbitMQ says so itself: persistent is no full guarantee. Who needs to know when it is safe asks for confirms.',
      },
      hints: [
        'Be quick: the broker writes what waits a fifth of a second later.',
        'The messages come from 0.2 s on. Kill the broker at 0.3 s.',
        'Let 200 ms pass, kill `rabbit`, start it.',
      ],
      other: 'A power cut, a second later.',
    },
  },
  challenge: {
    title: 'Survive a power cut',
    task: 'Six messages come. Some time later the broker loses its power. Choose so that none of them is lost.',
    choices: {
      queue: { name: 'The queue', options: { durable: 'durable', transient: 'transient' } },
      messages: { name: 'The messages', options: { transient: 'transient', persistent: 'persistent' } },
    },
    trial: 'The power goes at its moment, long after the last message came.',
    hints: [
      'There are two settings, and two things that can be forgotten.',
      'Each alone is not enough.',
      'A durable queue and persistent messages.',
    ],
    after: {
      both: 'Both, or it is as if you had set neither.',
      confirm:
        'For a persistent message in a durable queue the broker confirms when it is on the disk. That is the next lesson.',
    },
  },
  teacher: {
    before:
      'Draw two columns, queue and message, and two rows, said and not said. Let the class fill in the four fields.',
    ask: [
      'What has to be declared, and what is said with each message?',
      'Between which two moments is a persistent message in danger?',
      'What is the same after a kill and after a power cut here, and what is not?',
    ],
    goesWrong: [
      'Killing the broker too late in the third step: then all was written.',
      'Declaring the queue again with other settings: the channel is closed.',
      'Taking durable for replicated: the disk is one disk.',
    ],
  },
});
