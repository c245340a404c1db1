import { describe, expect, it } from 'vitest';
import type { BranchMark, LabFrame } from '../../engine/host/protocol.ts';
import type { TimelineView } from '../../engine/scene/views.ts';
import { timeView } from './time-view.ts';

const branch = (id: number, parent: number | null, forkedAtTime: number, label: string): BranchMark => ({
  id,
  parent,
  forkedAtTime,
  headAt: 900,
  label,
  name: '',
  outcome: id === 1 ? '3 lost' : '0 lost',
});
const frame: LabFrame = {
  t: 500,
  step: 5,
  head: 9,
  headAt: 900,
  nextAt: 600,
  playing: false,
  speed: 0.1,
  branch: 1,
  branches: [branch(0, null, 0, ''), branch(1, 0, 300, 'kill worker-1'), branch(2, 0, 200, 'kill worker-2')],
  views: {},
  sentences: [],
  stopped: '',
  stopWhen: '',
  chaos: '',
  saved: null,
};
const timeline: TimelineView = {
  step: 5,
  at: 500,
  density: [0, 2, 0, 1],
  binFor: 100,
  milestones: [],
  next: { at: 600, says: 'a timer' },
};

describe('the view of the time bar', () => {
  it('draws a hairline for every stretch in which something happened', () => {
    expect(timeView(frame, timeline, 'w', '').facts).toEqual([150, 350]);
  });

  it('hangs the parent where the shown branch left it, and siblings where they left', () => {
    const { branches, branchName } = timeView(frame, timeline, 'w', '');
    expect(branchName).toBe('kill worker-1');
    expect(branches.map(({ id, forkedAt }) => [id, forkedAt])).toEqual([
      ['0', 300],
      ['2', 200],
    ]);
  });

  it('marks a branch that lost something, and not one that lost nothing', () => {
    const onMain = { ...frame, branch: 0 };
    expect(timeView(onMain, timeline, 'w', '').branches.map(({ lost }) => lost)).toEqual([true, false]);
  });

  it('names what comes next only when it is what comes next', () => {
    expect(timeView(frame, timeline, 'w', '').nextTimer).toEqual({ at: 600, says: 'a timer' });
    expect(timeView({ ...frame, nextAt: 40_000 }, timeline, 'w', '').nextTimer).toBeNull();
  });
});
