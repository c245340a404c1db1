/** The so many largest of what comes by, largest first. */
export class Largest<Item> {
  readonly kept: Item[] = [];
  readonly #max: number;
  readonly #sizeOf: (item: Item) => number;

  constructor(max: number, sizeOf: (item: Item) => number) {
    this.#max = max;
    this.#sizeOf = sizeOf;
  }

  /** Whether one of that size would be kept, so that it need not be made otherwise. */
  takes(size: number): boolean {
    const last = this.kept.at(-1);
    return last === undefined || this.kept.length < this.#max || size > this.#sizeOf(last);
  }

  /** Returns the one that is not among the largest, if any: this one, or one that had been. */
  add(item: Item): Item | null {
    const size = this.#sizeOf(item);
    if (!this.takes(size)) return item;
    let at = this.kept.length;
    while (at > 0 && this.#sizeOf(this.kept[at - 1] as Item) < size) at--; // at is inside
    this.kept.splice(at, 0, item);
    return this.kept.length > this.#max ? (this.kept.pop() ?? null) : null;
  }
}
