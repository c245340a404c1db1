import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { LanesView } from '../../../engine/scene/views.ts';
import type { Clock } from '../../timeline/clock.ts';
import type { LanesLayout, TimeWindow } from '../layout/lanes-layout.ts';
import styles from './LanesStage.module.css';

/** Where now is: a line across the lanes, and a point on every frame that is on its way. Moved without React. */
export function Now({
  layout,
  window,
  view,
  clock,
}: {
  readonly layout: LanesLayout;
  readonly window: TimeWindow;
  readonly view: LanesView;
  readonly clock: Clock;
}): ReactNode {
  const group = useRef<SVGGElement>(null);
  useEffect(() => {
    const flying = layout.arrows.filter(({ arrow }) => arrow.end === 'flying' && arrow.arrivesAt !== null);
    const points = flying.map(() => document.createElementNS('http://www.w3.org/2000/svg', 'circle'));
    for (const point of points) point.setAttribute('r', '4');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    group.current?.replaceChildren(line, ...points);
    const move = (): void => {
      const t = clock.now();
      const x = layout.xOf(t);
      const seen = t >= window.from && t <= window.to;
      line.setAttribute('d', seen ? `M${x.toFixed(1)} 12V${layout.axisY}` : '');
      flying.forEach(({ arrow }, i) => {
        const from = layout.yOf(arrow.from) ?? 0;
        const to = layout.yOf(arrow.to) ?? 0;
        const share = (t - arrow.leavesAt) / ((arrow.arrivesAt ?? t) - arrow.leavesAt);
        const shown = seen && share >= 0 && share <= 1;
        points[i]?.setAttribute('cx', x.toFixed(1));
        points[i]?.setAttribute('cy', (from + (to - from) * share).toFixed(1));
        points[i]?.setAttribute('visibility', shown ? 'visible' : 'hidden');
      });
    };
    move();
    return clock.watch(move);
  }, [layout, window, view, clock]);
  return (
    <svg width={layout.width} height={layout.height} className={styles.over} aria-hidden="true">
      <g ref={group} className={styles.now} />
    </svg>
  );
}
