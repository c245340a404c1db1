import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import type { BranchMark, Opened } from '../../engine/host/protocol.ts';
import { compareWith } from '../store/compare.ts';
import { useLab } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './CompareDialog.module.css';
import { type NodeSettings, requestOf, settingsOf } from './settings.ts';

interface CompareDialogProps {
  readonly open: boolean;
  readonly opened: Opened;
  readonly onClose: () => void;
}

/** What to put beside the open world: it with one setting changed, or another of its branches. */
export function CompareDialog({ open, opened, onClose }: CompareDialogProps): ReactNode {
  return (
    <Dialog open={open} wide title={text.compare.title} onClose={onClose}>
      <div className={styles.compare}>
        <p>{text.compare.says}</p>
        <SettingForm nodes={opened.nodes.map(settingsOf)} onDone={onClose} />
        <Branches onDone={onClose} />
      </div>
    </Dialog>
  );
}

interface SettingFormProps {
  readonly nodes: readonly NodeSettings[];
  readonly onDone: () => void;
}

function SettingForm({ nodes, onDone }: SettingFormProps): ReactNode {
  const [id, setId] = useState(nodes[0]?.id ?? '');
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const list = useId();
  const node = nodes.find((one) => one.id === id);
  const now = node?.values[name];
  return (
    <form
      className={styles.part}
      aria-label={text.compare.setting}
      onSubmit={(event) => {
        event.preventDefault();
        if (node === undefined || name.trim() === '') return;
        void compareWith(requestOf(node, name.trim(), value)).then((done) => done && onDone());
      }}
    >
      <h3>{text.compare.setting}</h3>
      <div className={styles.fields}>
        <Select
          wide
          label={text.compare.node}
          value={id}
          options={nodes.map((one) => ({ value: one.id, label: one.id }))}
          onChange={(next) => {
            setId(next);
            setName('');
          }}
        />
        <input
          list={list}
          aria-label={text.compare.name}
          placeholder={text.compare.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <datalist id={list}>
          {Object.keys(node?.values ?? {}).map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <input
          aria-label={text.compare.value}
          placeholder={text.compare.value}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={name.trim() === ''}>
          {text.compare.begin}
        </Button>
      </div>
      {now !== undefined && <p className={styles.note}>{text.compare.now(now)}</p>}
    </form>
  );
}

const NO_BRANCHES: readonly BranchMark[] = [];

function Branches({ onDone }: { readonly onDone: () => void }): ReactNode {
  const branches = useLab((state) => state.frame?.branches ?? NO_BRANCHES);
  const shown = useLab((state) => state.frame?.branch ?? 0);
  const others = branches.filter(({ id }) => id !== shown);
  return (
    <section className={styles.part} aria-label={text.compare.branch}>
      <h3>{text.compare.branch}</h3>
      {others.length === 0 && <p className={styles.note}>{text.compare.noBranch}</p>}
      {others.map(({ id, label }) => (
        <Button
          key={id}
          icon="fork"
          onClick={() => void compareWith({ with: 'branch', id }).then((done) => done && onDone())}
        >
          {text.compare.withBranch(label === '' ? text.compare.main : label)}
        </Button>
      ))}
    </section>
  );
}
