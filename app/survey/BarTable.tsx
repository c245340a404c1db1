import type { ReactNode } from 'react';
import styles from './BarTable.module.css';

interface BarTableProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly name: ReactNode;
    /** Of the whole, from 0 to 1. */
    readonly share: number;
    readonly cells: readonly string[];
  }[];
  /** Takes the whole width. */
  readonly wide?: boolean;
}

/** Bars that are a table: each row says in figures what its bar shows. */
export function BarTable({ caption, head, rows, wide = false }: BarTableProps): ReactNode {
  return (
    <table className={styles.table} data-wide={wide || undefined}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, share, cells }) => (
          <tr key={id}>
            <th scope="row">
              <span className={styles.name}>{name}</span>
              <span className={styles.bar} style={{ width: `${Math.min(100, share * 100)}%` }} aria-hidden="true" />
            </th>
            {cells.map((cell, at) => (
              <td key={at} className="num">
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
