import type { ReactNode } from 'react';
import { useState } from 'react';
import type { ProgramStageView } from '../../../engine/host/protocol.ts';
import { shownKey } from '../../keys/key-map.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { exportPrograms, setCrash, stepLine, toggleBreakpoint, useBreakpoints } from '../../store/programs.ts';
import { text } from '../../text/text.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { CrashPoints } from './CrashPoints.tsx';
import { ProgramEditor } from './ProgramEditor.tsx';
import styles from './ProgramStage.module.css';
import { SourceLines } from './SourceLines.tsx';

interface ProgramStageProps {
  readonly view: ProgramStageView;
  /** The programs of the world. */
  readonly nodes: readonly string[];
  readonly onNode: (node: string) => void;
  /** What the world is called. */
  readonly world: string;
}

const NO_LINES: readonly number[] = [];

/** A client program: its source, what its names hold and what it printed; steps, breakpoints, crash cursor, editor. */
export function ProgramStage({ view, nodes, onNode, world }: ProgramStageProps): ReactNode {
  const words = text.programs;
  const { node } = view;
  const [editing, setEditing] = useState<string | null>(null);
  const [exploring, setExploring] = useState(false);
  const breakpoints = useBreakpoints((state) => state.lines[node]) ?? NO_LINES;
  const step = (how: 'over' | 'into' | 'out', back = false): void => void stepLine({ node, how, back });
  const steps = {
    lineForward: () => step('over'),
    lineBack: () => step('into', true),
    lineInto: () => step('into'),
    lineOut: () => step('out'),
  };
  useKeys(steps);
  return (
    <section className={styles.program} aria-label={words.panel}>
      <div className={styles.head}>
        <Select
          label={words.which}
          value={node}
          options={nodes.map((id) => ({ value: id, label: id }))}
          onChange={onNode}
        />
        <span className={styles.state} data-off={view.status === null || undefined}>
          {stateOf(view)}
        </span>
        <span className={styles.gap} />
        <Button look="plain" icon="bug" onClick={() => setExploring(true)}>
          {words.points}
        </Button>
      </div>
      {editing === node ? (
        <ProgramEditor
          key={node}
          node={node}
          library={view.library}
          source={view.next ?? view.source}
          onDone={() => setEditing(null)}
        />
      ) : (
        <>
          <div className={styles.tools}>
            <IconButton icon="lineBack" label={words.back} shortcut={shownKey('lineBack')} onClick={steps.lineBack} />
            <IconButton
              icon="lineNext"
              label={words.next}
              shortcut={shownKey('lineForward')}
              onClick={steps.lineForward}
            />
            <IconButton icon="lineInto" label={words.into} shortcut={shownKey('lineInto')} onClick={steps.lineInto} />
            <IconButton icon="lineOut" label={words.out} shortcut={shownKey('lineOut')} onClick={steps.lineOut} />
            <span className={styles.gap} />
            <IconButton icon="pencil" label={words.edit} onClick={() => setEditing(node)} />
            <IconButton icon="file" tip="left" label={words.export} onClick={() => void exportPrograms(world)} />
          </div>
          <div className={styles.source} tabIndex={0} role="region" aria-label={words.source(node)}>
            <SourceLines
              view={view}
              breakpoints={breakpoints}
              onBreak={(line) => toggleBreakpoint(node, line)}
              onCrash={(crash) => void setCrash(node, crash)}
            />
          </div>
          <Facts view={view} />
        </>
      )}
      <CrashPoints
        open={exploring}
        node={node}
        nodes={nodes}
        source={view.source}
        onClose={() => setExploring(false)}
      />
    </section>
  );
}

function stateOf({ status, over, refused }: ProgramStageView): string {
  const words = text.programs.state;
  if (status !== null) return status.line === 0 ? words.waiting : words.at(status.line);
  if (refused !== null) return words.refused;
  if (over === null) return words.never;
  if (over.kind === 'crashed') return words.crashed(over.line, over.waiting);
  if (over.kind === 'stopped') return words.stopped;
  return over.text === '' ? words.ended : words.failed;
}

/** What its names hold and what it printed, to be read without pointing at anything. */
function Facts({ view }: { readonly view: ProgramStageView }): ReactNode {
  const words = text.programs;
  const { printed, variables, next, status } = view;
  return (
    <div className={styles.facts} tabIndex={0} role="region" aria-label={`${words.variables}, ${words.printed}`}>
      {next !== null && <p className={styles.none}>{words.later}</p>}
      {status !== null && (
        <>
          <h3>{words.variables}</h3>
          {variables.length === 0 && <p className={styles.none}>{words.noVariables}</p>}
          <dl>
            {variables.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h3>{words.printed}</h3>
      {printed.length === 0 && <p className={styles.none}>{words.noPrinted}</p>}
      {printed.map((one, index) => (
        <pre key={index} data-wrong={one.isError || undefined}>
          {one.text}
        </pre>
      ))}
    </div>
  );
}
