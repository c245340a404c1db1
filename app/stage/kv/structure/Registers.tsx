import type { ReactNode } from 'react';
import type { StructureView } from '../../../../engine/host/protocol.ts';
import { text } from '../../../text/text.ts';
import { bytes, count } from '../../../text/words.ts';
import { DataTable } from '../../../ui/DataTable.tsx';
import styles from './Structure.module.css';

const words = text.kv.structure.registers;

/** The registers of a HyperLogLog: each remembers the longest run of zeros that it has seen; the more, the more was counted. */
export function Registers({ view }: { readonly view: Extract<StructureView, { shape: 'hyperloglog' }> }): ReactNode {
  const most = Math.max(1, ...view.cells);
  const taken = view.histogram.slice(1).reduce((sum, n) => sum + n, 0);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.title}>
      <p className={styles.says}>
        {words.says(count(view.estimate), view.sparse ? words.sparse : words.dense, bytes(view.bytes), count(taken))}
      </p>
      <div className={styles.registers} aria-hidden="true">
        {view.cells.map((value, i) => (
          <i key={i} style={{ opacity: value === 0 ? 0 : 0.2 + (0.8 * value) / most }} title={words.cell(i, value)} />
        ))}
      </div>
      <DataTable
        caption={words.histogram}
        head={[words.value, words.registers]}
        rows={view.histogram.flatMap((n, value) =>
          n === 0 ? [] : [{ id: String(value), cells: [value === 0 ? words.never : String(value), count(n)] }],
        )}
      />
    </div>
  );
}
