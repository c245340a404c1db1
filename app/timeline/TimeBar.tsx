import type { ReactNode } from 'react';
import { shownKey } from '../keys/key-map.ts';
import { text } from '../text/text.ts';
import { exactSeconds, speedWord } from '../text/words.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { positionOf, SPEED_MAX, SPEED_MIN, speedAt } from './axis.ts';
import { BranchSelect } from './BranchSelect.tsx';
import { BranchTree } from './BranchTree.tsx';
import { ClockText } from './ClockText.tsx';
import type { Clock } from './clock.ts';
import { StopWhen } from './StopWhen.tsx';
import styles from './TimeBar.module.css';
import { TimeLine } from './TimeLine.tsx';
import { Timers } from './Timers.tsx';
import type { TimeView } from './view.ts';

export interface TimeActions {
  playPause(): void;
  step(direction: 1 | -1): void;
  milestone(direction: 1 | -1): void;
  speed(speed: number): void;
  /** Shows the world at an instant of this branch. */
  seek(at: number): void;
  fork(): void;
  branch(id: string): void;
  /** '' is for never. Says what is wrong with a condition, '' when nothing is. */
  stopWhen(condition: string): Promise<string>;
  /** To that timer, or the next that is not routine. */
  timer(timer: { readonly node: string; readonly name: string } | null): void;
  rename(branch: number, name: string): void;
  remove(branch: number): void;
}

interface TimeBarProps {
  readonly view: TimeView;
  readonly clock: Clock;
  readonly actions: TimeActions;
}

/** The foot of lesson and lab: transport, speed, the line of time with its branches, the clock. */
export function TimeBar({ view, clock, actions }: TimeBarProps): ReactNode {
  return (
    <footer className={styles.time} aria-label={text.time.label}>
      <div className={styles.transport}>
        <div className={styles.keys} role="group" aria-label={text.time.label}>
          <Transport view={view} actions={actions} />
          <span className={styles.fork}>
            <Button
              look="plain"
              icon="fork"
              onClick={actions.fork}
              aria-label={text.time.forkHere}
              aria-keyshortcuts={shownKey('fork')}
            >
              <span className={styles.forkWord}>{text.time.fork}</span>
            </Button>
          </span>
        </div>
        <label className={styles.speed}>
          <span>{text.time.speed}</span>
          <input
            type="range"
            min={SPEED_MIN}
            max={SPEED_MAX}
            step={1}
            value={positionOf(view.speed)}
            aria-valuetext={speedWord(view.speed)}
            onChange={(event) => actions.speed(speedAt(Number(event.target.value)))}
          />
          <span className={`${styles.rate} num`}>{speedWord(view.speed)}</span>
        </label>
      </div>
      <TimeLine view={view} clock={clock} onSeek={actions.seek} onBranch={actions.branch} />
      <div className={styles.clock}>
        <div className={styles.top}>
          <p className={`${styles.now} num`}>
            <ClockText clock={clock} write={exactSeconds} /> <small>{text.time.axis}</small>
          </p>
          <Timers actions={actions} now={view.now} />
          <BranchTree view={view} actions={actions} />
        </div>
        <p className={styles.says}>
          {view.playing ? text.time.playing : view.says ? text.time.paused(view.says) : text.time.pausedPlain}
        </p>
        <div className={styles.stop}>
          <span aria-hidden="true">{text.time.stopWhen}</span>
          <StopWhen view={view} actions={actions} />
          <BranchSelect view={view} actions={actions} />
        </div>
      </div>
    </footer>
  );
}

/** Back, play, on: shared by the time bar, the phone's foot and the home page. */
export function Transport({
  view,
  actions,
  small = false,
}: {
  readonly view: Pick<TimeView, 'playing'>;
  readonly actions: Pick<TimeActions, 'playPause' | 'step' | 'milestone'>;
  readonly small?: boolean;
}): ReactNode {
  return (
    <>
      {!small && (
        <IconButton
          icon="previous"
          label={text.time.previous}
          shortcut={shownKey('milestoneBack')}
          tip="above"
          onClick={() => actions.milestone(-1)}
        />
      )}
      <IconButton
        icon="back"
        label={text.time.back}
        shortcut={shownKey('stepBack')}
        tip="above"
        onClick={() => actions.step(-1)}
      />
      <span className={styles.play}>
        <IconButton
          icon={view.playing ? 'pause' : 'play'}
          filled
          label={view.playing ? text.time.pause : text.time.play}
          shortcut={shownKey('playPause')}
          tip="above"
          onClick={actions.playPause}
        />
      </span>
      <IconButton
        icon="step"
        label={text.time.step}
        shortcut={shownKey('stepForward')}
        tip="above"
        onClick={() => actions.step(1)}
      />
      {!small && (
        <IconButton
          icon="next"
          label={text.time.next}
          shortcut={shownKey('milestoneForward')}
          tip="above"
          onClick={() => actions.milestone(1)}
        />
      )}
    </>
  );
}
