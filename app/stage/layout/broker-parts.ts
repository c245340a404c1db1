import type { BindingView, ConsumerView, QueueView } from '../../../engine/scene/views.ts';

/*
 * How large the parts of the broker stage are, whatever stands beside them. Heights follow the structure (who consumes
 * with which window), never the counts of the moment, so that nothing jumps while messages move.
 */

export const TOKEN = 24;
export const SLOT = { width: 50, height: 64, gap: 8, perRow: 2, max: 4 } as const;
export const CELL = { width: 24, height: 40, gap: 4, perRow: 4, max: 12 } as const;
export const TUBE = { height: 68, pitch: 41 } as const;

/** The window of a consumer drawn as slots: large with words, small from five on, a tray without limit. */
export type Window =
  | {
      readonly kind: 'slots' | 'cells';
      readonly count: number;
      readonly more: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'tray'; readonly count: number; readonly width: number; readonly height: number };

const TRAY = { columns: 3, pitch: 36, height: 64, max: 6 } as const;

/** What the window of a consumer looks like. With noAck, and without a limit, there are no slots: a tray. */
export function windowOf(consumer: Pick<ConsumerView, 'noAck' | 'prefetchMax'>): Window {
  const width = SLOT.perRow * SLOT.width + SLOT.gap;
  if (consumer.noAck || consumer.prefetchMax === 0)
    return { kind: 'tray', count: TRAY.columns, width, height: TRAY.height };
  if (consumer.prefetchMax <= SLOT.max) return grid('slots', consumer.prefetchMax, 0, SLOT, width);
  const count = Math.min(consumer.prefetchMax, CELL.max);
  return grid('cells', count, consumer.prefetchMax - count, CELL, width);
}

function grid(
  kind: 'slots' | 'cells',
  count: number,
  more: number,
  size: typeof SLOT | typeof CELL,
  width: number,
): Window {
  const rows = Math.ceil(count / size.perRow);
  return { kind, count, more, width, height: rows * size.height + (rows - 1) * size.gap };
}

/** The top left corner of slot `index` in its window. */
export function slotAt(kind: Window['kind'], index: number): { readonly x: number; readonly y: number } {
  if (kind === 'tray') return { x: index * TRAY.pitch, y: 0 };
  const size = kind === 'slots' ? SLOT : CELL;
  return {
    x: (index % size.perRow) * (size.width + size.gap),
    y: Math.floor(index / size.perRow) * (size.height + size.gap),
  };
}

/** Above the window: name and mode. Below it: what the slots are doing, or when it was killed. */
export const CONSUMER_HEAD = 44;
export const CONSUMER_FOOT = 30;

export function consumerHeight(consumer: Pick<ConsumerView, 'noAck' | 'prefetchMax'>): number {
  return CONSUMER_HEAD + windowOf(consumer).height + CONSUMER_FOOT;
}

/** Above the tube: name, then the count of ready ones. */
export const QUEUE_HEAD = 54;
/** Below the tube: the ledger of unacked ones. */
export const LEDGER_HEIGHT = 80;

export function queueHeight(hasLedger: boolean): number {
  return QUEUE_HEAD + TUBE.height + (hasLedger ? LEDGER_HEIGHT : 12);
}

/** A ledger stands under every queue whose messages somebody has to acknowledge. */
export function hasLedger(queue: QueueView, consumers: readonly ConsumerView[]): boolean {
  return queue.unackedCount > 0 || consumers.some((consumer) => consumer.queue === queue.id && !consumer.noAck);
}

/** How many tokens a tube of that width shows, and how many are behind its left end. */
export function tubeFits(width: number): number {
  return Math.max(1, Math.floor((width - 4) / TUBE.pitch));
}

/** The width of a name in the bundled mono at 12 px. */
export const monoWidth = (name: string): number => name.length * 7.2;

/** A pill on an edge: one binding, or several between the same two that would not fit apart. */
export interface Pill {
  readonly id: string;
  readonly bindings: readonly BindingView[];
  readonly says: string;
  readonly width: number;
  readonly light: BindingView['light'];
}

const APART_MAX = 4;
const PILL_MAX = 16;

/** The pills between an exchange and one destination. */
export function pillsOf(bindings: readonly BindingView[], several: (count: number) => string): readonly Pill[] {
  const light = (of: readonly BindingView[]): BindingView['light'] =>
    of.some((binding) => binding.light === 'lit')
      ? 'lit'
      : of.some((binding) => binding.light === 'tried')
        ? 'tried'
        : 'idle';
  const pill = (of: readonly BindingView[], says: string): Pill => {
    const short = says.length > PILL_MAX ? `${says.slice(0, PILL_MAX - 1)}…` : says;
    return {
      id: of[0]?.id ?? '',
      bindings: of,
      says: short,
      width: Math.max(28, monoWidth(short) + 16),
      light: light(of),
    };
  };
  if (bindings.length > APART_MAX) return [pill(bindings, several(bindings.length))];
  return bindings.map((binding) => pill([binding], binding.key));
}
