import type { ReactNode } from 'react';
import type { Opened } from '../../engine/host/protocol.ts';
import { NodeList } from '../stage/NodeList.tsx';
import type { Kept } from '../store/lab.ts';
import { text } from '../text/text.ts';
import styles from './Lab.module.css';
import { SavedFoot } from './SavedFoot.tsx';
import { WorldFrame } from './WorldFrame.tsx';
import { WorldGate } from './WorldGate.tsx';
import { labWorld } from './worlds.ts';

interface OpenWorldProps {
  readonly source: Kept;
  /** Null: what its owner calls it. */
  readonly name: string | null;
  /** Stands above the nodes; null: its name. */
  readonly top: ReactNode;
}

/** A world on the screen of the lab, wherever it came from. */
export function OpenWorld({ source, name, top }: OpenWorldProps): ReactNode {
  return (
    <WorldGate source={source}>
      {(opened) => {
        const called = name ?? titleOf(opened);
        return (
          <WorldFrame
            kind="lab"
            name={called}
            heading={called}
            survey={opened.name === 'dump'}
            reads={{
              id: 'world',
              label: text.lab.world,
              icon: 'server',
              content: ({ nodes, selectedNode, selectNode, stop, start, select }) => (
                <div className={styles.world}>
                  <div className={styles.pick}>{top ?? <p className={styles.name}>{called}</p>}</div>
                  <NodeList
                    nodes={nodes}
                    selected={selectedNode}
                    onSelect={selectNode}
                    onStop={stop}
                    onStart={start}
                    onWires={select}
                  />
                  <SavedFoot opened={opened} name={called} />
                </div>
              ),
            }}
          />
        );
      }}
    </WorldGate>
  );
}

const titleOf = ({ title, name }: Opened): string => title ?? labWorld(name)?.title ?? text.worlds.unnamed;
