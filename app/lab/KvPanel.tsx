import type { ReactNode } from 'react';
import { useState } from 'react';
import { KvCommands } from '../stage/kv/KvCommands.tsx';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { useRegionName } from '../ui/region-name.ts';
import { KeysPanel, type KeysShape } from './KeysPanel.tsx';
import styles from './KvPanel.module.css';

interface KvPanelProps {
  readonly node: string;
  /** Begins with the survey of all keys. */
  readonly survey?: boolean;
  readonly onSelect: (id: string) => void;
}

/** A Redis server on the stage: its keys, the structure of the one that is open, or else what it was asked last. */
export function KvPanel({ node, survey = false, onSelect }: KvPanelProps): ReactNode {
  const view = useView({ view: 'kv', node });
  const region = useRegionName(text.kv.commands.title);
  // Here, so that it stays as it is when another server is chosen.
  const [shape, setShape] = useState<KeysShape>(survey ? 'survey' : 'grid');
  if (!view) return null;
  return (
    <KeysPanel node={node} view={view} shape={shape} onShape={setShape} onSelect={onSelect}>
      <div className={styles.panel} tabIndex={0} role="region" aria-label={region}>
        <KvCommands commands={view.commands} onSelect={onSelect} />
      </div>
    </KeysPanel>
  );
}
