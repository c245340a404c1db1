import type { ReactNode } from 'react';
import { use, useState } from 'react';
import type { KvAnswer } from '../../engine/host/protocol.ts';
import type { KvView } from '../../engine/scene/views.ts';
import { KeyGrid } from '../stage/kv/KeyGrid.tsx';
import { KeyTable } from '../stage/kv/KeyTable.tsx';
import { KeyTree } from '../stage/kv/KeyTree.tsx';
import { Structure } from '../stage/kv/structure/Structure.tsx';
import { StageHeadContext } from '../stage/stage-head.ts';
import { useView } from '../store/use-view.ts';
import { text } from '../text/text.ts';
import { bytes, count } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import styles from './KeysPanel.module.css';
import { useKeyRows, useTreeRows } from './key-rows.ts';
import { ServerPanel } from './ServerPanel.tsx';

const SHAPES = ['grid', 'tree', 'table', 'server'] as const;
export type KeysShape = (typeof SHAPES)[number];

interface KeysPanelProps {
  readonly node: string;
  readonly view: KvView;
  readonly shape: KeysShape;
  readonly onShape: (shape: KeysShape) => void;
  /** Asks the inspector about a key. */
  readonly onSelect: (id: string) => void;
  /** What stands below while no key is open. */
  readonly children: ReactNode;
}

/** The keys of a server, and below them the one that is open with the structure it is kept in. */
export function KeysPanel({ node, view, shape, onShape, onSelect, children }: KeysPanelProps): ReactNode {
  const { toLanes, tools } = use(StageHeadContext);
  const [open, setOpen] = useState<string | null>(null);
  const overview = useView({ view: 'machine', node, query: { kind: 'overview' } }) as KvAnswer | null;
  const nowMs = overview?.kind === 'overview' ? overview.overview.unixMs : null;
  const keys = useKeyRows(node, view.ghosts, view.touched, nowMs);
  const tree = useTreeRows(node);
  return (
    <div className={styles.panel}>
      <header className={styles.title}>
        <h2>{text.kv.keys}</h2>
        <span className={styles.quiet}>{text.kv.count(count(keys.rows.count - keys.lost))}</span>
        {keys.lost > 0 && <span className={styles.lost}>{text.kv.lostCount(count(keys.lost))}</span>}
        <Segmented<KeysShape | 'lanes'>
          label={text.kv.view}
          options={[
            ...SHAPES.map((value) => ({ value, label: text.kv.views[value] })),
            ...(toLanes === null ? [] : [{ value: 'lanes' as const, label: text.lanes.title }]),
          ]}
          value={shape}
          onChange={(value) => (value === 'lanes' ? toLanes?.() : onShape(value))}
        />
        {tools}
      </header>
      <div className={styles.keys} data-open={open !== null || undefined}>
        {shape === 'grid' && <KeyGrid rows={keys.rows} selected={open} onSelect={setOpen} onLook={keys.look} />}
        {shape === 'tree' && (
          <KeyTree rows={tree.rows} selected={open} onSelect={setOpen} onToggle={tree.toggle} onLook={tree.look} />
        )}
        {shape === 'table' && <KeyTable rows={keys.rows} onSelect={setOpen} />}
        {shape === 'server' && <ServerPanel node={node} view={view} />}
      </div>
      {shape === 'server' ? null : open === null ? (
        children
      ) : (
        <OpenKey
          node={node}
          name={open}
          onClose={() => setOpen(null)}
          onSelect={onSelect}
          searched={searchedIn(view, open)}
        />
      )}
    </div>
  );
}

/** The member that the last command looked for, when it was about this key: its way through a skip list is then lit. */
function searchedIn(view: KvView, key: string): string | null {
  const words = view.last?.line.split(' ') ?? [];
  return words[1] === key && words.length > 2 ? (words.at(-1) ?? null) : null;
}

interface OpenKeyProps {
  readonly node: string;
  readonly name: string;
  readonly searched: string | null;
  readonly onClose: () => void;
  readonly onSelect: (id: string) => void;
}

function OpenKey({ node, name, searched, onClose, onSelect }: OpenKeyProps): ReactNode {
  const answer = useView({
    view: 'machine',
    node,
    query: { kind: 'key', db: 0, key: name, from: 0, searched },
  }) as KvAnswer | null;
  const found = answer?.kind === 'key' ? answer : null;
  const row = found?.row ?? null;
  return (
    <section className={styles.open} aria-label={name}>
      <header className={styles.title}>
        <h3>{name}</h3>
        <span className={styles.quiet}>
          {row === null
            ? text.kv.lostHere
            : [
                text.kv.types[row.type],
                ...(row.encoding === row.type ? [] : [row.encoding]),
                text.kv.items[row.type](count(row.items)),
                bytes(row.bytes),
              ].join(', ')}
        </span>
        <Button look="plain" onClick={() => onSelect(`k:0:${node}\n${name}`)}>
          {text.kv.life}
        </Button>
        <Button look="plain" icon="close" onClick={onClose}>
          {text.kv.close}
        </Button>
      </header>
      {found?.structure && <Structure view={found.structure} />}
    </section>
  );
}
