import type { ReactNode } from 'react';
import styles from './KeyGrid.module.css';

const AROUND = 2 * Math.PI * 5;

/** Time to live as a ring that drains, from twelve o'clock on. */
export function TtlRing({ leftFor, outOf }: { readonly leftFor: number; readonly outOf: number }): ReactNode {
  const left = outOf > 0 ? Math.min(1, Math.max(0, leftFor / outOf)) : 0;
  return (
    <svg viewBox="0 0 14 14" width={13} height={13} className={styles.ring} aria-hidden="true">
      <circle cx={7} cy={7} r={5} />
      <circle
        cx={7}
        cy={7}
        r={5}
        data-left=""
        strokeDasharray={`${AROUND * left} ${AROUND}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  );
}
