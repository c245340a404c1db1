import type { ReactNode } from 'react';
import { useState } from 'react';
import { shownKey } from '../keys/key-map.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { duration, seconds } from '../text/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import type { TimeActions } from './TimeBar.tsx';
import styles from './Timers.module.css';

interface TimersProps {
  readonly actions: Pick<TimeActions, 'timer'>;
  readonly now: number;
}

/** The timers and TTLs that are set, to go to the next or to any of them. */
export function Timers({ actions, now }: TimersProps): ReactNode {
  const [open, setOpen] = useState(false);
  const go = (timer: Parameters<TimeActions['timer']>[0]): void => {
    actions.timer(timer);
    setOpen(false);
  };
  return (
    <>
      <IconButton
        small
        icon="timer"
        label={text.time.timers.open}
        shortcut={shownKey('nextTimer')}
        tip="above"
        onClick={() => setOpen(true)}
      />
      <Dialog open={open} title={text.time.timers.title} onClose={() => setOpen(false)}>
        <List now={now} onGo={go} />
      </Dialog>
    </>
  );
}

function List({ now, onGo }: { readonly now: number; readonly onGo: TimeActions['timer'] }): ReactNode {
  const timers = useView({ view: 'timers' }) ?? [];
  const words = text.time.timers;
  return (
    <div className={styles.timers}>
      <p>{timers.length === 0 ? words.none : words.says}</p>
      {timers.some((timer) => !timer.routine) && (
        <Button look="primary" icon="timer" shortcut={shownKey('nextTimer')} onClick={() => onGo(null)}>
          {words.next}
        </Button>
      )}
      <ul>
        {timers.map((timer) => (
          <li key={`${timer.node} ${timer.name}`}>
            <button type="button" data-routine={timer.routine || undefined} onClick={() => onGo(timer)}>
              <span className="num">{words.at(seconds(timer.at))}</span>
              <span>{timer.says}</span>
              <span className="num">{words.inTime(duration(timer.at - now))}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
