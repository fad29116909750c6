import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createFormat } from './format.ts';
import { withChineseSpaces } from './text/chinese-spaces.ts';

const MIB = 1_048_576;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('format', () => {
  const en = createFormat('en');
  const zh = createFormat('zh-CN');

  test('bytes count in steps of 1,024, and the limit reads as the platform states it', () => {
    expect(plain(en.bytes(1_048_576_000))).toBe('1,000 MiB');
    expect(plain(en.bytes(0))).toBe('0 B');
    expect(plain(en.bytes(1023))).toBe('1,023 B');
    expect(plain(en.bytes(612 * 1024))).toBe('612 KiB');
    expect(plain(en.bytes(1.84 * MIB))).toBe('1.84 MiB');
    expect(plain(en.bytes(824.3 * MIB))).toBe('824.3 MiB');
    expect(plain(en.bytes(1024 * MIB))).toBe('1 GiB');
  });

  test('exact bytes are spelled out', () => {
    expect(en.exactBytes(1_929_379)).toBe('1,929,379 bytes');
  });

  test('a percentage is rounded down and never divides by zero', () => {
    expect(en.percent(999, 1000)).toBe('99%');
    expect(en.percent(1000, 1000)).toBe('100%');
    expect(en.percent(0, 0)).toBe('0%');
  });

  test('a duration has one or two units', () => {
    expect(en.duration(0.412)).toBe('0.4\u00a0s');
    expect(plain(en.duration(59.6))).toBe('1 min');
    expect(plain(en.duration(125))).toBe('2 min 5 s');
    expect(plain(en.duration(3_600 + 20 * 60 + 31))).toBe('1 h 21 min');
    expect(plain(en.took(12))).toBe('0.1 s');
    expect(zh.duration(125)).toBe('2 分钟 5 秒');
  });

  test('how long ago is given in its largest unit, and as a date from a day on', () => {
    const now = Date.UTC(2026, 10, 22, 12);
    expect(en.ago(now, now)).toBe('1 second ago');
    expect(en.ago(now - 59_000, now)).toBe('59 seconds ago');
    expect(en.ago(now - 12.9 * 60_000, now)).toBe('12 minutes ago');
    expect(zh.ago(now - 5 * 3_600_000, now)).toBe('5 小时前');
    expect(en.ago(now - 24 * 3_600_000, now)).toMatch(/^Nov 21, 2026, /);
    expect(en.ago(now + 60_000, now)).toMatch(/\d/);
  });

  test('Chinese has one space between a number and its unit', () => {
    expect(zh.exactBytes(1_929_379)).toBe('1,929,379 字节');
    expect(zh.duration(0.2)).toBe('0.2 秒');
    expect(zh.list(['大小', 'CRC-64', 'SHA-256'])).toBe('大小、CRC-64 和 SHA-256');
    const moments = fc.integer({ min: 0, max: 86_399_000 });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), moments, (amount, ago) => {
        const now = Date.UTC(2026, 10, 22, 12);
        const texts = [
          zh.duration(amount),
          zh.exactBytes(Math.round(amount)),
          zh.ago(now - ago, now),
        ];
        for (const text of texts) {
          expect(text).toBe(withChineseSpaces(text));
          expect(text).not.toContain('  ');
        }
      }),
    );
  });

  test('a date in Chinese stands without spaces and commas inside', () => {
    const then = Date.UTC(2026, 10, 21, 12);
    expect(zh.time(then, then + 30 * 86_400_000)).toMatch(/^2026年11月\d+日 \d+:\d\d$/);
  });

  test('speed is bytes over time', () => {
    expect(plain(en.speed(48.2 * MIB))).toBe('48.2 MiB/s');
  });
});
