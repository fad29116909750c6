import { describe, expect, test } from 'vitest';
import {
  EVERY_FAILURE,
  FAILURE_SAMPLES,
  nameOf,
  STORE_REFUSED,
  TICKET_REFUSED,
} from '../../testing/every-failure.ts';
import type { Failure, Rejection } from './failure.ts';
import { codeOf, leftoverOf, leftoverOfAll, NO_PAST } from './failure-rules.ts';
import { storeRefusalOf, ticketRefusalOf } from './refusal.ts';

describe('each failure', () => {
  test.each(
    FAILURE_SAMPLES.map(
      ([failure, ...expected]) => [nameOf(failure), failure, ...expected] as const,
    ),
  )('%s has its code and leaves what is expected', (_, failure, code, leftover) => {
    expect([codeOf(failure), leftoverOf(failure)]).toEqual([`FW-${code}`, leftover]);
  });

  test('samples are filed under their own refusal, and no two are the same', () => {
    for (const [name, failure] of TICKET_REFUSED) expect(ticketRefusalOf(failure)).toBe(name);
    for (const [name, failure] of STORE_REFUSED) expect(storeRefusalOf(failure)).toBe(name);
    expect(new Set(EVERY_FAILURE.map(nameOf)).size).toBe(EVERY_FAILURE.length);
  });
});

test.each<[Rejection, string]>([
  [{ kind: 'empty' }, 'FW-P01'],
  [{ kind: 'too-large', limit: 1 }, 'FW-P02'],
  [{ kind: 'unreadable' }, 'FW-P06'],
  [{ kind: 'gone' }, 'FW-P08'],
])('the rejection %o has the code %s', (rejection, code) => {
  expect(codeOf(rejection)).toBe(code);
});

describe('what may be in the store', () => {
  test('of a file that could not be read on: all of it, once all of it has gone', () => {
    const after = (sent: number) => leftoverOf({ kind: 'file-unreadable', sent, total: 9 });
    expect([0, 5, 9].map(after)).toEqual(['nothing-sent', 'nothing-stored', 'maybe']);
  });

  test('after several attempts: the most that the user has to reckon with', () => {
    const offline: Failure = { kind: 'offline' };
    const unknown: Failure = { kind: 'answer-lost', found: 'unknown' };
    const mismatch: Failure = { kind: 'checksum-mismatch', ours: '1', theirs: '2' };
    const cut: Failure = { kind: 'stalled', sent: 5, total: 9, quietMs: 1 };
    const after = (...failures: readonly Failure[]) =>
      leftoverOfAll(failures.at(-1) ?? offline, {
        tries: failures.map((failure) => ({
          failure,
          sent: 'sent' in failure ? failure.sent : 0,
        })),
        arrived: 'nothing',
      });
    expect(after(offline, offline)).toBe('nothing-sent');
    expect(after(cut, offline)).toBe('nothing-stored');
    expect(after(unknown, cut, offline)).toBe('maybe');
    expect(after(mismatch, unknown, offline)).toBe('wrong-copy');
    // What was there before the user asked again is there still.
    expect(leftoverOfAll(offline, { tries: [], arrived: 'maybe' })).toBe('maybe');
    expect(leftoverOfAll(mismatch, { tries: [], arrived: 'maybe' })).toBe('wrong-copy');
    for (const failure of EVERY_FAILURE) {
      expect(leftoverOfAll(failure, NO_PAST)).toBe(leftoverOf(failure));
    }
  });

  test.each([
    [502, 'maybe'],
    [400, 'nothing-stored'],
  ])('after a gateway’s %i: %s', (status, leftover) => {
    const noXml = {
      kind: 'store-refused',
      status,
      error: undefined,
      requestId: undefined,
    } as const;
    expect(leftoverOf(noXml)).toBe(leftover);
  });
});
