import type { ReactNode } from 'react';
import { useState } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { DurabilityLadder } from '../stage/kv/DurabilityLadder.tsx';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { FilesDialog } from './FilesDialog.tsx';
import styles from './InspectPanel.module.css';
import { NodePanel } from './NodePanel.tsx';
import { Selection } from './Selection.tsx';

interface InspectPanelProps {
  readonly main: NodeView | undefined;
  /** So that a node can be selected too. */
  readonly nodes?: readonly NodeView[];
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
}

/** What is selected; beside a Redis server its durability ladder, which is what there is to see when nothing is. */
export function InspectPanel({ main, nodes = [], selected, onSelect }: InspectPanelProps): ReactNode {
  const server = main?.kind === 'server' ? main.id : null;
  const kv = useView(server === null ? null : { view: 'kv', node: server });
  const node = nodes.find(({ id }) => id === selected);
  const [files, setFiles] = useState(false);
  if (kv && server !== null && selected === null)
    return (
      <div className={styles.panel}>
        <DurabilityLadder view={kv.ladder} selected={selected} onSelect={onSelect} />
        <div className={styles.back}>
          <Button look="plain" icon="file" onClick={() => setFiles(true)}>
            {text.files.open}
          </Button>
        </div>
        <FilesDialog node={server} open={files} onClose={() => setFiles(false)} />
      </div>
    );
  return (
    <div className={styles.panel}>
      {node ? <NodePanel node={node} onSelect={onSelect} /> : <Selection id={selected} />}
      {kv && (
        <div className={styles.back}>
          <Button look="plain" icon="left" onClick={() => onSelect(null)}>
            {text.ladder.title}
          </Button>
        </div>
      )}
    </div>
  );
}
