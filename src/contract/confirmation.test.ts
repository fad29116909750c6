import { expect, test } from 'vitest';
import { readConfirmationText } from './confirmation.ts';

const read = (data: unknown) =>
  readConfirmationText(JSON.stringify({ success: true, code: '', data }));
const stored = { confirmation: 'stored', size: 9, firmwareUrl: 'https://bucket/a.bin' };

test('a checksum is a number of 64 bits, or it was not told', () => {
  expect(read({ ...stored, crc64: '0007' })).toEqual({ ...stored, crc64: '7' });
  for (const crc64 of ['\u202e7', '9'.repeat(5_000), '', null, undefined]) {
    expect(read({ ...stored, crc64 })).toEqual({ ...stored, crc64: undefined });
  }
});

test.each([
  ['without its size', { ...stored, size: undefined }],
  ['without its address', { ...stored, firmwareUrl: undefined }],
  ['in another word', { ...stored, confirmation: 'surely' }],
  ['without a word', {}],
])('an object that is told of %s is unknown', (_, data) => {
  expect(read(data)).toEqual({ confirmation: 'unknown' });
});
