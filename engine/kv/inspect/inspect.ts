import type { Micros } from '../../sim/machine.ts';
import type { KvState } from '../state.ts';
import type { Overview } from './overview.ts';
import { overview } from './overview.ts';

/*
 * The one window into a server's state: read-only, with answers of bounded size, for the stage and the prompt.
 */

export type KvQuery = { readonly kind: 'overview' };
export type KvView = { readonly kind: 'overview'; readonly overview: Overview };

/** Answers a query about the state as it is now. Touches no clock and expires nothing. */
export function inspect(state: KvState, query: KvQuery, now: Micros): KvView {
  return { kind: query.kind, overview: overview(state, now) };
}
