import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doneState, QUEUED, uploadOf } from '../../testing/uploads.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { savedReceiptOf } from '../../upload/storage/saved-receipt.ts';
import { english } from '../locales/english/catalog.ts';
import { createFormat } from '../locales/format.ts';
import { printedFacts } from './printed-facts.ts';

const words = { ...english, format: createFormat('en'), simulated: english.first.page.simulated };
const made = { firmwareId: 'ota-1', firmwareName: 'lock', destVersion: '1.0', madeAt: 0 };
const printed = (text: string, isWhole: boolean) =>
  printedFacts(
    savedReceiptOf({
      ...uploadOf('1', QUEUED),
      state: doneState({ madePackages: [{ ...made, firmwareName: text }, made] }),
      remarks: { label: text, note: text },
      image: text,
    }),
    isWhole,
    words,
  );

test('a list says what one looks for, a sheet of one receipt says all of it', () => {
  const names = (isWhole: boolean) => printed('FW-1', isWhole).map(([name]) => name);
  const short = names(false);
  expect(short).toEqual(
    expect.arrayContaining(['Label', 'Result', 'firmwareUrl', 'OTA package', 'Note']),
  );
  expect(names(true).slice(0, short.length)).toEqual(short);
  expect(names(true)).toEqual(expect.arrayContaining(['Attempts', 'Ticket request ID']));
  // Both packages; what is not known takes no line.
  expect(short.filter((name) => name === 'OTA package')).toHaveLength(2);
  expect(short).not.toContain('SHA-256');
});

test('all that is printed is legible, whatever was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const [, value] of printed(text, true)) {
        for (const line of value.split('\n')) expect(legibleText(line)).toBe(line);
      }
    }),
  );
});

test('paper says as well who uploaded it, to which target, and through which server', () => {
  const receipt = savedReceiptOf({
    ...uploadOf('1', QUEUED),
    state: doneState({
      provenance: { uploadedBy: 'Ada', target: { id: 'prod', label: 'Production' } },
      relayedBy: 'https://ota.example',
    }),
  });
  expect(printedFacts(receipt, true, words).map(([, value]) => value)).toEqual(
    expect.arrayContaining(['Ada', 'Production', 'https://ota.example']),
  );
});

test('paper says so when nothing was uploaded', () => {
  const resultOf = (firmwareUrl: string) => {
    const state = doneState({ firmwareUrl });
    const facts = printedFacts(savedReceiptOf({ ...uploadOf('1', QUEUED), state }), false, words);
    return facts.find(([name]) => name === 'Result')?.[1];
  };
  expect(resultOf('https://simulated.invalid/a.bin')).toBe('Simulated · Uploaded and verified');
  expect(resultOf('https://bucket.example/a.bin')).toBe('Uploaded and verified');
});
