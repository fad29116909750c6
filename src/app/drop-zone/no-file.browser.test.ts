import { expect, test } from 'vitest';
import { noFileIn } from './no-file.ts';

function transferOf(data: Readonly<Record<string, string>>): DataTransfer {
  const transfer = new DataTransfer();
  for (const [type, text] of Object.entries(data)) transfer.setData(type, text);
  return transfer;
}

test.each([
  [
    'a file of which there is the address alone',
    { 'text/uri-list': 'file:///home/me/lock.bin' },
    'withheld',
  ],
  [
    'a file of which the address is kept as well',
    { 'text/uri-list': '', 'text/html': '<a>file:///home/me/lock.bin</a>' },
    'withheld',
  ],
  ['a link', { 'text/uri-list': 'https://example.com/lock.bin' }, 'link'],
  ['an address as text', { 'text/plain': ' https://example.com/lock.bin ' }, 'link'],
  ['other text', { 'text/plain': 'lock 2.3.1' }, 'notAFile'],
] as const)('%s is told apart', (_what, data, kind) => {
  expect(noFileIn(transferOf(data), document.body)).toBe(kind);
});

test('text for a field is left alone, and so are files', () => {
  const field = document.createElement('input');
  expect(noFileIn(transferOf({ 'text/plain': 'lock 2.3.1' }), field)).toBeUndefined();
  const transfer = new DataTransfer();
  transfer.items.add(new File(['\0'], 'lock.bin'));
  expect(noFileIn(transfer, document.body)).toBeUndefined();
});
