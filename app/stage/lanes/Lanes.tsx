import type { ReactNode } from 'react';
import type { LanesView, LaneView, NodeKind } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { ticks } from '../../timeline/axis.ts';
import type { LanesLayout, TimeWindow } from '../layout/lanes-layout.ts';
import styles from './LanesStage.module.css';

interface LanesProps {
  readonly layout: LanesLayout;
  readonly view: LanesView;
  readonly onNode: (id: string) => void;
}

/** The lanes themselves: a line while a node runs, dashes while it does not. */
export function Lanes({ layout, view, onNode }: LanesProps): ReactNode {
  const drawn = layout.xOf(view.drawnFrom);
  return (
    <>
      {layout.lanes.map(({ id, y }, i) => {
        const lane = view.nodes[i];
        return (
          lane && (
            <g key={id}>
              <path d={`M${layout.left} ${y}H${layout.right}`} className={styles.lane} />
              {lane.down.map((down) => (
                <Down key={down.from} layout={layout} down={down} y={y} />
              ))}
              <g className={styles.node} data-off={lane.up ? undefined : ''} onClick={() => onNode(id)}>
                <rect x={0} y={y - 20} width={layout.left - 8} height={40} className={styles.hit} />
                <text x={layout.left - 14} y={y + 4} className={styles.name}>
                  {shortened(id, layout.left)}
                </text>
                <text x={layout.left - 14} y={y + 18} className={styles.kind}>
                  {kindWords[lane.kind]}
                </text>
              </g>
            </g>
          )
        );
      })}
      {drawn > layout.left + 1 && (
        <>
          <rect
            x={layout.left}
            y={20}
            width={Math.min(layout.right, drawn) - layout.left}
            height={layout.axisY - 24}
            className={styles.beyond}
          />
          <text x={layout.left + 10} y={16} className={styles.kindStart}>
            {text.lanes.beyond}
          </text>
        </>
      )}
    </>
  );
}

const kindWords: Readonly<Record<NodeKind, string>> = text.lanes.kinds;

/** A name that fits beside its lane. */
function shortened(id: string, left: number): string {
  const most = Math.floor((left - 18) / 7.3);
  return id.length > most ? `${id.slice(0, most - 1)}…` : id;
}

function Down({
  layout,
  down,
  y,
}: {
  readonly layout: LanesLayout;
  readonly down: LaneView['down'][number];
  readonly y: number;
}): ReactNode {
  const x1 = Math.max(layout.left, layout.xOf(down.from));
  const x2 = Math.min(layout.right, down.to === null ? layout.right : layout.xOf(down.to));
  if (x2 <= x1) return null;
  return (
    <>
      <path d={`M${x1} ${y}H${x2}`} className={styles.gap} />
      <path d={`M${x1} ${y}H${x2}`} className={styles.down} />
    </>
  );
}

/** Time under the lanes, with a hairline at every written instant. */
export function Axis({ layout, window }: { readonly layout: LanesLayout; readonly window: TimeWindow }): ReactNode {
  const marks = ticks({ from: window.from, to: window.to, left: layout.left, right: layout.right }).filter(
    (tick) => tick.at >= 0,
  );
  return (
    <>
      {marks.map(({ at, label }) => (
        <g key={at}>
          <path d={`M${layout.xOf(at)} 20V${layout.axisY}`} className={styles.hair} />
          <text
            x={layout.xOf(at)}
            y={layout.axisY + 18}
            className={styles.tick}
            data-last={layout.xOf(at) > layout.right - 24 || undefined}
          >
            {label}
          </text>
        </g>
      ))}
    </>
  );
}
