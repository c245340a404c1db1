import type { ReactNode } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { shownKey } from '../keys/key-map.ts';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/Button.tsx';
import type { IconName } from '../ui/icons.tsx';
import { Icon } from '../ui/icons.tsx';
import styles from './NodeList.module.css';

interface NodeListProps {
  readonly nodes: readonly NodeView[];
  /** The node that K, P and S act on. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onStop: (id: string, how: 'kill' | 'powerCut') => void;
  readonly onStart: (id: string) => void;
  /** Shows a node with its wires. */
  readonly onWires?: ((id: string) => void) | undefined;
}

const ICONS: Readonly<Record<NodeView['kind'], IconName>> = {
  server: 'memory',
  broker: 'server',
  publisher: 'publisher',
  consumer: 'consumer',
  client: 'person',
};

/** Every node of the world with its two ways to stop and the one to start. The selected one answers the letters. */
export function NodeList({ nodes, selected, onSelect, onStop, onStart, onWires }: NodeListProps): ReactNode {
  return (
    <ul className={styles.nodes} aria-label={text.node.label}>
      {nodes.map((node) => {
        const mine = node.id === selected;
        const up = node.condition.kind === 'up';
        return (
          <li key={node.id} data-selected={mine || undefined} data-off={up ? undefined : node.condition.kind}>
            <button
              type="button"
              className={styles.node}
              aria-pressed={mine}
              aria-label={`${text.node.select(node.id)}, ${node.note}`}
              onClick={() => onSelect(node.id)}
            >
              <Icon name={ICONS[node.kind]} />
              <span className={styles.name}>{node.id}</span>
              <span className={`${styles.note} num`}>{node.note}</span>
            </button>
            {onWires && (
              <IconButton
                small
                icon="link"
                label={text.node.wires(node.id)}
                tip="left"
                onClick={() => onWires(node.id)}
              />
            )}
            {up ? (
              <>
                <IconButton
                  small
                  icon="kill"
                  label={text.node.kill(node.id)}
                  shortcut={mine ? shownKey('kill') : undefined}
                  tip="left"
                  onClick={() => onStop(node.id, 'kill')}
                />
                <IconButton
                  small
                  icon="power"
                  label={text.node.powerCut(node.id)}
                  shortcut={mine ? shownKey('powerCut') : undefined}
                  tip="left"
                  onClick={() => onStop(node.id, 'powerCut')}
                />
              </>
            ) : (
              <IconButton
                small
                icon="play"
                label={text.node.start(node.id)}
                shortcut={mine ? shownKey('start') : undefined}
                tip="left"
                onClick={() => onStart(node.id)}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
