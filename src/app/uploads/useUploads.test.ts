import { expect, test } from 'vitest';
import { uploadOf } from '../../testing/uploads.ts';
import { advance } from '../../upload/model/advance.ts';
import { isProgressOnly } from '../../upload/model/upload-phase.ts';
import { INITIAL_STATE } from '../../upload/model/upload-state.ts';
import type { UploadEvent } from '../../upload/model/upload-event.ts';
import { NO_DIGESTS, type Upload } from '../../upload/model/upload.ts';
import { createStill } from './useUploads.ts';
import { isSameToHear } from '../announcements/milestones.ts';

const TOTAL = 1_000;

const after = (upload: Upload, ...events: readonly UploadEvent[]): Upload => ({
  ...upload,
  state: events.reduce(advance, upload.state),
});

const added = uploadOf('a', INITIAL_STATE, { size: TOTAL });
const sending = after(
  added,
  { type: 'inspected', suffix: 'bin' },
  { type: 'began', attempt: 1 },
  { type: 'ticketed', attempt: 1, endsAt: 60_000, total: TOTAL },
);
const sent = (bytes: number) =>
  after(sending, {
    type: 'progressed',
    attempt: 1,
    progress: { sent: bytes, total: TOTAL, bytesPerSecond: 100, secondsLeft: 9 },
  });

test('a list stands still while only bytes move', () => {
  const still = createStill(isProgressOnly);
  const other = { ...added, id: 'b' };
  const first = still([sending, other]);
  expect(still([sent(100), other])).toBe(first);
  expect(still([sent(900), other])).toBe(first);
});

test.each([
  ['one is added', [sent(100), { ...added, id: 'b' }]],
  ['one is gone', []],
  ['one takes the place of another', [{ ...sent(100), id: 'b' }]],
  ['a checksum is known', [{ ...sent(100), digests: { ...NO_DIGESTS } }]],
  ['every byte is sent', [after(sent(100), { type: 'sent', attempt: 1 })]],
  ['it stands still', [after(sent(100), { type: 'stalled', attempt: 1, since: 0, why: 'quiet' })]],
] as const)('a list is new when %s', (_, next) => {
  const still = createStill(isProgressOnly);
  still([sending]);
  expect(still(next)).toBe(next);
});

test('what is announced hears of every quarter, and of nothing in between', () => {
  const still = createStill(isSameToHear);
  const lists = Array.from({ length: 100 }, (_, percent) => still([sent(percent * 10)]));
  expect(new Set(lists).size).toBe(4);
});
