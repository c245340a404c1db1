import type { ReactNode } from 'react';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** One sentence for whoever listens: what the last step did. Polite, and there from the first render on. */
export function LiveRegion({ says }: { readonly says: string }): ReactNode {
  return (
    <VisuallyHidden as="div">
      <div role="status" aria-live="polite" aria-atomic="true" data-testid="live">
        {says}
      </div>
    </VisuallyHidden>
  );
}
