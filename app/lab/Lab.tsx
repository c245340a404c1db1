import type { ReactNode } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import type { Opened, OpenSource } from '../../engine/host/protocol.ts';
import { NodeList } from '../stage/NodeList.tsx';
import { text } from '../text/text.ts';
import { Select } from '../ui/Select.tsx';
import styles from './Lab.module.css';
import { SavedFoot } from './SavedFoot.tsx';
import type { WorldControls } from './WorldFrame.tsx';
import { WorldFrame } from './WorldFrame.tsx';
import { WorldGate } from './WorldGate.tsx';
import { WORLDS } from './worlds.ts';

/** The open lab: a starting world, and everything that can be done to it. */
export default function Lab(): ReactNode {
  const { world: id } = useParams<{ world?: string }>();
  const world = WORLDS.find((one) => one.id === id);
  if (!world) return <Redirect to={`/lab/${WORLDS[0].id}`} replace />;
  const source: OpenSource = { kind: 'world', name: world.id, session: `lab ${world.id}` };
  return (
    <WorldGate source={source}>
      {(opened) => (
        <WorldFrame
          kind="lab"
          name={world.title}
          heading={world.title}
          reads={{
            id: 'world',
            label: text.lab.world,
            icon: 'server',
            content: (controls) => <WorldPanel id={world.id} opened={opened} controls={controls} />,
          }}
        />
      )}
    </WorldGate>
  );
}

interface WorldPanelProps {
  readonly id: string;
  readonly opened: Opened;
  readonly controls: WorldControls;
}

function WorldPanel({ id, opened, controls }: WorldPanelProps): ReactNode {
  const [, go] = useLocation();
  return (
    <div className={styles.world}>
      <div className={styles.pick}>
        <Select
          wide
          label={text.lab.world}
          value={id}
          options={WORLDS.map((world) => ({ value: world.id, label: world.title, group: world.product }))}
          onChange={(next) => go(`/lab/${next}`)}
        />
      </div>
      <NodeList
        nodes={controls.nodes}
        selected={controls.selectedNode}
        onSelect={controls.selectNode}
        onStop={controls.stop}
        onStart={controls.start}
      />
      <SavedFoot opened={opened} />
    </div>
  );
}
