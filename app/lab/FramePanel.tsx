import type { ReactNode } from 'react';
import { useState } from 'react';
import type { FrameAnswer } from '../../engine/host/protocol.ts';
import { FrameBytes } from '../inspector/FrameBytes.tsx';
import { act } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './FramePanel.module.css';

/** One frame on a wire: where it is, what can be done to it while it is on its way, and the bytes that it is. */
export function FramePanel({ seq }: { readonly seq: number }): ReactNode {
  const frame = useView({ view: 'frame', seq });
  if (!frame) return null;
  const ends = text.frame.ends[frame.end](frame.arrivesAt === null ? '' : seconds(frame.arrivesAt));
  return (
    <section className={styles.frame} aria-label={text.frame.title}>
      <h3>{text.frame.title}</h3>
      <p className={styles.way}>
        <code>{frame.label}</code> {text.frame.way(frame.from, frame.to, frame.conn)},{' '}
        {frame.byHand ? text.frame.byHand : ends}
      </p>
      {(frame.end === 'flying' || frame.end === 'held') && <Deeds frame={frame} />}
      <FrameBytes frame={frame} />
    </section>
  );
}

const DELAYS = ['10ms', '100ms', '1s', '10s'] as const;

/** What can go wrong with a frame on its way. Each button prints the line that it stands for, as all of them do. */
function Deeds({ frame: { conn, sent, byHand, behind, end } }: { readonly frame: FrameAnswer }): ReactNode {
  const [by, setBy] = useState<(typeof DELAYS)[number]>('100ms');
  const give = (verb: string, more = ''): void => void act(`${verb} ${conn} ${sent}${more}`);
  return (
    <div className={styles.deeds}>
      <div>
        {byHand ? (
          <Button onClick={() => give('release')}>{text.frame.release}</Button>
        ) : (
          <Button onClick={() => give('hold')}>{text.frame.hold}</Button>
        )}
        <Button look="strong" onClick={() => give('drop')}>
          {text.frame.break}
        </Button>
        {end === 'flying' && (
          <>
            <Button onClick={() => give('lose')}>{text.frame.lose}</Button>
            <span className={styles.delay}>
              <Button onClick={() => give('delay', ` ${by}`)}>{text.frame.delay}</Button>
              <Select
                label={text.frame.delayBy}
                value={by}
                options={DELAYS.map((value) => ({ value, label: value }))}
                onChange={setBy}
              />
            </span>
          </>
        )}
      </div>
      <p>
        {end === 'flying' && text.frame.loseNote} {behind > 0 && text.frame.behind(behind)}
      </p>
    </div>
  );
}
