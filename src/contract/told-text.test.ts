import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEnvelopeText } from './envelope.ts';
import { requestIdIn } from './header-value.ts';
import { readOssError } from './oss-error.ts';
import { findAddressFault } from './store-address.ts';
import { toldMessage, toldText } from './told-text.ts';

const TIMEOUT_MS = 60_000;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const LONG = 'x'.repeat(60_000);
const CLIPPED = `${'x'.repeat(199)}…`;

test('a text of up to 200 characters stays whole, a longer one ends in an ellipsis', () => {
  expect(toldText('67E2A1B3C4')).toBe('67E2A1B3C4');
  expect(toldText('x'.repeat(200))).toBe('x'.repeat(200));
  expect(toldText('x'.repeat(201))).toBe(CLIPPED);
  expect(toldText('固'.repeat(200))).toBe('固'.repeat(200));
});

test('no character is cut in two', () => {
  expect(toldText('👩'.repeat(200))).toBe('👩'.repeat(200));
  expect(toldText('👩'.repeat(201))).toBe(`${'👩'.repeat(199)}…`);
  expect(toldText(`x${'👩'.repeat(500)}`)).toBe(`x${'👩'.repeat(198)}…`);
});

test(
  'whatever it is, at most 200 whole characters come of it, and no second reading changes them',
  {
    timeout: TIMEOUT_MS,
  },
  () => {
    const text = fc
      .tuple(fc.string({ unit: 'binary', maxLength: 500 }), fc.integer({ min: 1, max: 5 }))
      .map(([part, times]) => part.repeat(times));
    fc.assert(
      fc.property(text, (stranger) => {
        const told = toldText(stranger);
        expect(Array.from(told).length).toBeLessThanOrEqual(200);
        expect(told).not.toMatch(/\p{Cs}/u);
        expect(told).not.toMatch(BIDI);
        expect(toldText(told)).toBe(told);
      }),
      { numRuns: 1_000 },
    );
  },
);

test('the request id, code and message of a refused ticket are clipped', () => {
  const answer = { success: false, code: LONG, errorMessage: LONG, requestId: LONG };
  expect(readEnvelopeText(JSON.stringify(answer))).toEqual({
    kind: 'refused',
    problem: { code: CLIPPED, message: CLIPPED, requestId: CLIPPED },
  });
  const gateway = { Code: 'Throttling\u202e', Message: `a\u202e${LONG}`, RequestId: 'a\nb' };
  expect(readEnvelopeText(JSON.stringify(gateway))).toEqual({
    kind: 'refused',
    problem: {
      code: String.raw`Throttling\u202E`,
      message: String.raw`a\u202E${'x'.repeat(192)}…`,
      requestId: String.raw`a\u000Ab`,
    },
  });
});

test('the request id of a ticket is clipped, its token is not', () => {
  const answer = { success: true, data: {}, requestId: LONG, confirmationToken: LONG };
  expect(readEnvelopeText(JSON.stringify(answer))).toEqual({
    kind: 'good',
    data: {},
    requestId: CLIPPED,
    confirmationToken: LONG,
  });
});

test('what an answer has in place of a field is not repeated at length', () => {
  const envelope = readEnvelopeText(JSON.stringify({ success: LONG }));
  expect(envelope.kind).toBe('malformed');
  expect('detail' in envelope && Array.from(envelope.detail).length).toBeLessThanOrEqual(200);
});

test('our own server’s sentences, which say what to do at their end, stay whole', () => {
  const sentence = `The ticket names the storage ${'h'.repeat(200)}. Start the server again.`;
  expect(toldMessage(sentence, 'OtaDrop.UntrustedStoreHost')).toBe(sentence);
  expect(toldMessage(sentence, 'iot.system.SystemException')).toHaveLength(200);
  expect(toldMessage(LONG, 'OtaDrop.UntrustedStoreHost')).toHaveLength(1_000);
});

test('the texts of a store’s error document are clipped', () => {
  const xml = `<Error><Code>${LONG}</Code><EC>${LONG}</EC><Message>\u202e${LONG}</Message><RequestId>${'👩'.repeat(300)}</RequestId></Error>`;
  // Of a whole document no more than its beginning is read.
  expect(readOssError(xml)).toEqual({
    code: CLIPPED,
    ec: undefined,
    message: '',
    requestId: undefined,
  });
  const some = 'x'.repeat(300);
  const shorter = `<Error><Code>${some}</Code><EC>${some}</EC><Message>\u202e${some}</Message><RequestId>${'👩'.repeat(300)}</RequestId></Error>`;
  expect(readOssError(shorter)).toEqual({
    code: CLIPPED,
    ec: CLIPPED,
    message: String.raw`\u202E${'x'.repeat(193)}…`,
    requestId: `${'👩'.repeat(199)}…`,
  });
});

test('the request id in a header is clipped', () => {
  expect(requestIdIn(LONG)).toBe(CLIPPED);
  expect(requestIdIn('67E2A1B3C4, 67E2A1B3C4')).toBe('67E2A1B3C4');
  expect(requestIdIn(null)).toBe(null);
});

test('an address that is not trusted is named in at most 200 characters', () => {
  const ticket = {
    firmwareUrl: 'https://bucket.example/a.bin',
    host: 'https://bucket.example',
    key: 'a.bin',
    OSSAccessKeyId: 'id',
    objectStorage: 'OSS',
    policy: 'p',
    signature: 's',
    utcCreate: '2026-11-22T12:00:00.000Z',
    extraFields: {},
  };
  const faults = (['host', 'key', 'firmwareUrl', 'objectStorage'] as const).map((field) =>
    findAddressFault({ ...ticket, [field]: `\u202e${LONG}` }, undefined),
  );
  const told = String.raw`\u202E${'x'.repeat(193)}…`;
  expect(faults).toEqual([
    { kind: 'host', host: told },
    { kind: 'key', key: told },
    { kind: 'firmware-url', firmwareUrl: told },
    { kind: 'storage-type', objectStorage: told },
  ]);
});
