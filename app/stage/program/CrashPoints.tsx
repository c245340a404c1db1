import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { ExploreProgress, TrialMark } from '../../../engine/host/protocol.ts';
import { beginExploring, exploreMore, keepTrial } from '../../store/programs.ts';
import { text } from '../../text/text.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Select } from '../../ui/Select.tsx';
import { savedHref } from '../../worlds/saved-href.ts';
import styles from './CrashPoints.module.css';
import { type LineMarks, marksByLine, type Tally } from './pass-map.ts';

interface CrashPointsProps {
  readonly open: boolean;
  readonly node: string;
  readonly nodes: readonly string[];
  readonly source: string;
  readonly onClose: () => void;
}

/** Every crash point of a program: run, with what came of each over its lines. */
export function CrashPoints({ open, node, nodes, source, onClose }: CrashPointsProps): ReactNode {
  return (
    <Dialog open={open} wide title={text.programs.points} onClose={onClose}>
      <Explorer key={node} node={node} nodes={nodes} source={source} />
    </Dialog>
  );
}

type Phase = 'before' | 'running' | 'done' | 'stopped';

interface Found {
  readonly phase: Phase;
  readonly trials: readonly TrialMark[];
  readonly of: number;
  readonly smallest: number | null;
}

const NOTHING: Found = { phase: 'before', trials: [], of: 0, smallest: null };

function Explorer({ node, nodes, source }: Pick<CrashPointsProps, 'node' | 'nodes' | 'source'>): ReactNode {
  const words = text.programs.explore;
  const others = nodes.filter((id) => id !== node);
  const [check, setCheck] = useState(others.includes('check') ? 'check' : (others.at(-1) ?? ''));
  const [schedules, setSchedules] = useState(0);
  const [found, setFound] = useState<Found>(NOTHING);
  const cancelled = useRef(false);
  useEffect(() => {
    cancelled.current = false;
    return () => {
      cancelled.current = true;
    };
  }, []);

  const run = async (): Promise<void> => {
    cancelled.current = false;
    setFound({ ...NOTHING, phase: 'running' });
    let progress = await beginExploring({ node, check, schedules });
    const trials: TrialMark[] = [];
    while (progress !== null && !cancelled.current) {
      trials.push(...progress.trials);
      const { done, of, smallest }: ExploreProgress = progress;
      setFound({ phase: done < of ? 'running' : 'done', trials: [...trials], of, smallest });
      if (done >= of) return;
      progress = await exploreMore();
    }
    setFound((before) => ({ ...before, phase: 'stopped' }));
  };
  if (check === '') return <p className={styles.says}>{words.noCheck}</p>;
  const running = found.phase === 'running';
  return (
    <div className={styles.explore}>
      <p className={styles.says}>{words.says}</p>
      <div className={styles.choices}>
        <span>
          {words.check}
          <Select
            label={words.check}
            value={check}
            options={others.map((id) => ({ value: id, label: id }))}
            onChange={setCheck}
          />
        </span>
        <label>
          {words.schedules}
          <input
            type="number"
            min={0}
            max={10_000}
            step={100}
            value={schedules}
            onChange={(event) => setSchedules(Math.max(0, Math.floor(Number(event.target.value))))}
          />
        </label>
        {running ? (
          <Button icon="stop" onClick={() => (cancelled.current = true)}>
            {words.cancel}
          </Button>
        ) : (
          <Button look="primary" icon="play" onClick={() => void run()}>
            {found.phase === 'before' ? words.run : words.again}
          </Button>
        )}
      </div>
      {found.phase !== 'before' && <Outcome found={found} source={source} node={node} />}
    </div>
  );
}

interface OutcomeProps {
  readonly found: Found;
  readonly source: string;
  readonly node: string;
}

function Outcome({ found, source, node }: OutcomeProps): ReactNode {
  const words = text.programs.explore;
  const [, go] = useLocation();
  const { trials, of, smallest, phase } = found;
  const failures = trials.filter(({ outcome }) => outcome === 'violated');
  const keep = async (trial: TrialMark): Promise<void> => {
    const session = await keepTrial(trial.trial, titleOf(node, trial));
    if (session !== null) go(savedHref(session));
  };
  const shortest = failures.find(({ trial }) => trial === smallest);
  return (
    <>
      <progress aria-label={words.progress(trials.length, of)} max={Math.max(of, 1)} value={trials.length} />
      <p className={styles.verdict} role="status" data-wrong={failures.length > 0 || undefined}>
        {phase === 'running' && words.progress(trials.length, of)}
        {phase === 'stopped' && words.stopped(trials.length)}
        {phase === 'done' &&
          (failures.length === 0 ? words.all(trials.length) : words.some(failures.length, trials.length))}
      </p>
      {shortest && phase !== 'running' && (
        <p>
          <Button look="strong" icon="play" onClick={() => void keep(shortest)}>
            {words.open}
          </Button>
        </p>
      )}
      <PassMap source={source} marks={marksByLine(trials)} />
      {failures.length > 0 && (
        <section aria-label={words.failures} className={styles.failures}>
          <h3>{words.failures}</h3>
          <ul>
            {failures.slice(0, FAILURES_SHOWN).map((trial) => (
              <li key={trial.trial}>
                <span>
                  {titleOf(node, trial)}
                  <small>{trial.text}</small>
                </span>
                <Button look="plain" onClick={() => void keep(trial)}>
                  {words.openThis}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const FAILURES_SHOWN = 50;

function titleOf(node: string, { point, trial }: TrialMark): string {
  const words = text.programs.explore;
  return point === null ? words.randomTitle(trial) : words.title(node, point.line, point.n, point.waiting);
}

/** What came of dying at each line. */
function PassMap({ source, marks }: { readonly source: string; readonly marks: LineMarks }): ReactNode {
  const words = text.programs.explore;
  return (
    <div className={styles.map} tabIndex={0} role="region" aria-label={words.map}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.code}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.waiting}</th>
          </tr>
        </thead>
        <tbody>
          {source
            .replace(/\n$/, '')
            .split('\n')
            .map((line, index) => (
              <tr key={index} data-wrong={isWrong(marks, index + 1) || undefined}>
                <th scope="row" className="num">
                  {index + 1}
                </th>
                <td>
                  <code>{line}</code>
                </td>
                <td>
                  <Mark tally={marks.before.get(index + 1)} />
                </td>
                <td>
                  <Mark tally={marks.waiting.get(index + 1)} />
                </td>
              </tr>
            ))}
          {marks.random.of > 0 && (
            <tr data-wrong={marks.random.wrong > 0 || undefined}>
              <th scope="row" />
              <td>{words.random}</td>
              <td>
                <Mark tally={marks.random} />
              </td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

const isWrong = (marks: LineMarks, line: number): boolean =>
  (marks.before.get(line)?.wrong ?? 0) > 0 || (marks.waiting.get(line)?.wrong ?? 0) > 0;

function Mark({ tally }: { readonly tally: Tally | undefined }): ReactNode {
  if (!tally) return null;
  return (
    <span className={styles.mark} data-wrong={tally.wrong > 0 || undefined}>
      {text.programs.explore.mark(tally.wrong, tally.of)}
    </span>
  );
}
