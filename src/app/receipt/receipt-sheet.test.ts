import { isDone } from '../../upload/storage/saved-receipt.ts';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { digestsOf, doneState, QUEUED, uploadOf } from '../../testing/uploads.ts';
import { must } from '../../testing/must.ts';
import { legibleText } from '../../contract/legible-text.ts';
import { legibleFirmware } from '../../upload/model/firmware-file.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import type { Remarks } from '../../upload/model/remarks.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { receiptsOf, SHEETS, writeNames } from './receipt-sheet.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

function doneUpload(
  name: string,
  folder = '',
  madePackages: readonly MadePackage[] = [],
  remarks?: Remarks,
): Upload {
  const receipt = {
    firmwareUrl: 'https://bucket.example/ota/1.tar.gz',
    finishedAt: Date.UTC(2026, 10, 22, 12, 0, 0),
    sendMs: 1234.5,
    ...(madePackages.length > 0 && { madePackages }),
  };
  return uploadOf(
    '1',
    { ...doneState(receipt), suffix: 'tar.gz', attempt: 2 },
    {
      firmware: legibleFirmware({ name, folder, size: 824_000, modifiedAt: 0 }),
      digests: digestsOf({ crc64: '42', md5: 'd41d8cd98f00b204e9800998ecf8427e' }),
      ...(remarks && { remarks }),
    },
  );
}

const { json, csv, md, txt } = SHEETS;
/** Their labels and notes are the same texts. */
const receiptsNamed = (names: readonly string[]) =>
  receiptsOf(names.map((name) => doneUpload(name, '', [], { label: name, note: name })));

/** Of each upload, as a program reads it. */
function entriesOf(...uploads: readonly Upload[]): readonly Record<string, unknown>[] {
  return JSON.parse(json.write(receiptsOf(uploads)));
}

test('names and addresses are a line each, whatever the name', () => {
  const names = ['=b\t\nc.bin', '\t=1+1.bin', ' ＝1.bin', 'a\u202eb.bin', '"quoted.bin'];
  const uploads = [doneUpload('a.bin', 'boardA'), ...names.map((name) => doneUpload(name))];
  expect(writeNames(receiptsOf(uploads)).split('\n')).toEqual([
    'boardA/a.bin\thttps://bucket.example/ota/1.tar.gz',
    "'=b\\u0009\\u000Ac.bin\thttps://bucket.example/ota/1.tar.gz",
    '\\u0009=1+1.bin\thttps://bucket.example/ota/1.tar.gz',
    "' ＝1.bin\thttps://bucket.example/ota/1.tar.gz",
    'a\\u202Eb.bin\thttps://bucket.example/ota/1.tar.gz',
    '\'"quoted.bin\thttps://bucket.example/ota/1.tar.gz',
  ]);
});

test('holds what is finished, in the order of the list, and nothing else', () => {
  const queued = uploadOf('2', QUEUED);
  const entries = entriesOf(doneUpload('a.tar.gz', 'boardA'), queued, doneUpload('b'));
  expect(entries.map((entry) => entry['file'])).toEqual(['a.tar.gz', 'b']);
  expect(entries[0]).toEqual({
    file: 'a.tar.gz',
    folder: 'boardA',
    size: 824_000,
    fileSuffix: 'tar.gz',
    firmwareUrl: 'https://bucket.example/ota/1.tar.gz',
    verdict: 'verified',
    simulated: '',
    verifiedBy: 'crc64',
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    sha256: '',
    crc64: '42',
    crc64Hex: '0x000000000000002a',
    ticketRequestId: 'ticket-1',
    storeRequestId: '',
    finishedAt: '2026-11-22T12:00:00.000Z',
    sendMs: 1235,
    attempts: 2,
    uploadedBy: '',
    target: '',
    targetLabel: '',
    relayedBy: '',
    firmwareId: '',
    firmwareName: '',
    destVersion: '',
    earlierFirmwareIds: '',
    imageVersion: '',
    label: '',
    note: '',
  });
});

test('says which package was made of a file', () => {
  const made = { firmwareId: 'ota-7', firmwareName: 'lock', destVersion: '2', madeAt: 0 };
  const [entry] = entriesOf(doneUpload('a.bin', '', [{ ...made, firmwareId: 'ota-6' }, made]));
  expect(entry).toMatchObject({ firmwareId: 'ota-7', earlierFirmwareIds: 'ota-6' });
});

test('says who uploaded it and where to', () => {
  const upload = doneUpload('a.bin');
  if (!isDone(upload)) throw new Error('it is done');
  const target = { id: 'prod-eu', label: 'Production EU' };
  const receipt = {
    ...upload.state.receipt,
    provenance: { uploadedBy: 'alice', target },
    relayedBy: 'https://ota.example.com',
  };
  const [entry] = entriesOf({ ...upload, state: { ...upload.state, receipt } });
  expect(entry).toMatchObject({
    uploadedBy: 'alice',
    relayedBy: 'https://ota.example.com',
    target: 'prod-eu',
    targetLabel: 'Production EU',
  });
});

test('a checksum that a spreadsheet would round is there in hexadecimal, too', () => {
  const upload = doneUpload('a.bin');
  const hexOf = (value: string) => {
    const digests = { ...upload.digests, crc64: { status: 'known', value } as const };
    return entriesOf({ ...upload, digests })[0]?.['crc64Hex'];
  };
  expect(hexOf('11051210869376104954')).toBe('0x995dc9bbdf1939fa');
  expect(hexOf('18446744073709551615')).toBe('0xffffffffffffffff');
  expect(hexOf('0')).toBe('0x0000000000000000');
  expect(hexOf('unreadable')).toBe('');
});

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\u202e', '\u2066', '\n', '\u200b', '\u007f', '"', '\\', 'a'),
  }),
);
const INVISIBLE =
  /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

test('JSON is legible, and can be read back exactly, whatever the names', () => {
  fc.assert(
    fc.property(fc.array(anyName), (names) => {
      const text = json.write(receiptsNamed(names));
      expect(text).not.toMatch(INVISIBLE);
      expect(JSON.parse(text)).toEqual(names.map((file) => expect.objectContaining({ file })));
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

  const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦'];
  const dangerous = fc
    .tuple(
      fc.string({
        unit: fc.constantFrom(
          ' ',
          '\u00a0',
          '\u3000',
          '\u200b',
          '\ufeff',
          '\t',
          '\r',
          '\n',
          '"',
          "'",
        ),
        maxLength: 4,
      }),
      fc.constantFrom('', ...SIGNS),
      fc.oneof(fc.string(), anyName),
      fc.constantFrom('', '\r\n=1', ',', ';', '"'),
    )
    .map((parts) => parts.join(''));

  /** What the cell means: the mark in front of what would be a formula is no part of it. */
  function meaningOf(cell: string): string {
    return /^'[\s"']*[=+\-@＝＋－＠﹦﹢﹣﹫]/u.test(cell) ? cell.slice(1) : cell;
  }

  test('has one line for each, and every cell means what the receipt says', () => {
    fc.assert(
      fc.property(fc.array(dangerous), (names) => {
        const uploads = names.map((name) =>
          doneUpload(name, name, [], { label: name, note: name }),
        );
        const entries = entriesOf(...uploads);
        const text = csv.write(receiptsOf(uploads));
        // No line ends within cells: a program that reads line by line gets every receipt.
        expect(text.split('\r\n')).toHaveLength(names.length + 2);
        const [head = [], ...rows] = readCsv(text);
        expect(head).toHaveLength(28);
        expect(rows).toHaveLength(names.length);
        for (const [at, row] of rows.entries()) {
          const meant = head.map((column) => legibleText(String(entries[at]?.[column])));
          expect(row.map(meaningOf)).toEqual(meant);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('has no cell that a spreadsheet would take for a formula', () => {
    fc.assert(
      fc.property(fc.array(dangerous, { minLength: 1 }), (names) => {
        const text = csv.write(receiptsNamed(names));
        expect(text.replaceAll('\r\n', '')).not.toMatch(INVISIBLE);
        for (const cell of readCsv(text).flat()) {
          must(!/^[\s\p{Cf}"]*[=+\-@＝＋－＠\t\r\n]/u.test(cell), `would be a formula: ${cell}`);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test('Markdown has one line for each, with as many cells as its head', () => {
  fc.assert(
    fc.property(fc.array(anyName), (names) => {
      const text = md.write(receiptsNamed(names));
      expect(text).not.toMatch(INVISIBLE);
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(names.length + 2);
      for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(29);
    }),
  );
});

test('text has a line for all that is known, and nothing in a label or note begins another one', () => {
  fc.assert(
    fc.property(
      fc.array(
        anyName.filter((name) => name !== ''),
        { minLength: 1 },
      ),
      (names) => {
        const text = txt.write(receiptsNamed(names));
        expect(text).not.toMatch(INVISIBLE);
        const blocks = text.trimEnd().split('\n\n');
        expect(blocks).toHaveLength(names.length);
        for (const [at, block] of blocks.entries()) {
          const lines = block.split('\n');
          const legible = legibleText(names[at] ?? '').trimEnd();
          expect(lines.at(-2)?.trimEnd()).toBe(`label: ${legible}`.trimEnd());
          expect(lines.at(-1)?.trimEnd()).toBe(`note: ${legible}`.trimEnd());
        }
      },
    ),
  );
});
