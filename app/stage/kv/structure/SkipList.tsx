import type { ReactNode } from 'react';
import type { SkiplistNode, StructureView } from '../../../../engine/host/protocol.ts';
import { shown } from '../../../../engine/scene/text-values.ts';
import { text } from '../../../text/text.ts';
import { count } from '../../../text/words.ts';
import styles from './Structure.module.css';
import { LEVEL, laneY, layoutSkipList } from './skip-list-layout.ts';

type SkipListView = Extract<StructureView, { shape: 'skiplist' }>;

/** A sorted set's skip list: one column a node, one cell a level, spans on the pointers; the way of the last search lit. */
export function SkipList({ view }: { readonly view: SkipListView }): ReactNode {
  const layout = layoutSkipList(view);
  const words = text.kv.structure;
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.skiplist}>
      <svg width={layout.width} height={layout.height} aria-hidden="true">
        <text className={styles.quiet} x={0} y={12}>
          {words.level}
        </text>
        {Array.from({ length: view.level }, (_, lane) => (
          <text key={lane} className={styles.mono} x={8} y={laneY(layout, lane) + 4}>
            {lane + 1}
          </text>
        ))}
        {layout.pointers.map((pointer) => (
          <g key={`${pointer.fromRank} ${pointer.lane}`} data-lit={pointer.lit || undefined} className={styles.pointer}>
            <path d={`M${pointer.x1} ${pointer.y}H${pointer.x2 - 6}`} />
            <path className={styles.head} d={`M${pointer.x2} ${pointer.y}l-8-4v8Z`} />
            {pointer.span > 1 && (
              <>
                <rect x={pointer.mid - 12} y={pointer.y - 9} width={24} height={18} rx={9} />
                <text x={pointer.mid} y={pointer.y + 4}>
                  {pointer.lit ? `+${pointer.span}` : pointer.span}
                </text>
              </>
            )}
          </g>
        ))}
        {view.nodes.map((node, i) => (
          <Column
            key={node.rank}
            node={node}
            x={layout.xs[i] ?? 0}
            lit={layout.litRanks}
            found={layout.found === node.rank}
            y={(lane) => laneY(layout, lane)}
            base={layout.base}
          />
        ))}
      </svg>
      <Buckets buckets={view.buckets} sizes={view.bucketSizes} label={words.besideTable(count(view.buckets))} />
    </div>
  );
}

interface ColumnProps {
  readonly node: SkiplistNode;
  readonly x: number;
  readonly lit: ReadonlySet<string>;
  /** The search ended here. */
  readonly found: boolean;
  readonly y: (lane: number) => number;
  readonly base: number;
}

function Column({ node, x, lit, found, y, base }: ColumnProps): ReactNode {
  const head = node.rank < 0;
  return (
    <g className={styles.column}>
      {node.lanes.map((_, lane) => (
        <g key={lane} data-lit={lit.has(`${node.rank} ${lane}`) || undefined}>
          <rect x={x} y={y(lane) - LEVEL / 2} width={LEVEL} height={LEVEL} />
          <circle cx={x + LEVEL - 10} cy={y(lane)} r={2.5} />
        </g>
      ))}
      <text className={styles.member} data-found={found || undefined} x={x + LEVEL / 2} y={base + 18}>
        {head ? text.kv.structure.head : clipped(shown(node.member))}
      </text>
      {!head && (
        <text className={styles.score} x={x + LEVEL / 2} y={base + 33}>
          {node.score}
        </text>
      )}
    </g>
  );
}

const clipped = (name: string): string => (name.length > 7 ? `${name.slice(0, 6)}…` : name);

/** The buckets of a hash table, a dot for each entry. */
export function Buckets({
  buckets,
  sizes,
  label,
}: {
  readonly buckets: number;
  readonly sizes: readonly number[];
  readonly label: string;
}): ReactNode {
  return (
    <div className={styles.buckets}>
      <span>{label}</span>
      <span className={styles.row}>
        {sizes.map((size, i) => (
          <span key={i} className={styles.bucket} data-empty={size === 0 || undefined} title={`${i}: ${size}`}>
            {size <= 3 ? '•'.repeat(size) : size}
          </span>
        ))}
        {buckets > sizes.length && (
          <span className={styles.more}>{text.kv.structure.more(count(buckets - sizes.length))}</span>
        )}
      </span>
    </div>
  );
}
