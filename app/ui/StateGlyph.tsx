import type { ReactNode } from 'react';
import type { Group, State } from './state.ts';
import type { Paint } from './state-shapes.ts';
import { STATE_SHAPES } from './state-shapes.ts';

const PAINTS: Readonly<Record<Paint, string>> = {
  fill: 'var(--tk)',
  edge: 'var(--tk-e)',
  hollow: 'var(--hollow)',
  lost: 'var(--state-lost)',
  none: 'none',
};

function Parts({ state }: { readonly state: State }): ReactNode {
  return STATE_SHAPES[state].map((part, index) => (
    <path
      key={index}
      d={part.d}
      fill={PAINTS[part.fill]}
      stroke={PAINTS[part.stroke]}
      strokeWidth={part.width}
      strokeDasharray={part.dash?.join(' ')}
      strokeLinecap={part.dash ? 'butt' : 'round'}
      strokeLinejoin="round"
    />
  ));
}

interface GlyphProps {
  readonly state: State;
  /** Whose it is. Without a group the glyph wears the colour of its state, or of what surrounds it with `inherit`. */
  readonly group?: Group | undefined;
  readonly inherit?: boolean;
  readonly size?: number;
  readonly className?: string | undefined;
}

/** The shape of a state, on its own. Always beside a word or a number: the glyph itself is hidden from readers. */
export function StateGlyph({ state, group, inherit = false, size = 16, className }: GlyphProps): ReactNode {
  const mark = group !== undefined ? { 'data-id': group } : inherit ? {} : { 'data-state': state };
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} className={className} aria-hidden="true" {...mark}>
      <Parts state={state} />
    </svg>
  );
}

/** The same shape inside another SVG, centred at (x, y). */
export function GlyphAt({
  state,
  group,
  x,
  y,
  size,
}: {
  readonly state: State;
  readonly group?: Group | undefined;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}): ReactNode {
  const mark = group !== undefined ? { 'data-id': group } : { 'data-state': state };
  return (
    <g {...mark} transform={`translate(${x - size / 2} ${y - size / 2}) scale(${size / 20})`}>
      <Parts state={state} />
    </g>
  );
}
