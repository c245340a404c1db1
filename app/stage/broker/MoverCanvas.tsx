import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { MoverPath, MoverView } from '../../../engine/scene/views.ts';
import type { Clock } from '../../timeline/clock.ts';
import { type CanvasMark, sayMarks } from '../../ui/canvas-marks.ts';
import { drawGlyph, glyphColours } from '../../ui/draw-glyph.ts';
import { useTheme } from '../../ui/theme.ts';
import { REDUCED_MOTION, useMedia } from '../../ui/use-media.ts';
import type { Curve } from '../layout/curve.ts';
import { along, progress } from '../layout/curve.ts';

/** What a canvas needs of a layout: its size and the ways on it. */
export interface Ways {
  readonly width: number;
  readonly height: number;
  way(path: MoverPath): readonly Curve[] | null;
}

/** A bar that fills while something is worked on. */
export interface Work {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly startedAt: number;
  readonly doneAt: number;
}

interface MoverCanvasProps {
  readonly movers: readonly MoverView[];
  readonly layout: Ways;
  readonly works: readonly Work[];
  readonly clock: Clock;
}

const NAMED_MAX = 60;

/** What is drawn at a time, for whoever saves a picture. */
function marksAt(
  t: number,
  ways: readonly { readonly mover: MoverView; readonly way: readonly Curve[] | null }[],
  still: boolean,
): CanvasMark[] {
  return ways.flatMap(({ mover, way }) => {
    if (!way || t < mover.sentAt || (mover.arrivesAt !== null && t >= mover.arrivesAt)) return [];
    const { x, y } = along(way, progress(t, mover.sentAt, mover.arrivesAt, still));
    const { state, group, name } = mover.token;
    return { state, group, x, y, size: mover.along.kind === 'settle' ? 16 : 24, name };
  });
}

/** All that is on its way, drawn over the stage. Its place is arithmetic on the time shown: played backwards it goes back. */
export function MoverCanvas({ movers, layout, works, clock }: MoverCanvasProps): ReactNode {
  const element = useRef<HTMLCanvasElement>(null);
  const chosen = useTheme((theme) => theme.chosen);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const still = useMedia(REDUCED_MOTION);
  useEffect(() => {
    const canvas = element.current;
    const pen = canvas?.getContext('2d');
    if (!canvas || !pen) return;
    const scale = devicePixelRatio;
    canvas.width = Math.round(layout.width * scale);
    canvas.height = Math.round(layout.height * scale);
    const colours = glyphColours(canvas);
    const mono = getComputedStyle(canvas).getPropertyValue('--font-mono');
    const ways = movers.map((mover) => ({ mover, way: layout.way(mover.along) }));
    const draw = (): void => {
      const t = clock.now();
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, layout.width, layout.height);
      pen.textAlign = 'center';
      pen.font = `500 12px ${mono}`;
      for (const work of works) {
        pen.fillStyle = colours.line;
        pen.fillRect(work.x, work.y, work.width, 3);
        pen.fillStyle = colours.ink;
        pen.fillRect(work.x, work.y, work.width * progress(t, work.startedAt, work.doneAt, false), 3);
      }
      for (const { mover, way } of ways) {
        if (!way || t < mover.sentAt || (mover.arrivesAt !== null && t >= mover.arrivesAt)) continue;
        const { x, y } = along(way, progress(t, mover.sentAt, mover.arrivesAt, still));
        const settles = mover.along.kind === 'settle';
        drawGlyph(pen, mover.token.state, mover.token.group, x, y, settles ? 16 : 24, colours);
        if (ways.length > NAMED_MAX) continue;
        pen.lineWidth = 3;
        pen.lineJoin = 'round';
        pen.strokeStyle = colours.ground;
        pen.fillStyle = colours.ink;
        pen.strokeText(mover.token.name, x, y - (settles ? 12 : 16));
        pen.fillText(mover.token.name, x, y - (settles ? 12 : 16));
      }
    };
    sayMarks(canvas, () => marksAt(clock.now(), ways, still));
    const stop = clock.watch(draw);
    draw();
    return stop;
  }, [movers, layout, works, clock, still, chosen, dark]);
  return <canvas ref={element} style={{ width: layout.width, height: layout.height }} aria-hidden="true" />;
}
