import type { TreeBranch } from './view.ts';

/* The tree of branches as rows under one another, on one axis of time. */

export interface TreeRow {
  readonly branch: TreeBranch;
  readonly depth: number;
  /** From where it left its parent to its head, as shares of the axis. */
  readonly from: number;
  readonly to: number;
  /** The row of its parent; -1 for the first. */
  readonly parentRow: number;
}

/** Every branch below the one it left, those that left first first. */
export function treeRows(branches: readonly TreeBranch[]): TreeRow[] {
  const end = Math.max(1, ...branches.map((branch) => branch.headAt));
  const rows: TreeRow[] = [];
  const add = (branch: TreeBranch, depth: number, parentRow: number): void => {
    const row = rows.length;
    const from = branch.forkedAt / end;
    rows.push({ branch, depth, parentRow, from, to: Math.max(from, branch.headAt / end) });
    for (const child of branches
      .filter(({ parent }) => parent === branch.id)
      .sort((a, b) => a.forkedAt - b.forkedAt || a.id - b.id))
      add(child, depth + 1, row);
  };
  for (const branch of branches) if (branch.parent === null) add(branch, 0, -1);
  return rows;
}
