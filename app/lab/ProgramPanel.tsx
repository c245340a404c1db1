import type { ReactNode } from 'react';
import { ProgramStage } from '../stage/program/ProgramStage.tsx';
import { useView } from '../store/use-view.ts';

interface ProgramPanelProps {
  /** The program shown. */
  readonly node: string;
  readonly nodes: readonly string[];
  readonly onNode: (node: string) => void;
  readonly world: string;
}

/** One of the world's client programs. */
export function ProgramPanel({ node, nodes, onNode, world }: ProgramPanelProps): ReactNode {
  const view = useView({ view: 'program', node });
  return view && <ProgramStage view={view} nodes={nodes} onNode={onNode} world={world} />;
}
