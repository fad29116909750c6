import { describe, expect, test } from 'vitest';
import { failureNamed } from '../../testing/every-failure.ts';
import type { Failure } from '../../upload/model/failure.ts';
import { SEND_RETRIES } from '../../upload/model/failure-row.ts';
import type { Try } from '../../upload/model/retry-policy.ts';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { countAttempts } from './attempt-count.ts';

const SIZE = 824_000_000;

function waitingAfter(tries: readonly Try[], attempt = tries.length): StateOf<'waiting'> {
  const failure: Failure = tries.at(-1)?.failure ?? { kind: 'offline' };
  const wait = { for: 'time', until: 0 } as const;
  return { status: 'waiting', suffix: 'bin', attempt, tries, arrived: 'nothing', failure, wait };
}

const cutAt = (sent: number, tookMs = 5_000): Try => ({
  failure: { kind: 'connection-lost', sent, total: SIZE, tookMs, likely: 'network' },
  sent,
});

describe('the attempt that is waited for', () => {
  test('is one of all the policy allows, as long as there are bytes to spend', () => {
    expect(countAttempts(waitingAfter([cutAt(305_000_000)]), SIZE)).toEqual({ next: 2, of: 4 });
    expect(countAttempts(waitingAfter([cutAt(0, 1)]), SIZE)).toEqual({ next: 2, of: 4 });
    expect(countAttempts(waitingAfter([cutAt(1_000), cutAt(305_000_000)]), SIZE)).toEqual({
      next: 3,
      of: SEND_RETRIES + 1,
    });
  });

  test('is one of fewer when the bytes run out first, or the failure is not worth more', () => {
    const all: Try = { failure: { kind: 'answer-lost', found: 'absent' }, sent: SIZE };
    expect(countAttempts(waitingAfter([all]), SIZE)).toEqual({ next: 2, of: 3 });
    const refused: Try = { failure: failureNamed('store-refused refused'), sent: 1_000 };
    expect(countAttempts(waitingAfter([refused]), SIZE)).toEqual({ next: 2, of: 2 });
  });

  test('is just a number for tickets, without a network, and after the user’s own retry', () => {
    const throttled: Try = { failure: failureNamed('ticket-refused throttled'), sent: 0 };
    expect(countAttempts(waitingAfter([throttled]), SIZE)).toEqual({ next: 2, of: undefined });
    const away = { for: 'network' } as const;
    const offline: Try = { failure: { kind: 'offline' }, sent: 0, away };
    expect(countAttempts(waitingAfter([offline]), SIZE)).toEqual({ next: 2, of: undefined });
    expect(countAttempts(waitingAfter([cutAt(1_000)], 5), SIZE)).toEqual({
      next: 6,
      of: undefined,
    });
  });
});
