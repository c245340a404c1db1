import type { ReactNode } from 'react';
import type { ExchangeView, PublisherView, QueueView, StoppedView, TokenView } from '../../../engine/scene/views.ts';
import { text } from '../../text/text.ts';
import { count, seconds } from '../../text/words.ts';
import { GlyphAt } from '../../ui/StateGlyph.tsx';
import type { Box, QueueBox } from '../layout/broker-layout.ts';
import { monoWidth, TOKEN, TUBE, tubeFits } from '../layout/broker-parts.ts';
import styles from './BrokerStage.module.css';
import type { StagePart } from './stage-part.ts';
import { TokenAt } from './TokenAt.tsx';

/** "killed 2.000 s", with the cross of what was cut off. */
export function Stopped({
  stopped,
  x,
  y,
}: {
  readonly stopped: StoppedView;
  readonly x: number;
  readonly y: number;
}): ReactNode {
  const at = seconds(stopped.at);
  return (
    <>
      <GlyphAt state="dropped" x={x + 6} y={y - 4} size={12} />
      <text x={x + 17} y={y} className={styles.lost}>
        {text.broker.stopped(stopped.how, at)}
      </text>
    </>
  );
}

const cut = (name: string, width: number): string => {
  const fits = Math.max(3, Math.floor(width / 7.2));
  return name.length > fits ? `${name.slice(0, fits - 1)}…` : name;
};

/** A publisher: a box with what it publishes. */
export function PublisherPart({
  publisher,
  box,
  selected,
  onSelect,
}: {
  readonly publisher: PublisherView;
  readonly box: Box | undefined;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  if (!box) return null;
  const off = publisher.stopped !== null || undefined;
  const key = publisher.keys[0];
  return (
    <g>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={6} className={styles.node} data-off={off} />
      <text x={box.x + 12} y={box.y + 25} className={styles.name} data-off={off}>
        {cut(publisher.name, box.width - 20)}
      </text>
      {key && (
        <g data-id={key.group}>
          <rect x={box.x + 12.5} y={box.y + 38.5} width={8} height={8} rx={2} className={styles.swatch} />
          <text x={box.x + 26} y={box.y + 46} className={`${styles.mono} ${styles.soft}`}>
            {cut(publisher.keys.length > 1 ? `${key.name} +${publisher.keys.length - 1}` : key.name, box.width - 28)}
          </text>
        </g>
      )}
      {publisher.stopped ? (
        <Stopped stopped={publisher.stopped} x={box.x} y={box.y + box.height + 18} />
      ) : (
        <text x={box.x + box.width / 2} y={box.y + box.height + 18} className={`${styles.small} ${styles.centre} num`}>
          {text.broker.sent(publisher.sentCount)}
        </text>
      )}
      <rect
        x={box.x - 3}
        y={box.y - 3}
        width={box.width + 6}
        height={box.height + 6}
        rx={8}
        className={selected ? styles.ring : styles.hit}
        onClick={() => onSelect(publisher.id)}
      />
    </g>
  );
}

/** An exchange: a hexagon, as it decides and holds nothing. */
export function ExchangePart({
  exchange,
  box,
  onPart,
}: {
  readonly exchange: ExchangeView;
  readonly box: Box | undefined;
  readonly onPart?: ((part: StagePart) => void) | undefined;
}): ReactNode {
  if (!box) return null;
  const { x, y, width, height } = box;
  const mid = y + height / 2;
  const d = `M${x} ${mid}l${width / 4} ${-height / 2}h${width / 2}l${width / 4} ${height / 2}l${-width / 4} ${height / 2}h${-width / 2}Z`;
  const unnamed = exchange.name === '';
  return (
    <g>
      <path d={d} className={styles.node} />
      <text x={x + width / 2} y={mid} className={`${unnamed ? styles.mono : styles.name} ${styles.centre}`}>
        {cut(unnamed ? text.broker.defaultExchange : exchange.name, width - 12)}
      </text>
      <text x={x + width / 2} y={mid + 16} className={`${styles.small} ${styles.centre}`}>
        {exchange.type}
      </text>
      {onPart && !unnamed && (
        <rect
          x={x}
          y={y}
          width={width}
          height={height}
          className={styles.hit}
          onClick={() => onPart({ kind: 'exchange', id: exchange.id, name: exchange.name })}
        >
          <title>{exchange.name}</title>
        </rect>
      )}
    </g>
  );
}

/** A queue: a tube open at both ends, its head on the right; unacknowledged messages in a ledger under it. */
export function QueuePart({
  queue,
  box,
  selected,
  onSelect,
  onPart,
}: {
  readonly queue: QueueView;
  readonly box: QueueBox | undefined;
  readonly onPart?: ((part: StagePart) => void) | undefined;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}): ReactNode {
  if (!box) return null;
  const { x, width, tubeY } = box;
  const right = x + width;
  const off = (queue.consumerCount === 0 && queue.readyCount === 0) || undefined;
  return (
    <g>
      <text x={x} y={tubeY - 38} className={styles.name} data-off={off}>
        {cut(queue.name, width - 8 - queue.traits.length * 5.8)}
      </text>
      <text x={right} y={tubeY - 38} className={`${styles.small} ${styles.end}`}>
        {queue.consumerCount === 0 ? text.broker.noConsumers : queue.traits}
      </text>
      <text x={x} y={tubeY - 10} className={styles.soft}>
        {text.broker.ready}
        <tspan dx={6} className={styles.name}>
          {count(queue.readyCount)}
        </tspan>
      </text>
      <text x={right} y={tubeY - 10} className={`${styles.small} ${styles.end}`}>
        {text.broker.head}
      </text>
      <rect x={x} y={tubeY} width={width} height={TUBE.height} className={styles.tube} />
      <path
        d={`M${x} ${tubeY}h${width}M${x} ${tubeY + TUBE.height}h${width}`}
        className={styles.tubeLine}
        data-off={off}
      />
      {onPart && (
        <rect
          x={x - 4}
          y={tubeY - 54}
          width={width * 0.6}
          height={24}
          className={styles.hit}
          onClick={() => onPart({ kind: 'queue', id: queue.id, name: queue.name })}
        >
          <title>{queue.name}</title>
        </rect>
      )}
      <Tube queue={queue} box={box} selected={selected} onSelect={onSelect} />
      {box.hasLedger && <Ledger queue={queue} box={box} selected={selected} onSelect={onSelect} />}
    </g>
  );
}

interface InsideProps {
  readonly queue: QueueView;
  readonly box: QueueBox;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

/** The tokens in the tube: the head at the right end, ghosts behind those that are there, a count for what is behind both. */
function Tube({ queue, box, selected, onSelect }: InsideProps): ReactNode {
  const { x, width, tubeY } = box;
  const fits = tubeFits(width);
  const ghosts = queue.ghosts.slice(0, Math.max(Math.floor(fits / 2), fits - queue.readyCount));
  const behind = queue.readyCount - Math.min(queue.ready.length, fits - ghosts.length);
  const hidden = behind + queue.ghosts.length - ghosts.length;
  const room = fits - (hidden > 0 ? 1 : 0);
  const shown: readonly TokenView[] = [...queue.ready.slice(0, Math.max(0, room - ghosts.length)), ...ghosts].slice(
    0,
    room,
  );
  if (shown.length === 0 && hidden <= 0) {
    return (
      <text x={x + width / 2} y={tubeY + TUBE.height / 2 + 4} className={`${styles.small} ${styles.centre}`}>
        {text.broker.empty}
      </text>
    );
  }
  const left = queue.readyCount + queue.ghosts.length - shown.length;
  return (
    <>
      {shown.map((token, index) => (
        <TokenAt
          key={token.id}
          token={token}
          x={x + width - 24 - index * TUBE.pitch}
          y={tubeY + 26}
          size={TOKEN}
          name="below"
          selected={selected === token.id}
          onSelect={onSelect}
        />
      ))}
      {left > 0 && (
        <text x={x + width - 24 - shown.length * TUBE.pitch} y={tubeY + 31} className={styles.number}>
          {text.ui.more(left)}
        </text>
      )}
    </>
  );
}

const LEDGER_PITCH = 22;

function Ledger({ queue, box, selected, onSelect }: InsideProps): ReactNode {
  const { x, width, tubeY } = box;
  const y = tubeY + TUBE.height;
  const places: { token: TokenView; at: number }[] = [];
  let at = 10;
  for (const token of queue.unacked) {
    const next = at + LEDGER_PITCH + monoWidth(token.name) + 8;
    if (next > width) break;
    places.push({ token, at });
    at = next;
  }
  const noteFits = at + 24 + queue.unackedNote.length * 5.8 < width;
  const left = queue.unackedCount - places.length;
  return (
    <>
      <text x={x} y={y + 36} className={styles.soft}>
        {text.broker.unacked}
        <tspan dx={6} className={styles.name}>
          {count(queue.unackedCount)}
        </tspan>
      </text>
      {width > 190 && (
        <text x={x + width} y={y + 36} className={`${styles.small} ${styles.end}`}>
          {text.broker.kept}
        </text>
      )}
      <path d={`M${x} ${y + 46.5}h${width}`} className={styles.ledgerLine} />
      {places.map((place) => (
        <TokenAt
          key={place.token.id}
          token={place.token}
          x={x + place.at}
          y={y + 66}
          size={18}
          name="beside"
          selected={selected === place.token.id}
          onSelect={onSelect}
        />
      ))}
      {left > 0 && places.length > 0 && (
        <text x={x + at} y={y + 70} className={styles.beside}>
          {text.ui.more(left)}
        </text>
      )}
      {noteFits && (
        <text x={x + width} y={y + 70} className={`${styles.small} ${styles.soft} ${styles.end}`}>
          {queue.unackedNote}
        </text>
      )}
    </>
  );
}
