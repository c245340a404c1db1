import type { ReactNode } from 'react';

/** A message on its way. */
export function Brand(): ReactNode {
  return (
    <svg width={24} height={16} viewBox="0 0 24 16" aria-hidden="true">
      <path
        d="M11.500 2.200 22 8l-10.500 5.800Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth={1.5}
        strokeLinejoin="round"
      />
      <path d="M1 8h1.500M5 8h3" stroke="currentColor" strokeWidth={2.2} strokeLinecap="round" />
    </svg>
  );
}
