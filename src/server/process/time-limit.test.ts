import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collectGarbage } from '../../testing/collect-garbage.ts';
import { withTimeLimit } from './time-limit.ts';

const never = () => new AbortController().signal;
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

test('ends what is late, though garbage was collected meanwhile', async () => {
  const works = Array.from({ length: 20 }, () => withTimeLimit(100, never(), untilAborted));
  const outcomes = Promise.allSettled(works);
  collectGarbage();
  await sleep(20);
  collectGarbage();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'TimeoutError' } });
  }
});

test('is ended by the signal that it was given, with its reason', async () => {
  const page = new AbortController();
  const work = withTimeLimit(60_000, page.signal, untilAborted);
  page.abort(new Error('The page has gone.'));
  await expect(work).rejects.toThrow('The page has gone.');
});

test('gives back what the work gave, and leaves no timer that keeps the process', async () => {
  const timersBefore = activeTimers();
  expect(await withTimeLimit(60_000, never(), async () => 7)).toBe(7);
  expect(activeTimers()).toBe(timersBefore);
});

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}
