import type { ReactNode } from 'react';
import type { ReplicationView } from '../../../../engine/host/protocol.ts';
import { text } from '../../../text/text.ts';
import { bytes, count, duration } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import styles from './Server.module.css';

const words = text.server.replication;

/** A server's part in replication: the history as a tape, the piece of it that the backlog keeps, where each replica is. */
export function Replication({ view, nowMs }: { readonly view: ReplicationView; readonly nowMs: number }): ReactNode {
  const { primary, replicas, backlog, offset } = view;
  if (primary === null && replicas.length === 0 && backlog === null)
    return <p className={styles.quiet}>{words.alone}</p>;
  return (
    <>
      <p className={styles.says}>
        {[
          ...(primary === null ? [] : [words.from(`${primary.host}:${primary.port}`, primary.phase)]),
          ...(primary?.heardAt ? [words.heard(duration(Math.max(0, nowMs - primary.heardAt) * 1000))] : []),
          words.history(view.history.slice(0, 8), count(offset)),
          backlog === null
            ? words.noBacklog
            : words.backlog(count(backlog.from), count(backlog.to), bytes(backlog.size)),
          ...(view.waiting > 0 ? [words.waiting(view.waiting)] : []),
        ].join(', ')}
      </p>
      <Tape view={view} />
      {replicas.length > 0 && (
        <DataTable
          caption={words.title}
          head={[words.replica, words.phase, words.acked, words.sent, words.behind, words.lag]}
          rows={replicas.map((replica) => ({
            id: String(replica.client),
            cells: [
              <code key="h">{`${replica.host}:${replica.port}`}</code>,
              replica.phase,
              count(replica.acked),
              count(replica.sentTo),
              words.behindBy(bytes(replica.behind)),
              replica.ackedAt === null ? words.never : words.ago(duration(Math.max(0, nowMs - replica.ackedAt) * 1000)),
            ],
          }))}
        />
      )}
    </>
  );
}

/** Markers closer than this, in hundredths of the tape, share a line. */
const APART = 14;

/** The history from the first byte that matters to its end; the table beside it says the same in numbers. */
function Tape({ view }: { readonly view: ReplicationView }): ReactNode {
  const { offset, backlog, replicas } = view;
  const first = Math.max(0, Math.min(offset, backlog?.from ?? offset, ...replicas.map(({ acked }) => acked)));
  const share = (at: number): number => (offset === first ? 100 : (100 * (at - first)) / (offset - first));
  const marks = [...replicas]
    .sort((a, b) => b.acked - a.acked)
    .map((replica) => ({ replica, at: Math.min(100, Math.max(0, share(replica.acked))) }));
  const lines = marks.map(({ at }, i) => marks.slice(0, i).filter((other) => Math.abs(other.at - at) < APART).length);
  return (
    <div
      className={styles.tape}
      aria-hidden="true"
      style={{ height: 40 + 20 * Math.max(1, ...lines.map((n) => n + 1)) }}
    >
      <span className={styles.ends}>
        <small>{count(first)}</small>
        <small>
          {words.here} {count(offset)}
        </small>
      </span>
      <div className={styles.history}>
        {backlog !== null && <i style={{ left: `${share(backlog.from)}%`, right: 0 }} />}
        {marks.map(({ replica, at }, i) => (
          <span
            key={replica.client}
            className={styles.mark}
            data-late={at < 50 || undefined}
            style={{ left: `${at}%`, height: 18 + 20 * ((lines[i] ?? 0) + 1) }}
          >
            <small>{words.at(replica.host, count(replica.acked))}</small>
          </span>
        ))}
      </div>
    </div>
  );
}
