import { expect, test } from 'vitest';
import { readConfirmationText } from './confirmation.ts';

const answer = (crc64: unknown) =>
  JSON.stringify({ success: true, code: '', data: { confirmation: 'mismatch', crc64 } });

test('a checksum is a number of 64 bits, or it was not told', () => {
  expect(readConfirmationText(answer('0007'))).toEqual({ confirmation: 'mismatch', crc64: '7' });
  for (const crc64 of ['\u202e7', '9'.repeat(5_000), '', null, undefined]) {
    expect(readConfirmationText(answer(crc64)).crc64).toBe(undefined);
    expect(readConfirmationText(answer(crc64)).confirmation).toBe('mismatch');
  }
});
