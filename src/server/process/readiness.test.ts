import { expect, test } from 'vitest';
import { createReadiness } from './readiness.ts';

function beforeTwoClouds() {
  const readiness = createReadiness(() => 0);
  const [one, other] = ['one', 'other'].map((id) => readiness.forTarget(id));
  if (one === undefined || other === undefined) throw new Error('there are two');
  return { readiness, one, other };
}

test('of two clouds one that works is enough, and the other one is named', async () => {
  const { readiness, one } = beforeTwoClouds();
  one.keyRefused('InvalidAccessKeyId');
  expect(await readiness.report()).toEqual({
    status: 'ready',
    targets: [
      { id: 'one', reason: expect.stringContaining('InvalidAccessKeyId'), causes: ['key-refused'] },
    ],
  });
});

test('a server none of whose clouds works is degraded, and says why for each', async () => {
  const { readiness, one, other } = beforeTwoClouds();
  one.keyRefused('InvalidAccessKeyId');
  for (let call = 0; call < 3; call += 1) other.platformFailed('ECONNREFUSED');
  expect(await readiness.report()).toMatchObject({
    status: 'degraded',
    causes: ['key-refused', 'platform-away'],
    reason: expect.stringMatching(/^Target "one": .* Target "other": /),
  });
  one.keyAccepted();
  expect(await readiness.report()).toMatchObject({ status: 'ready' });
});

test('a server that is about to end is not ready, whatever works', async () => {
  const { readiness, one } = beforeTwoClouds();
  readiness.stop();
  expect(await readiness.report()).toMatchObject({ status: 'stopping', causes: ['stopping'] });
  expect(one.isStopping()).toBe(true);
});
