import { type DifferencesView, differencesView } from '../scene/differences.ts';
import { formatAction } from '../script/action.ts';
import type { Input } from '../sim/input.ts';
import type { Micros, NodeId } from '../sim/machine.ts';
import { SpecError } from '../sim/machine.ts';
import { withSettings } from '../sim/settings.ts';
import { Simulation } from '../sim/simulation.ts';
import type { WorldSpec } from '../sim/spec.ts';
import { LAB_SCENE, type LabScene } from './lab-scene.ts';

/*
 * A second world beside the one that is open, on the same clock and the same seed: another of its branches, or the
 * same history with one setting changed from the beginning. What is done to the one is done to both.
 */

export type CompareRequest =
  | { readonly with: 'branch'; readonly id: number }
  | { readonly with: 'setting'; readonly node: NodeId; readonly settings: Readonly<Record<string, unknown>> };

/** Facts compared in one look for the moment at which two runs part. */
const COMPARED_MAX = 5000;

export class Comparison {
  readonly other: Simulation<LabScene>;
  readonly request: CompareRequest;
  readonly #one: Simulation<LabScene>;
  /** Facts that are known to be the same in both, from the first on. */
  #same = 0;
  #partedAt: Micros | null = null;

  /** Throws SpecError when there is no such branch, node or setting. */
  constructor(one: Simulation<LabScene>, request: CompareRequest) {
    this.#one = one;
    this.request = request;
    this.other = simulated(one, request);
  }

  /** Moves the other world to a time, back or forth. */
  follow(at: Micros): void {
    if (at < this.other.now) this.other.seekTime(at);
    this.other.advance({ at });
  }

  /** Does to the other world what was done to the one. */
  act(input: Input, at: Micros): void {
    this.follow(at);
    this.other.dispatch(input, at);
  }

  /** How the two differ at the present; `node` keeps the books that are compared. */
  differences(node: NodeId): DifferencesView & { readonly partedAt: Micros | null } {
    const side = (simulation: Simulation<LabScene>) => ({
      scene: simulation.folded.scene,
      facts: (seq: number) => (seq <= simulation.world.seq ? simulation.fact(seq) : null),
    });
    return { ...differencesView(side(this.#one), side(this.other), node), partedAt: this.#parted() };
  }

  /** When they first did different things, as far as it is known; null while they have done the same. */
  #parted(): Micros | null {
    const until = Math.min(this.#one.world.seq, this.other.world.seq, this.#same + COMPARED_MAX);
    while (this.#partedAt === null && this.#same < until) {
      const [mine, yours] = [this.#one.fact(this.#same + 1), this.other.fact(this.#same + 1)];
      if (JSON.stringify(mine) === JSON.stringify(yours)) this.#same++;
      else this.#partedAt = Math.min(mine?.at ?? 0, yours?.at ?? 0);
    }
    return this.#partedAt !== null && this.#partedAt <= this.#one.now ? this.#partedAt : null;
  }
}

function simulated(one: Simulation<LabScene>, request: CompareRequest): Simulation<LabScene> {
  const { registry, blobs, branches } = one;
  const branch = request.with === 'branch' ? branches[request.id] : one.branch;
  if (branch === undefined) throw new SpecError('there is no such branch');
  const spec = request.with === 'branch' ? one.spec : changed(one.spec, request);
  const other = new Simulation({ spec, registry, blobs, fold: LAB_SCENE });
  // The same world goes the same way step by step; with another setting only the times are the same.
  for (const { step, input, at } of branch.journal) {
    if (request.with === 'branch') other.advance({ step });
    other.dispatch(input, at);
  }
  return other;
}

function changed(spec: WorldSpec, { node: id, settings }: Extract<CompareRequest, { with: 'setting' }>): WorldSpec {
  if (!spec.nodes.some((node) => node.id === id)) throw new SpecError(`there is no node ${id}`);
  const nodes = spec.nodes.map((node) =>
    node.id === id ? { ...node, config: withSettings(node.config ?? {}, settings) } : node,
  );
  return { ...spec, nodes };
}

/** What is different on the other side, in the words of the script language. */
export function differenceLine(request: CompareRequest, one: Simulation<LabScene>): string {
  if (request.with === 'setting')
    return formatAction({ kind: 'configure', node: request.node, config: request.settings });
  const branch = one.branches[request.id];
  const own = branch?.journal.find((entry) => branch.parent !== null && entry.step >= branch.forkedAt)?.input;
  return own === undefined ? '' : formatAction(own);
}
