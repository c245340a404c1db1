import type { ReactNode } from 'react';
import type { BrokerView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import type { BrokerLayout, PillBox } from '../layout/broker-layout.ts';
import type { Curve } from '../layout/curve.ts';
import { pathOf } from '../layout/curve.ts';
import styles from './BrokerStage.module.css';

/** The head of an arrow at the end of a curve, turned the way the curve arrives. */
function Arrow({
  curve,
  lit,
  again,
}: {
  readonly curve: Curve;
  readonly lit?: boolean;
  readonly again?: boolean;
}): ReactNode {
  const turn = (Math.atan2(curve.to.y - curve.c2.y, curve.to.x - curve.c2.x) * 180) / Math.PI;
  const reach = 6 * Math.cos((turn * Math.PI) / 180);
  const drop = 6 * Math.sin((turn * Math.PI) / 180);
  return (
    <path
      d="M0 0-8-4.200V4.200Z"
      transform={`translate(${curve.to.x + reach} ${curve.to.y + drop}) rotate(${Math.round(turn)})`}
      className={styles.arrow}
      data-lit={lit || undefined}
      data-again={again || undefined}
    />
  );
}

const last = (curves: readonly Curve[]): Curve | undefined => curves[curves.length - 1];

/** Wires from publishers and to consumers, and the purple way back of what was requeued. A dead connection is not drawn. */
export function Wires({ layout, view }: { readonly layout: BrokerLayout; readonly view: BrokerView }): ReactNode {
  const dead = new Set<string>();
  for (const consumer of view.consumers) if (consumer.stopped) dead.add(`deliver ${consumer.queue} ${consumer.id}`);
  for (const edge of view.publishes) {
    if (view.publishers.find((publisher) => publisher.id === edge.publisher)?.stopped)
      dead.add(`publish ${edge.publisher} ${edge.exchange}`);
  }
  const wires = view.broker.stopped ? [] : layout.wires.filter((wire) => !dead.has(wire.id));
  // Lit ones last: they lie on top.
  const ordered = [...wires].sort((a, b) => Number(a.lit) - Number(b.lit));
  return (
    <>
      {ordered.map((wire) => {
        const end = last(wire.curves);
        return (
          <g key={wire.id}>
            <path d={pathOf(wire.curves)} className={styles.edge} data-lit={wire.lit || undefined} />
            {end && <Arrow curve={end} lit={wire.lit} />}
          </g>
        );
      })}
      {layout.returns.map(({ consumer, queue, curve, words: at }) => {
        const words = view.returns.find((back) => back.consumer === consumer && back.queue === queue)?.says ?? '';
        return (
          <g key={`${consumer} ${queue}`}>
            <path d={pathOf([curve])} className={styles.edge} data-again="" />
            <Arrow curve={curve} again />
            <text x={at.x} y={at.y} className={`${styles.again} ${styles.end}`}>
              {words}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Bindings as pills on their edge: filled where the last message matched, dotted where it was tried and did not. */
export function Bindings({ layout }: { readonly layout: BrokerLayout }): ReactNode {
  const rank = (box: PillBox): number => (box.pill.light === 'lit' ? 2 : box.pill.light === 'idle' ? 1 : 0);
  return [...layout.pills]
    .sort((a, b) => rank(a) - rank(b))
    .map((box) => {
      const { pill, x, y, curves } = box;
      const lit = pill.light === 'lit' || undefined;
      const end = last(curves);
      const beside = (end?.to.x ?? 0) - x - pill.width / 2 > 72;
      return (
        <g key={pill.id}>
          <path
            d={pathOf(curves)}
            className={styles.edge}
            data-lit={lit}
            data-tried={pill.light === 'tried' || undefined}
          />
          {end && pill.light !== 'tried' && <Arrow curve={end} lit={lit === true} />}
          <rect
            x={x - pill.width / 2}
            y={y - 12}
            width={pill.width}
            height={24}
            rx={12}
            className={styles.pill}
            data-lit={lit}
          />
          <text x={x} y={y + 4} className={styles.pillWord} data-lit={lit}>
            {pill.says}
          </text>
          {pill.light === 'tried' && (
            <text
              x={beside ? x + pill.width / 2 + 8 : x}
              y={beside ? y + 4 : y + 26}
              className={`${styles.small} ${beside ? '' : styles.centre}`}
            >
              {text.broker.noMatch}
            </text>
          )}
        </g>
      );
    });
}
