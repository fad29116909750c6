import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doneState, PLAN, uploadOf } from '../../testing/uploads.ts';
import { advance } from '../../upload/model/advance.ts';
import type { Failure } from '../../upload/model/failure.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadEvent } from '../../upload/model/upload-event.ts';
import { INITIAL_STATE, type UploadState } from '../../upload/model/upload-state.ts';
import { english } from '../locales/english/catalog.ts';
import { createFormat } from '../locales/format.ts';
import { withoutMarks } from '../locales/text/kept.ts';
import { BATCH_FROM, createAnnouncements, SENTENCES_MAX } from './announcements.ts';

const TOTAL = 1000;
const NOW = 50_000;
const format = createFormat('en');

/** What is said of one list after another. */
function createListener(earliest: readonly Upload[] = []) {
  const announcements = createAnnouncements(earliest);
  return (list: readonly Upload[]) =>
    announcements.hear(list, english.list, format, NOW).map(withoutMarks);
}

/** What is said while the events happen to an upload that has just been added, and what becomes of it. */
function replay(events: readonly UploadEvent[]) {
  const hear = createListener();
  let state = INITIAL_STATE;
  const heard = [...hear([uploadOf('fw', state)])];
  for (const event of events) {
    const next = advance(state, event);
    if (next !== state) heard.push(...hear([uploadOf('fw', next)]));
    state = next;
  }
  return { heard, state };
}

const heardOf = (events: readonly UploadEvent[]) => replay(events).heard;

const progressed = (attempt: number, sent: number): UploadEvent => ({
  type: 'progressed',
  attempt,
  progress: { sent, total: TOTAL, bytesPerSecond: 1, secondsLeft: 1 },
});

const cut = (attempt: number, sent: number, waitMs = 7_000): UploadEvent => ({
  type: 'failed',
  attempt,
  failure: { kind: 'connection-lost', sent, total: TOTAL, tookMs: 5_000, likely: 'network' },
  sent,
  wait: { for: 'time', until: NOW + waitMs },
});

const begun = (attempt: number): readonly UploadEvent[] => [
  { type: 'began', attempt },
  { type: 'ticketed', attempt, endsAt: 0, total: TOTAL },
];

const confirmed = (attempt: number): UploadEvent => ({
  type: 'confirmed',
  attempt,
  receipt: doneState({ verdict: { kind: 'unverified', reason: 'checksum-hidden' } }).receipt,
});

const inspected: UploadEvent = { type: 'inspected', suffix: 'bin' };

describe('what is heard', () => {
  test('an upload of a thousand progress events is seven sentences', () => {
    const heard = heardOf([
      inspected,
      ...begun(1),
      ...Array.from({ length: TOTAL }, (_, index) => progressed(1, index + 1)),
      { type: 'sent', attempt: 1 },
      { type: 'answered', attempt: 1 },
      confirmed(1),
    ]);
    expect(heard).toEqual([
      'fw.bin added',
      'Uploading fw.bin',
      'fw.bin: 25% sent',
      'fw.bin: 50% sent',
      'fw.bin: 75% sent',
      'fw.bin: all sent, waiting for storage',
      'fw.bin is uploaded, but not verified',
    ]);
  });

  test('a wait is announced once, with when it goes on; what had been reached before is not said again', () => {
    expect(
      heardOf([
        inspected,
        ...begun(1),
        progressed(1, 600),
        cut(1, 600),
        { type: 'resumed' },
        ...begun(2),
        ...[100, 300, 510, 760].map((sent) => progressed(2, sent)),
      ]),
    ).toEqual([
      'fw.bin added',
      'Uploading fw.bin',
      'fw.bin: 50% sent',
      'fw.bin: Connection lost at 60%. Trying again in 7\u00a0s',
      'Uploading fw.bin again, attempt 2',
      'fw.bin: 75% sent',
    ]);
  });

  test('a wait that is over at once is not worth a word, a wait for the network is', () => {
    expect(heardOf([inspected, ...begun(1), cut(1, 0, 400)])).toEqual([
      'fw.bin added',
      'Uploading fw.bin',
    ]);
    const failure: Failure = { kind: 'offline' };
    const wait = { for: 'network' } as const;
    expect(
      heardOf([
        inspected,
        { type: 'began', attempt: 1 },
        { type: 'failed', attempt: 1, failure, sent: 0, wait },
      ]),
    ).toEqual(['fw.bin added', 'fw.bin: You’re offline. Starts when the network is back.']);
  });

  test('a standstill is announced once, whatever its reasons, and so is its end', () => {
    const stalled = (why: 'quiet' | 'offline'): UploadEvent => ({
      type: 'stalled',
      attempt: 1,
      since: 0,
      why,
    });
    expect(
      heardOf([
        inspected,
        ...begun(1),
        progressed(1, 100),
        stalled('quiet'),
        stalled('offline'),
        { type: 'kept-waiting' },
        progressed(1, 110),
      ]),
    ).toEqual([
      'fw.bin added',
      'Uploading fw.bin',
      'fw.bin: Upload stalled at 10%',
      'fw.bin is moving again',
    ]);
  });

  test('a lost answer is announced when the store is asked', () => {
    expect(
      heardOf([
        inspected,
        ...begun(1),
        { type: 'sent', attempt: 1 },
        { type: 'unanswered', attempt: 1 },
        confirmed(1),
      ]).slice(2),
    ).toEqual([
      'fw.bin: all sent, waiting for storage',
      'fw.bin: not sure the upload finished, checking with storage',
      'fw.bin is uploaded, but not verified',
    ]);
  });

  test('a failure that is final is left to its own alert, a cancellation is heard', () => {
    const until: readonly UploadEvent[] = [inspected, { type: 'began', attempt: 1 }];
    const failed: UploadEvent = {
      type: 'failed',
      attempt: 1,
      failure: { kind: 'ticket-unreachable' },
      sent: 0,
      wait: undefined,
    };
    expect(heardOf([...until, failed])).toEqual(['fw.bin added']);
    expect(heardOf([...until, { type: 'cancelled' }])).toEqual([
      'fw.bin added',
      'Upload of fw.bin cancelled',
    ]);
  });

  test('of what an earlier visit left, only what it could not finish is announced', () => {
    const lost: UploadState = { status: 'interrupted', ...PLAN, sent: 5 };
    expect(createListener()([uploadOf('a', doneState()), uploadOf('b', lost)])).toEqual([
      'b.bin, from your last visit, needs its file again',
    ]);
  });

  test('an unchanged list says nothing', () => {
    const list = [uploadOf('a', INITIAL_STATE)];
    const hear = createListener(list);
    expect(hear(list)).toEqual(['a.bin added']);
    expect(hear(list)).toEqual([]);
    expect(hear([...list])).toEqual([]);
  });

  test('of an upload that is tried again and again no more is said, except for its end', () => {
    const tries = Array.from({ length: 20 }, (_, nth) => [
      ...begun(nth + 1),
      cut(nth + 1, 0),
      { type: 'resumed' } as const,
    ]);
    const heard = heardOf([inspected, ...tries.flat(), { type: 'cancelled' }]);
    expect(heard).toHaveLength(SENTENCES_MAX + 1);
    expect(heard.at(-1)).toBe('Upload of fw.bin cancelled');
  });

  test(
    'the end is heard, and little before it, however bad the line is',
    { timeout: 60_000 },
    () => {
      const attempt = fc.integer({ min: 1, max: 6 });
      const anything = fc.oneof(
        fc.tuple(attempt, fc.nat(TOTAL)).map(([number, sent]) => progressed(number, sent)),
        attempt.map((number): UploadEvent => ({ type: 'began', attempt: number })),
        attempt.map((number): UploadEvent => ({
          type: 'ticketed',
          attempt: number,
          endsAt: 0,
          total: TOTAL,
        })),
        fc
          .tuple(attempt, fc.constantFrom('quiet', 'offline', 'slept'))
          .map(([number, why]): UploadEvent => ({
            type: 'stalled',
            attempt: number,
            since: 0,
            why,
          })),
        fc.tuple(attempt, fc.nat(TOTAL)).map(([number, sent]) => cut(number, sent)),
        fc.constant<UploadEvent>({ type: 'resumed' }),
      );
      fc.assert(
        fc.property(fc.array(anything, { maxLength: 200, size: 'max' }), (events) => {
          const { heard, state } = replay([
            inspected,
            ...begun(1),
            ...events,
            { type: 'cancelled' },
          ]);
          // Stopped in the middle of a wait it is a failure, which has an alert of its own.
          const isEndHeard =
            state.status === 'failed' || heard.at(-1) === 'Upload of fw.bin cancelled';
          return isEndHeard && heard.length <= SENTENCES_MAX + 1;
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe('a batch', () => {
  const RUNNING: UploadState = { status: 'ticketing', ...PLAN };
  const DONE = doneState();
  const CANCELLED: UploadState = { status: 'cancelled', ...PLAN };
  const times = (count: number, state: UploadState) => Array.from({ length: count }, () => state);

  function heardOfLists(...lists: readonly (readonly UploadState[])[]): readonly string[] {
    const hear = createListener();
    return lists.flatMap((states) =>
      hear(states.map((state, nth) => uploadOf(String(nth), state))),
    );
  }

  test('a few uploads are announced one by one', () => {
    const few = BATCH_FROM - 1;
    expect(heardOfLists(times(few, RUNNING), times(few, DONE))).toEqual([
      '0.bin is uploaded and verified',
      '1.bin is uploaded and verified',
      '2.bin is uploaded and verified',
    ]);
  });

  test('of many it is said how many are done, seldom, and the last time when all have ended', () => {
    const lists = Array.from({ length: 41 }, (_, ended) => [
      ...times(ended, DONE),
      ...times(40 - ended, RUNNING),
    ]);
    const heard = heardOfLists(...lists);
    expect(heard).toHaveLength(9);
    expect(heard.every((text) => text.endsWith(' of 40 uploads done'))).toBe(true);
    expect([heard.at(0), heard.at(-1)]).toEqual(['0 of 40 uploads done', '40 of 40 uploads done']);
  });

  test('a cancellation is announced within a batch, and counts as not done', () => {
    expect(heardOfLists(times(4, RUNNING), [CANCELLED, DONE, DONE, DONE])).toEqual([
      '0 of 4 uploads done',
      'Upload of 0.bin cancelled',
      '3 of 4 uploads done',
    ]);
  });

  test('after a batch has ended, the next few are announced one by one again', () => {
    const done = times(4, DONE);
    expect(heardOfLists(times(4, RUNNING), done, [...done, RUNNING], [...done, DONE])).toEqual([
      '0 of 4 uploads done',
      '4 of 4 uploads done',
      '4.bin is uploaded and verified',
    ]);
  });
});
