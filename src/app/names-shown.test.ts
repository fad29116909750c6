import { factsOf } from '../upload/model/failure-rules.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { english } from './locales/english/catalog.ts';
import { digestsOf, doneState, PLAN, uploadOf } from '../testing/uploads.ts';
import { readEnvelopeText } from '../contract/envelope.ts';
import { requestIdIn } from '../contract/header-value.ts';
import { findAddressFault } from '../contract/store-address.ts';
import type { Failure } from '../upload/model/failure.ts';
import { legibleFirmware } from '../upload/model/firmware-file.ts';
import { failureOf } from '../upload/transfer/store-answer.ts';
import type { UploadState } from '../upload/model/upload-state.ts';
import { createFormat } from './locales/format.ts';
import { partsOf } from './locales/text/kept.ts';
import { catalog as zhCN } from './locales/languages/zh-CN.ts';
import { receiptsOf, SHEETS, writeNames } from './receipt/receipt-sheet.ts';
import { createAnnouncements } from './announcements/announcements.ts';
import { explainFailure } from './failure/explain.ts';
import { bugReport } from './failure/bug-report.ts';
import type { ListWords } from './locales/catalog.ts';

/** Whatever a file is called and whatever servers say: no text that the page shows, says or hands on turns a line around. */

const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const LANGUAGES: readonly (readonly [ListWords, string])[] = [
  [english.list, 'en'],
  [zhCN.list, 'zh-CN'],
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\u061c', '\u200e', '\u202e', '\u2066', '\u2069', '\n', 'a', '.', '固'),
    minLength: 1,
    maxLength: 400,
  }),
);

const digests = digestsOf({ crc64: '42' });

/** What the page makes of a stranger's words, wherever they come in. */
function failuresOf(words: string): readonly Failure[] {
  const envelope = readEnvelopeText(
    JSON.stringify({ success: false, code: words, errorMessage: words, requestId: words }),
  );
  const host = 'https://bucket.example';
  const answer = {
    kind: 'answered',
    status: 403,
    origin: host,
    crc64: null,
    requestId: requestIdIn(words),
    retryAfter: words,
    body: `<Error><Code>${words}</Code><EC>${words}</EC><Message>${words}</Message><RequestId>${words}</RequestId></Error>`,
  } as const;
  const ticket = {
    firmwareUrl: words,
    host: words,
    key: words,
    OSSAccessKeyId: 'id',
    objectStorage: 'OSS',
    policy: 'p',
    signature: 's',
    utcCreate: '2026-11-22T12:00:00.000Z',
    extraFields: {},
  };
  const fault = findAddressFault(ticket, undefined);
  const refused = failureOf(answer, host);
  return [
    ...(envelope.kind === 'refused'
      ? [{ kind: 'ticket-refused', status: 400, problem: envelope.problem } as const]
      : []),
    ...(refused === undefined ? [] : [refused]),
    ...(fault === undefined ? [] : [{ kind: 'address-untrusted', fault, requestId: '' } as const]),
  ];
}

/** On the page an element takes the place of the marks around a name in a sentence. */
function asShown(text: string): string {
  return partsOf(text).join('');
}

function* textsOf(name: string, folder: string, words: string): Generator<string> {
  const firmware = legibleFirmware({ name, folder, size: 1_000, modifiedAt: 0 });
  yield firmware.name;
  yield firmware.folder;
  const failures = failuresOf(words);
  const states: readonly UploadState[] = [
    { status: 'queued', ...PLAN },
    { status: 'cancelled', ...PLAN },
    ...failures.map((failure): UploadState => ({
      status: 'waiting',
      ...PLAN,
      failure,
      wait: { for: 'server' },
    })),
  ];
  const circumstances = {
    standing: 'failed',
    firmware,
    ticketRequestId: undefined,
    build: undefined,
    now: new Date(0),
    userAgent: 'Browser/1',
  };
  for (const [list, language] of LANGUAGES) {
    const format = createFormat(language);
    const announcements = createAnnouncements([]);
    for (const state of states) {
      yield* announcements
        .hear([uploadOf('1', state, { firmware, digests })], list, format, 0)
        .map(asShown);
    }
    for (const failure of failures) {
      yield* Object.values(explainFailure(failure, firmware.size, list, format))
        .filter((text) => typeof text === 'string')
        .map(asShown);
    }
  }
  for (const failure of failures) {
    yield bugReport({
      ...circumstances,
      failed: { reason: failure, title: failure.kind, tries: [] },
    });
    yield JSON.stringify(factsOf(failure));
  }
  const state = doneState({
    ticketRequestId: requestIdIn(words) ?? '',
    storeRequestId: requestIdIn(words) ?? undefined,
    madePackages: [
      { firmwareId: words, firmwareName: words, destVersion: words, madeAt: 0 },
      { firmwareId: `${words}2`, firmwareName: words, destVersion: words, madeAt: 0 },
    ],
  });
  const remarks = { label: words, note: words };
  const receipts = receiptsOf([uploadOf('1', state, { firmware, digests, remarks })]);
  for (const { write } of Object.values(SHEETS)) yield write(receipts);
  yield writeNames(receipts);
}

test(
  'no name and no server turns a line of the page, of an announcement or of an export around',
  {
    timeout: 60_000,
  },
  () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, folder, words) => {
        let count = 0;
        for (const text of textsOf(name, folder, words)) {
          count += 1;
          expect(text).not.toMatch(BIDI);
        }
        expect(count).toBeGreaterThan(15);
      }),
      { numRuns: 300 },
    );
  },
);

test('a report for support has the lines of its own, whatever a server says', () => {
  const firmware = legibleFirmware({
    name: 'x.bin\nCode: OK\u2028HTTP status: 200',
    folder: '',
    size: 1,
    modifiedAt: 0,
  });
  const [refused] = failuresOf('Broken\nFile: other.bin\r\nCode: OK');
  if (refused === undefined) throw new Error('no failure');
  const report = bugReport({
    standing: 'failed',
    failed: { reason: refused, title: 'Refused', tries: [] },
    firmware,
    ticketRequestId: undefined,
    build: undefined,
    now: new Date(0),
    userAgent: 'Browser/1',
  });
  expect(report.split(/[\n\r\u2028]/).map((line) => line.split(':')[0])).toEqual([
    '## OTA Drop',
    '',
    '- What happened',
    '- HTTP status',
    '- Code',
    '- Message',
    '- Request ID',
    '- File',
    '- Size',
    '- Time',
    '- Browser',
    '',
  ]);
  expect(report).toContain('File: `' + String.raw`x.bin\u000ACode: OK\u2028HTTP status: 200`);
});
