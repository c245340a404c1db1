import type { ReactNode } from 'react';
import { useMemo } from 'react';
import type { BrokerView, ConsumerView, QueueView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count } from '../../text/words.ts';
import type { BrokerStackLayout, StackConsumer } from '../layout/broker-stack.ts';
import { STACK_SLOT, stackBroker } from '../layout/broker-stack.ts';
import { pathOf } from '../layout/curve.ts';
import { Stopped } from './BrokerParts.tsx';
import styles from './BrokerStage.module.css';
import type { BrokerStageProps } from './BrokerStage.tsx';
import { brokerSays } from './broker-says.ts';
import { MoverCanvas } from './MoverCanvas.tsx';
import { TokenAt } from './TokenAt.tsx';

const cut = (name: string, width: number): string => {
  const fits = Math.max(3, Math.floor(width / 6.7));
  return name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
};

/** The broker stage where there is room for one column. The grammar is the same, the wires run along the margins. */
export function BrokerStack({
  view,
  clock,
  selected,
  onSelect,
  width,
}: BrokerStageProps & { readonly width: number }): ReactNode {
  const layout = useMemo(() => stackBroker(view, width, text.broker.bindings), [view, width]);
  return (
    <div className={styles.picture} style={{ height: layout.height }}>
      <svg width={layout.width} height={layout.height} role="img" aria-label={brokerSays(view)}>
        <Top view={view} layout={layout} selected={selected} onSelect={onSelect} />
        {view.queues.map((queue) => (
          <Queue key={queue.id} queue={queue} layout={layout} selected={selected} onSelect={onSelect} />
        ))}
        {view.consumers.map((consumer) => {
          const box = layout.consumers.find(({ id }) => id === consumer.id);
          return (
            box && (
              <Consumer
                key={consumer.id}
                consumer={consumer}
                box={box}
                back={view.returns.some((one) => one.consumer === consumer.id)}
                selected={selected}
                onSelect={onSelect}
              />
            )
          );
        })}
      </svg>
      <MoverCanvas movers={view.movers} layout={layout} works={[]} clock={clock} />
    </div>
  );
}

interface PartProps {
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

function Top({
  view,
  layout,
  selected,
  onSelect,
}: PartProps & { readonly view: BrokerView; readonly layout: BrokerStackLayout }): ReactNode {
  return (
    <>
      {layout.publishWires.map((wire) => (
        <path key={wire.id} d={pathOf(wire.curves)} className={styles.edge} data-lit={wire.lit || undefined} />
      ))}
      {[...layout.pills]
        .sort((a, b) => Number(a.pill.light === 'lit') - Number(b.pill.light === 'lit'))
        .map(({ id, pill, way }) => (
          <path
            key={id}
            d={pathOf(way)}
            className={styles.edge}
            strokeLinejoin="round"
            data-lit={pill.light === 'lit' || undefined}
            data-tried={pill.light === 'tried' || undefined}
          />
        ))}
      {view.publishers.map((publisher) => {
        const box = layout.publishers.find(({ id }) => id === publisher.id);
        if (!box) return null;
        return (
          <g key={publisher.id}>
            <rect
              x={box.x}
              y={box.y}
              width={box.width}
              height={box.height}
              rx={5}
              className={styles.node}
              data-off={publisher.stopped ? '' : undefined}
            />
            <text
              x={box.x + box.width / 2}
              y={box.y + 18}
              className={`${styles.name} ${styles.centre}`}
              data-off={publisher.stopped ? '' : undefined}
            >
              {cut(publisher.name, box.width - 10)}
            </text>
            <rect
              x={box.x - 2}
              y={box.y - 2}
              width={box.width + 4}
              height={box.height + 4}
              rx={6}
              className={selected === publisher.id ? styles.ring : styles.hit}
              onClick={() => onSelect(publisher.id)}
            />
          </g>
        );
      })}
      {view.exchanges.map((exchange) => {
        const box = layout.exchanges.find(({ id }) => id === exchange.id);
        if (!box) return null;
        const d = `M${box.x} ${box.y + 14}l9-15h${box.width - 18}l9 15-9 15h${18 - box.width}Z`;
        return (
          <g key={exchange.id}>
            <path d={d} className={styles.node} />
            <text x={box.x + box.width / 2} y={box.y + 18} className={`${styles.name} ${styles.centre}`}>
              {cut(exchange.name === '' ? text.broker.defaultExchange : exchange.name, box.width - 14)}
            </text>
          </g>
        );
      })}
      {layout.pills.map(({ id, pill, x, y, width, height }) => (
        <g key={id}>
          <rect
            x={x}
            y={y}
            width={width}
            height={height}
            rx={11}
            className={styles.pill}
            data-lit={pill.light === 'lit' || undefined}
          />
          <text x={x + width / 2} y={y + 15} className={styles.pillWord} data-lit={pill.light === 'lit' || undefined}>
            {pill.says}
          </text>
        </g>
      ))}
    </>
  );
}

const PITCH = 54;

function Queue({
  queue,
  layout,
  selected,
  onSelect,
}: PartProps & { readonly queue: QueueView; readonly layout: BrokerStackLayout }): ReactNode {
  const box = layout.queues.find(({ id }) => id === queue.id);
  if (!box) return null;
  const fits = Math.floor((box.width - 16) / PITCH);
  const standing = [...queue.ready, ...queue.ghosts];
  const total = queue.readyCount + queue.ghosts.length;
  const shown = standing.slice(0, total > fits ? fits - 1 : fits);
  return (
    <g>
      <text x={box.x} y={box.y - 12} className={styles.name}>
        {cut(queue.name, box.width * 0.4)}
        <tspan dx={10} className={styles.small}>
          {text.broker.ready}
        </tspan>
        <tspan dx={5}>{count(queue.readyCount)}</tspan>
        <tspan dx={10} className={styles.small}>
          {text.broker.unacked}
        </tspan>
        <tspan dx={5}>{count(queue.unackedCount)}</tspan>
      </text>
      <text x={box.x + box.width} y={box.y - 12} className={`${styles.small} ${styles.end}`}>
        {text.broker.head}
      </text>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} className={styles.tube} />
      <path
        d={`M${box.x} ${box.y}h${box.width}M${box.x} ${box.y + box.height}h${box.width}`}
        className={styles.tubeLine}
      />
      {total === 0 && (
        <text x={box.x + box.width / 2} y={box.y + 34} className={`${styles.small} ${styles.centre}`}>
          {text.broker.empty}
        </text>
      )}
      {shown.map((token, index) => (
        <TokenAt
          key={token.id}
          token={token}
          x={box.x + box.width - 28 - index * PITCH}
          y={box.y + 23}
          size={24}
          name="below"
          selected={selected === token.id}
          onSelect={onSelect}
        />
      ))}
      {total > shown.length && (
        <text x={box.x + box.width - 28 - shown.length * PITCH} y={box.y + 28} className={styles.number}>
          {text.ui.more(total - shown.length)}
        </text>
      )}
    </g>
  );
}

function Consumer({
  consumer,
  box,
  back,
  selected,
  onSelect,
}: PartProps & { readonly consumer: ConsumerView; readonly box: StackConsumer; readonly back: boolean }): ReactNode {
  const tray = consumer.noAck || consumer.prefetchMax === 0;
  const standing = tray
    ? [...consumer.ghosts, ...consumer.held.map((held) => held.token)].slice(-box.slots)
    : [...consumer.held.map((held) => held.token), ...consumer.ghosts].slice(0, box.slots);
  const off = consumer.stopped !== null || undefined;
  return (
    <g>
      {!consumer.stopped && (
        <path d={pathOf(box.deliver)} className={styles.edge} data-lit={consumer.lit || undefined} />
      )}
      {back && <path d={pathOf(box.giveBack)} className={styles.edge} data-again="" />}
      <text x={box.x} y={box.y + 18} className={styles.name} data-off={off}>
        {cut(consumer.name, 92)}
      </text>
      {consumer.stopped ? (
        <Stopped stopped={consumer.stopped} x={box.x} y={box.y + 35} />
      ) : (
        <text x={box.x} y={box.y + 35} className={styles.small}>
          {consumer.noAck ? text.broker.automatic : text.broker.manual(consumer.prefetchMax)}
        </text>
      )}
      {tray ? (
        <path
          d={`M${box.slotX - 8} ${box.y}H${box.x + box.width}V${box.y + 40}H${box.slotX - 8}`}
          className={styles.tubeLine}
          data-off={off}
        />
      ) : (
        Array.from({ length: box.slots }, (_, index) => (
          <rect
            key={index}
            x={box.slotX + index * (STACK_SLOT.width + STACK_SLOT.gap)}
            y={box.y}
            width={STACK_SLOT.width}
            height={STACK_SLOT.height}
            rx={4}
            className={styles.slot}
            data-empty={standing[index] ? undefined : ''}
          />
        ))
      )}
      {standing.map((token, index) => (
        <TokenAt
          key={token.id}
          token={token}
          x={box.slotX + index * (STACK_SLOT.width + STACK_SLOT.gap) + 17}
          y={box.y + 20}
          size={20}
          name="beside"
          selected={selected === token.id}
          onSelect={onSelect}
        />
      ))}
      <rect
        x={box.x - 4}
        y={box.y - 2}
        width={98}
        height={44}
        rx={4}
        className={selected === consumer.id ? styles.ring : styles.hit}
        onClick={() => onSelect(consumer.id)}
      />
    </g>
  );
}
