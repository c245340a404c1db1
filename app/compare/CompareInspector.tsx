import type { ReactNode } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { InspectPanel } from '../lab/InspectPanel.tsx';
import { SideContext } from '../store/side.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import type { SideName } from './Compared.tsx';
import styles from './CompareInspector.module.css';
import { Differences } from './Differences.tsx';

interface CompareInspectorProps {
  readonly main: NodeView;
  readonly selected: { readonly id: string; readonly side: SideName } | null;
  readonly onSelect: (id: string, side: SideName) => void;
  readonly onInspect: (id: string | null) => void;
}

/** While two worlds are compared: what differs, or the life of what was selected in one of them. */
export function CompareInspector({ main, selected, onSelect, onInspect }: CompareInspectorProps): ReactNode {
  if (selected === null) return <Differences node={main.id} onSelect={onSelect} />;
  return (
    <SideContext value={selected.side === 'other' ? 'other' : undefined}>
      <div className={styles.panel}>
        <p>
          <Button look="plain" icon="left" onClick={() => onInspect(null)}>
            {text.compare.back}
          </Button>
          <span>{text.compare[selected.side]}</span>
        </p>
        <InspectPanel main={main} selected={selected.id} onSelect={onInspect} />
      </div>
    </SideContext>
  );
}
