import type { ReactNode } from 'react';
import { stateWord } from '../text/words.ts';
import styles from './Chip.module.css';
import { StateGlyph } from './StateGlyph.tsx';
import type { Group, State } from './state.ts';

interface ChipProps {
  readonly state: State;
  readonly group: Group;
  readonly name: string;
  readonly onSelect?: (() => void) | undefined;
}

/** A token in running text: shape is the state, fill the identity group, the number its name. */
export function Chip({ state, group, name, onSelect }: ChipProps): ReactNode {
  const inside = (
    <>
      <StateGlyph state={state} group={group} size={15} />
      {name}
    </>
  );
  const lost = state === 'lost' ? '' : undefined;
  if (!onSelect) {
    return (
      <span className={styles.chip} data-lost={lost}>
        {inside}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.chip}
      data-lost={lost}
      onClick={onSelect}
      aria-label={`${name}, ${stateWord(state)}`}
    >
      {inside}
    </button>
  );
}
