import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { Select } from '../ui/Select.tsx';
import type { TimeActions } from './TimeBar.tsx';
import type { TimeView } from './view.ts';

/** The branch that is shown, and every other one to go to; nothing while there is but one. */
export function BranchSelect({
  view,
  actions,
}: {
  readonly view: TimeView;
  readonly actions: Pick<TimeActions, 'branch'>;
}): ReactNode {
  if (view.branches.length === 0) return null;
  const others = view.branches.map(({ id, name, outcome }) => ({
    value: id,
    label: outcome === '' ? name : text.time.branch(name, outcome),
  }));
  return (
    <Select
      label={text.time.branches}
      icon="fork"
      options={[{ value: SHOWN, label: view.branchName }, ...others]}
      value={SHOWN}
      onChange={(id) => {
        if (id !== SHOWN) actions.branch(id);
      }}
    />
  );
}

/** Stands for the branch that is shown: no branch is called that. */
const SHOWN = 'shown';
