import { expect, test } from 'vitest';
import { createPlatformWatch } from './platform-watch.ts';

const endpoint = 'https://platform.example';

/** A platform that answers with these, one after the other, and then with the last one. */
function watchOver(...answers: readonly (() => Promise<Response>)[]) {
  let asked = 0;
  let time = 0;
  const watch = createPlatformWatch({
    endpoint,
    now: () => time,
    fetch: async () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (answer === undefined) throw new Error('no answer');
      return answer();
    },
  });
  return {
    look: async () => (await watch.look()).platform,
    asked: () => asked,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

const status = (code: number) => async () => new Response('{}', { status: code });
const nothing = async () => {
  throw new TypeError('fetch failed');
};

test.each([
  [200, 'answers'],
  // To a request without a signature it may say what it likes.
  [400, 'answers'],
  [403, 'answers'],
  [404, 'answers'],
  [500, 'away'],
  [502, 'away'],
  [503, 'away'],
  [504, 'away'],
] as const)('a platform that says %i: %s', async (code, platform) => {
  expect(await watchOver(status(code)).look()).toBe(platform);
});

test('a platform that cannot be reached is away', async () => {
  expect(await watchOver(nothing).look()).toBe('away');
});

test('a platform that does not answer is away after the timeout', async () => {
  const watch = createPlatformWatch({
    endpoint,
    timeoutMs: 20,
    fetch: (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      }),
  });
  expect(await watch.look()).toEqual({ platform: 'away' });
});

test('the platform is asked once for a thousand pages in one second', async () => {
  const { look, asked, pass } = watchOver(nothing, status(404));
  const answers = await Promise.all(Array.from({ length: 1_000 }, look));
  expect(new Set(answers)).toEqual(new Set(['away']));
  pass(999);
  expect(await look()).toBe('away');
  expect(asked()).toBe(1);
  pass(1);
  expect(await look()).toBe('answers');
  expect(asked()).toBe(2);
});
