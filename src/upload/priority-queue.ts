import TinyQueue from 'tinyqueue';

/** Ids in the order of the list, whenever they were added. What no longer belongs here is dropped once it is the first. */
export type PriorityQueue = {
  add(id: string): void;
  /** The earliest on the list that still belongs here. */
  first(): string | undefined;
};

/**
 * A heap: of ten thousand files not all are looked through for each.
 * @param positionOf where an upload stands on the list; it never changes
 */
export function createPriorityQueue(
  positionOf: (id: string) => number,
  belongs: (id: string) => boolean,
): PriorityQueue {
  type Entry = { readonly id: string; readonly position: number };
  const heap = new TinyQueue<Entry>([], (one, other) => one.position - other.position);
  const inside = new Set<string>();

  return {
    add(id) {
      if (inside.has(id)) return;
      inside.add(id);
      heap.push({ id, position: positionOf(id) });
    },
    first() {
      for (;;) {
        const first = heap.peek();
        if (first === undefined || belongs(first.id)) return first?.id;
        inside.delete(first.id);
        heap.pop();
      }
    },
  };
}
