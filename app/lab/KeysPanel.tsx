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
import { Survey } from '../survey/Survey.tsx';
import { text } from '../text/text.ts';
import { bytes, count } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { Select } from '../ui/Select.tsx';
import styles from './KeysPanel.module.css';
import { useKeyRows, useTreeRows } from './key-rows.ts';
import { ServerPanel } from './ServerPanel.tsx';

const SHAPES = ['grid', 'tree', 'table', 'survey', 'server'] as const;
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
  const { unixMs: nowMs = null, dbs = [] } = overview?.kind === 'overview' ? overview.overview : {};
  const [chosenDb, setDb] = useState<number | null>(null);
  const db = chosenDb ?? dbs[0]?.index ?? 0;
  const keys = useKeyRows(node, db, view.ghosts, view.touched, nowMs);
  const tree = useTreeRows(node, db);
  return (
    <div className={styles.panel}>
      <header className={styles.title}>
        <h2>{text.kv.keys}</h2>
        <span className={styles.quiet}>{text.kv.count(count(keys.rows.count - keys.lost), db)}</span>
        {keys.lost > 0 && <span className={styles.lost}>{text.kv.lostCount(count(keys.lost))}</span>}
        {(dbs.length > 1 || db !== 0) && (
          <Select
            label={text.survey.database(db)}
            value={String(db)}
            options={[...new Set([0, db, ...dbs.map(({ index }) => index)])]
              .sort((a, b) => a - b)
              .map((index) => ({ value: String(index), label: text.survey.database(index) }))}
            onChange={(index) => {
              setDb(Number(index));
              setOpen(null);
            }}
          />
        )}
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
        {shape === 'survey' && <Survey key={db} node={node} db={db} onSelect={setOpen} />}
        {shape === 'server' && <ServerPanel node={node} view={view} />}
      </div>
      {shape === 'server' ? null : open === null ? (
        shape !== 'survey' && children
      ) : (
        <OpenKey
          node={node}
          db={db}
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
  readonly db: number;
  readonly name: string;
  readonly searched: string | null;
  readonly onClose: () => void;
  readonly onSelect: (id: string) => void;
}

function OpenKey({ node, db, name, searched, onClose, onSelect }: OpenKeyProps): ReactNode {
  const answer = useView({
    view: 'machine',
    node,
    query: { kind: 'key', db, key: name, from: 0, searched },
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
        <Button look="plain" onClick={() => onSelect(`k:${db}:${node}\n${name}`)}>
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
