import type { TimeView } from '../timeline/view.ts';

export const time: TimeView = {
  now: 2_404_000,
  headAt: 2_404_000,
  playing: false,
  speed: 0.01,
  facts: Array.from({ length: 34 }, (_, i) => Math.round(i * 71_000 + (i % 3) * 9000)),
  milestones: [
    { id: '1', at: 1_400_000, state: 'lost', says: 'worker-3 killed, 3 lost' },
    { id: '2', at: 2_000_000, state: 'dropped', says: 'worker-2 killed' },
    { id: '3', at: 2_200_000, state: 'redelivered', says: '10 redelivered' },
  ],
  nextTimer: { at: 2_700_000, says: 'worker-1 finishes 9' },
  branches: [
    {
      id: '1',
      name: 'worker-3 acknowledges, prefetch 2',
      forkedAt: 240_000,
      headAt: 2_900_000,
      outcome: '0 lost',
      lost: false,
    },
    {
      id: '2',
      name: 'prefetch 0 on all: plain round robin',
      forkedAt: 700_000,
      headAt: 2_900_000,
      outcome: '3 lost',
      lost: true,
    },
  ],
  branchName: 'main: worker-3 has noAck',
  says: '16 was routed by image.*',
  tree: [],
  branch: 0,
  stopWhen: 'lost',
  stopConditions: [
    { value: 'never', label: 'nothing' },
    { value: 'lost', label: 'a message is lost' },
  ],
};
