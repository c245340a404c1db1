import { type CanvasMark, marksOn } from '../ui/canvas-marks.ts';
import { glyphColours } from '../ui/draw-glyph.ts';
import { type Paint, STATE_SHAPES } from '../ui/state-shapes.ts';
import { tag } from './svg-text.ts';

/** What stands on a canvas, as shapes. */
export function drawMarks(canvas: HTMLCanvasElement, at: DOMRect): string {
  const colours = glyphColours(canvas);
  const mono = getComputedStyle(canvas).getPropertyValue('--font-mono');
  const drawn = marksOn(canvas).map((mark) => {
    const name =
      mark.name === ''
        ? ''
        : tag(
            'text',
            {
              x: mark.x,
              y: mark.y - mark.size * 0.65,
              'font-family': mono,
              'font-size': '12px',
              'font-weight': '500',
              'text-anchor': 'middle',
              fill: colours.ink,
            },
            mark.name,
          );
    return glyph(mark, colours) + name;
  });
  return tag('g', { transform: `translate(${at.x} ${at.y})` }, drawn.join(''));
}

function glyph({ state, group, x, y, size }: CanvasMark, colours: ReturnType<typeof glyphColours>): string {
  const paints: Readonly<Record<Paint, string>> = {
    fill: colours.fill[group],
    edge: colours.edge[group],
    hollow: colours.hollow,
    lost: colours.lost,
    none: 'none',
  };
  const parts = STATE_SHAPES[state].map((part) =>
    tag('path', {
      d: part.d,
      fill: paints[part.fill],
      stroke: paints[part.stroke],
      'stroke-width': part.width,
      'stroke-dasharray': part.dash?.join(' ') ?? null,
      'stroke-linecap': part.dash ? 'butt' : 'round',
      'stroke-linejoin': 'round',
    }),
  );
  const transform = `translate(${x - size / 2} ${y - size / 2}) scale(${size / 20})`;
  return tag('g', { transform }, parts.join(''));
}
