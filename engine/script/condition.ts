import type { Micros, NodeId } from '../sim/machine.ts';

/*
 * What can be expected of a run, as data. A condition reads facts, fates and `inspect` answers; never engine state.
 *
 *   cli replied "OK"                            the last answer at that prompt, whole
 *   cli replied containing "ERR"                a part of it
 *   cli printed "pmessage"                      a part of something shown unasked
 *   cli answered                                every typed line has its answer
 *   redis is up                                 up, killed, power-cut, exited, never
 *   facts broker.requeued at rabbit queue=orders >= 2        how many facts (at least one, if no number is said)
 *   values client.processed.id at worker-1 are shop-1 shop-3 one field of each such fact, in order
 *   nodes of client.processed are worker-1 worker-2          where each such fact was noted, in order
 *   why broker.lost from node.stopped how=powerCut           a cause of the last such fact, however far up
 *   lost 1 | fates ready=2 acked>=3 [at rabbit]              from the ledger of fates; what is not said may be anything
 *   more lost [at rabbit]                       one more than when it was first looked at
 *   key a absent | key a present | key a is "1" [at redis]
 *   queue orders ready=2 unacked=1 consumers=2 [at rabbit] | queue orders absent
 *   inspect worker-1 {"kind":"status"} processed >= 3        any bounded answer of a machine, by its path
 *   time >= 1.2s | step < 100 | quiet                        quiet: nothing more will happen by itself
 *
 * A field is compared whole (`how=powerCut`, `n=3`, `text="not found"`), by a part of its text (`text~found`), or as a
 * number (`took>=5000`).
 */

export type Comparison = '=' | '>=' | '<=' | '>' | '<';

export type Scalar = string | number | boolean | null;

/** What a fact must be: its kind, where it was noted, and some of its fields. */
export interface FactPattern {
  readonly fact: string;
  readonly at: NodeId | null;
  readonly fields: readonly FieldPattern[];
}

export interface FieldPattern {
  /** `queue`, or `input.kind` for a field in a field. */
  readonly path: string;
  readonly by: 'equal' | 'part' | Exclude<Comparison, '='>;
  readonly value: Scalar;
}

export type NodeStatus = 'up' | 'killed' | 'power-cut' | 'exited' | 'never';

/** `acked=3`, `lost>=1`. */
export interface Count {
  readonly name: string;
  readonly by: Comparison;
  readonly count: number;
}

export type Condition =
  | { readonly kind: 'replied'; readonly node: NodeId; readonly text: string; readonly part: boolean }
  | { readonly kind: 'printed'; readonly node: NodeId; readonly text: string }
  | { readonly kind: 'answered'; readonly node: NodeId }
  | { readonly kind: 'status'; readonly node: NodeId; readonly status: NodeStatus }
  | { readonly kind: 'facts'; readonly pattern: FactPattern; readonly by: Comparison; readonly count: number }
  | {
      readonly kind: 'values';
      readonly pattern: FactPattern;
      readonly path: string;
      readonly values: readonly Scalar[];
    }
  | { readonly kind: 'nodes'; readonly pattern: FactPattern; readonly nodes: readonly NodeId[] }
  | { readonly kind: 'why'; readonly pattern: FactPattern; readonly from: FactPattern }
  | { readonly kind: 'fates'; readonly at: NodeId | null; readonly fates: readonly Count[] }
  | { readonly kind: 'more'; readonly fate: string; readonly at: NodeId | null }
  | { readonly kind: 'key'; readonly key: string; readonly at: NodeId | null; readonly value: KeyExpectation }
  | {
      readonly kind: 'queue';
      readonly queue: string;
      readonly at: NodeId | null;
      /** Null: it must be absent. */
      readonly counts: readonly Count[] | null;
    }
  | {
      readonly kind: 'inspect';
      readonly node: NodeId;
      readonly query: unknown;
      readonly path: string;
      readonly by: Comparison;
      readonly value: Scalar;
    }
  | { readonly kind: 'time'; readonly by: Comparison; readonly at: Micros }
  | { readonly kind: 'step'; readonly by: Comparison; readonly step: number }
  | { readonly kind: 'quiet' };

export type KeyExpectation =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present' }
  | { readonly kind: 'is'; readonly text: string };

export function compares(left: number, by: Comparison, right: number): boolean {
  switch (by) {
    case '=':
      return left === right;
    case '>=':
      return left >= right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '<':
      return left < right;
  }
}
