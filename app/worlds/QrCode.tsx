import type { ReactNode } from 'react';
import { encode } from 'uqr';
import styles from './QrCode.module.css';

/** Squares of quiet around a code, without which a camera does not find it. */
const QUIET = 4;

/** A QR code, black on white in every theme: cameras read nothing else for sure. */
export function QrCode({ value, label }: { readonly value: string; readonly label: string }): ReactNode {
  const { data, size } = encode(value, { ecc: 'L', border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
}
