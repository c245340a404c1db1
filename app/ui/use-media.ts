import { useSyncExternalStore } from 'react';

/** Whether a media query holds, kept up to date. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}

/** Room for one column only: the phone's layout. */
export const PHONE = '(max-width: 719px)';
/** Two columns: the inspector lies under the narrative. */
export const NARROW = '(max-width: 1199px)';
export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)';
