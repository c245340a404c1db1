import type { ReactNode } from 'react';
import type { StructureView } from '../../../../engine/host/protocol.ts';
import { shown } from '../../../../engine/scene/text-values.ts';
import { text } from '../../../text/text.ts';
import { bytes, count } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import { Registers } from './Registers.tsx';
import { Buckets, SkipList } from './SkipList.tsx';
import styles from './Structure.module.css';
import { Text } from './Text.tsx';

const words = text.kv.structure;

/** A value as its server keeps it: the structure that OBJECT ENCODING names, drawn. */
export function Structure({ view }: { readonly view: StructureView }): ReactNode {
  switch (view.shape) {
    case 'text':
      return <Text view={view} />;
    case 'hyperloglog':
      return <Registers view={view} />;
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
      {view.groups.map((group) => (
        <Group key={group.name} view={view} group={group} />
      ))}
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

/** The entries of a stream as one row, and how far a group has read them: what lies behind, what is pending, what is new. */
function Group({
  view,
  group,
}: {
  readonly view: Extract<StructureView, { shape: 'stream' }>;
  readonly group: Extract<StructureView, { shape: 'stream' }>['groups'][number];
}): ReactNode {
  const pending = new Map(group.pending.map((one) => [one.id, one]));
  const entries = view.nodes.flatMap((node) => node.entries);
  const read = entries.findLastIndex(({ id }) => !isLater(id, group.lastId));
  return (
    <section className={styles.group} aria-label={words.groupOf(shown(group.name))}>
      <p className={styles.says}>
        {words.groupOf(shown(group.name))}: {words.groupAt(group.lastId, count(group.pendingCount))}
      </p>
      <ol>
        {entries.map(({ id }, i) => {
          const held = pending.get(id);
          return (
            <li key={id} data-state={held ? 'pending' : i <= read ? 'read' : 'new'} data-last={i === read || undefined}>
              <code>{id}</code>
              <small>
                {held ? words.heldBy(shown(held.consumer), held.deliveries) : i <= read ? words.acked : words.fresh}
              </small>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Whether an ID of a stream comes after another. */
function isLater(id: string, other: string): boolean {
  const [ms = '', seq = ''] = id.split('-');
  const [otherMs = '', otherSeq = ''] = other.split('-');
  return BigInt(ms) > BigInt(otherMs) || (ms === otherMs && BigInt(seq) > BigInt(otherSeq));
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
