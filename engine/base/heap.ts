/*
 * A binary heap over a plain array: the event queue. Plain data so that it clones with the World. Elements are ordered
 * by (at, order), and since no two share an order the result never depends on the shape of the heap.
 */

export interface Timed {
  readonly at: number;
  readonly order: number;
}

function precedes(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Adds `item`. O(log n). */
export function heapPush<T extends Timed>(heap: T[], item: T): void {
  let hole = heap.length;
  heap.push(item);
  while (hole > 0) {
    const parentAt = (hole - 1) >> 1;
    const parent = heap[parentAt] as T;
    if (!precedes(item, parent)) break;
    heap[hole] = parent;
    hole = parentAt;
  }
  heap[hole] = item;
}

/** Removes and returns the least item, or undefined when the heap is empty. O(log n). */
export function heapPop<T extends Timed>(heap: T[]): T | undefined {
  const least = heap[0];
  const last = heap.pop();
  if (least === undefined || last === undefined || heap.length === 0) return least;
  let hole = 0;
  for (;;) {
    let childAt = 2 * hole + 1;
    if (childAt >= heap.length) break;
    const right = heap[childAt + 1];
    if (right !== undefined && precedes(right, heap[childAt] as T)) childAt++;
    const child = heap[childAt] as T;
    if (!precedes(child, last)) break;
    heap[hole] = child;
    hole = childAt;
  }
  heap[hole] = last;
  return least;
}

/** The least item without removing it. */
export function heapPeek<T extends Timed>(heap: readonly T[]): T | undefined {
  return heap[0];
}
