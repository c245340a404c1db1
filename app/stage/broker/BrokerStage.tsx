import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { BrokerView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import type { Clock } from '../../timeline/clock.ts';
import { useSize } from '../../ui/use-size.ts';
import type { BrokerLayout } from '../layout/broker-layout.ts';
import { COLUMNS_MIN, layoutBroker } from '../layout/broker-layout.ts';
import { SLOT, slotAt } from '../layout/broker-parts.ts';
import { ExchangePart, PublisherPart, QueuePart } from './BrokerParts.tsx';
import { BrokerStack } from './BrokerStack.tsx';
import styles from './BrokerStage.module.css';
import { Bindings, Wires } from './BrokerWires.tsx';
import { brokerSays } from './broker-says.ts';
import { ConsumerPart } from './ConsumerPart.tsx';
import type { Work } from './MoverCanvas.tsx';
import { MoverCanvas } from './MoverCanvas.tsx';
import type { StagePart } from './stage-part.ts';

export interface BrokerStageProps {
  readonly view: BrokerView;
  /** Gives the time shown and says when it moves. */
  readonly clock: Clock;
  /** The message or node that is inspected. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** The name of an exchange or a queue was clicked. */
  readonly onPart?: ((part: StagePart) => void) | undefined;
}

/**
 * From publishers to consumers. SVG for the structure, which changes when a step says so; one canvas over it for what
 * moves. The same facts stand in BrokerTable for whoever reads instead of looking.
 */
export function BrokerStage({ view, clock, selected, onSelect, onPart }: BrokerStageProps): ReactNode {
  const [element, size] = useSize<HTMLDivElement>();
  const wide = size !== null && size.width >= COLUMNS_MIN;
  const layout = useMemo(
    () => (size && wide ? layoutBroker(view, size.width, size.height, text.broker.bindings) : null),
    [view, size, wide],
  );
  const works = useMemo(() => (layout ? worksOf(view, layout) : []), [view, layout]);
  return (
    <div ref={element} className={styles.stage} tabIndex={0} role="group" aria-label={text.ui.stage}>
      {size && !wide && (
        <BrokerStack view={view} clock={clock} selected={selected} onSelect={onSelect} width={size.width} />
      )}
      {layout && (
        <div className={styles.picture} style={{ height: layout.height }}>
          <svg width={layout.width} height={layout.height} role="img" aria-label={brokerSays(view)}>
            {layout.columns.map((column) => (
              <text key={column.name} x={column.x} y={30} className={styles.column}>
                {text.broker.columns[column.name]}
              </text>
            ))}
            <Wires layout={layout} view={view} />
            {view.publishers.map((publisher) => (
              <PublisherPart
                key={publisher.id}
                publisher={publisher}
                box={layout.publishers.find((box) => box.id === publisher.id)}
                selected={selected === publisher.id}
                onSelect={onSelect}
              />
            ))}
            {view.exchanges.map((exchange) => (
              <ExchangePart
                key={exchange.id}
                exchange={exchange}
                box={layout.exchanges.find((box) => box.id === exchange.id)}
                onPart={onPart}
              />
            ))}
            <Bindings layout={layout} />
            {view.queues.map((queue) => (
              <QueuePart
                key={queue.id}
                queue={queue}
                box={layout.queues.find((box) => box.id === queue.id)}
                onPart={onPart}
                selected={selected}
                onSelect={onSelect}
              />
            ))}
            {view.consumers.map((consumer) => (
              <ConsumerPart
                key={consumer.id}
                consumer={consumer}
                box={layout.consumers.find((box) => box.id === consumer.id)}
                selected={selected}
                onSelect={onSelect}
              />
            ))}
          </svg>
          <MoverCanvas movers={view.movers} layout={layout} works={works} clock={clock} />
        </div>
      )}
    </div>
  );
}

/** The bars of what is being worked on, each in its slot. */
function worksOf(view: BrokerView, layout: BrokerLayout): readonly Work[] {
  return view.consumers.flatMap((consumer) => {
    const box = layout.consumers.find(({ id }) => id === consumer.id);
    if (!box || box.window.kind !== 'slots' || consumer.stopped) return [];
    return consumer.held.slice(0, box.window.count).flatMap(({ work }, index) => {
      const at = slotAt('slots', index);
      return work
        ? [{ ...work, x: box.x + at.x + 6, y: box.windowY + at.y + SLOT.height - 8, width: SLOT.width - 12 }]
        : [];
    });
  });
}
