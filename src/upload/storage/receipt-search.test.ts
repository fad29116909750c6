import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SavedReceipt } from './saved-receipt.ts';
import { searchReceipts } from './receipt-search.ts';

const receipt = (name: string, rest: Partial<SavedReceipt> = {}): SavedReceipt => ({
  id: name,
  firmware: { name, folder: 'boardA/release', size: 9, modifiedAt: 0 },
  suffix: 'tar.gz',
  attempts: 1,
  digests: { crc64: '11051210869376104954', md5: '25f9e794323b4538', sha256: '15e2b0d3c33891eb' },
  image: 'ESP32',
  imageVersion: '5.1.0-rc2',
  remarks: { label: 'FW-4711', note: 'For the pilot\nin Köln' },
  receipt: {
    firmwareUrl: 'https://bucket.example/ota/7f3c.tar.gz',
    verdict: { kind: 'verified', crc64: '11051210869376104954' },
    ticketRequestId: 'TICKET-0815',
    storeRequestId: '6A21FE',
    finishedAt: 0,
    sendMs: 0,
    provenance: { uploadedBy: 'Ada', target: { id: 'prod-eu', label: 'Werk Süd' } },
    madePackages: [
      { firmwareId: 'ota-77', firmwareName: 'Hallway', destVersion: '9.9.1', madeAt: 0 },
      { firmwareId: 'ota-78', firmwareName: 'Cellar', destVersion: '9.9.2', madeAt: 1 },
    ],
  },
  ...rest,
});

test.each([
  ['a version in its name', '4.2.0'],
  ['its folder', 'boarda'],
  ['its address', 'https://bucket.example/ota/7f3c'],
  ['the end of its address', '7f3c'],
  ['a path in its address', 'ota/7'],
  ['its CRC-64', '110512108'],
  ['the beginning of its MD5', '25F9E7'],
  ['its SHA-256', '15e2b0d3c33891eb'],
  ['the request id of its ticket', 'ticket-0815'],
  ['the request id of its store', '6a21fe'],
  ['what it is', 'esp32'],
  ['the id of its package', 'OTA-77'],
  ['the name of its package', 'hallway'],
  ['the version of its package', '9.9.1'],
  ['an earlier package', 'cellar'],
  ['the version that it carries', '5.1.0'],
  ['its label', 'fw-47'],
  ['its note', 'köln pilot'],
  ['who uploaded it', 'ada'],
  ['the target that it went to', 'werk süd'],
  ['several words in any order', 'esp32 router  4.2'],
  ['full-width letters', 'ｒｏｕｔｅｒ'],
])('is found by %s', (_, text) => {
  const found = receipt('Router_4.2.0.tar.gz');
  const other = receipt('other', {
    firmware: { name: 'other', folder: '', size: 9, modifiedAt: 0 },
    digests: {},
    image: undefined,
    imageVersion: undefined,
    remarks: undefined,
    receipt: {
      firmwareUrl: '',
      verdict: { kind: 'unverified', reason: 'checksum-hidden' },
      ticketRequestId: '',
      storeRequestId: undefined,
      finishedAt: 0,
      sendMs: 0,
    },
  });
  expect(searchReceipts([other, found], text)).toEqual([found]);
});

test('what is the same in every address finds none', () => {
  expect(searchReceipts([receipt('one.bin')], 'bucket')).toEqual([]);
});

test('words of two receipts find neither', () => {
  expect(searchReceipts([receipt('one.bin'), receipt('two.bin')], 'one two')).toEqual([]);
});

const names = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 });

test('no text finds all, and a name finds its receipt', () => {
  fc.assert(
    fc.property(names, fc.constantFrom('', ' ', '\n\t'), (all, nothing) => {
      const receipts = all.map((name) => receipt(name));
      expect(searchReceipts(receipts, nothing)).toEqual(receipts);
      for (const each of receipts) {
        expect(searchReceipts(receipts, each.firmware.name)).toContain(each);
      }
    }),
  );
});

test('every further word narrows, and the order stays', () => {
  fc.assert(
    fc.property(
      names,
      fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 2 })),
      (all, words) => {
        const receipts = all.map((name) => receipt(name));
        let before: readonly SavedReceipt[] = receipts;
        for (let count = 1; count <= words.length; count += 1) {
          const found = searchReceipts(receipts, words.slice(0, count).join(' '));
          expect(before.filter((each) => found.includes(each))).toEqual(found);
          before = found;
        }
      },
    ),
  );
});

test('each label and each note finds its receipt, whatever is in it', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.record({ label: text, note: text }), { maxLength: 10 }), (all) => {
      const receipts = all.map((remarks) => receipt('a.bin', { remarks }));
      for (const each of receipts) {
        expect(searchReceipts(receipts, each.remarks?.label ?? '')).toContain(each);
        expect(searchReceipts(receipts, each.remarks?.note ?? '')).toContain(each);
      }
    }),
  );
});
