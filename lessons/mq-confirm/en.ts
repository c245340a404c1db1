import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'Has it arrived?',
  halfTruth: 'publish has returned, so the broker has the message.',
  can: 'Publish without loss, at a price you know.',
  steps: {
    silent: {
      title: 'Into the dark',
      watch: {
        far: 'The shop is far away: what it publishes takes 30 ms to the broker.',
        four: 'It publishes four orders and hears nothing of them. The broker will be killed when it has read two.',
      },
      asks: 'The broker is started again at once. How many orders does its queue have?',
      options: {
        two: 'Two: those it had read',
        again: 'Four: the shop sends the others again',
        none: 'None',
      },
      see: {
        some: 'The shop published {published}. The broker had taken {taken} when it was killed at {killedAt}.',
        lost: '{lost} are lost, all of them.',
        goes: 'The shop connected again and went on as if nothing had been.',
      },
      why: {
        wire: 'Two were on their way. Nobody was there to read them.',
        memory: 'Two were in the memory of the broker and not written yet.',
        knows: '\nThe shop cannot know: it never asked. To publish is to send, no more.',
      },
      hints: [
        'The broker must die while orders are on their way.',
        'They leave from 0.400 s on and arrive from 0.430 s on.',
        'Let 65 ms pass, kill `rabbit`, start it, and let 2 s pass.',
      ],
      other: '',
    },
    confirm: {
      title: 'Ask for a receipt',
      watch: {
        mode: 'With publisher confirms the broker answers each message. What the shop has no answer for when its connection goes, it publishes again.',
      },
      asks: 'Turn confirms on, and kill the broker at the same moment. How many orders does the queue have in the end?',
      options: {
        lost: 'Two: a confirm only tells what happened',
        four: 'Four',
        more: 'Six: all four come again',
      },
      see: {
        first: '{confirmed} had been confirmed, and the broker found them on its disk.',
        again: 'For {again} there was no confirm. The shop published them again.',
        all: 'In the end {ready} are confirmed, and four are in the queue.',
      },
      why: {
        disk: 'The broker confirms a persistent message when it is on the disk: it synced at {stored} and confirmed at {first}.',
        retry: 'A confirm changes nothing by itself. The retry is the work of the publisher.',
        keep: '\nSo a publisher must keep each message until its confirm is there.',
      },
      hints: [
        'The setting is called `confirm`.',
        'Set it before the shop publishes, at 0.4 s.',
        '`configure shop {"confirm":true}`, let 435 ms pass, kill `rabbit`, start it, let 2 s pass.',
      ],
      other: 'The same without confirms.',
    },
    twice: {
      title: 'The receipt that got lost',
      watch: {
        one: 'The shop uses confirms. Its first order has just left and will arrive 30 ms from now.',
      },
      asks: 'You kill the broker one millisecond after it has read that order. How often is it in the queue in the end?',
      options: {
        once: 'Once: that is what confirms are for',
        twice: 'Twice',
        never: 'Once: what is not confirmed is not there',
      },
      see: {
        written: 'The broker had written the order at {written} and was killed at {killed}, before it could confirm.',
        again: 'It came back from the disk. And the shop published all {ready} again.',
        five: 'Four orders, five messages.',
      },
      why: {
        know: 'No confirm can mean: it never arrived. Or: it arrived, and the answer did not. The shop sees no difference.',
        least: '\nSo a publisher that never loses sometimes repeats. That is at least once.',
        id: 'The copy carries the same message id. A consumer can recognise it by that.',
      },
      hints: [
        'The order must have arrived, the confirm must not have left.',
        'It arrives at 0.430 s. The disk takes 2 ms.',
        'Let 31 ms pass, kill `rabbit`, start it, and let 2 s pass.',
      ],
      other: 'Killed before the order arrived.',
    },
    many: {
      title: 'What it costs',
      watch: {
        window:
          'Twenty orders are ready at 0.4 s. The shop waits for each confirm before it publishes the next: its window is 1.',
      },
      asks: 'You let it have ten orders unconfirmed. How many confirms does the broker send for the twenty?',
      options: {
        same: 'One, when all are there',
        each: 'Twenty, one for each',
        trips: 'A few',
      },
      see: {
        done: 'All {count} were confirmed at {finished}.',
        frames: 'The broker sent {frames} confirms.',
      },
      why: {
        one: 'With a window of 1 each order waits for the way there and back. After the same time it would not have been done with half of them.',
        multiple:
          'One confirm can stand for several, with `multiple`: here for 2 to 10, which one sync had put on the disk.',
        price: '\nThe price of a large window: more to keep, and more to repeat when the connection goes.',
      },
      hints: [
        'Do not wait for each order.',
        'The setting is called `window`.',
        '`configure shop {"window":10}`, then let 400 ms pass.',
      ],
      other: 'With a window of 1 until it is done.',
    },
  },
  challenge: {
    title: 'Nothing lost, nothing twice',
    task: 'The broker will be killed at any moment and started again. Choose so that each of six orders is handled exactly once.',
    choices: {
      confirm: { name: 'Publisher confirms', options: { no: 'off', yes: 'on, with retry' } },
      worker: { name: 'The worker', options: { plain: 'does what comes', idempotent: 'knows what it has done' } },
    },
    trial: 'Each trial is a run with its own seed, and the ways are not all equally long.',
    hints: [
      'Who notices that an order never arrived?',
      'Who notices that an order arrived twice?',
      'Confirms at one end, an idempotent worker at the other.',
    ],
    after: {
      both: 'Confirms take care that it is there. The worker takes care that twice does no harm.',
      least: 'RabbitMQ promises at least once when both ends acknowledge. Once is what you make of it.',
    },
  },
  teacher: {
    before: 'Two pupils, a long corridor, and letters without receipts. Then with receipts. Then a receipt gets lost.',
    ask: [
      'What are the two meanings of "no confirm"?',
      'How long must a publisher keep a message?',
      'What does a confirm say about the consumer? (Nothing.)',
    ],
    goesWrong: [
      'Killing too early or too late in the third step. The moment is one millisecond after 0.430 s.',
      'Turning confirms on after the orders have left.',
      'Taking a confirm for the acknowledgement of the consumer.',
    ],
  },
});
