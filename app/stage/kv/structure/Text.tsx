import type { ReactNode } from 'react';
import { useState } from 'react';
import type { StructureView } from '../../../../engine/host/protocol.ts';
import { shown } from '../../../../engine/scene/text-values.ts';
import { text } from '../../../text/text.ts';
import { count } from '../../../text/words.ts';
import { Segmented } from '../../../ui/Segmented.tsx';
import styles from './Structure.module.css';

const words = text.kv.structure;

/** Bytes in a row of bits, and rows drawn. */
const ROW = 8;
const ROWS_MAX = 64;

const isPlain = (value: string): boolean => /^[\x20-\x7e\s]*$/.test(value);

/** A string as text, or as the bits that SETBIT writes and BITCOUNT counts: bit 0 is the highest of the first byte. */
export function Text({ view }: { readonly view: Extract<StructureView, { shape: 'text' }> }): ReactNode {
  const [chosen, setChosen] = useState<'text' | 'bits' | null>(null);
  const as = chosen ?? (isPlain(view.text) ? 'text' : 'bits');
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.string}>
      <Segmented
        label={words.as}
        options={[
          { value: 'text', label: words.text },
          { value: 'bits', label: words.bits },
        ]}
        value={as}
        onChange={setChosen}
      />
      {as === 'text' ? <pre className={styles.text}>{shown(view.text)}</pre> : <Bits value={view.text} />}
    </div>
  );
}

function Bits({ value }: { readonly value: string }): ReactNode {
  const bytes = Array.from(value, (byte) => byte.charCodeAt(0));
  const ones = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  const rows = Array.from({ length: Math.min(ROWS_MAX, Math.ceil(bytes.length / ROW)) }, (_, i) =>
    bytes.slice(i * ROW, (i + 1) * ROW),
  );
  return (
    <>
      <p className={styles.says}>{words.bitsOf(count(bytes.length * 8), count(ones))}</p>
      <ol className={styles.bits}>
        {rows.map((row, i) => (
          <li key={i}>
            <small>{count(i * ROW * 8)}</small>
            <code>
              {row.map((byte, at) => (
                <span key={at}>
                  {Array.from(byte.toString(2).padStart(8, '0'), (bit, place) => (
                    <span key={place} data-one={bit === '1' || undefined}>
                      {bit}
                    </span>
                  ))}
                </span>
              ))}
            </code>
          </li>
        ))}
      </ol>
      {bytes.length > rows.length * ROW && (
        <p className={styles.says}>{words.more(count((bytes.length - rows.length * ROW) * 8))}</p>
      )}
    </>
  );
}
