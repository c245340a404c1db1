import { utf8Encode } from '../../base/bytes.ts';
import type { Micros } from '../../sim/machine.ts';
import { replicationView } from '../replication/inspect.ts';
import type { KvState } from '../state.ts';
import type { KvQuery, KvView } from '../views.ts';
import { completions } from './completions.ts';
import { keysPage, treePage } from './keys.ts';
import { memoryView } from './memory.ts';
import { overview } from './overview.ts';
import { keyStructure } from './structure.ts';

/*
 * The one window into a server's state: read-only, with answers of bounded size, for the stage and the prompt.
 */

/** Answers a query about the state as it is now. Touches no clock and expires nothing. */
export function inspect(state: KvState, query: KvQuery, now: Micros): KvView {
  const nowMs = state.settings.epochMs + Math.floor(now / 1000);
  switch (query.kind) {
    case 'overview':
      return { kind: 'overview', overview: overview(state, now) };
    case 'memory':
      return { kind: 'memory', memory: memoryView(state) };
    case 'replication':
      return { kind: 'replication', replication: replicationView(state, now) };
    case 'keys':
      return keysPage(state, query, nowMs);
    case 'tree':
      return treePage(state, query);
    case 'key':
      return keyStructure(state, query, nowMs);
    case 'completions':
      return { kind: 'completions', completions: completions(state, utf8Encode(query.text)) };
  }
}
