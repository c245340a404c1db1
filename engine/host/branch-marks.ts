import { fatesOf } from '../scene/fate-view.ts';
import type { Scene } from '../scene/scene.ts';
import { formatAction } from '../script/action.ts';
import type { BranchView } from '../sim/branch.ts';
import type { Input } from '../sim/input.ts';
import type { BranchMark } from './protocol.ts';

/** The tree of branches as the time bar draws it. What branched off from one that was removed hangs on its parent. */
export function branchMarks(branches: readonly BranchView[], outcomes: ReadonlyMap<number, string>): BranchMark[] {
  return branches
    .filter((branch) => !branch.removed)
    .map((branch) => ({
      id: branch.id,
      ...leaves(branch, branches),
      headAt: branch.headAt,
      label: labelOf(branch),
      name: branch.name,
      outcome: outcomes.get(branch.id) ?? '',
    }));
}

/** The nearest ancestor that is still there, and when the two part. */
function leaves(
  branch: BranchView,
  branches: readonly BranchView[],
): { readonly parent: number | null; readonly forkedAtTime: number } {
  let { parent, forkedAtTime } = branch;
  for (let above = parent === null ? undefined : branches[parent]; above?.removed === true; ) {
    parent = above.parent;
    forkedAtTime = Math.min(forkedAtTime, above.forkedAtTime);
    above = parent === null ? undefined : branches[parent];
  }
  return { parent, forkedAtTime };
}

/** What was done first on it that its parent did not do. */
function labelOf(branch: BranchView): string {
  if (branch.parent === null) return '';
  const first: Input | undefined = branch.journal.find((entry) => entry.step >= branch.forkedAt)?.input;
  return first === undefined ? '' : formatAction(first);
}

/** What a branch came to, in a word or two: how much was lost. '' where there is nothing to lose. */
export function outcomeOf(scene: Scene): string {
  if (scene.servers.size + scene.brokers.size === 0) return '';
  return `${fatesOf(scene, null).lost ?? 0} lost`;
}
