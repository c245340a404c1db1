import type { BranchMark, LabFrame } from '../../engine/host/protocol.ts';
import type { MilestoneView as SceneMilestone, TimelineView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import type { BranchView, MilestoneView, TimeView } from '../timeline/view.ts';

/** What the time bar can stop at; `never` and the kinds of milestones. */
export const STOP_CONDITIONS = ['never', 'lost', 'redelivered', 'dead', 'expired', 'dropped', 'returned'] as const;
export type StopWhen = (typeof STOP_CONDITIONS)[number];

/** Everything the time bar shows, from what the worker answered. */
export function timeView(
  frame: LabFrame,
  timeline: TimelineView | null,
  worldName: string,
  says: string,
  stopWhen: string,
): TimeView {
  return {
    now: frame.t,
    headAt: Math.max(frame.headAt, frame.t),
    playing: frame.playing,
    speed: frame.speed,
    facts: timeline ? hairlines(timeline) : [],
    milestones: timeline ? timeline.milestones.map(milestone) : [],
    nextTimer: nextOf(frame, timeline),
    branches: otherBranches(frame),
    branchName: nameOfBranch(
      frame.branches.find((branch) => branch.id === frame.branch),
      worldName,
    ),
    // The clock stands right above it.
    says: says.replace(/^\d+\.\d+ s: /, ''),
    stopWhen,
    stopConditions: STOP_CONDITIONS.map((value) => ({ value, label: text.time.stops[value] })),
  };
}

/** One hairline for every stretch in which something happened, at its middle. */
function hairlines({ density, binFor }: TimelineView): number[] {
  return density.flatMap((count, bin) => (count > 0 ? [(bin + 0.5) * binFor] : []));
}

const milestone = ({ seq, kind, at, state, words }: SceneMilestone): MilestoneView => ({
  id: `${seq} ${kind}`,
  at,
  state,
  says: words,
});

/** The kernel knows exactly when; the scene knows what, when it is the same thing. */
function nextOf(frame: LabFrame, timeline: TimelineView | null): TimeView['nextTimer'] {
  const { nextAt } = frame;
  if (nextAt === null || nextAt <= frame.t) return null;
  const says = timeline?.next && Math.abs(timeline.next.at - nextAt) < 1000 ? timeline.next.says : '';
  return says === '' ? null : { at: nextAt, says };
}

const nameOfBranch = (branch: BranchMark | undefined, worldName: string): string => branch?.label || worldName;

/** Branches that left the shown one, and the one it left itself, each from where the two part. */
function otherBranches(frame: LabFrame): BranchView[] {
  const mine = frame.branches.find((branch) => branch.id === frame.branch);
  return frame.branches
    .filter((branch) => branch.id !== frame.branch)
    .map((branch) => ({
      id: String(branch.id),
      name: branch.label || text.time.main,
      forkedAt: mine && mine.parent === branch.id ? mine.forkedAtTime : branch.forkedAtTime,
      headAt: branch.headAt,
      outcome: branch.outcome,
      lost: /\b[1-9]\d* lost\b/.test(branch.outcome),
    }));
}
