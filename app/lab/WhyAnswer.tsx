import type { ReactNode } from 'react';
import { WhyChain } from '../inspector/WhyChain.tsx';
import { time } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';

/** The chain of causes behind one question. */
export function WhyAnswer({ id, question }: { readonly id: string; readonly question: string }): ReactNode {
  const why = useView({ view: 'why', id, question });
  return why && <WhyChain why={why} onGo={(step) => void time.seekStep(step)} />;
}
