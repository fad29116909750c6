import { expect, test } from 'vitest';
import { createPlatformWatch } from './platform-watch.ts';

const endpoint = 'https://platform.example';
const answering = (status: number) => async () => new Response('{}', { status });
const unreachable = async () => {
  throw new TypeError('fetch failed');
};
const silent: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

test.each<[string, typeof fetch, 'answers' | 'away']>([
  ['says 200', answering(200), 'answers'],
  // To a request without a signature it may say what it likes.
  ['says 400', answering(400), 'answers'],
  ['says 403', answering(403), 'answers'],
  ['says 404', answering(404), 'answers'],
  ['says 500', answering(500), 'away'],
  ['says 502', answering(502), 'away'],
  ['says 503', answering(503), 'away'],
  ['says 504', answering(504), 'away'],
  ['cannot be reached', unreachable, 'away'],
  ['says nothing until the timeout', silent, 'away'],
])('a platform that %s: %s', async (_, fetch, platform) => {
  const watch = createPlatformWatch({ endpoint, fetch, timeoutMs: 20 });
  expect(await watch.look()).toEqual({ platform });
});

test('the platform is asked once for a thousand pages in one second', async () => {
  let [asked, time] = [0, 0];
  const watch = createPlatformWatch({
    endpoint,
    now: () => time,
    fetch: async () => ((asked += 1) === 1 ? unreachable() : answering(404)()),
  });
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => watch.look()));
  expect(new Set(answers.map(({ platform }) => platform))).toEqual(new Set(['away']));
  for (const [ms, platform, calls] of [
    [999, 'away', 1],
    [1_000, 'answers', 2],
  ] as const) {
    time = ms;
    expect([await watch.look(), asked]).toEqual([{ platform }, calls]);
  }
});
