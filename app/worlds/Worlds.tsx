import type { DragEvent, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { WORLD_GROUPS, type WorldGroup } from '../lab/worlds.ts';
import { areRedisFiles, bringFiles, filesOf } from '../store/dump.ts';
import { importWorld, openLibrary } from '../store/library.ts';
import { text } from '../text/text.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { savedHref } from './saved-href.ts';
import styles from './Worlds.module.css';
import { YourWorlds } from './YourWorlds.tsx';

type Shown = 'all' | WorldGroup['product'];

const SHOWN: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: text.worlds.all },
  { value: 'redis', label: text.tracks.redis.name },
  { value: 'rabbitmq', label: text.tracks.rabbitmq.name },
];

/** The gallery of the open lab: what one left here, and the worlds one can start from. */
export default function Worlds(): ReactNode {
  const [shown, setShown] = useState<Shown>('all');
  const drop = useDroppedFile();
  useEffect(openLibrary, []);
  return (
    <main className={styles.page} {...drop.handlers} data-over={drop.over || undefined}>
      <header className={styles.head}>
        <div>
          <h1>{text.worlds.title}</h1>
          <p>{text.worlds.note}</p>
        </div>
        <Segmented label={text.worlds.filter} value={shown} options={SHOWN} onChange={setShown} />
      </header>
      <YourWorlds onFiles={(files) => void drop.open(files)} />
      {WORLD_GROUPS.filter(({ product }) => shown === 'all' || product === shown).map((group) => (
        <Group key={group.id} group={group} />
      ))}
    </main>
  );
}

function Group({ group }: { readonly group: WorldGroup }): ReactNode {
  return (
    <section className={styles.group} aria-labelledby={`worlds-${group.id}`}>
      <header>
        <h2 id={`worlds-${group.id}`}>{group.title}</h2>
        <p>{group.says}</p>
      </header>
      <ul>
        {group.worlds.map((world) => (
          <li key={world.id}>
            <h3>
              <Link href={`/lab/${world.id}`}>{world.title}</Link>
            </h3>
            <p>{world.says}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Dropped {
  readonly over: boolean;
  /** Keeps a world and goes to it; files for a Redis server are opened by one. */
  readonly open: (files: readonly File[]) => Promise<void>;
  readonly handlers: Readonly<Record<'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>>;
}

/** A world may be dropped anywhere on the page, and so may files of a Redis server. */
function useDroppedFile(): Dropped {
  const [over, setOver] = useState(false);
  const [, go] = useLocation();
  const open = async (files: readonly File[]): Promise<void> => {
    const [file] = files;
    if (file === undefined) return;
    if (await areRedisFiles(files)) {
      bringFiles(files);
      go('/dump');
      return;
    }
    const id = await importWorld(file, text.worlds.refusedFile);
    if (id !== null) go(savedHref(id));
  };
  return {
    over,
    open,
    handlers: {
      onDragOver: (event) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event) => {
        event.preventDefault();
        setOver(false);
        void filesOf(event.dataTransfer).then(open);
      },
    },
  };
}
