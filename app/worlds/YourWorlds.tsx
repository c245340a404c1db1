import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { SessionHead } from '../../engine/host/protocol.ts';
import { labWorld } from '../lab/worlds.ts';
import { downloadWorld, duplicateWorld, forgetWorld, renameWorld, useLibrary } from '../store/library.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { savedHref } from './saved-href.ts';
import { TitleField } from './TitleField.tsx';
import styles from './YourWorlds.module.css';

/** What a kept world is called: by its owner, else by the world it began as. */
const nameOf = ({ title, name }: SessionHead): string => title ?? labWorld(name)?.title ?? name;

/** The worlds that this browser keeps: open, rename, double, take out, delete; and bring one in from a file. */
export function YourWorlds({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): ReactNode {
  const { worlds, trouble } = useLibrary();
  return (
    <section className={styles.yours} aria-labelledby="your-worlds">
      <header>
        <h2 id="your-worlds">{text.worlds.yours}</h2>
        <p>{worlds?.length === 0 ? text.worlds.none : text.worlds.yoursNote}</p>
      </header>
      <div>
        {trouble && (
          <p role="alert" className={styles.trouble}>
            <strong>{trouble.what}</strong> {trouble.why}. {trouble.what !== '' && text.worlds.refusedFileNext}
          </p>
        )}
        {worlds !== null && worlds.length > 0 && (
          <ul>
            {worlds.map((head) => (
              <Kept key={head.id} head={head} />
            ))}
          </ul>
        )}
        <FileButton onFiles={onFiles} />
      </div>
    </section>
  );
}

type Doing = 'nothing' | 'renaming' | 'forgetting';

function Kept({ head }: { readonly head: SessionHead }): ReactNode {
  const [doing, setDoing] = useState<Doing>('nothing');
  const name = nameOf(head);
  const world = labWorld(head.name)?.title;
  if (doing === 'renaming')
    return (
      <li>
        <TitleField
          label={text.worlds.newName}
          value={name}
          action={text.worlds.keepName}
          onDone={(title) => {
            setDoing('nothing');
            if (title !== null) void renameWorld(head.id, title);
          }}
        />
      </li>
    );
  if (doing === 'forgetting')
    return (
      <li>
        <p role="alert">{text.worlds.forgetSure(name)}</p>
        <Button look="strong" onClick={() => void forgetWorld(head.id)}>
          {text.worlds.forget}
        </Button>
        <Button look="plain" onClick={() => setDoing('nothing')}>
          {text.worlds.cancel}
        </Button>
      </li>
    );
  return (
    <li>
      <p className={styles.name}>
        <Link href={savedHref(head.id)}>{name}</Link>
        <span className="num">
          {world !== undefined && world !== name && `${world}, `}
          {text.worlds.left(new Date(head.savedAt).toLocaleString(text.language))}
        </span>
      </p>
      <Button look="plain" onClick={() => setDoing('renaming')} aria-label={`${text.worlds.rename}: ${name}`}>
        {text.worlds.rename}
      </Button>
      <Button
        look="plain"
        onClick={() => void duplicateWorld(head.id, text.worlds.copyOf(name))}
        aria-label={`${text.worlds.duplicate}: ${name}`}
      >
        {text.worlds.duplicate}
      </Button>
      <Button
        look="plain"
        onClick={() => void downloadWorld(head.id, name)}
        aria-label={`${text.worlds.download}: ${name}`}
      >
        {text.worlds.download}
      </Button>
      <Button look="plain" onClick={() => setDoing('forgetting')} aria-label={`${text.worlds.forget}: ${name}`}>
        {text.worlds.forget}
      </Button>
    </li>
  );
}

function FileButton({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <p className={styles.file}>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={text.worlds.openFile}
        multiple
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again after it was refused.
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <Button icon="file" onClick={() => input.current?.click()}>
        {text.worlds.openFile}
      </Button>
      <span>{text.worlds.drop}</span>
      <Link href="/dump">{text.dump.open}</Link>
    </p>
  );
}
