import type { StructureView } from '../../../../engine/host/protocol.ts';

/* Where the parts of a skip list stand: plain arithmetic, one column a node, one row a lane, the lowest lane lowest. */

/** The side of a cell. */
export const LEVEL = 36;
const LEFT = 24;
const TOP = 24;
const GAP = 16;

export interface Pointer {
  readonly fromRank: number;
  readonly lane: number;
  readonly x1: number;
  readonly x2: number;
  readonly mid: number;
  readonly y: number;
  readonly span: number;
  /** The last search went along it. */
  readonly lit: boolean;
}

export interface SkipListLayout {
  readonly width: number;
  readonly height: number;
  readonly levels: number;
  /** The left edge of each node's column, in order. */
  readonly xs: readonly number[];
  /** The lower edge of the lowest lane. */
  readonly base: number;
  readonly pointers: readonly Pointer[];
  /** The rank the search ended at; null while nothing was searched. */
  readonly found: number | null;
  /** `rank lane` of each cell the search stood in, and of the one it ended in. */
  readonly litRanks: ReadonlySet<string>;
}

/** The middle of a lane; lane 0 is the lowest. */
export function laneY(layout: Pick<SkipListLayout, 'levels'>, lane: number): number {
  return TOP + (layout.levels - 1 - lane) * (LEVEL + 4) + LEVEL / 2;
}

export function layoutSkipList(view: Extract<StructureView, { shape: 'skiplist' }>): SkipListLayout {
  const levels = Math.max(1, view.level);
  const xs = view.nodes.map((_, i) => LEFT + i * (LEVEL + GAP));
  const xOf = new Map(view.nodes.map((node, i) => [node.rank, xs[i] ?? 0]));
  const end = LEFT + view.nodes.length * (LEVEL + GAP);
  const went = new Set(view.path.filter((step) => !step.down).map((step) => `${step.rank} ${step.lane}`));
  // A search stops before what it looks for, in the lowest lane; one more pointer and it is there.
  const last = view.path.at(-1);
  const found = last === undefined ? null : last.rank + 1;
  if (last) went.add(`${last.rank} 0`);
  const pointers: Pointer[] = [];
  for (const [i, node] of view.nodes.entries()) {
    for (const [lane, { toRank, span }] of node.lanes.entries()) {
      const x1 = (xs[i] ?? 0) + LEVEL - 10;
      // What lies beyond the window, and nil, is drawn as the right edge.
      const x2 = toRank === null ? end : (xOf.get(toRank) ?? end);
      const y = laneY({ levels }, lane);
      pointers.push({
        fromRank: node.rank,
        lane,
        x1,
        x2,
        mid: (x1 + x2 + 10) / 2,
        y,
        span,
        lit: went.has(`${node.rank} ${lane}`),
      });
    }
  }
  const base = laneY({ levels }, 0) + LEVEL / 2;
  const litRanks = new Set(view.path.map((step) => `${step.rank} ${step.lane}`));
  if (found !== null) litRanks.add(`${found} 0`);
  return { width: end + 16, height: base + 40, levels, xs, base, pointers, found, litRanks };
}
