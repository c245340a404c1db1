import type { ReactNode } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { DurabilityLadder } from '../stage/kv/DurabilityLadder.tsx';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './InspectPanel.module.css';
import { Selection } from './Selection.tsx';

interface InspectPanelProps {
  readonly main: NodeView | undefined;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
}

/** What is selected; beside a Redis server its durability ladder, which is what there is to see when nothing is. */
export function InspectPanel({ main, selected, onSelect }: InspectPanelProps): ReactNode {
  const server = main?.kind === 'server' ? main.id : null;
  const kv = useView(server === null ? null : { view: 'kv', node: server });
  if (kv && selected === null) return <DurabilityLadder view={kv.ladder} selected={selected} onSelect={onSelect} />;
  return (
    <div className={styles.panel}>
      <Selection id={selected} />
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
