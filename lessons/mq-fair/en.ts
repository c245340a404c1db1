import { lesson } from '../format.ts';
import { data } from './lesson.ts';

export default lesson(data, {
  title: 'How much at a time',
  halfTruth: 'A prefetch of 1 is fair, so it is best.',
  can: 'Set a prefetch that fits the work and the way, and say what it costs.',
  steps: {
    blind: {
      title: 'The same number, not the same work',
      watch: {
        jobs: 'Twelve jobs come, heavy and light in turn. A light one takes 50 ms, a heavy one 400 ms.',
        none: 'Both workers are alike, and have no prefetch: 0 is no bound.',
      },
      asks: 'How are the six heavy jobs shared?',
      options: {
        even: 'Three and three',
        heavy: 'All six to one worker',
        first: 'Each goes to whoever is free',
      },
      see: {
        shares: '`worker-1` got all {heavy} heavy jobs, `worker-2` all {light} light ones.',
        times: '`worker-2` was done at {second}, `worker-1` at {first}.',
      },
      why: {
        turn: 'They took turns, and so did heavy and light. Every heavy job met the same worker.',
        number: 'The queue shares out numbers of messages. It does not know how long one takes.',
      },
      hints: ['Just let it happen.', 'Do not change a setting yet.', 'Let 3 s pass and look at both trays.'],
      other: 'With a prefetch of 1 for both.',
    },
    fair: {
      title: 'Fair dispatch',
      watch: { same: 'The same twelve jobs. Give each worker a prefetch of 1 before they come.' },
      asks: 'When will all of it be done?',
      options: {
        same: 'As before: the work is the same',
        sooner: 'Sooner',
        later: 'Later: one at a time is slow',
      },
      see: {
        done: 'All twelve were done at {done}.',
        heavy: '`worker-1` did {heavy} of the heavy jobs, `worker-2` the other {other}.',
      },
      why: {
        free: 'The next job goes where an acknowledgement has made room: to the worker that is done.',
        broker: 'So the queue still knows nothing of heavy and light. The acknowledgements tell it enough.',
      },
      hints: [
        'The setting is called `prefetch`.',
        'Both workers need it, before the jobs come.',
        '`configure worker-1 {"prefetch":1}`, the same for `worker-2`, then 2 s.',
      ],
      other: 'Without a prefetch.',
    },
    price: {
      title: 'The price of one',
      watch: {
        far: 'Sixty light jobs of 10 ms. The way between broker and worker is long: 50 ms.',
        one: 'Both workers have a prefetch of 1.',
      },
      asks: 'With that, all sixty take more than 3 s. You raise it to 10. How long then?',
      options: {
        same: 'As long as before: the work is the same',
        third: 'About a fifth of it',
        tenth: 'A tenth of it: ten times the prefetch',
      },
      see: {
        done: 'All were done at {done}, {each} by each worker.',
        one: 'With a prefetch of 1 it would have been nearly four seconds.',
      },
      why: {
        idle: 'With 1, a worker is idle while its acknowledgement travels and the next job comes: 100 ms for 10 ms of work.',
        ten: 'With 10 there is always one at hand. Then the work is what takes time, and more prefetch gains nothing.',
        advice:
          '\nThe guide of RabbitMQ finds 100 to 300 usually best for throughput, and calls 1 the most conservative.',
      },
      hints: [
        'The workers wait for the network.',
        'How many jobs fit into a way there and back?',
        '`configure worker-1 {"prefetch":10}`, the same for `worker-2`, then 1.2 s.',
      ],
      other: 'With a prefetch of 1, to the end.',
    },
  },
  challenge: {
    title: 'Heavy, light and far away',
    task: 'Eighty jobs, every eighth of them twenty times as heavy, and a way of 40 ms. All must be done 2.15 s after the second worker starts.',
    choices: {
      prefetch: {
        name: 'Prefetch of both',
        options: { none: '0: no bound', one: '1', ten: '10', hundred: '100' },
      },
      ack: { name: 'Acknowledge', options: { each: 'after each job', automatic: 'automatically' } },
    },
    trial: 'The times of the jobs and of the ways vary with the seed. The second worker starts at its moment.',
    hints: [
      'One is too few for such a long way.',
      'A hundred is more than all the jobs there are.',
      'Ten, and an acknowledgement after each job.',
    ],
    after: {
      both: 'Large enough that nobody waits for the network, small enough that nobody sits on the work of another.',
      advice: 'There is no right number for all. Measure with your own work.',
    },
  },
  teacher: {
    before: 'One clerk across the corridor, one form at a time. Then ten at a time. Who waits for what?',
    ask: [
      'What does a prefetch of 0 mean?',
      'What is lost with a large prefetch when a worker is killed? (Nothing, but it all comes again.)',
      'Which prefetch for jobs of a minute? For jobs of a millisecond?',
    ],
    goesWrong: [
      'Changing the prefetch of one worker only.',
      'Changing it after the jobs have come: what was given out stays out.',
      'Taking the numbers of this world for a rule.',
    ],
  },
});
