import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { legibleText, toldMessage, toldText } from './legible-text.ts';

const LONG = 'x'.repeat(60_000);
const CLIPPED = `${'x'.repeat(199)}…`;

function property(title: string, numRuns: number, holds: (text: string) => boolean) {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 255 }),
    fc.string({ unit: 'binary', maxLength: 255 }).map((part) => part.repeat(5)),
    fc.string({
      unit: fc.constantFrom(
        ...Array.from('\u200c\u200d\ufe0e\ufe0f\u202e\u0301\u20e3\u061c\u034f\ud83d1aم'),
        '👩',
        '🏽',
        'क्',
      ),
      maxLength: 60,
    }),
  );
  test(title, () => fc.assert(fc.property(text, holds), { numRuns }));
}

describe('legible text', () => {
  test.each([
    ['what turns text around', 'door\u202egpj.bin', String.raw`door\u202Egpj.bin`],
    ['what isolates text', '\u2066a\u2069.bin', String.raw`\u2066a\u2069.bin`],
    ['marks of a direction', 'a\u200e\u200f\u061c.bin', String.raw`a\u200E\u200F\u061C.bin`],
    ['control characters', 'a\u0000b\nc\t.bin', String.raw`a\u0000b\u000Ac\u0009.bin`],
    ['the other control characters', 'a\u007fb\u0085.bin', String.raw`a\u007Fb\u0085.bin`],
    ['nothing at all to see', '\u200b\u00ad\u3164\ufeff', String.raw`\u200B\u00AD\u3164\uFEFF`],
    ['a blank that is a letter', 'a\u2800.bin', String.raw`a\u2800.bin`],
    ['line ends', 'a\u2028b\u2029.bin', String.raw`a\u2028b\u2029.bin`],
    ['tags', 'a\u{e0041}.bin', String.raw`a\u{E0041}.bin`],
    ['half a character', '\ud83d.bin', String.raw`\uD83D.bin`],
    ['a joiner that joins nothing', 'a\u200db\u200c.bin', String.raw`a\u200Db\u200C.bin`],
    ['a joiner at the end of a word', 'می\u200c.bin', String.raw`می\u200C.bin`],
    ['a style that styles nothing', 'a\ufe0f1\ufe0f.bin', String.raw`a\uFE0F1\uFE0F.bin`],
    [
      'a tower of marks',
      `o${'\u0301'.repeat(6)}.bin`,
      `o${'\u0301'.repeat(4)}${String.raw`\u0301\u0301`}.bin`,
    ],
  ])('%s is an escape', (_what, text, legible) => {
    expect(legibleText(text)).toBe(legible);
  });

  test.each([
    'gateway-rootfs_4.2.0-rc3.tar.gz',
    '<img src=x onerror=alert(1)>.bin',
    String.raw`C:\u202E.bin`,
    '固件 v2（最终版）.zip',
    'برنامج-ثابت_٤.bin',
    'می\u200cخواهم.bin',
    'क्\u200dषि\u0902.bin',
    'cafe\u0301 👩‍👩‍👧 🏳️‍🌈 ☃️ 1️⃣ 👍🏽.bin',
  ])('%s stays as it is', (text) => {
    expect(legibleText(text)).toBe(text);
  });

  const hidden =
    /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/u;
  property('hides and turns nothing around, and is the same when made twice', 5_000, (text) => {
    const legible = legibleText(text);
    return !hidden.test(legible) && legibleText(legible) === legible;
  });

  property('can be read back', 2_000, (text) => {
    fc.pre(!text.includes('\\'));
    const read = legibleText(text).replace(
      /\\u(?:\{([\dA-F]{5,6})\}|([\dA-F]{4}))/g,
      (_, long?: string, short?: string) =>
        String.fromCodePoint(Number.parseInt(long ?? short ?? '', 16)),
    );
    return read === text;
  });
});

describe('text of another program', () => {
  test.each([
    ['67E2A1B3C4', '67E2A1B3C4'],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), CLIPPED],
    [LONG, CLIPPED],
    ['固'.repeat(200), '固'.repeat(200)],
    ['👩'.repeat(200), '👩'.repeat(200)],
    ['👩'.repeat(201), `${'👩'.repeat(199)}…`],
    [`x${'👩'.repeat(500)}`, `x${'👩'.repeat(198)}…`],
    [`\u202e${LONG}`, String.raw`\u202E${'x'.repeat(193)}…`],
  ])('%.20s… has at most 200 whole characters', (text, told) => {
    expect(toldText(text)).toBe(told);
  });

  property('has at most 200 whole characters, and is the same when read twice', 1_000, (text) => {
    const told = toldText(text);
    return Array.from(told).length <= 200 && !/\p{Cs}/u.test(told) && toldText(told) === told;
  });

  test('is longer in sentences of our own server, which say at their end what to do', () => {
    const sentence = `The ticket names the storage ${'h'.repeat(200)}. Start the server again.`;
    expect(toldMessage(sentence, 'OtaDrop.UntrustedStoreHost')).toBe(sentence);
    expect(toldMessage(sentence, 'iot.system.SystemException')).toHaveLength(200);
    expect(toldMessage(LONG, 'OtaDrop.UntrustedStoreHost')).toHaveLength(1_000);
  });
});
