import { describe, expect, test } from 'vitest';
import { failureNamed } from '../testing/every-failure.ts';
import type { Failure } from '../upload/model/failure.ts';
import type { Receipt, Verdict } from '../upload/model/receipt.ts';
import type { UploadState } from '../upload/model/upload-state.ts';
import { announceAll } from './combine.ts';
import { judge, type Judgement } from './judge.ts';
import { readScenarios } from './link.ts';

const CUT: Failure = { kind: 'connection-lost', sent: 5, total: 9, tookMs: 1, likely: 'network' };
const LOST: Failure = { kind: 'answer-lost', found: 'absent' };

const planned = (failures: readonly Failure[]) =>
  ({
    suffix: 'bin',
    attempt: failures.length + 1,
    tries: failures.map((failure) => ({ failure, sent: 0 })),
    arrived: 'nothing',
  }) as const;

const VERIFIED: Verdict = { kind: 'verified', crc64: '1' };

function done(failures: readonly Failure[] = [], verdict = VERIFIED, sendMs = 1_000): UploadState {
  const receipt: Receipt = {
    firmwareUrl: 'https://a.invalid/b',
    verdict,
    ticketRequestId: 'a',
    storeRequestId: undefined,
    finishedAt: 0,
    sendMs,
  };
  return { status: 'done', ...planned(failures), receipt };
}

const failed = (...failures: readonly [Failure, ...Failure[]]): UploadState => ({
  status: 'failed',
  ...planned(failures),
  failure: failures.at(-1) ?? failures[0],
});

function judged(scenarios: string, state: UploadState | undefined, more = {}): Judgement {
  const reading = readScenarios(scenarios);
  if (reading.kind !== 'link') throw new Error(scenarios);
  const states = state === undefined ? [] : [state];
  const seen = { states, size: 1_000_000, askedStore: false, ...more };
  return judge(announceAll(reading.link.chosen), seen);
}

describe('while it lasts', () => {
  test.each<[UploadState | undefined, Judgement['kind']]>([
    [undefined, 'waiting-for-file'],
    [{ status: 'inspecting' }, 'running'],
    [{ status: 'queued', ...planned([]) }, 'running'],
    [
      { status: 'waiting', ...planned([CUT]), failure: CUT, wait: { for: 'time', until: 1 } },
      'running',
    ],
    [{ status: 'ready', suffix: 'bin', doubt: { kind: 'sysupgrade' } }, 'waiting-for-user'],
  ])('%o is %s', (state, kind) => {
    expect(judged('reset', state)).toEqual({ kind });
  });
});

test.each([
  ['reset', done([CUT])],
  ['reset', done([LOST])],
  [
    'no-checksum',
    done([], { kind: 'unverified', reason: 'checksum-hidden' }),
    { askedStore: true },
  ],
  ['lost-answer', done(), { askedStore: true }],
  ['no-cors', failed(failureNamed('store-forbids-page'))],
  ['slow-500', done([], VERIFIED, 2_000)],
] as const)('%s is as announced', (scenarios, state, more?: object) => {
  expect(judged(scenarios, state, more)).toEqual({ kind: 'as-announced' });
});

test.each([
  // It went through as if nothing had been armed.
  ['reset', done(), {}, { kind: 'attempts', failedWith: [] }],
  ['reset', done([CUT, CUT]), {}, { kind: 'attempts', failedWith: ['FW-U07', 'FW-U07'] }],
  ['reset', failed(CUT), {}, { kind: 'ended', with: 'FW-U07', announced: 'verified' }],
  ['no-checksum', done(), {}, { kind: 'ended', with: 'verified', announced: 'unverified' }],
  ['wrong-checksum', done(), {}, { kind: 'ended', with: 'verified', announced: 'FW-V03' }],
  ['wrong-checksum', failed(failureNamed('checksum-mismatch')), {}, { kind: 'attempts' }],
  ['lost-answer', done(), {}, { kind: 'store-not-asked' }],
  ['slow-500', done([], VERIFIED, 1_000), {}, { kind: 'too-fast', bytesPerSecond: 1_000_000 }],
  ['slow', { status: 'cancelled', ...planned([]) }, {}, { kind: 'not-sent', status: 'cancelled' }],
] as const)('%s is not as announced: %o', (scenarios, state, more, because) => {
  expect(judged(scenarios, state, more)).toMatchObject({ kind: 'otherwise', because });
});
