import { readProse } from '../lesson/prose-text.ts';
import type { StepView } from '../lesson/view.ts';
import { token } from './sample-broker.ts';

const words = (...sentences: string[]) =>
  readProse(sentences, (name) =>
    name === 'back'
      ? { kind: 'tokens', tokens: [token(10, 'redelivered', 1), token(11, 'redelivered', 1)] }
      : { kind: 'tokens', tokens: [token(3, 'lost', 2), token(6, 'lost', 1), token(8, 'lost', 1)] },
  );

export const step: StepView = {
  where: 'RabbitMQ, lesson 5 of 12',
  title: 'Who gets the next job?',
  nth: 3,
  of: 4,
  part: 'see',
  watch: words('Two slots each at worker-1 and worker-2. worker-3 has none: it takes all it is given.'),
  predict: {
    asks: words('You kill worker-3, then worker-2, each with jobs in hand. Which come back?')[0] ?? [],
    options: [
      { id: 'both', says: words("Both workers' jobs")[0] ?? [] },
      { id: 'two', says: words("Only worker-2's")[0] ?? [] },
      { id: 'none', says: words("Neither's")[0] ?? [] },
    ],
    mine: 'both',
    truth: 'two',
    exact: 'What was sent without acknowledgement does not come back.',
  },
  does: [
    { line: 'kill worker-3', says: [{ kind: 'words', says: 'Kill worker-3' }], key: 'K', doneAt: '1.400 s' },
    { line: 'kill worker-2', says: [{ kind: 'words', says: 'Kill worker-2' }], key: 'K', doneAt: '2.000 s' },
  ],
  wrong: null,
  see: words(
    '{back} went back to the head of the queue. worker-1 holds 10 now. worker-2 had spent 140 ms on it: that work is done twice.',
    '\n{lost} are in no queue and never will be.',
  ),
  why: [],
  hint: null,
  other: null,
};
