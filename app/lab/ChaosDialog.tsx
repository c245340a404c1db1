import type { ReactNode } from 'react';
import { useState } from 'react';
import { act } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import styles from './ChaosDialog.module.css';
import { CHAOS_KINDS, type ChaosSettings, chaosLine, chaosSettings } from './chaos-line.ts';

interface ChaosDialogProps {
  readonly open: boolean;
  /** What is in force; '' for nothing. */
  readonly line: string;
  readonly onClose: () => void;
}

const words = text.chaos;

/** Lets things go wrong by themselves: how often of each kind, from which seed. */
export function ChaosDialog({ open, line, onClose }: ChaosDialogProps): ReactNode {
  return (
    <Dialog open={open} title={words.title} onClose={onClose}>
      <Panel line={line} onClose={onClose} />
    </Dialog>
  );
}

function Panel({ line, onClose }: Omit<ChaosDialogProps, 'open'>): ReactNode {
  const [settings, setSettings] = useState<ChaosSettings>(() => chaosSettings(line));
  const { rates } = settings;
  const nothing = CHAOS_KINDS.every((kind) => rates[kind] === 0);
  const does = chaosLine(settings);
  const give = (what: string): void => {
    void act(what);
    onClose();
  };
  return (
    <form
      className={styles.chaos}
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing) give(does);
      }}
    >
      <p>{words.says}</p>
      <div className={styles.rates}>
        {CHAOS_KINDS.map((kind) => (
          <Whole
            key={kind}
            label={words.kinds[kind]}
            note={words.rate}
            value={rates[kind]}
            onChange={(rate) => setSettings({ ...settings, rates: { ...rates, [kind]: Math.min(60_000, rate) } })}
          />
        ))}
        <Whole label={words.down} value={settings.down} onChange={(down) => setSettings({ ...settings, down })} />
        <Whole label={words.late} value={settings.late} onChange={(late) => setSettings({ ...settings, late })} />
        <Whole label={words.seed} value={settings.seed} onChange={(seed) => setSettings({ ...settings, seed })} />
      </div>
      <pre>{nothing ? words.nothing : does}</pre>
      <div className={styles.buttons}>
        {line !== '' && <Button onClick={() => give('chaos off')}>{words.stop}</Button>}
        <Button look="primary" type="submit" disabled={nothing}>
          {line === '' ? words.start : words.change}
        </Button>
      </div>
    </form>
  );
}

function Whole({
  label,
  note = '',
  value,
  onChange,
}: {
  readonly label: string;
  readonly note?: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  return (
    <label className={styles.whole}>
      <span>{label}</span>
      <input
        type="number"
        min={0}
        max={4_294_967_295}
        value={value}
        onChange={(event) => onChange(Math.max(0, Math.round(Number(event.target.value))))}
      />
      <small>{note}</small>
    </label>
  );
}
