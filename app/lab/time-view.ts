import type { BranchMark, LabFrame } from '../../engine/host/protocol.ts';
import type { NodeKind, MilestoneView as SceneMilestone, TimelineView } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import type { BranchView, MilestoneView, TimeView } from '../timeline/view.ts';

/** What the time bar offers to stop at, as conditions of the script language. */
export const STOP_CONDITIONS: readonly { readonly value: string; readonly label: string; readonly of?: NodeKind }[] = [
  { value: '', label: text.time.stops.never },
  { value: 'more lost', label: text.time.stops.lost },
  { value: 'facts node.stopped', label: text.time.stops.stopped },
  { value: 'facts broker.delivered redelivered=true', label: text.time.stops.redelivered, of: 'broker' },
  { value: 'facts broker.deadLettered', label: text.time.stops.dead, of: 'broker' },
  { value: 'facts broker.expired', label: text.time.stops.expired, of: 'broker' },
  { value: 'facts broker.dropped', label: text.time.stops.dropped, of: 'broker' },
  { value: 'facts broker.returned', label: text.time.stops.returned, of: 'broker' },
  { value: 'facts broker.channelClosed byBroker=true', label: text.time.stops.channelClosed, of: 'broker' },
  { value: 'more lostAcknowledged', label: text.time.stops.lostAcknowledged, of: 'server' },
  { value: 'facts kv.expired', label: text.time.stops.keyExpired, of: 'server' },
  { value: 'facts kv.executed failed=true', label: text.time.stops.errorReply, of: 'server' },
];

/** Those that can come true in a world of these nodes. */
function stopsFor(kinds: ReadonlySet<NodeKind>, chosen: string): TimeView['stopConditions'] {
  const offered = STOP_CONDITIONS.filter(({ of, value }) => of === undefined || kinds.has(of) || value === chosen);
  const known = offered.some(({ value }) => value === chosen);
  return known ? offered : [...offered, { value: chosen, label: chosen }];
}

const NO_KINDS: ReadonlySet<NodeKind> = new Set();

/** Everything the time bar shows, from what the worker answered. */
export function timeView(
  frame: LabFrame,
  timeline: TimelineView | null,
  worldName: string,
  says: string,
  kinds: ReadonlySet<NodeKind> = NO_KINDS,
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
    stopWhen: frame.stopWhen,
    stopConditions: stopsFor(kinds, frame.stopWhen),
    tree: treeOf(frame, worldName),
    branch: frame.branch,
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

const nameOfBranch = (branch: BranchMark | undefined, worldName: string): string =>
  branch?.name || branch?.label || worldName;

function treeOf(frame: LabFrame, worldName: string): TimeView['tree'] {
  return frame.branches.map((branch) => ({
    id: branch.id,
    parent: branch.parent,
    forkedAt: branch.forkedAtTime,
    headAt: branch.headAt,
    name: nameOfBranch(branch, worldName),
    outcome: branch.outcome,
  }));
}

/** Branches that left the shown one, and the one it left itself, each from where the two part. */
function otherBranches(frame: LabFrame): BranchView[] {
  const mine = frame.branches.find((branch) => branch.id === frame.branch);
  return frame.branches
    .filter((branch) => branch.id !== frame.branch)
    .map((branch) => ({
      id: String(branch.id),
      name: branch.name || branch.label || text.time.main,
      forkedAt: mine && mine.parent === branch.id ? mine.forkedAtTime : branch.forkedAtTime,
      headAt: branch.headAt,
      outcome: branch.outcome,
      lost: /\b[1-9]\d* lost\b/.test(branch.outcome),
    }));
}
