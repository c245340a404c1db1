import type { ReactNode } from 'react';
import { text } from '../../text/text.ts';
import { duration } from '../../text/words.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import type { KeyView, Rows } from './view.ts';

/** The key grid as a table, of the rows that are at hand. */
export function KeyTable({
  rows,
  onSelect,
}: {
  readonly rows: Rows<KeyView>;
  readonly onSelect: (key: string) => void;
}): ReactNode {
  const shown = Array.from({ length: Math.min(rows.count, 200) }, (_, index) => rows.at(index)).filter(
    (row) => row !== null,
  );
  return (
    <DataTable
      caption={text.kv.keys}
      head={[text.kv.key, text.kv.type, text.kv.encoding, text.kv.size, text.kv.ttl]}
      rows={shown.map((row) => ({
        id: row.name,
        cells: [
          <button key="k" type="button" onClick={() => onSelect(row.name)}>
            <code>{row.name}</code>
          </button>,
          row.type === null ? '' : text.kv.types[row.type],
          row.encoding,
          row.ghost ?? row.odd ?? row.size,
          row.ttl ? duration(row.ttl.leftFor) : text.kv.noTtl,
        ],
      }))}
    />
  );
}
