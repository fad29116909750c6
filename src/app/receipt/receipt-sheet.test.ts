import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { MadePackage } from '../../upload/receipt.ts';
import type { Upload } from '../../upload/upload.ts';
import { receiptEntries, writeNames, writeSheet } from './receipt-sheet.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function doneUpload(name: string, folder = '', madePackage?: MadePackage): Upload {
  return {
    id: '1',
    firmware: { name, folder, size: 824_000, modifiedAt: 0 },
    state: {
      status: 'done',
      suffix: 'tar.gz',
      attempt: 2,
      tries: [],
      arrived: 'nothing',
      receipt: {
        firmwareUrl: 'https://bucket.example/ota/1.tar.gz',
        verdict: { kind: 'verified', crc64: '42' },
        ticketRequestId: 'ticket-1',
        storeRequestId: undefined,
        finishedAt: Date.UTC(2026, 10, 22, 12, 0, 0),
        sendMs: 1234.5,
        ...(madePackage && { madePackage }),
      },
    },
    digests: {
      crc64: { status: 'known', value: '42' },
      md5: { status: 'known', value: 'd41d8cd98f00b204e9800998ecf8427e' },
      sha256: { status: 'unavailable' },
    },
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  };
}

const queued: Upload = {
  ...doneUpload('later.bin'),
  state: { status: 'queued', suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' },
};

test('names and addresses are a line each, whatever the name', () => {
  const names = ['=b\t\nc.bin', '\t=1+1.bin', '"quoted.bin'];
  const uploads = [doneUpload('a.bin', 'boardA'), ...names.map((name) => doneUpload(name))];
  expect(writeNames(receiptEntries(uploads)).split('\n')).toEqual([
    'boardA/a.bin\thttps://bucket.example/ota/1.tar.gz',
    "'=b c.bin\thttps://bucket.example/ota/1.tar.gz",
    "'=1+1.bin\thttps://bucket.example/ota/1.tar.gz",
    '\'"quoted.bin\thttps://bucket.example/ota/1.tar.gz',
  ]);
});

test('holds what is finished, in the order of the list, and nothing else', () => {
  const entries = receiptEntries([doneUpload('a.tar.gz', 'boardA'), queued, doneUpload('b')]);
  expect(entries.map(({ file }) => file)).toEqual(['a.tar.gz', 'b']);
  expect(entries[0]).toEqual({
    file: 'a.tar.gz',
    folder: 'boardA',
    size: 824_000,
    fileSuffix: 'tar.gz',
    firmwareUrl: 'https://bucket.example/ota/1.tar.gz',
    verdict: 'verified',
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    sha256: '',
    crc64: '42',
    ticketRequestId: 'ticket-1',
    storeRequestId: '',
    finishedAt: '2026-11-22T12:00:00.000Z',
    sendMs: 1235,
    attempts: 2,
    firmwareId: '',
    firmwareName: '',
    destVersion: '',
  });
});

test('says which package was made of a file', () => {
  const made = { firmwareId: 'ota-7', firmwareName: 'lock', destVersion: '2', madeAt: 0 };
  const [entry] = receiptEntries([doneUpload('a.bin', '', made)]);
  expect(entry?.firmwareId).toBe('ota-7');
});

test('JSON can be read back, whatever the names', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
      const entries = receiptEntries(names.map((name) => doneUpload(name)));
      expect(JSON.parse(writeSheet(entries, 'json'))).toEqual(entries);
    }),
  );
});

describe('CSV', () => {
  /** RFC 4180, read the simplest way. */
  function readCsv(text: string): string[][] {
    const rows: string[][] = [[]];
    const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/gy;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const [, cell = '', end] = match;
      rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
      if (end === '\r\n') rows.push([]);
      if (pattern.lastIndex >= text.length) break;
    }
    return rows.filter((row) => row.length > 0);
  }

  const dangerous = fc
    .tuple(
      fc.constantFrom('', '=', '+', '-', '@', '\t', '"', ',', '\r\n'),
      fc.string({ minLength: 1 }),
    )
    .map((parts) => parts.join(''));

  test('has one line for each, and every name arrives as it is or as text that is no formula', () => {
    fc.assert(
      fc.property(fc.array(dangerous), (names) => {
        const text = writeSheet(receiptEntries(names.map((name) => doneUpload(name))), 'csv');
        const [head, ...rows] = readCsv(text);
        expect(head?.[0]).toBe('file');
        expect(rows.map((row) => row.length)).toEqual(names.map(() => 17));
        for (const [at, row] of rows.entries()) {
          const [name = '', cell = ''] = [names[at], row[0]];
          expect([name, `'${name}`]).toContain(cell);
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }),
    );
  });
});

test('Markdown has one line for each, with as many cells as its head', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (names) => {
      const text = writeSheet(receiptEntries(names.map((name) => doneUpload(name))), 'md');
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(names.length + 2);
      for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(18);
    }),
  );
});
