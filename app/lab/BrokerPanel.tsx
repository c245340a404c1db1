import type { ReactNode } from 'react';
import { useState } from 'react';
import { BrokerStage } from '../stage/broker/BrokerStage.tsx';
import { BrokerTable } from '../stage/broker/BrokerTable.tsx';
import { Neighbourhood } from '../stage/broker/Neighbourhood.tsx';
import type { StagePart } from '../stage/broker/stage-part.ts';
import { StageBar } from '../stage/StageBar.tsx';
import { clock } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import styles from './BrokerPanel.module.css';
import { TopologyDialog } from './TopologyDialog.tsx';
import type { TopologyEdit } from './topology-line.ts';

interface BrokerPanelProps {
  readonly node: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** The prompt at which the topology can be changed; null where there is none. */
  readonly prompt?: string | null;
}

/** More queues than this are not drawn one by one. */
const DRAWN_MAX = 40;
const BINDINGS_MAX = 160;

/** The broker as picture or as table; above a large one what is drawn of it. */
export function BrokerPanel({ node, selected, onSelect, prompt = null }: BrokerPanelProps): ReactNode {
  const [search, setSearch] = useState('');
  const [focus, setFocus] = useState<StagePart | null>(null);
  const view = useView({
    view: 'broker',
    node,
    window: {
      queuesMax: DRAWN_MAX,
      bindingsMax: BINDINGS_MAX,
      ...(search !== '' && { search }),
      ...(focus !== null && { focus: focus.id }),
    },
  });
  const [table, setTable] = useState(false);
  const [edit, setEdit] = useState<{ readonly begun: Partial<TopologyEdit>; readonly part: StagePart | null } | null>(
    null,
  );
  if (!view) return null;
  const large = view.counts.queues > DRAWN_MAX || search !== '' || focus !== null;
  const look = (to: StagePart | null, words: string): void => {
    setFocus(to);
    setSearch(words);
  };
  const onPart =
    prompt === null && !large
      ? undefined
      : (part: StagePart): void => {
          if (prompt === null) look(part, '');
          else setEdit({ begun: begunWith(part), part });
        };
  return (
    <StageBar
      legend={view.legend}
      table={table}
      onTable={setTable}
      actions={
        prompt !== null && (
          <IconButton
            icon="pencil"
            label={text.topology.title}
            tip="left"
            onClick={() => setEdit({ begun: {}, part: null })}
          />
        )
      }
    >
      <div className={styles.panel}>
        {large && (
          <Neighbourhood
            view={view}
            search={search}
            focus={focus?.name ?? null}
            onSearch={(words) => look(null, words)}
            onAll={() => look(null, '')}
          />
        )}
        <div className={styles.inside}>
          {table ? (
            <BrokerTable view={view} onSelect={onSelect} />
          ) : (
            <BrokerStage view={view} clock={clock} selected={selected} onSelect={onSelect} onPart={onPart} />
          )}
        </div>
      </div>
      {prompt !== null && (
        <TopologyDialog
          edit={edit?.begun ?? null}
          prompt={prompt}
          queues={view.queues.map(({ name }) => name)}
          exchanges={view.exchanges.flatMap(({ name }) => (name === '' ? [] : [name]))}
          onFocus={
            edit?.part && large
              ? () => {
                  look(edit.part, '');
                  setEdit(null);
                }
              : null
          }
          onClose={() => setEdit(null)}
        />
      )}
    </StageBar>
  );
}

/** Whoever clicks an exchange wants to bind something to it; a queue, to do something to it. */
function begunWith({ kind, name }: StagePart): Partial<TopologyEdit> {
  return kind === 'exchange' ? { part: 'binding', source: name } : { part: 'queue', act: 'delete', name };
}
