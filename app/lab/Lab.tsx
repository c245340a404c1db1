import type { ReactNode } from 'react';
import { Redirect, useLocation, useParams } from 'wouter';
import { text } from '../text/text.ts';
import { Select } from '../ui/Select.tsx';
import styles from './Lab.module.css';
import { OpenWorld } from './OpenWorld.tsx';
import { labWorld, WORLD_GROUPS } from './worlds.ts';

/** The open lab: a starting world, and everything that can be done to it. */
export default function Lab(): ReactNode {
  const { world: id } = useParams<{ world: string }>();
  const [, go] = useLocation();
  const world = labWorld(id);
  if (!world) return <Redirect to="/lab" replace />;
  return (
    <OpenWorld
      source={{ kind: 'world', name: world.id, session: `lab ${world.id}` }}
      name={world.title}
      top={
        <>
          <Select
            wide
            label={text.lab.world}
            value={world.id}
            options={WORLD_GROUPS.flatMap((group) =>
              group.worlds.map((one) => ({ value: one.id, label: one.title, group: group.title })),
            )}
            onChange={(next) => go(`/lab/${next}`)}
          />
          <p className={styles.says}>{world.says}</p>
        </>
      }
    />
  );
}
