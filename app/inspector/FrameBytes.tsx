import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useMemo, useState } from 'react';
import type { FieldSpan, FrameAnswer } from '../../engine/host/protocol.ts';
import { text } from '../text/text.ts';
import { count, bytes as size } from '../text/words.ts';
import styles from './FrameBytes.module.css';
import { byteRows, fieldOf, fieldRows, hex, printed } from './frame-rows.ts';

const PROTOCOLS: Readonly<Record<string, string>> = text.frame.protocols;

/** A frame as fields and as the bytes that they are. */
export function FrameBytes({ frame }: { readonly frame: FrameAnswer }): ReactNode {
  if (frame.size === 0) return <p className={styles.quiet}>{text.frame.noBytes}</p>;
  return (
    <>
      <p className={styles.quiet}>{text.frame.bytes(size(frame.size), PROTOCOLS[frame.protocol] ?? frame.protocol)}</p>
      <ByteView bytes={frame.bytes} fields={frame.fields} more={frame.size - frame.bytes.length} />
    </>
  );
}

interface ByteViewProps {
  readonly bytes: Uint8Array;
  readonly fields: readonly FieldSpan[];
  /** Where the bytes begin in what they are of. */
  readonly base?: number;
  /** What stands there from this place on would not survive; nothing where it is left out. */
  readonly safeTo?: number;
  /** How many bytes behind these are not shown. */
  readonly more: number;
}

/**
 * Bytes with the fields that they are. A field lights its bytes, a byte its field; with the keyboard the list of
 * fields is walked up and down.
 */
export function ByteView({ bytes, fields, base = 0, safeTo = Infinity, more }: ByteViewProps): ReactNode {
  const rows = useMemo(() => fieldRows(fields), [fields]);
  const dump = useMemo(() => byteRows(bytes), [bytes]);
  const [lit, setLit] = useState<string | null>(null);
  const id = useId();
  const shown = rows.find((row) => row.id === lit);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = shown ? rows.indexOf(shown) : -1;
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + way))];
    setLit(next?.id ?? null);
    document.getElementById(`${id}-${next?.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const isLit = (byte: number): boolean => shown !== undefined && shown.field.from <= byte && byte < shown.field.to;
  return (
    <div className={styles.frame}>
      <ul
        className={styles.fields}
        role="listbox"
        tabIndex={0}
        aria-label={text.frame.fields}
        aria-activedescendant={shown ? `${id}-${shown.id}` : undefined}
        onKeyDown={onKeyDown}
      >
        {rows.map(({ id: row, depth, field }) => (
          <li
            key={row}
            id={`${id}-${row}`}
            role="option"
            aria-selected={row === lit}
            aria-label={text.frame.field(field.name, field.value, base + field.from, base + field.to)}
            style={{ paddingLeft: 8 + depth * 12 }}
            data-group={field.parts.length > 0 || undefined}
            onPointerEnter={() => setLit(row)}
            onClick={() => setLit(row)}
          >
            <span>{field.name}</span>
            <b>{field.value}</b>
          </li>
        ))}
      </ul>
      <pre className={styles.dump} role="region" aria-label={text.frame.hex} tabIndex={0}>
        {dump.map(({ offset, bytes: row }) => (
          <span key={offset} className={styles.row}>
            <i>{(base + offset).toString(16).padStart(4, '0')}</i>
            {[hex, printed].map((write, column) => (
              <span key={column} data-text={column === 1 || undefined}>
                {row.map((byte, i) => (
                  <span
                    key={i}
                    data-lit={isLit(offset + i) || undefined}
                    data-unsafe={base + offset + i >= safeTo || undefined}
                    onPointerEnter={() => setLit(fieldOf(rows, offset + i)?.id ?? null)}
                  >
                    {write(byte)}
                  </span>
                ))}
              </span>
            ))}
          </span>
        ))}
      </pre>
      {more > 0 && <p className={styles.quiet}>{text.frame.more(count(more))}</p>}
    </div>
  );
}
