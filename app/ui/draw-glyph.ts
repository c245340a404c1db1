import type { Group, State } from './state.ts';
import type { Paint } from './state-shapes.ts';
import { STATE_SHAPES } from './state-shapes.ts';

/** The colours a canvas needs, read from the custom properties once per theme. */
export interface GlyphColours {
  readonly fill: Readonly<Record<Group, string>>;
  readonly edge: Readonly<Record<Group, string>>;
  readonly hollow: string;
  readonly lost: string;
  readonly ink: string;
  readonly ground: string;
  readonly line: string;
}

const GROUPS: readonly Group[] = [1, 2, 3, 4, 5, 6];

/** Reads the theme's colours at an element. */
export function glyphColours(at: Element): GlyphColours {
  const style = getComputedStyle(at);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const each = (suffix: string): Record<Group, string> =>
    Object.fromEntries(GROUPS.map((group) => [group, value(`--id-${group}${suffix}`)])) as Record<Group, string>;
  return {
    fill: each(''),
    edge: each('-edge'),
    hollow: value('--surface-panel'),
    lost: value('--state-lost'),
    ink: value('--ink-2'),
    ground: value('--surface-stage'),
    line: value('--line'),
  };
}

const paths = new Map<string, Path2D>();

function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (!path) paths.set(d, (path = new Path2D(d)));
  return path;
}

/** The canvas twin of `GlyphAt`: the same shape, centred at (x, y). */
export function drawGlyph(
  canvas: CanvasRenderingContext2D,
  state: State,
  group: Group,
  x: number,
  y: number,
  size: number,
  colours: GlyphColours,
): void {
  const paint = (kind: Paint): string =>
    kind === 'fill'
      ? colours.fill[group]
      : kind === 'edge'
        ? colours.edge[group]
        : kind === 'lost'
          ? colours.lost
          : colours.hollow;
  canvas.save();
  canvas.translate(x - size / 2, y - size / 2);
  canvas.scale(size / 20, size / 20);
  canvas.lineJoin = 'round';
  for (const part of STATE_SHAPES[state]) {
    const path = pathOf(part.d);
    if (part.fill !== 'none') {
      canvas.fillStyle = paint(part.fill);
      canvas.fill(path);
    }
    if (part.stroke !== 'none') {
      canvas.strokeStyle = paint(part.stroke);
      canvas.lineWidth = part.width;
      canvas.lineCap = part.dash ? 'butt' : 'round';
      canvas.setLineDash(part.dash ? [...part.dash] : []);
      canvas.stroke(path);
    }
  }
  canvas.restore();
}
