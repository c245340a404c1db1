import type { ReactNode } from 'react';
import { useState } from 'react';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './BranchTree.module.css';
import type { TimeActions } from './TimeBar.tsx';
import { type TreeRow, treeRows } from './tree-layout.ts';
import type { TimeView } from './view.ts';

interface BranchTreeProps {
  readonly view: Pick<TimeView, 'tree' | 'branch'>;
  readonly actions: Pick<TimeActions, 'branch' | 'rename' | 'remove'>;
}

const words = text.time.tree;

/** The tree of all histories of this world; nothing while there is but one. */
export function BranchTree({ view, actions }: BranchTreeProps): ReactNode {
  const [open, setOpen] = useState(false);
  if (view.tree.length < 2 && !open) return null;
  return (
    <>
      <IconButton small icon="tree" label={words.open} tip="above" onClick={() => setOpen(true)} />
      <Dialog open={open} wide title={words.title} onClose={() => setOpen(false)}>
        <p className={styles.says}>{words.says}</p>
        <Tree view={view} actions={actions} />
      </Dialog>
    </>
  );
}

const ROW = 48;
const WIDTH = 280;
const INSET = 8;

function Tree({ view, actions }: BranchTreeProps): ReactNode {
  const rows = treeRows(view.tree);
  return (
    <div className={styles.tree}>
      <svg width={WIDTH} height={rows.length * ROW} aria-hidden="true">
        {rows.map((row, i) => (
          <Line
            key={row.branch.id}
            row={row}
            y={(i + 0.5) * ROW}
            shown={row.branch.id === view.branch}
            onGo={() => actions.branch(String(row.branch.id))}
          />
        ))}
      </svg>
      <ul>
        {rows.map((row) => (
          <Entry key={row.branch.id} row={row} shown={row.branch.id === view.branch} actions={actions} />
        ))}
      </ul>
    </div>
  );
}

const xOf = (share: number): number => INSET + share * (WIDTH - 2 * INSET);

function Line({
  row,
  y,
  shown,
  onGo,
}: {
  readonly row: TreeRow;
  readonly y: number;
  readonly shown: boolean;
  readonly onGo: () => void;
}): ReactNode {
  const x = xOf(row.from);
  const end = xOf(row.to);
  const above = (row.parentRow + 0.5) * ROW;
  return (
    // The entry beside it has a button that does the same
    <g className={styles.branch} data-shown={shown || undefined} onClick={onGo}>
      <rect x={0} y={y - ROW / 2} width={WIDTH} height={ROW} />
      {row.parentRow >= 0 && <path d={`M${x} ${above}V${y - 8}q0 8 8 8`} />}
      <path d={`M${row.parentRow >= 0 ? Math.min(x + 8, end) : x} ${y}H${end}`} />
      {row.parentRow >= 0 && <circle cx={x} cy={above} r={3} />}
      <circle cx={end} cy={y} r={4} />
    </g>
  );
}

function Entry({
  row: { branch },
  shown,
  actions,
}: {
  readonly row: TreeRow;
  readonly shown: boolean;
  readonly actions: BranchTreeProps['actions'];
}): ReactNode {
  const [naming, setNaming] = useState<string | null>(null);
  if (naming !== null) {
    const done = (): void => {
      actions.rename(branch.id, naming);
      setNaming(null);
    };
    return (
      <li>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            done();
          }}
        >
          <input
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it appears because somebody asked for it
            autoFocus
            aria-label={words.name}
            value={naming}
            maxLength={80}
            onChange={(event) => setNaming(event.target.value)}
            onBlur={done}
          />
        </form>
      </li>
    );
  }
  return (
    <li data-shown={shown || undefined}>
      <span className={styles.what}>
        <b>{branch.name}</b>
        <span className="num">
          {words.span(seconds(branch.forkedAt), seconds(branch.headAt))}
          {branch.outcome !== '' && <i data-lost={/^[1-9]/.test(branch.outcome) || undefined}>{branch.outcome}</i>}
        </span>
      </span>
      {shown ? (
        <span className={styles.here}>{words.here}</span>
      ) : (
        <Button aria-label={words.go(branch.name)} onClick={() => actions.branch(String(branch.id))}>
          {words.goShort}
        </Button>
      )}
      <IconButton
        small
        icon="pencil"
        label={words.rename(branch.name)}
        tip="left"
        onClick={() => setNaming(branch.name)}
      />
      {branch.parent !== null && (
        <IconButton
          small
          icon="trash"
          label={words.remove(branch.name)}
          tip="left"
          onClick={() => actions.remove(branch.id)}
        />
      )}
    </li>
  );
}
