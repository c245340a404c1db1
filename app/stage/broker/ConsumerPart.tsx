import type { ReactNode } from 'react';
import type { ConsumerView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count } from '../../text/words.ts';
import { GlyphAt } from '../../ui/StateGlyph.tsx';
import type { ConsumerBox } from '../layout/broker-layout.ts';
import { CELL, SLOT, slotAt } from '../layout/broker-parts.ts';
import { Stopped } from './BrokerParts.tsx';
import styles from './BrokerStage.module.css';
import { TokenAt } from './TokenAt.tsx';

interface ConsumerPartProps {
  readonly consumer: ConsumerView;
  readonly box: ConsumerBox | undefined;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** A consumer with its prefetch window as slots, empty ones included; a tray open to the left where there is no window. */
export function ConsumerPart({ consumer, box, selected, onSelect }: ConsumerPartProps): ReactNode {
  if (!box) return null;
  const { x, y, width, window, windowY } = box;
  const off = consumer.stopped !== null || undefined;
  const foot = windowY + window.height + 18;
  const acked = count(consumer.ackedCount);
  return (
    <g>
      <text x={x} y={y + 12} className={styles.name} data-off={off}>
        {consumer.name.length > 10 ? `${consumer.name.slice(0, 9)}…` : consumer.name}
      </text>
      <g data-state="plain">
        <GlyphAtInk x={x + width - acked.length * 7.2 - 11} y={y + 8} />
      </g>
      <text x={x + width} y={y + 12} className={`${styles.mono} ${styles.soft} ${styles.end}`}>
        {acked}
      </text>
      <text x={x} y={y + 29} className={styles.small}>
        {consumer.noAck ? text.broker.automatic : text.broker.manual(consumer.prefetchMax)}
      </text>
      {window.kind === 'tray' ? (
        <Tray consumer={consumer} box={box} selected={selected} onSelect={onSelect} />
      ) : (
        <Slots consumer={consumer} box={box} selected={selected} onSelect={onSelect} />
      )}
      {consumer.stopped && <Stopped stopped={consumer.stopped} x={x} y={foot} />}
      {!consumer.stopped && window.kind === 'slots' && window.count <= SLOT.perRow && (
        <>
          {consumer.held.slice(0, window.count).map((held, index) => (
            <text
              key={held.token.id}
              x={x + slotAt('slots', index).x + SLOT.width / 2}
              y={foot}
              className={`${styles.small} ${styles.soft} ${styles.centre}`}
            >
              {held.work ? text.broker.working : text.broker.next}
            </text>
          ))}
        </>
      )}
      {window.kind !== 'tray' && window.more > 0 && !consumer.stopped && (
        <text x={x} y={foot} className={styles.small}>
          {text.broker.moreSlots(window.more)}
        </text>
      )}
      <rect
        x={x - 4}
        y={y - 2}
        width={width + 8}
        height={36}
        rx={4}
        className={selected === consumer.id ? styles.ring : styles.hit}
        onClick={() => onSelect(consumer.id)}
      />
    </g>
  );
}

/** The small tick beside the number of acknowledged messages: ink, as it is a count and not a state drawn. */
function GlyphAtInk({ x, y }: { readonly x: number; readonly y: number }): ReactNode {
  return (
    <g transform={`translate(${x - 6.5} ${y - 6.5}) scale(.65)`}>
      <path
        d="m3.8 10.800 4.200 4 8.200-9.400"
        fill="none"
        stroke="var(--ink-2)"
        strokeWidth={2.6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </g>
  );
}

type WindowProps = Omit<ConsumerPartProps, 'box'> & { readonly box: ConsumerBox };

function Slots({ consumer, box, selected, onSelect }: WindowProps): ReactNode {
  const { x, window, windowY } = box;
  const size = window.kind === 'slots' ? SLOT : CELL;
  const standing = [...consumer.held.map((held) => held.token), ...consumer.ghosts];
  return Array.from({ length: window.count }, (_, index) => {
    const at = slotAt(window.kind, index);
    const token = standing[index];
    const left = x + at.x;
    const top = windowY + at.y;
    return (
      <g key={token?.id ?? `slot ${index}`}>
        <rect
          x={left}
          y={top}
          width={size.width}
          height={size.height}
          rx={4}
          className={styles.slot}
          data-empty={token ? undefined : ''}
        />
        {token && window.kind === 'slots' && (
          <>
            <TokenAt
              token={token}
              x={left + size.width / 2}
              y={top + 21}
              size={24}
              name="below"
              selected={false}
              onSelect={onSelect}
            />
            {selected === token.id && (
              <rect
                x={left - 3}
                y={top - 3}
                width={size.width + 6}
                height={size.height + 6}
                rx={6}
                className={styles.ring}
              />
            )}
          </>
        )}
        {token && window.kind === 'cells' && (
          <>
            <GlyphAt state={token.state} group={token.group} x={left + 12} y={top + 13} size={16} />
            <text x={left + 12} y={top + 34} className={styles.number} data-lost={token.state === 'lost' || undefined}>
              {token.name.length > 3 ? token.name.slice(-3) : token.name}
            </text>
            <rect
              x={left}
              y={top}
              width={size.width}
              height={size.height}
              rx={4}
              className={selected === token.id ? styles.ring : styles.hit}
              onClick={() => onSelect(token.id)}
            />
          </>
        )}
      </g>
    );
  });
}

function Tray({ consumer, box, selected, onSelect }: WindowProps): ReactNode {
  const { x, width, window, windowY } = box;
  const standing = [...consumer.ghosts, ...consumer.held.map((held) => held.token)];
  const shown = standing.length > window.count ? standing.slice(-(window.count - 1)) : standing;
  const left = standing.length - shown.length;
  const off = consumer.stopped !== null || undefined;
  return (
    <>
      <path
        d={`M${x - 12} ${windowY}H${x + width}V${windowY + window.height}H${x - 12}`}
        className={styles.tubeLine}
        data-off={off}
      />
      {left > 0 && (
        <text x={x + 14} y={windowY + 30} className={styles.number}>
          {text.ui.more(left)}
        </text>
      )}
      {shown.map((token, index) => (
        <TokenAt
          key={token.id}
          token={token}
          x={x + 14 + slotAt('tray', index + (left > 0 ? 1 : 0)).x}
          y={windowY + 24}
          size={24}
          name="below"
          selected={selected === token.id}
          onSelect={onSelect}
        />
      ))}
    </>
  );
}
