import type { ReactNode } from 'react';
import type { EvictionMeasure, MemoryView } from '../../../../engine/host/protocol.ts';
import { shown } from '../../../../engine/scene/text-values.ts';
import type { EvictionView } from '../../../../engine/scene/views.ts';
import { text } from '../../../text/text.ts';
import { bytes, count, duration, seconds } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import styles from './Server.module.css';

const words = text.server.memory;

interface MemoryProps {
  readonly view: MemoryView;
  readonly evictions: readonly EvictionView[];
  /** The server's own clock, Unix milliseconds. */
  readonly nowMs: number;
}

/** How full it is, who would go next and why, and who went. */
export function Memory({ view, evictions, nowMs }: MemoryProps): ReactNode {
  const { used, maxmemory, by } = view;
  return (
    <>
      {maxmemory > 0 && (
        <meter
          className={styles.meter}
          aria-label={words.label}
          min={0}
          max={maxmemory}
          high={maxmemory * 0.9}
          value={used}
        />
      )}
      <p className={styles.says}>
        {maxmemory > 0 ? words.of(bytes(used), bytes(maxmemory)) : words.unlimited(bytes(used))},{' '}
        <code>{view.policy}</code>
        {view.evicted > 0 && `, ${words.evicted(count(view.evicted))}`}
      </p>
      {by !== null && view.pool.length > 0 ? (
        <Pool view={view} by={by} nowMs={nowMs} />
      ) : (
        maxmemory > 0 && <p className={styles.quiet}>{noPool(view)}</p>
      )}
      {evictions.length > 0 && (
        <DataTable
          caption={words.latest}
          head={[words.at, words.key, words.why]}
          rows={evictions.slice(0, 8).map((one) => ({
            id: String(one.seq),
            cells: [seconds(one.at), <code key="k">{one.key}</code>, one.says],
          }))}
        />
      )}
    </>
  );
}

function noPool({ policy, by }: MemoryView): string {
  if (policy === 'noeviction') return words.noPool.noeviction;
  return by === null ? words.noPool.random : words.noPool.empty;
}

/** The candidates, the best to evict first; each bar as long as what speaks for evicting it. */
function Pool({
  view: { pool, samples },
  by,
  nowMs,
}: {
  readonly view: MemoryView;
  readonly by: EvictionMeasure;
  readonly nowMs: number;
}): ReactNode {
  const weights = pool.map(({ value }) => weight(value, by, nowMs));
  const most = Math.max(1, ...weights);
  return (
    <figure className={styles.pool}>
      <figcaption className={styles.says}>{words.pool(samples)}</figcaption>
      <ol>
        {pool.map(({ db, key, value }, i) => (
          <li key={`${db} ${key}`} data-next={i === 0 || undefined}>
            <code>{shown(key)}</code>
            <span className={styles.track} aria-hidden="true">
              <i style={{ width: `${(100 * (weights[i] ?? 0)) / most}%` }} />
            </span>
            <small>
              {measured(value, by, nowMs)}
              {i === 0 && <b>, {words.next}</b>}
            </small>
          </li>
        ))}
      </ol>
    </figure>
  );
}

/** What speaks for evicting it: the larger, the longer the bar. */
function weight(value: number, by: EvictionMeasure, nowMs: number): number {
  if (by === 'idle') return value;
  return by === 'frequency' ? 255 - value : 1 / Math.max(1, value - nowMs);
}

function measured(value: number, by: EvictionMeasure, nowMs: number): string {
  if (by === 'frequency') return words.by.frequency(count(value));
  return words.by[by](duration(1000 * (by === 'idle' ? value : Math.max(0, value - nowMs))));
}
