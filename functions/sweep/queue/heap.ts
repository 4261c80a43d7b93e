/** A collection that gives out what comes first. Adding and taking cost the logarithm of its size. */
export interface Heap<T> {
  size(): number;
  push(item: T): void;
  /** The first one, which stays; undefined when there is none. */
  peek(): T | undefined;
  /** Takes the first one out. */
  pop(): T | undefined;
}

/** An empty binary heap. Among equal items any may come first. */
export function heap<T>(isBefore: (one: T, other: T) => boolean): Heap<T> {
  const items: T[] = [];

  /** Whether the item at `one` must stand above the one at `other`; a place without an item stands below all. */
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
