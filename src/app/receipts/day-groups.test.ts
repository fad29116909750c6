import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { createDayNames, groupByDay } from './day-groups.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const receipt = (id: string, finishedAt: number): SavedReceipt => ({
  id,
  firmware: { name: 'a.bin', folder: '', size: 1, modifiedAt: 0 },
  suffix: 'bin',
  attempts: 1,
  digests: {},
  image: undefined,
  receipt: {
    firmwareUrl: '',
    verdict: { kind: 'verified', crc64: '1' },
    ticketRequestId: '',
    storeRequestId: undefined,
    finishedAt,
    sendMs: 0,
  },
});

const now = new Date(2026, 2, 1, 0, 30).getTime();

test('days close by have names, all others their date', () => {
  const english = createDayNames('en', now);
  expect(english(new Date(2026, 2, 1, 0, 1).getTime())).toBe('today');
  expect(english(new Date(2026, 1, 28, 23, 59).getTime())).toBe('yesterday');
  expect(english(new Date(2026, 1, 27, 12).getTime())).toBe('Friday, February 27, 2026');
  // A year ago is not today.
  expect(english(new Date(2025, 2, 1, 0, 1).getTime())).toBe('Saturday, March 1, 2025');
  expect(createDayNames('zh-CN', now)(now)).toBe('今天');
});

test('every receipt is in the group of its day, each day is there once, and the order stays', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 })), (hours) => {
      const dayOf = createDayNames('en', now);
      const receipts = hours
        .toSorted((one, other) => one - other)
        .map((ago, n) => receipt(String(n), now - ago * 3_600_000));
      const groups = groupByDay(receipts, dayOf);
      expect(groups.flatMap((group) => group.receipts)).toEqual(receipts);
      const chinese = groupByDay(receipts, createDayNames('zh-CN', now));
      expect(chinese.map(({ date }) => date)).toEqual(groups.map(({ date }) => date));
      expect(new Set(groups.map(({ day }) => day)).size).toBe(groups.length);
      for (const group of groups) {
        for (const each of group.receipts) {
          expect(dayOf(each.receipt.finishedAt)).toBe(group.day);
        }
      }
    }),
  );
});
