import type { ReactNode } from 'react';
import { useView } from '../store/use-view.ts';
import { KvCommands } from '../stage/kv/KvCommands.tsx';

interface KvPanelProps {
  readonly node: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** A Redis server on the stage. */
export function KvPanel({ node, onSelect }: KvPanelProps): ReactNode {
  const view = useView({ view: 'kv', node });
  return view && <KvCommands commands={view.commands} onSelect={onSelect} />;
}
