import type { ReactNode } from 'react';
import { useMemo, useRef } from 'react';
import { OpenWorld } from '../lab/OpenWorld.tsx';
import { bringFiles, keptAs, useDump } from '../store/dump.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import styles from './Dump.module.css';

/** Files of a Redis server: choosing them, then the world they make. Dropping them works on every screen. */
export default function Dump(): ReactNode {
  const { files, turn } = useDump();
  return files.length === 0 ? <Choose /> : <DumpWorld key={turn} files={files} />;
}

function DumpWorld({ files }: { readonly files: readonly File[] }): ReactNode {
  const source = useMemo(() => ({ kind: 'dump', files, session: keptAs(files) }) as const, [files]);
  const name = files.map((file) => file.name).join(', ');
  return <OpenWorld source={source} name={name} top={null} />;
}

function Choose(): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <main className={styles.page}>
      <h1>{text.dump.title}</h1>
      <p className={styles.lead}>{text.dump.lead}</p>
      <div className={styles.place}>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={text.dump.choose}
          onChange={(event) => bringFiles([...(event.currentTarget.files ?? [])])}
        />
        <Button look="primary" icon="folder" onClick={() => input.current?.click()}>
          {text.dump.choose}
        </Button>
        <span>{text.dump.orDrop}</span>
      </div>
      <p>{text.dump.kinds}</p>
      <p>{text.dump.here}</p>
    </main>
  );
}
