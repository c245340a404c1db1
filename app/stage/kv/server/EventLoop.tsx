import type { ReactNode } from 'react';
import type { LoopView } from '../../../../engine/scene/views.ts';
import { text } from '../../../text/text.ts';
import { count, duration } from '../../../text/words.ts';
import styles from './Server.module.css';

const words = text.server.loop;

/**
 * The one thread of a server and the line in front of it: one slow command, and everybody waits. The line is a list, so
 * it is its own table twin.
 */
export function EventLoop({ view }: { readonly view: LoopView | null }): ReactNode {
  if (view === null) return <p className={styles.quiet}>{words.down}</p>;
  const { running, waiting, waitingCount, now } = view;
  return (
    <div className={styles.loop}>
      <div className={styles.thread} data-busy={running !== null || undefined}>
        {running === null ? (
          <p>{words.idle}</p>
        ) : (
          <>
            <p className={styles.command} data-id={running.group}>
              <i className={styles.swatch} />
              <code>{running.says}</code>
            </p>
            <progress
              aria-label={running.says}
              max={Math.max(1, running.to - running.from)}
              value={Math.min(now, running.to) - running.from}
            />
            <p className={styles.quiet}>
              {[
                words.running(duration(now - running.from), duration(running.to - running.from)),
                ...(running.client === '' ? [] : [words.for(running.client)]),
                ...(running.scanned > 1 ? [words.scanned(count(running.scanned))] : []),
              ].join(', ')}
            </p>
          </>
        )}
      </div>
      {waitingCount === 0 ? (
        <p className={styles.quiet}>{words.waits(0, '')}</p>
      ) : (
        <div className={styles.line}>
          <p>{words.waits(waitingCount, count(waitingCount))}</p>
          <ol aria-label={words.line}>
            {waiting.map((item) => (
              <li key={item.id} data-id={item.group}>
                <i className={styles.swatch} />
                <span>{item.client}</span> <code>{item.says}</code>
                <small>{words.since(duration(now - item.since))}</small>
              </li>
            ))}
            {waitingCount > waiting.length && <li>{words.more(count(waitingCount - waiting.length))}</li>}
          </ol>
        </div>
      )}
    </div>
  );
}
