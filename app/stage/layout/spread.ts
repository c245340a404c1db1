/** A thing of some height that would like its middle at `wish`. */
export interface Wish {
  readonly wish: number;
  readonly height: number;
}

/**
 * Where the tops go so that nothing overlaps, with `gap` between neighbours, in the given order, and everybody is as
 * near to their wish as that allows (least squares: neighbours that collide move as one block). Nothing starts above `top`.
 */
export function spread(wishes: readonly Wish[], gap: number, top: number): number[] {
  // A block of neighbours that touch: `first` to the last, and where its first top would best be.
  const blocks: { first: number; count: number; best: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  wishes.forEach((wish, index) => {
    offsets.push(offset);
    // Where the first of all would have to start so that this one got its wish.
    blocks.push({ first: index, count: 1, best: wish.wish - wish.height / 2 - offset });
    offset += wish.height + gap;
    for (
      let last = blocks[blocks.length - 1], before = blocks[blocks.length - 2];
      last && before && before.best > last.best;
    ) {
      before.best = (before.best * before.count + last.best * last.count) / (before.count + last.count);
      before.count += last.count;
      blocks.pop();
      last = before;
      before = blocks[blocks.length - 2];
    }
  });
  const tops: number[] = [];
  for (const block of blocks) {
    const start = Math.max(block.best, top);
    for (let i = block.first; i < block.first + block.count; i++) tops.push(start + (offsets[i] ?? 0));
  }
  return tops;
}

/** The middle of a few numbers; `otherwise` for none. */
export function middle(values: readonly number[], otherwise: number): number {
  return values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length;
}
