import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../upload/model/failure.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadEvent } from '../../upload/model/upload-event.ts';
import { advance } from '../../upload/model/advance.ts';
import { INITIAL_STATE, type UploadState } from '../../upload/model/upload-state.ts';
import { createFormat } from '../format.ts';
import { withoutMarks } from '../locales/kept.ts';
import { announcementsFor } from './announcements.ts';
import { milestonesBetween } from './milestones.ts';
import { enList } from '../upload-list/words.ts';
import { createRation, SENTENCES_MAX } from './limit.ts';

const TOTAL = 1000;
const NOW = 50_000;
const format = createFormat('en');

function uploadIn(state: UploadState, id = '1'): Upload {
  return {
    id,
    firmware: { name: 'fw.bin', folder: '', size: TOTAL, modifiedAt: 0 },
    state,
    digests: {
      crc64: { status: 'pending' },
      md5: { status: 'pending' },
      sha256: { status: 'pending' },
    },
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  };
}

/** What is said while the events happen to an upload that has just been added, and what becomes of it. */
function replay(events: readonly UploadEvent[]): {
  readonly heard: readonly string[];
  readonly state: UploadState;
} {
  const ration = createRation();
  let list: readonly Upload[] = [];
  const heard: string[] = [];
  const show = (upload: Upload) => {
    const next = [upload];
    const milestones = ration.grant(milestonesBetween(list, next, NOW), next);
    heard.push(...announcementsFor(milestones, next, enList, format, NOW).map(withoutMarks));
    list = next;
  };
  show(uploadIn(INITIAL_STATE));
  for (const event of events) {
    const last = list[0]?.state ?? INITIAL_STATE;
    const state = advance(last, event);
    if (state !== last) show(uploadIn(state));
  }
  return { heard, state: list[0]?.state ?? INITIAL_STATE };
}

function heardOf(events: readonly UploadEvent[]): readonly string[] {
  return replay(events).heard;
}

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
  receipt: {
    firmwareUrl: 'https://store.example/a.bin',
    verdict: { kind: 'unverified', reason: 'checksum-hidden' },
    ticketRequestId: 'r',
    storeRequestId: undefined,
    finishedAt: 0,
    sendMs: 1,
  },
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
      'fw.bin: everything is sent, waiting for storage',
      'fw.bin is uploaded, but not verified',
    ]);
  });

  test('a wait is told once, with when it goes on; what had been reached before is no news', () => {
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
      'fw.bin: Connection lost at 60%. Trying again in 7 sec',
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
    ).toEqual([
      'fw.bin added',
      'fw.bin: You’re offline. It starts by itself when the network is back.',
    ]);
  });

  test('a standstill is told once, whatever its reasons, and so is its end', () => {
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
      'fw.bin: Upload is stuck at 10%',
      'fw.bin is moving again',
    ]);
  });

  test('a lost answer is told when the store is asked', () => {
    expect(
      heardOf([
        inspected,
        ...begun(1),
        { type: 'sent', attempt: 1 },
        { type: 'unanswered', attempt: 1 },
        confirmed(1),
      ]).slice(2),
    ).toEqual([
      'fw.bin: everything is sent, waiting for storage',
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

  test('of what an earlier visit left, only what it could not finish is told', () => {
    const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
    const done = advance({ status: 'confirming', ...plan, awaiting: 'proof' }, { ...confirmed(1) });
    const lost: UploadState = { status: 'interrupted', ...plan, sent: 5, arrived: 'nothing' };
    const after = [uploadIn(done, 'a'), uploadIn(lost, 'b')];
    const told = announcementsFor(milestonesBetween([], after, NOW), after, enList, format, NOW);
    expect(told.map(withoutMarks)).toEqual(['fw.bin, of the last visit, needs its file again']);
  });

  test('an unchanged list says nothing', () => {
    const before = uploadIn(INITIAL_STATE);
    const list = [before];
    expect(milestonesBetween(list, list, NOW)).toEqual([]);
    expect(milestonesBetween(list, [before], NOW)).toEqual([]);
  });

  test(
    'the end is heard, and little before it, however bad the line is',
    { timeout: 60_000 },
    () => {
      const attempt = fc.integer({ min: 1, max: 6 });
      const trouble = fc.oneof(
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
      let loudest = 0;
      fc.assert(
        fc.property(fc.array(trouble, { maxLength: 200, size: 'max' }), (events) => {
          const { heard, state } = replay([
            inspected,
            ...begun(1),
            ...events,
            { type: 'cancelled' },
          ]);
          loudest = Math.max(loudest, heard.length);
          // Stopped in the middle of a wait it is a failure, which has an alert of its own.
          const isEndHeard =
            state.status === 'failed' || heard.at(-1) === 'Upload of fw.bin cancelled';
          return isEndHeard && heard.length <= SENTENCES_MAX + 1;
        }),
        { numRuns: 300 },
      );
      // The lines have to be bad enough for the limit to be met.
      expect(loudest).toBeGreaterThanOrEqual(SENTENCES_MAX);
    },
  );
});
