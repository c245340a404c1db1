import type { ReactNode } from 'react';
import { useState } from 'react';
import { BrokerStage } from '../stage/broker/BrokerStage.tsx';
import { BrokerTable } from '../stage/broker/BrokerTable.tsx';
import { StageBar } from '../stage/StageBar.tsx';
import { clock } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';

interface BrokerPanelProps {
  readonly node: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The broker as picture or as table. */
export function BrokerPanel({ node, selected, onSelect }: BrokerPanelProps): ReactNode {
  const view = useView({ view: 'broker', node });
  const [table, setTable] = useState(false);
  if (!view) return null;
  return (
    <StageBar legend={view.legend} table={table} onTable={setTable}>
      {table ? (
        <BrokerTable view={view} onSelect={onSelect} />
      ) : (
        <BrokerStage view={view} clock={clock} selected={selected} onSelect={onSelect} />
      )}
    </StageBar>
  );
}
