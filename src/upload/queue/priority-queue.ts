/** Ids in the order of the list, whenever they came. Who has left is passed over once the line comes to it. */
export type PriorityQueue = {
  add(id: string): void;
  /** The earliest on the list that still belongs here. */
  first(): string | undefined;
};

type Place = { readonly id: string; readonly position: number };

/**
 * A heap: with ten thousand files nobody may look through all of them for each.
 * @param positionOf where an upload stands on the list; it never changes
 */
export function createPriorityQueue(
  positionOf: (id: string) => number,
  belongs: (id: string) => boolean,
): PriorityQueue {
  const heap: Place[] = [];
  const inside = new Set<string>();
  const isBefore = (one: Place, other: Place) => one.position < other.position;

  function rise(place: Place): void {
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(place, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = place;
  }

  function dropFirst(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const [left, right] = [heap[below], heap[below + 1]];
      if (left === undefined) break;
      let child = left;
      if (right !== undefined && isBefore(right, left)) {
        child = right;
        below += 1;
      }
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }

  return {
    add(id) {
      if (inside.has(id)) return;
      inside.add(id);
      rise({ id, position: positionOf(id) });
    },
    first() {
      for (;;) {
        const [first] = heap;
        if (first === undefined || belongs(first.id)) return first?.id;
        inside.delete(first.id);
        dropFirst();
      }
    },
  };
}
