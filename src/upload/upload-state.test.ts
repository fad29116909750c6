import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_SUFFIXES } from '../contract/file-suffix.ts';
import type { Failure } from './failure.ts';
import {
  advance,
  INITIAL_STATE,
  isFinished,
  isUnderWay,
  type Receipt,
  type UploadEvent,
  type UploadState,
} from './upload-state.ts';

const suffix = fc.constantFrom(...FILE_SUFFIXES);
const attempt = fc.integer({ min: 1, max: 3 });
const failure: Failure = { kind: 'store-unreachable', sent: 1, total: 2 };
const receipt: Receipt = {
  firmwareUrl: 'https://bucket/key.bin',
  verdict: { kind: 'verified', crc64: '1' },
  ticketRequestId: 't',
  storeRequestId: 's',
  finishedAt: 0,
  sendMs: 1,
};
const progress = fc.record({
  sent: fc.nat(100),
  total: fc.constant(100),
  bytesPerSecond: fc.constant(undefined),
  secondsLeft: fc.constant(undefined),
});

const event: fc.Arbitrary<UploadEvent> = fc.oneof(
  fc.constant({ type: 'refused', rejection: { kind: 'empty' } } as const),
  fc.record({
    type: fc.constant('doubted' as const),
    suffix,
    doubt: fc.constant({ kind: 'no-ending' } as const),
  }),
  fc.record({ type: fc.constant('inspected' as const), suffix }),
  fc.record({ type: fc.constant('suffix-chosen' as const), suffix }),
  fc.constantFrom(
    { type: 'started' } as const,
    { type: 'cancelled' } as const,
    {
      type: 'retried',
    } as const,
  ),
  fc.record({ type: fc.constant('began' as const), attempt }),
  fc.record({
    type: fc.constant('ticketed' as const),
    attempt,
    endsAt: fc.nat(),
    total: fc.constant(100),
  }),
  fc.record({ type: fc.constant('progressed' as const), attempt, progress }),
  fc.record({ type: fc.constantFrom('sent' as const, 'answered' as const), attempt }),
  fc.record({ type: fc.constant('confirmed' as const), attempt, receipt: fc.constant(receipt) }),
  fc.record({ type: fc.constant('failed' as const), attempt, failure: fc.constant(failure) }),
);

const plan = { suffix: 'bin', attempt: 1 } as const;
const half = { sent: 50, total: 100, bytesPerSecond: undefined, secondsLeft: undefined };
/** One of every state: from the first alone, few walks would get past a ticket. */
const STATES: readonly UploadState[] = [
  INITIAL_STATE,
  { status: 'rejected', rejection: { kind: 'empty' } },
  { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } },
  { status: 'queued', ...plan },
  { status: 'ticketing', ...plan },
  { status: 'sending', ...plan, ticketEndsAt: 60, progress: half },
  { status: 'confirming', ...plan, awaiting: 'store' },
  { status: 'confirming', ...plan, awaiting: 'proof' },
  { status: 'done', ...plan, receipt },
  { status: 'failed', ...plan, failure },
  { status: 'cancelled', ...plan, arrived: 'maybe' },
];

/** Walks through events, giving the law every step. */
function holds(law: (before: UploadState, event: UploadEvent, after: UploadState) => void): void {
  fc.assert(
    fc.property(fc.constantFrom(...STATES), fc.array(event, { maxLength: 20 }), (start, events) => {
      let state = start;
      for (const next of events) {
        const after = advance(state, next);
        law(state, next, after);
        state = after;
      }
    }),
    { numRuns: 2000 },
  );
}

const attemptOf = (state: UploadState) => ('attempt' in state ? state.attempt : 0);

describe('the laws of an upload', () => {
  test('an event of another attempt changes nothing, not even the object', () => {
    holds((before, event, after) => {
      if ('attempt' in event && event.attempt !== attemptOf(before)) expect(after).toBe(before);
    });
  });

  test('what has ended is revived by a retry alone, and that is a new attempt', () => {
    holds((before, event, after) => {
      if (!isFinished(before) || isFinished(after)) return;
      expect(event.type).toBe('retried');
      expect(after.status).toBe('queued');
      expect(attemptOf(after)).toBe(attemptOf(before) + 1);
    });
  });

  test('done is final, and is only reached through the proof', () => {
    holds((before, _, after) => {
      if (before.status === 'done') expect(after).toBe(before);
      else if (after.status === 'done') {
        expect(before).toMatchObject({ status: 'confirming', awaiting: 'proof' });
      }
    });
  });

  test('only attempts fail, and only what is under way', () => {
    holds((before, _, after) => {
      if (after.status === 'failed' && before !== after && before.status !== 'failed') {
        expect(isUnderWay(before)).toBe(true);
      }
    });
  });

  test('bytes sent never go backwards within an attempt', () => {
    holds((before, _, after) => {
      if (before.status === 'sending' && after.status === 'sending') {
        expect(after.progress.sent).toBeGreaterThanOrEqual(before.progress.sent);
      }
    });
  });

  test('the suffix is settled once a ticket is asked for with it', () => {
    holds((before, _, after) => {
      if (isUnderWay(before) && 'suffix' in after) expect(after.suffix).toBe(before.suffix);
    });
  });

  test('a suffix chosen twice is no change', () => {
    holds((before, event, after) => {
      if (event.type === 'suffix-chosen' && 'suffix' in before && before.suffix === event.suffix) {
        expect(after).toBe(before);
      }
    });
  });

  test('cancelling says whether bytes may have arrived', () => {
    holds((before, event, after) => {
      if (event.type !== 'cancelled' || after.status !== 'cancelled' || after === before) return;
      const wasSending = before.status === 'sending' || before.status === 'confirming';
      expect(after.arrived).toBe(wasSending ? 'maybe' : 'nothing');
    });
  });
});

test('the whole way, once', () => {
  const events: UploadEvent[] = [
    { type: 'inspected', suffix: 'bin' },
    { type: 'began', attempt: 1 },
    { type: 'ticketed', attempt: 1, endsAt: 60, total: 100 },
    { type: 'sent', attempt: 1 },
    { type: 'answered', attempt: 1 },
    { type: 'confirmed', attempt: 1, receipt },
  ];
  const states: UploadState[] = [];
  for (const event of events) states.push(advance(states.at(-1) ?? INITIAL_STATE, event));
  expect(states.map(({ status }) => status)).toEqual([
    'queued',
    'ticketing',
    'sending',
    'confirming',
    'confirming',
    'done',
  ]);
});
