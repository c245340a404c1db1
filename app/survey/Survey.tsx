import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Progress, SurveyView } from '../../engine/host/protocol.ts';
import { shown } from '../../engine/scene/text-values.ts';
import { askProgress, downloadDataSet } from '../store/dump.ts';
import { ask, useLab } from '../store/lab.ts';
import { text } from '../text/text.ts';
import { bytes, count, duration, many, seconds } from '../text/words.ts';
import { Button } from '../ui/Button.tsx';
import { PHONE, useMedia } from '../ui/use-media.ts';
import { BarTable } from './BarTable.tsx';
import styles from './Survey.module.css';

interface SurveyProps {
  readonly node: string;
  readonly db: number;
  /** Opens a key. */
  readonly onSelect: (key: string) => void;
}

/** All keys of a server, counted: what they are, what they take, where, and for how long. */
export function Survey({ node, db, onSelect }: SurveyProps): ReactNode {
  const [prefix, setPrefix] = useState('');
  const { found, progress, again } = useSurvey(node, db, prefix);
  const phone = useMedia(PHONE);
  return (
    <div className={styles.survey}>
      <header className={styles.head}>
        <Crumbs prefix={prefix} onGo={setPrefix} />
        {!phone && <Downloads node={node} />}
      </header>
      <p role="status" className={styles.says}>
        {progress !== null && text.survey.looking(count(progress.done), count(progress.of))}
        {found === 'gone' && text.survey.gone}
        {typeof found === 'object' && found !== null && progress === null && <Summary found={found} />}
        {typeof found === 'object' && found !== null && progress === null && (
          <Button look="plain" onClick={again}>
            {text.survey.again}
          </Button>
        )}
      </p>
      {progress !== null && <progress max={progress.of} value={progress.done} aria-hidden="true" />}
      {typeof found === 'object' && found !== null && found.view.keys > 0 && (
        <Findings view={found.view} onGo={setPrefix} onSelect={onSelect} />
      )}
      {phone && <Downloads node={node} />}
    </div>
  );
}

/** Takes all that the server holds away, for a real one. */
function Downloads({ node }: { readonly node: string }): ReactNode {
  return (
    <span className={styles.tools}>
      <Button onClick={() => void downloadDataSet(node, 'rdb')}>{text.survey.takeRdb}</Button>
      <Button onClick={() => void downloadDataSet(node, 'aof')}>{text.survey.takeAof}</Button>
    </span>
  );
}

interface Found {
  readonly view: SurveyView;
  /** The time shown when it was made. */
  readonly at: number;
}

/** Milliseconds between two looks at how far it is. */
const LOOK_EVERY = 150;

function useSurvey(
  node: string,
  db: number,
  prefix: string,
): { readonly found: Found | 'gone' | null; readonly progress: Progress | null; readonly again: () => void } {
  const [found, setFound] = useState<Found | 'gone' | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    const timer = setInterval(() => {
      void askProgress().then((come) => {
        if (!over && come?.what === 'surveying') setProgress(come);
      });
    }, LOOK_EVERY);
    const at = useLab.getState().frame?.t ?? 0;
    void ask((lab) => lab.survey({ node, db, prefix })).then((view) => {
      clearInterval(timer);
      if (over) return;
      over = true;
      setProgress(null);
      setFound(view === null ? 'gone' : { view, at });
    });
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, [node, db, prefix, turn]);
  return { found, progress, again: () => setTurn(turn + 1) };
}

/** The way down to the prefix that is looked at. */
function Crumbs({ prefix, onGo }: { readonly prefix: string; readonly onGo: (prefix: string) => void }): ReactNode {
  const parts = prefix.split(':').slice(0, -1);
  return (
    <nav aria-label={text.survey.where} className={styles.crumbs}>
      {[text.survey.all, ...parts].map((part, at) => {
        const to = parts
          .slice(0, at)
          .map((one) => `${one}:`)
          .join('');
        return (
          <button
            key={to}
            type="button"
            aria-current={to === prefix ? 'location' : undefined}
            disabled={to === prefix}
            onClick={() => onGo(to)}
          >
            {at === 0 ? part : `${shown(part)}:`}
          </button>
        );
      })}
    </nav>
  );
}

function Summary({ found: { view, at } }: { readonly found: Found }): ReactNode {
  if (view.keys === 0) return text.survey.none;
  const fleeting = 1 - view.endless.keys / view.keys;
  return (
    <span>
      <strong>{text.survey.total(many(view.keys, 'key', 'keys'), bytes(view.bytes))}</strong>
      {`, ${text.survey.fleeting(percent(fleeting))}, ${text.survey.asOf(seconds(at))}. `}
    </span>
  );
}

const percent = (share: number): string => (share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`);

interface FindingsProps {
  readonly view: SurveyView;
  readonly onGo: (prefix: string) => void;
  readonly onSelect: (key: string) => void;
}

function Findings({ view, onGo, onSelect }: FindingsProps): ReactNode {
  const { survey: words, kv } = text;
  const amounts = [words.keys, words.memory] as const;
  const row = (id: string, name: ReactNode, size: { readonly keys: number; readonly bytes: number }) => ({
    id,
    name,
    share: size.bytes / view.bytes,
    cells: [count(size.keys), bytes(size.bytes)],
  });
  const byKeys = (id: string, name: ReactNode, size: { readonly keys: number; readonly bytes: number }) => ({
    ...row(id, name, size),
    share: size.keys / view.keys,
  });
  return (
    <div className={styles.findings}>
      <BarTable
        caption={words.parts}
        head={[words.part, ...amounts]}
        rows={[
          ...view.parts.map((part) => {
            const name = nameOf(part.path.slice(view.prefix.length) || part.path);
            const go = (): void => (part.kind === 'prefix' ? onGo(part.path) : onSelect(shown(part.path)));
            return row(
              part.kind + part.path,
              <button type="button" className={styles.link} onClick={go}>
                {name}
              </button>,
              part,
            );
          }),
          ...(view.others.parts === 0
            ? []
            : [row('others', <em>{words.others(count(view.others.parts))}</em>, view.others)]),
        ]}
      />
      <BarTable
        caption={words.types}
        head={[words.type, ...amounts]}
        rows={view.types.map((type) => row(type.type, kv.types[type.type], type))}
      />
      <BarTable
        caption={words.encodings}
        head={[words.encoding, ...amounts]}
        rows={view.encodings.map((one) =>
          row(
            `${one.type} ${one.encoding}`,
            one.type === one.encoding ? kv.types[one.type] : `${kv.types[one.type]}, ${one.encoding}`,
            one,
          ),
        )}
      />
      <BarTable
        caption={words.ttl}
        head={[words.left, ...amounts]}
        rows={[
          byKeys('endless', words.endless, view.endless),
          ...(view.overdue.keys === 0 ? [] : [byKeys('overdue', words.overdue, view.overdue)]),
          ...view.ttl.map((bin) => byKeys(String(bin.upTo), lengthOf(bin.upTo), bin)),
        ]}
      />
      {view.idle !== null && (
        <BarTable
          caption={words.idle}
          head={[words.since, ...amounts]}
          rows={view.idle.map((bin) => byKeys(String(bin.upTo), lengthOf(bin.upTo), bin))}
        />
      )}
      {view.frequency !== null && (
        <BarTable
          caption={words.frequency}
          head={[words.counter, ...amounts]}
          rows={view.frequency.map((bin) => byKeys(String(bin.upTo), words.upTo(String(bin.upTo)), bin))}
        />
      )}
      <BarTable
        wide
        caption={words.biggest}
        head={[words.key, words.type, words.elements, words.left, words.memory]}
        rows={view.biggest.map((key) => ({
          id: key.key,
          name: (
            <button type="button" className={styles.link} onClick={() => onSelect(shown(key.key))}>
              {nameOf(key.key)}
            </button>
          ),
          share: key.bytes / (view.biggest[0]?.bytes ?? 1),
          cells: [
            key.type === key.encoding ? kv.types[key.type] : `${kv.types[key.type]}, ${key.encoding}`,
            kv.items[key.type](count(key.items)),
            key.expiresAt === null ? kv.noTtl : duration(Math.max(0, key.expiresAt - view.nowMs) * 1000),
            bytes(key.bytes),
          ],
        }))}
      />
    </div>
  );
}

/** A key may have no letter at all. */
const nameOf = (key: string): string => (key === '' ? text.survey.emptyName : shown(key));

const lengthOf = (ms: number | null): string =>
  ms === null ? text.survey.more : text.survey.upTo(duration(ms * 1000));
