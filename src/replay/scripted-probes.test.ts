import { expect, test } from 'vitest';
import type { Sign } from '../upload/exchange-event.ts';
import { createReplayClock } from './replay-clock.ts';
import { attemptScripts } from './script.ts';
import { createScriptedProbes } from './scripted-probes.ts';

const signal = new AbortController().signal;

/** The probes of one attempt that failed, after these signs. */
function probesAfter(...signs: readonly Sign[]) {
  const scriptOf = attemptScripts({
    events: [
      ...signs.map((sign, at) => ({ type: 'probed', at, attempt: 1, sign }) as const),
      {
        type: 'failed',
        at: signs.length,
        attempt: 1,
        code: 'FW-U02',
        kind: 'store-unreachable',
        sent: 0,
        next: { kind: 'none' },
      },
    ],
    series: [],
    startedAt: 0,
    version: 1,
    leftOut: { count: 0, after: 0 },
  });
  return createScriptedProbes({
    clock: createReplayClock({ wall: 0 }),
    script: () => scriptOf(1),
    attempt: () => 1,
    isOfAttempt: () => true,
    isBack: () => true,
  });
}

test('each sign is found out once, in its order', async () => {
  const probes = probesAfter('server-silent', 'server-answers', 'store-silent');
  expect(await probes.serverAnswers(signal)).toBe(false);
  expect(await probes.serverAnswers(signal)).toBe(true);
  expect(await probes.hearStore('https://store.invalid', signal)).toBe('silent');
});

test('what was not recorded any more is all right', async () => {
  const probes = probesAfter('store-unreadable');
  expect(await probes.serverAnswers(signal)).toBe(true);
  expect(await probes.hearStore('https://store.invalid', signal)).toBe('unreadable');
  expect(await probes.hearStore('https://store.invalid', signal)).toBe('readable');
});
