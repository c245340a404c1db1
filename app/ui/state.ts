/** What became of a message or a write: exactly one at a time. `lost` is a ghost left standing where it was lost. */
export type State =
  | 'ready'
  | 'flight'
  | 'unacked'
  | 'acked'
  | 'redelivered'
  | 'confirmed'
  | 'dead'
  | 'expired'
  | 'dropped'
  | 'returned'
  | 'lost';

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

/** Whose thing it is (routing key, record key, client): one of six fills. 6 is "no group". */
export type Group = 1 | 2 | 3 | 4 | 5 | 6;
