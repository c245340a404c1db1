import type { Input } from '../sim/input.ts';
import type { Micros, NodeId } from '../sim/machine.ts';
import type { WorldSpec } from '../sim/spec.ts';
import type { ChaosPlan } from './chaos.ts';
import type { Condition } from './condition.ts';

/*
 * The one language of prompts, lessons, scenarios, tests and links: one line, one action. Everything that a person can
 * type or click has a line (`formatAction` in action.ts gives it), and a line is all it takes to do it again.
 *
 *   cli> SET a 1                      types a line at a node
 *     OK                              (indented: what it must answer; `...` stands for any lines)
 *   kill redis | power-cut redis | start redis
 *   partition a b | heal a b
 *   drop shop -> rabbit               breaks the connection under the first frame on its way
 *   delay shop -> rabbit 20ms         delays the first frame on its way, and all behind it
 *   lose shop -> rabbit               loses its packet once: TCP sends it again
 *   hold shop -> rabbit               holds it, and so all behind it, until `release shop -> rabbit`
 *   drop 3 120 | delay 3 120 20ms     the same, of the frame of that connection and number (see action.ts)
 *   configure worker-1 {"prefetch":1} changes these settings and leaves the others
 *   chaos seed=7 kill=6 delay=20      from here on things go wrong by themselves (see chaos.ts), until `chaos off`
 *   wait 1.2s | step 5
 *   run until <condition> [within 10s]
 *   seek step 120 | seek 1.2s         goes to a step or a time; acting there makes a branch
 *   expect [not] <condition>          see condition.ts
 *
 * A file begins with its world: `world kv-one`, or `world` and its JSON; then `seed 7`, `with redis {...}` (settings
 * of a node) and `without app`, as it likes. `#` begins a comment.
 */

export type Step =
  | { readonly kind: 'input'; readonly input: Input }
  /** The first frame on its way between two nodes, whichever that is when the line is performed. */
  | {
      readonly kind: 'dropFirst' | 'loseFirst' | 'holdFirst' | 'releaseFirst';
      readonly from: NodeId;
      readonly to: NodeId;
    }
  | { readonly kind: 'delayFirst'; readonly from: NodeId; readonly to: NodeId; readonly by: Micros }
  | { readonly kind: 'chaos'; readonly plan: ChaosPlan | null }
  | { readonly kind: 'wait'; readonly for: Micros }
  | { readonly kind: 'step'; readonly count: number }
  | { readonly kind: 'run'; readonly until: Condition; readonly within: Micros }
  | { readonly kind: 'seek'; readonly step: number }
  | { readonly kind: 'seekTime'; readonly at: Micros }
  | { readonly kind: 'expect'; readonly condition: Condition; readonly not: boolean };

export interface Statement {
  readonly step: Step;
  /** Where it stands, from 1. */
  readonly line: number;
  /** For a typed line: what it must answer, line by line. */
  readonly answer?: readonly string[];
}

/** How a world is told from a named one. */
export interface Header {
  /** The name of a world, or a world. */
  readonly world: string | WorldSpec;
  readonly seed: number | null;
  readonly with: readonly { readonly node: NodeId; readonly settings: Readonly<Record<string, unknown>> }[];
  readonly without: readonly NodeId[];
}

export interface Script {
  readonly header: Header | null;
  readonly statements: readonly Statement[];
}

/** How long `run until` waits unless it says. */
export const WITHIN_DEFAULT: Micros = 60_000_000;
