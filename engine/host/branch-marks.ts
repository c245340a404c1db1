import { formatAction } from '../script/action.ts';
import type { BranchView } from '../sim/branch.ts';
import type { Input } from '../sim/input.ts';
import type { BranchMark } from './protocol.ts';

/** The tree of branches as the time bar draws it. */
export function branchMarks(branches: readonly BranchView[]): BranchMark[] {
  return branches.map((branch) => ({
    id: branch.id,
    parent: branch.parent,
    forkedAtTime: branch.forkedAtTime,
    headAt: branch.headAt,
    label: labelOf(branch),
    outcome: '',
  }));
}

/** What was done first on it that its parent did not do. */
function labelOf(branch: BranchView): string {
  if (branch.parent === null) return '';
  const first: Input | undefined = branch.journal.find((entry) => entry.step >= branch.forkedAt)?.input;
  return first === undefined ? '' : formatAction(first);
}
