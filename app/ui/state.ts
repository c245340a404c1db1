import type { Group, State } from '../../engine/scene/views.ts';

export type { Group, State };

/** All states in the order in which they are listed to a reader: what went well, what is under way, what went wrong. */
export const STATES: readonly State[] = [
  'acked',
  'confirmed',
  'unacked',
  'redelivered',
  'ready',
  'flight',
  'dead',
  'expired',
  'returned',
  'dropped',
  'lost',
];
