import { usedMemory } from '../memory/accounting.ts';
import type { EvictionCandidate, KvState } from '../state.ts';

/*
 * Memory and whom it would cost: the limit, the policy, and the pool of sampled keys from which the next to be evicted
 * is taken. Bounded by the pool. REDIS: evict.c EvictionPoolLRU
 */

export interface MemoryView {
  readonly used: number;
  readonly peak: number;
  /** 0 for no limit. */
  readonly maxmemory: number;
  readonly policy: string;
  /** How many keys are drawn at a time (maxmemory-samples). */
  readonly samples: number;
  readonly evicted: number;
  /** What candidates are compared by; null for a policy that compares nothing. */
  readonly by: EvictionMeasure | null;
  /** The best to evict first. Some may be gone by now. */
  readonly pool: readonly { readonly db: number; readonly key: string; readonly value: number }[];
}

/** Milliseconds since it was used, how often it was used (0 to 255), or the Unix ms at which it expires. */
export type EvictionMeasure = 'idle' | 'frequency' | 'expiresAt';

export function memoryView(state: KvState): MemoryView {
  const { settings, stats } = state;
  const used = usedMemory(state);
  const by = evictionMeasure(settings.maxmemoryPolicy);
  return {
    used,
    peak: Math.max(used, stats.peakMemory),
    maxmemory: settings.maxmemory,
    policy: settings.maxmemoryPolicy,
    samples: settings.maxmemorySamples,
    evicted: stats.evicted,
    by,
    pool: by === null ? [] : state.evictionPool.map((candidate) => candidateView(candidate, by)).reverse(),
  };
}

export function evictionMeasure(policy: string): EvictionMeasure | null {
  if (policy === 'volatile-ttl') return 'expiresAt';
  if (policy.endsWith('-lfu')) return 'frequency';
  return policy.endsWith('-lru') ? 'idle' : null;
}

function candidateView({ db, key, idle }: EvictionCandidate, by: EvictionMeasure): MemoryView['pool'][number] {
  return { db, key, value: evictionValue(idle, by) };
}

/** What the score of a candidate was made of: see evict.ts, where the larger is the better to evict. */
export function evictionValue(score: number, by: EvictionMeasure): number {
  if (by === 'idle') return score;
  return by === 'frequency' ? 255 - score : Number.MAX_SAFE_INTEGER - score;
}
