import type { ReactNode } from 'react';
import type { StructureView } from '../../../../engine/host/protocol.ts';
import { shown } from '../../../../engine/scene/text-values.ts';
import { text } from '../../../text/text.ts';
import { bytes, count } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import { Buckets, SkipList } from './SkipList.tsx';
import styles from './Structure.module.css';

const words = text.kv.structure;

/** A value as its server keeps it: the structure that OBJECT ENCODING names, drawn. */
export function Structure({ view }: { readonly view: StructureView }): ReactNode {
  switch (view.shape) {
    case 'text':
      return <pre className={styles.text}>{shown(view.text)}</pre>;
    case 'packed':
      return <Packed view={view} />;
    case 'table':
      return (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.table}>
          <Buckets buckets={view.buckets} sizes={view.bucketSizes} label={words.tableOf(count(view.buckets))} />
          <Rows pairs={view.entries} total={view.size} />
        </div>
      );
    case 'quicklist':
      return <Quicklist view={view} />;
    case 'skiplist':
      return <SkipList view={view} />;
    case 'stream':
      return <StreamShape view={view} />;
  }
}

/** One block of memory, element after element. */
function Packed({ view }: { readonly view: Extract<StructureView, { shape: 'packed' }> }): ReactNode {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={view.encoding}>
      <p className={styles.says}>{words.packed(view.encoding, bytes(view.bytes))}</p>
      <ol className={styles.block}>
        {view.items.map((item, i) => (
          <li key={i} data-second={(view.pairs && i % 2 === 1) || undefined}>
            {shown(item)}
          </li>
        ))}
      </ol>
      {view.size * (view.pairs ? 2 : 1) > view.items.length && (
        <p className={styles.says}>{words.more(count(view.size - view.items.length / (view.pairs ? 2 : 1)))}</p>
      )}
    </div>
  );
}

/** Nodes in a chain, each a packed block. */
function Quicklist({ view }: { readonly view: Extract<StructureView, { shape: 'quicklist' }> }): ReactNode {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="quicklist">
      <p className={styles.says}>{words.quicklist(count(view.nodeCount))}</p>
      <ol className={styles.chain}>
        {view.nodes.map((node) => (
          <li key={node.at}>
            <span className={styles.caption}>{words.node(count(node.count), bytes(node.bytes))}</span>
            <ol className={styles.block}>
              {node.items.map((item, i) => (
                <li key={i}>{shown(item)}</li>
              ))}
              {node.count > node.items.length && (
                <li data-second>{words.more(count(node.count - node.items.length))}</li>
              )}
            </ol>
          </li>
        ))}
      </ol>
    </div>
  );
}

function StreamShape({ view }: { readonly view: Extract<StructureView, { shape: 'stream' }> }): ReactNode {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="stream">
      <p className={styles.says}>{words.stream(count(view.length), count(view.nodeCount), view.lastId)}</p>
      <DataTable
        caption={words.entries}
        head={[words.id, words.fields]}
        rows={view.nodes.flatMap((node) =>
          node.entries.map((entry) => ({
            id: entry.id,
            cells: [<code key="i">{entry.id}</code>, <code key="f">{entry.fields.map(shown).join(' ')}</code>],
          })),
        )}
      />
      {view.groups.length > 0 && (
        <DataTable
          caption={words.groups}
          head={[words.group, words.lastDelivered, words.pending, words.consumers]}
          rows={view.groups.map((group) => ({
            id: group.name,
            cells: [
              shown(group.name),
              <code key="l">{group.lastId}</code>,
              count(group.pendingCount),
              group.consumers.map((one) => shown(one.name)).join(', '),
            ],
          }))}
        />
      )}
    </div>
  );
}

function Rows({
  pairs,
  total,
}: {
  readonly pairs: readonly (readonly [string, string | null])[];
  readonly total: number;
}): ReactNode {
  // A set's table holds members and nothing beside them.
  const valued = pairs.some(([, value]) => value !== null);
  return (
    <>
      <DataTable
        caption={words.entries}
        head={valued ? [words.field, words.value] : [words.field]}
        rows={pairs.map(([field, value]) => ({
          id: field,
          cells: [
            <code key="f">{shown(field)}</code>,
            ...(valued ? [<code key="v">{value === null ? '' : shown(value)}</code>] : []),
          ],
        }))}
      />
      {total > pairs.length && <p className={styles.says}>{words.more(count(total - pairs.length))}</p>}
    </>
  );
}
