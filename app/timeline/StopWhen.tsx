import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './StopWhen.module.css';
import type { TimeActions } from './TimeBar.tsx';
import type { TimeView } from './view.ts';

/** Stands for a condition that is yet to be written: no condition reads like that. */
const CUSTOM = '…';

const EXAMPLES = [
  'queue orders ready>=10',
  'queue orders unacked>=3 at rabbit',
  'key user:1 absent',
  'cli replied containing "ERR"',
  'redis is killed',
  'facts client.processed at worker-1 >= 5',
  'more expired',
  'time >= 5s',
] as const;

/** What playing stops at by itself: one that is often wanted, or any condition of the script language. */
export function StopWhen({
  view,
  actions,
}: {
  readonly view: Pick<TimeView, 'stopWhen' | 'stopConditions'>;
  readonly actions: Pick<TimeActions, 'stopWhen'>;
}): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Select
        label={text.time.stopWhen}
        icon="stop"
        options={[...view.stopConditions, { value: CUSTOM, label: text.time.stops.custom }]}
        value={view.stopWhen}
        onChange={(value) => {
          if (value === CUSTOM) setOpen(true);
          else void actions.stopWhen(value);
        }}
      />
      <Dialog open={open} title={text.time.stopDialog.title} onClose={() => setOpen(false)}>
        <Condition
          was={view.stopWhen}
          onSet={async (condition) => {
            const wrong = await actions.stopWhen(condition);
            if (wrong === '') setOpen(false);
            return wrong;
          }}
        />
      </Dialog>
    </>
  );
}

function Condition({
  was,
  onSet,
}: {
  readonly was: string;
  readonly onSet: (condition: string) => Promise<string>;
}): ReactNode {
  const [condition, setCondition] = useState(was);
  const [wrong, setWrong] = useState('');
  const id = useId();
  const words = text.time.stopDialog;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void onSet(condition.trim()).then(setWrong);
      }}
    >
      <p>{words.says}</p>
      <label htmlFor={id}>{words.condition}</label>
      <input
        id={id}
        value={condition}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={wrong !== ''}
        aria-describedby={`${id}-wrong`}
        onChange={(event) => setCondition(event.target.value)}
      />
      <p id={`${id}-wrong`} role="alert" className={styles.wrong}>
        {wrong}
      </p>
      <h3>{words.examples}</h3>
      <ul>
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button type="button" onClick={() => setCondition(example)}>
              <code>{example}</code>
            </button>
          </li>
        ))}
      </ul>
      <Button look="primary" type="submit">
        {words.set}
      </Button>
    </form>
  );
}
