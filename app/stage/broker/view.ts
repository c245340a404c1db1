import type { LegendView, Micros, TokenView } from '../view.ts';

/** Everything the broker stage draws, from publishers on the left to consumers on the right. */
export interface BrokerView {
  readonly publishers: readonly PublisherView[];
  readonly exchanges: readonly ExchangeView[];
  readonly bindings: readonly BindingView[];
  readonly queues: readonly QueueView[];
  readonly consumers: readonly ConsumerView[];
  /** Who speaks to whom, so that an idle edge can be drawn: publisher to exchange, queue to consumer. */
  readonly publishes: readonly { readonly publisher: string; readonly exchange: string; readonly lit: boolean }[];
  readonly movers: readonly MoverView[];
  /** What went back to a queue in the last step, drawn as a return path. */
  readonly returns: readonly ReturnView[];
  readonly legend: LegendView;
  /** The broker itself: a stopped broker greys everything that was only in its memory. */
  readonly broker: {
    readonly name: string;
    readonly stopped: { readonly how: 'kill' | 'powerCut'; readonly at: Micros } | null;
  };
}

export interface PublisherView {
  readonly id: string;
  readonly name: string;
  /** What it publishes with: routing keys in their groups. */
  readonly keys: readonly { readonly name: string; readonly group: TokenView['group'] }[];
  readonly sentCount: number;
  readonly stopped: StoppedView | null;
}

export interface ExchangeView {
  readonly id: string;
  /** '' is the default exchange. */
  readonly name: string;
  readonly type: string;
}

export interface BindingView {
  readonly id: string;
  readonly exchange: string;
  /** Where it leads: a queue, or another exchange. */
  readonly to: 'queue' | 'exchange';
  readonly destination: string;
  /** The binding key, or the headers it wants, in words. */
  readonly key: string;
  /** `lit` matched in the last step, `tried` was tried and failed. */
  readonly light: 'idle' | 'lit' | 'tried';
}

export interface QueueView {
  readonly id: string;
  readonly name: string;
  /** "classic, durable". */
  readonly traits: string;
  /** Head first, as many as anybody could look at; `readyCount` counts all. */
  readonly ready: readonly TokenView[];
  readonly readyCount: number;
  readonly unacked: readonly TokenView[];
  readonly unackedCount: number;
  /** Who holds them: "both at worker-1". */
  readonly unackedNote: string;
  /** Lost here: ghosts left standing. */
  readonly ghosts: readonly TokenView[];
  readonly consumerCount: number;
}

export interface ConsumerView {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly noAck: boolean;
  /** The size of its window; 0 is no limit. */
  readonly prefetchMax: number;
  readonly held: readonly HeldView[];
  readonly ghosts: readonly TokenView[];
  readonly ackedCount: number;
  readonly stopped: StoppedView | null;
  /** Messages went to it in the last step. */
  readonly lit: boolean;
}

export interface HeldView {
  readonly token: TokenView;
  /** Its first message is being worked on; `doneAt` and `startedAt` give how far. */
  readonly work: { readonly startedAt: Micros; readonly doneAt: Micros } | null;
}

export interface StoppedView {
  readonly how: 'kill' | 'powerCut';
  readonly at: Micros;
}

export interface ReturnView {
  readonly consumer: string;
  readonly queue: string;
  /** "10 and 11 requeued at the head". */
  readonly says: string;
}

/** A message on a wire. `sentAt` <= t < `arrivesAt`; null while something holds it. */
export interface MoverView {
  readonly token: TokenView;
  readonly along: MoverPath;
  readonly sentAt: Micros;
  readonly arrivesAt: Micros | null;
}

export type MoverPath =
  | { readonly kind: 'publish'; readonly publisher: string; readonly exchange: string }
  | { readonly kind: 'route'; readonly binding: string }
  | { readonly kind: 'deliver'; readonly queue: string; readonly consumer: string }
  | { readonly kind: 'settle'; readonly consumer: string; readonly queue: string };
