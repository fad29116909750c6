import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AuditEntry } from './audit-log.ts';
import { createRefusedSignIns } from './refused-sign-ins.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const refused = (from: string, outcome = 'OtaDrop.WrongSignIn'): AuditEntry => ({
  event: 'sign-in',
  outcome,
  requestId: 'r',
  from,
});

function start() {
  const lines: AuditEntry[] = [];
  const log = { write: async (entry: AuditEntry) => void lines.push(entry) };
  const report = (error: unknown) => {
    throw error;
  };
  return { lines, tally: createRefusedSignIns(log, report) };
}

test('a flood from one place is a line at once, and one with their number when the minute is over', async () => {
  const { lines, tally } = start();
  for (let nth = 0; nth < 10_000; nth += 1)
    await tally.note(refused(`2001:db8::${nth.toString(16)}`));
  expect(lines).toEqual([refused('2001:db8::0')]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines.slice(1)).toEqual([{ ...refused('2001:db8::0'), count: 9_999 }]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(lines).toHaveLength(2);
});

test('a single wrong sign-in is one line, and the next minute begins anew', async () => {
  const { lines, tally } = start();
  await tally.note(refused('203.0.113.1'));
  await vi.advanceTimersByTimeAsync(60_000);
  await tally.note(refused('203.0.113.1'));
  expect(lines).toEqual([refused('203.0.113.1'), refused('203.0.113.1')]);
});

test('what is refused for another reason has a line of its own', async () => {
  const { lines, tally } = start();
  await tally.note(refused('203.0.113.1'));
  await tally.note(refused('203.0.113.1', 'OtaDrop.TooManySignIns'));
  expect(lines.map(({ outcome }) => outcome)).toEqual([
    'OtaDrop.WrongSignIn',
    'OtaDrop.TooManySignIns',
  ]);
});

test('a flood from everywhere is no more than a hundred lines a minute, and none is lost of the number', async () => {
  const { lines, tally } = start();
  for (let nth = 0; nth < 5_000; nth += 1) {
    await tally.note(refused(`203.0.${nth >> 8}.${nth & 255}`));
    await tally.note(refused(`203.0.${nth >> 8}.${nth & 255}`));
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines.length).toBeLessThanOrEqual(101);
  expect(lines.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(10_000);
});
