import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doneState, QUEUED, uploadOf } from '../../testing/uploads.ts';
import {
  exactFirmware,
  fingerprintOf,
  firmwareOf,
  legibleFirmware,
  mayBeSame,
} from './firmware-file.ts';
import {
  packReceipt,
  readSavedReceipt,
  savedReceiptOf,
  type DoneUpload,
} from '../storage/saved-receipt.ts';
import { readSavedUpload, restoreUpload, saveUpload } from '../storage/saved-upload.ts';
import { searchReceipts } from '../storage/receipt-search.ts';

const HOSTILE = 'door\u202egpj.bin';
const SHOWN = String.raw`door\u202Egpj.bin`;

function doneUpload(file: File): DoneUpload {
  return { ...uploadOf('1', QUEUED, { firmware: firmwareOf(file) }), state: doneState() };
}

function fileIn(folder: string, name: string): File {
  return Object.assign(new File(['firmware'], name, { lastModified: 7 }), {
    relativePath: `${folder}/${name}`,
  });
}

test('an ordinary name needs no second one', () => {
  expect(firmwareOf(fileIn('boards', '固件.bin'))).toEqual({
    name: '固件.bin',
    folder: 'boards',
    size: 8,
    modifiedAt: 7,
  });
});

test('a hostile name is shown legibly, and still known exactly', () => {
  const firmware = firmwareOf(fileIn('a\u2066b', HOSTILE));
  expect(firmware).toMatchObject({ name: SHOWN, folder: String.raw`a\u2066b` });
  expect(exactFirmware(firmware)).toEqual({
    name: HOSTILE,
    folder: 'a\u2066b',
    size: 8,
    modifiedAt: 7,
  });
});

test('a file that is named like the escapes of another one is another file', () => {
  const [one, other] = [HOSTILE, SHOWN].map((name) => firmwareOf(fileIn('', name)));
  if (one === undefined || other === undefined) throw new Error('two files were made');
  expect(one.name).toBe(other.name);
  expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
  expect(mayBeSame(one, other)).toBe(false);
  expect(mayBeSame(one, firmwareOf(fileIn('', HOSTILE)))).toBe(true);
});

test('a list and a receipt lie in storage with the exact name, and come back legible', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  fc.assert(
    fc.property(text, text, (name, folder) => {
      const upload = doneUpload(fileIn(folder, name));
      const exact = exactFirmware(upload.firmware);
      const packed = saveUpload(upload, 'tab');
      expect(packed?.firmware).toEqual(exact);
      const remembered = readSavedUpload(structuredClone(packed));
      expect(remembered && restoreUpload('1', remembered).firmware).toEqual(upload.firmware);
      const kept = packReceipt(savedReceiptOf(upload));
      expect(kept.firmware).toEqual(exact);
      expect(readSavedReceipt('1', structuredClone(kept))?.firmware).toEqual(upload.firmware);
      expect(legibleFirmware(exact)).toEqual(upload.firmware);
    }),
    { numRuns: 500 },
  );
});

test('the ids that an older version of the page has kept whole come back clipped', () => {
  const upload = doneUpload(fileIn('', 'a.bin'));
  const kept = packReceipt(savedReceiptOf(upload));
  const long = 'x'.repeat(5_000);
  const receipt = { ...kept.receipt, ticketRequestId: long, storeRequestId: `\u202e${long}` };
  const read = readSavedReceipt('1', { ...kept, receipt })?.receipt;
  expect(read?.ticketRequestId).toHaveLength(200);
  expect(read?.storeRequestId).toBe(String.raw`\u202E${'x'.repeat(193)}…`);
});

test('a receipt is found by its name as it is shown and as it is', () => {
  const kept = savedReceiptOf(doneUpload(fileIn('', HOSTILE)));
  expect(searchReceipts([kept], SHOWN)).toEqual([kept]);
  expect(searchReceipts([kept], HOSTILE)).toEqual([kept]);
});
