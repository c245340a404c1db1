import type { ReactNode } from 'react';
import { useId } from 'react';
import type { LaneKind } from '../../engine/scene/views.ts';
import { text } from '../text/text.ts';
import { Icon } from '../ui/icons.tsx';
import styles from './LanesFilter.module.css';

interface LanesFilterProps {
  readonly nodes: readonly string[];
  readonly away: readonly string[];
  readonly onAway: (away: readonly string[]) => void;
  readonly kinds: readonly LaneKind[];
  readonly hidden: readonly LaneKind[];
  readonly onHidden: (hidden: readonly LaneKind[]) => void;
}

/** Which nodes and which kinds of things the lanes show. */
export function LanesFilter({ nodes, away, onAway, kinds, hidden, onHidden }: LanesFilterProps): ReactNode {
  const id = useId();
  const left = nodes.length + kinds.length - away.length - hidden.length;
  return (
    <>
      <button type="button" className={styles.open} popoverTarget={id}>
        {text.lanes.filter} <span className="num">{text.lanes.some(left, nodes.length + kinds.length)}</span>
        <Icon name="down" />
      </button>
      <div id={id} popover="auto" className={styles.list}>
        <fieldset>
          <legend>{text.lanes.things}</legend>
          {kinds.map((kind) => (
            <Choice
              key={kind}
              label={text.lanes.hideable[kind]}
              on={!hidden.includes(kind)}
              onChange={(on) => onHidden(without(hidden, kind, on))}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>{text.lanes.nodes}</legend>
          {nodes.map((node) => (
            <Choice
              key={node}
              label={node}
              on={!away.includes(node)}
              onChange={(on) => onAway(without(away, node, on))}
            />
          ))}
        </fieldset>
      </div>
    </>
  );
}

const without = <One extends string>(list: readonly One[], one: One, on: boolean): readonly One[] =>
  on ? list.filter((other) => other !== one) : [...list, one];

function Choice({
  label,
  on,
  onChange,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): ReactNode {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
