import type { ReactNode } from 'react';
import type { NodeView } from '../../engine/scene/views.ts';
import { factId } from '../stage/lanes/items.ts';
import { act } from '../store/lab.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './NodePanel.module.css';

interface NodePanelProps {
  readonly node: NodeView;
  readonly onSelect: (id: string) => void;
}

/** A node and its wires: stop and start it, part it from any other, and the frames that are on their way. */
export function NodePanel({ node, onSelect }: NodePanelProps): ReactNode {
  const world = useView({ view: 'nodes' });
  const frames = useView({ view: 'frames', node: node.id }) ?? [];
  if (!world) return null;
  const linkTo = (other: string) =>
    world.links.find(({ between }) => between.includes(node.id) && between.includes(other));
  const up = node.condition.kind === 'up';
  return (
    <section className={styles.node} aria-label={text.nodePanel.wires(node.id)}>
      <header>
        <h2>{node.id}</h2>
        <p>{node.note}</p>
      </header>
      <div className={styles.row}>
        {up ? (
          <>
            <Button icon="kill" onClick={() => void act(`kill ${node.id}`)}>
              {text.node.kill(node.id)}
            </Button>
            <Button icon="power" onClick={() => void act(`power-cut ${node.id}`)}>
              {text.node.powerCut(node.id)}
            </Button>
          </>
        ) : (
          <Button icon="play" onClick={() => void act(`start ${node.id}`)}>
            {text.node.start(node.id)}
          </Button>
        )}
      </div>
      <h3>{text.nodePanel.links}</h3>
      <ul className={styles.links}>
        {world.nodes
          .filter(({ id }) => id !== node.id)
          .map(({ id }) => {
            const link = linkTo(id);
            const parted = link?.parted === true;
            return (
              <li key={id}>
                <code>{id}</code>
                <span>
                  {parted ? text.nodePanel.parted : text.nodePanel.joined}
                  {link !== undefined && link.held > 0 && `, ${text.nodePanel.held(link.held)}`}
                </span>
                <Button
                  aria-label={parted ? text.nodePanel.heal(node.id, id) : text.nodePanel.part(node.id, id)}
                  onClick={() => void act(`${parted ? 'heal' : 'partition'} ${node.id} ${id}`)}
                >
                  {parted ? text.nodePanel.join : text.nodePanel.separate}
                </Button>
              </li>
            );
          })}
      </ul>
      <h3>{text.nodePanel.frames}</h3>
      {frames.length === 0 ? (
        <p className={styles.quiet}>{text.nodePanel.noFrames}</p>
      ) : (
        <ul className={styles.frames} aria-label={text.nodePanel.frames}>
          {frames.slice(0, FRAMES_MAX).map((frame) => (
            <li key={frame.sent}>
              <button type="button" onClick={() => onSelect(factId(frame.sent))}>
                <span>
                  {frame.from} → {frame.to}
                </span>
                <code>{frame.token === null ? frame.label : `${frame.token.name} ${frame.label}`}</code>
                <span className="num">
                  {frame.arrivesAt === null ? text.lanes.ended.held : `${seconds(frame.arrivesAt)} s`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const FRAMES_MAX = 60;
