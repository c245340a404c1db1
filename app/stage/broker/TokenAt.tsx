import type { ReactNode } from 'react';
import type { TokenView } from '../../../engine/scene/views.ts';
import { GlyphAt } from '../../ui/StateGlyph.tsx';
import styles from './BrokerStage.module.css';

interface TokenAtProps {
  readonly token: TokenView;
  /** The middle of the glyph. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Where its name stands: a token inside a container always has it below or beside. */
  readonly name: 'below' | 'beside';
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** A message on the stage. A click inspects it; by keyboard the table and the fate bar do the same. */
export function TokenAt({ token, x, y, size, name, selected, onSelect }: TokenAtProps): ReactNode {
  const lost = token.state === 'lost' || undefined;
  return (
    <g>
      <GlyphAt state={token.state} group={token.group} x={x} y={y} size={size} />
      {name === 'below' ? (
        <text x={x} y={y + size / 2 + 17} className={styles.number} data-lost={lost}>
          {token.name}
        </text>
      ) : (
        <text x={x + size / 2 + 5} y={y + 4} className={styles.beside} data-lost={lost}>
          {token.name}
        </text>
      )}
      {name === 'below' ? (
        <rect
          x={x - 18}
          y={y - size / 2 - 5}
          width={36}
          height={size + 28}
          rx={4}
          className={selected ? styles.ring : styles.hit}
          onClick={() => onSelect(token.id)}
        />
      ) : (
        <rect
          x={x - size / 2 - 3}
          y={y - 13}
          width={size + 12 + token.name.length * 7.2}
          height={26}
          rx={4}
          className={selected ? styles.ring : styles.hit}
          onClick={() => onSelect(token.id)}
        />
      )}
    </g>
  );
}
