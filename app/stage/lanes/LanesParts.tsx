import type { ReactNode } from 'react';
import type { LaneMarkView, LanesView } from '../../../engine/scene/views.ts';
import { GlyphAt } from '../../ui/StateGlyph.tsx';
import { type ArrowBox, type LanesLayout, labelOf, type MarkBox } from '../layout/lanes-layout.ts';
import { factId } from './items.ts';
import styles from './LanesStage.module.css';

interface PartsProps {
  readonly layout: LanesLayout;
  readonly selected: string | null;
  /** What the keys are at. */
  readonly active: string | null;
  readonly onSelect: (id: string) => void;
}

/** Work as bars on the lane of whoever does it. */
export function Works({
  layout,
  works,
}: {
  readonly layout: LanesLayout;
  readonly works: LanesView['works'];
}): ReactNode {
  return works.map(({ node, from, to }) => {
    const y = layout.yOf(node);
    const x1 = Math.max(layout.left, layout.xOf(from));
    const x2 = Math.min(layout.right, layout.xOf(to));
    if (y === null || x2 <= x1) return null;
    return <rect key={`${node} ${from}`} x={x1} y={y - 4} width={x2 - x1} height={8} rx={2} className={styles.work} />;
  });
}

/** Frames. The line under the pointer is wider than the one that is seen. */
export function Arrows({ layout, selected, active, onSelect }: PartsProps): ReactNode {
  return layout.arrows.map((box) => {
    const { arrow } = box;
    const id = factId(arrow.sent);
    return (
      // The list box around all of them does the same with Enter
      <g
        key={arrow.sent}
        className={styles.arrow}
        data-kind={arrow.kind}
        data-end={arrow.end}
        data-id={arrow.token?.group}
        data-selected={id === selected || undefined}
        data-active={id === active || undefined}
        data-sent={arrow.sent}
        onClick={() => onSelect(id)}
      >
        <path d={`M${box.x1} ${box.y1}L${box.x2} ${box.y2}`} className={styles.under} />
        <path d={`M${box.x1} ${box.y1}L${box.x2} ${box.y2}`} className={styles.line} />
        <End box={box} />
        {box.words && (
          <text x={box.words.x} y={box.words.y} className={styles.words}>
            {labelOf(arrow)}
          </text>
        )}
      </g>
    );
  });
}

/** How a frame ends: with a head where it arrives, a bar where it is held, a cross where it broke off. */
function End({ box }: { readonly box: ArrowBox }): ReactNode {
  const { x1, y1, x2, y2, arrow } = box;
  if (arrow.end === 'dropped') return <GlyphAt state="dropped" x={x2} y={y2} size={12} />;
  if (arrow.end === 'held') return <path d={`M${x2 - 7} ${y2}h14`} className={styles.bar} />;
  const turn = Math.round((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI);
  return <path d="M0 0-8-3.500V3.500Z" transform={`translate(${x2} ${y2}) rotate(${turn})`} className={styles.head} />;
}

/** What happened at a node. */
export function Marks({ layout, selected, active, onSelect }: PartsProps): ReactNode {
  return layout.marks.map((box) => {
    const { mark, x, y } = box;
    const id = factId(mark.seq);
    return (
      <g
        key={`${mark.seq} ${mark.node}`}
        className={styles.mark}
        data-mark={mark.kind}
        data-selected={id === selected || undefined}
        data-active={id === active || undefined}
        onClick={() => onSelect(id)}
      >
        <circle cx={x} cy={y} r={10} className={styles.hit} />
        <Mark box={box} />
        <title>{mark.says}</title>
      </g>
    );
  });
}

/** Drawn around (0, 0). */
const SHAPES: Readonly<Partial<Record<LaneMarkView['kind'], string>>> = {
  kill: 'M-5-5 5 5M5-5-5 5',
  powerCut: 'M1-8-4 1H0L-1 8 4-1H0Z',
  exit: 'M-5-5H5V5H-5Z',
  start: 'M-4-6 6 0-4 6Z',
  parted: 'M-2.500-8V8M2.500-8V8',
  healed: 'M-6 0H6M0-6V6',
  typed: 'M-4-5 1 0-4 5M2 5H7',
  timer: 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M0-3V0L2 1.500',
  other: 'M0-5 5 0 0 5-5 0Z',
};

function Mark({ box: { mark, x, y } }: { readonly box: MarkBox }): ReactNode {
  if (mark.kind === 'sync') return <path d={`M${x} ${y - 9}v18`} className={styles.sync} />;
  if (mark.state !== null) return <GlyphAt state={mark.state} x={x} y={y} size={16} />;
  return <path d={SHAPES[mark.kind] ?? ''} transform={`translate(${x} ${y})`} className={styles.shape} />;
}
