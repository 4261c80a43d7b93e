/** A binary heap (https://en.wikipedia.org/wiki/Binary_heap): `push` and `pop` take logarithmic time. */
export interface Heap<T> {
  size(): number;
  push(item: T): void;
  /** Returns the first item and keeps it; undefined when the heap is empty. */
  peek(): T | undefined;
  /** Removes and returns the first item; undefined when the heap is empty. */
  pop(): T | undefined;
}

/** Creates an empty heap. Equal items come in any order. */
export function heap<T>(isBefore: (one: T, other: T) => boolean): Heap<T> {
  const items: T[] = [];

  /** Whether the item at index `one` belongs above the item at `other`; a missing item belongs below all others. */
  const above = (one: number, other: number): boolean => {
    const [upper, lower] = [items[one], items[other]];
    return upper !== undefined && (lower === undefined || isBefore(upper, lower));
  };
  const swap = (one: number, other: number): void => {
    const [upper, lower] = [items[one], items[other]];
    if (upper === undefined || lower === undefined) return;
    items[one] = lower;
    items[other] = upper;
  };

  return {
    size: () => items.length,
    push(item) {
      let at = items.push(item) - 1;
      for (let parent = (at - 1) >> 1; at > 0 && above(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent);
        at = parent;
      }
    },
    peek: () => items[0],
    pop() {
      swap(0, items.length - 1);
      const first = items.pop();
      for (let at = 0, child = 1; child < items.length; child = 2 * at + 1) {
        const least = above(child + 1, child) ? child + 1 : child;
        if (!above(least, at)) break;
        swap(at, least);
        at = least;
      }
      return first;
    },
  };
}
