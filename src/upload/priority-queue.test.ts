import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPriorityQueue } from './priority-queue.ts';

test('first is the earliest of those that still belong, whatever is added and dropped', () => {
  const step = fc.record({
    do: fc.constantFrom('come' as const, 'go' as const, 'ask' as const),
    position: fc.nat(30),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const there = new Set<number>();
      const queue = createPriorityQueue(Number, (id) => there.has(Number(id)));
      for (const { do: what, position } of steps) {
        if (what === 'go') there.delete(position);
        if (what === 'come') {
          there.add(position);
          queue.add(String(position));
        }
        if (what !== 'ask') continue;
        const earliest = [...there].toSorted((one, other) => one - other)[0];
        expect(queue.first()).toBe(earliest?.toString());
      }
    }),
    { numRuns: 1_000 },
  );
});

test('first does not look through all ids each time', () => {
  const lookups = (count: number) => {
    let looked = 0;
    let gone = -1;
    const queue = createPriorityQueue(Number, (id) => {
      looked += 1;
      return Number(id) > gone;
    });
    for (let n = count - 1; n >= 0; n--) queue.add(String(n));
    for (; gone < count; gone++) queue.first();
    return looked / count;
  };
  expect(lookups(10_000)).toBeLessThan(3);
});
