import type { Group, State } from '../ui/state.ts';

/*
 * What the views of the stage take: plain, readonly, already in words. Nothing in here knows an engine; the store turns
 * scenes into these.
 */

/** Virtual time in microseconds. */
export type Micros = number;

/** A message or a write where it stands: shape is the state, fill the group, the name a number. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly group: Group;
}

/** What a colour stands for in this view. */
export interface LegendView {
  /** "Colour is the routing key". */
  readonly says: string;
  readonly entries: readonly { readonly group: Group; readonly name: string }[];
}

/** One fate and how many have it. */
export interface SliceView {
  readonly state: State;
  readonly count: number;
  /** The word of the key. */
  readonly word: string;
  /** A second line: "1 ready, 1 unacked", "at worker-3". */
  readonly note?: string | undefined;
}

export interface FateView {
  /** "Where did all 16 go?" */
  readonly asks: string;
  readonly total: number;
  readonly slices: readonly SliceView[];
}

/** How a node is: the words of the stopping table. */
export type NodeCondition =
  | { readonly kind: 'up'; readonly sinceAt: Micros }
  | { readonly kind: 'killed' | 'powerCut'; readonly at: Micros }
  | { readonly kind: 'absent' };

export interface NodeView {
  readonly id: string;
  readonly kind: 'server' | 'broker' | 'publisher' | 'consumer' | 'client';
  readonly condition: NodeCondition;
  /** A short word beside it: "up 0.79 s", "link down". */
  readonly note: string;
}
