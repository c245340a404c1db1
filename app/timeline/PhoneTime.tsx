import type { ReactNode } from 'react';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { IconButton } from '../ui/Button.tsx';
import { BranchSelect } from './BranchSelect.tsx';
import { BranchTree } from './BranchTree.tsx';
import { ClockText } from './ClockText.tsx';
import type { Clock } from './clock.ts';
import styles from './PhoneTime.module.css';
import { StopWhen } from './StopWhen.tsx';
import type { TimeActions } from './TimeBar.tsx';
import { Transport } from './TimeBar.tsx';
import { TimeLine } from './TimeLine.tsx';
import { Timers } from './Timers.tsx';
import type { TimeView } from './view.ts';

/** The time bar within a thumb's reach. */
export function PhoneTime({
  view,
  clock,
  actions,
}: {
  readonly view: TimeView;
  readonly clock: Clock;
  readonly actions: TimeActions;
}): ReactNode {
  return (
    <footer className={styles.time} aria-label={text.time.label}>
      <TimeLine view={view} clock={clock} onSeek={actions.seek} onBranch={actions.branch} slim />
      <div className={styles.row}>
        <BranchSelect view={view} actions={actions} />
        <StopWhen view={view} actions={actions} />
      </div>
      <div className={styles.row}>
        <span className={`${styles.now} num`}>
          <ClockText clock={clock} write={seconds} /> {text.time.axis}
        </span>
        <Timers actions={actions} now={view.now} />
        <BranchTree view={view} actions={actions} />
        <IconButton icon="fork" label={text.time.forkHere} tip="above" onClick={actions.fork} />
        <Transport view={view} actions={actions} small />
        <IconButton icon="next" label={text.time.next} tip="above" onClick={() => actions.milestone(1)} />
      </div>
    </footer>
  );
}
