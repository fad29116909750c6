import { describe, expect, test } from 'vitest';
import type { Upload } from '../../upload/upload.ts';
import { advance, INITIAL_STATE, type UploadEvent } from '../../upload/upload-state.ts';
import { milestonesBetween } from './milestones.ts';

const TOTAL = 1000;

const before: Upload = {
  id: '1',
  firmware: {
    file: new File([], 'fw.bin'),
    name: 'fw.bin',
    folder: '',
    size: TOTAL,
    modifiedAt: 0,
  },
  state: INITIAL_STATE,
  digests: {
    crc64: { status: 'pending' },
    md5: { status: 'pending' },
    sha256: { status: 'pending' },
  },
};

function kindsHeard(events: readonly UploadEvent[]): readonly string[] {
  let list: readonly Upload[] = [];
  const heard: string[] = [];
  const show = (upload: Upload) => {
    const next = [upload];
    heard.push(...milestonesBetween(list, next).map(({ kind }) => kind));
    list = next;
  };
  show(before);
  for (const event of events) {
    const last = list[0] ?? before;
    show({ ...last, state: advance(last.state, event) });
  }
  return heard;
}

describe('milestones', () => {
  const attempt = 1;

  test('an upload of a thousand progress events is at most ten announcements', () => {
    const progress = Array.from({ length: TOTAL }, (_, index): UploadEvent => ({
      type: 'progressed',
      attempt,
      progress: { sent: index + 1, total: TOTAL, bytesPerSecond: 1, secondsLeft: 1 },
    }));
    const heard = kindsHeard([
      { type: 'inspected', suffix: 'bin' },
      { type: 'began', attempt },
      { type: 'ticketed', attempt, endsAt: 0, total: TOTAL },
      ...progress,
      { type: 'sent', attempt },
      { type: 'answered', attempt },
      {
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
      },
    ]);
    expect(heard).toEqual([
      'added',
      'sending',
      'quarter',
      'quarter',
      'quarter',
      'all-sent',
      'unverified',
    ]);
  });

  test('a failure is left to its own alert, a cancellation is heard', () => {
    const until: readonly UploadEvent[] = [
      { type: 'inspected', suffix: 'bin' },
      { type: 'began', attempt },
    ];
    expect(
      kindsHeard([...until, { type: 'failed', attempt, failure: { kind: 'ticket-unreachable' } }]),
    ).toEqual(['added']);
    expect(kindsHeard([...until, { type: 'cancelled' }])).toEqual(['added', 'cancelled']);
  });

  test('an unchanged list says nothing', () => {
    const list = [before];
    expect(milestonesBetween(list, list)).toEqual([]);
    expect(milestonesBetween(list, [before])).toEqual([]);
  });
});
