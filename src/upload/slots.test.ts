import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settle } from '../../e2e/fake-clock.ts';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('places are given out in the order they were asked for', async () => {
  const slots = createSlots(1);
  const entered: number[] = [];
  const first = await slots.acquire(never);
  const second = slots.acquire(never).then((release) => {
    entered.push(2);
    release();
  });
  const third = slots.acquire(never).then((release) => {
    entered.push(3);
    release();
  });
  expect(entered).toEqual([]);
  first();
  await Promise.all([second, third]);
  expect(entered).toEqual([2, 3]);
});

test('who stops waiting loses the place to the next', async () => {
  const slots = createSlots(1);
  const release = await slots.acquire(never);
  const impatient = new AbortController();
  const waiting = slots.acquire(impatient.signal);
  const next = slots.acquire(never);
  impatient.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  release();
  await expect(next).resolves.toBeTypeOf('function');
});

test('an aborted signal gets no place, and takes none away', async () => {
  const slots = createSlots(1);
  await expect(slots.acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  await expect(slots.acquire(never)).resolves.toBeTypeOf('function');
});

test('there are never more inside than places, whoever comes, leaves or gives up, and nobody is forgotten', async () => {
  const step = fc.oneof(
    fc.constant('come' as const),
    fc.record({ leave: fc.nat(5) }),
    fc.record({ giveUp: fc.nat(5) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step), async (places, steps) => {
      const slots = createSlots(places);
      const inside: (() => void)[] = [];
      const waiting = new Set<AbortController>();
      const come = async () => {
        const abort = new AbortController();
        waiting.add(abort);
        const release = await slots.acquire(abort.signal).catch(() => undefined);
        waiting.delete(abort);
        if (release !== undefined) inside.push(release);
      };
      for (const one of steps) {
        if (one === 'come') void come();
        else if ('leave' in one) inside.splice(one.leave, 1)[0]?.();
        else [...waiting][one.giveUp]?.abort();
        await settle();
        expect(inside.length).toBeLessThanOrEqual(places);
        expect(waiting.size === 0 || inside.length === places).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
}, 120_000);
