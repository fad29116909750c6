import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCreationText } from './firmware-answer.ts';
import { fromFirmwareParameters, otaFirmwareParameters } from './firmware-parameters.ts';
import { findFieldFaults, type FirmwareField, type FieldReason } from './ota-firmware.ts';
import { DIALECTS, type Dialect } from './dialect.ts';
import { problemEnvelope } from './envelope.ts';

const GOOD = {
  destVersion: '1.4.2',
  firmwareName: 'doorbell',
  firmwareUrl: 'https://store.example/ota/firmware/a.bin',
};
const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = MD5 + MD5;

test.each(DIALECTS)('%s: three values are enough, and all of them may be given', (dialect) => {
  expect(findFieldFaults(dialect, GOOD)).toEqual([]);
  const everything = {
    ...GOOD,
    signMethod: 'SHA256',
    firmwareSign: SHA256.toUpperCase(),
    firmwareSize: 1,
    productKey: 'a1uctKe0000',
    firmwareDesc: '升级',
    moduleName: 'default',
    type: 0,
    needToVerify: false,
    udi: '{}',
  };
  expect(findFieldFaults(dialect, everything)).toEqual([]);
});

test.each<[FirmwareField, unknown, FieldReason | undefined]>([
  ['destVersion', undefined, 'missing'],
  ['destVersion', '', 'missing'],
  ['destVersion', 'v2.0.0-rc_1', undefined],
  ['destVersion', '1'.repeat(64), undefined],
  ['destVersion', '1'.repeat(65), 'too-long'],
  ['destVersion', '1.4.2+build', 'characters'],
  ['destVersion', '1.4 2', 'characters'],
  ['destVersion', '1.4.2\n', 'characters'],
  ['destVersion', 142, 'type'],
  ['firmwareName', '', 'missing'],
  ['firmwareName', '门铃', undefined],
  ['firmwareName', 'ドアベル', undefined],
  ['firmwareName', 'サーバー', undefined],
  ['firmwareName', 'ひらがな_(1)-a', undefined],
  ['firmwareName', '9lives', undefined],
  ['firmwareName', '_a', 'start'],
  ['firmwareName', '(a)', 'start'],
  ['firmwareName', '-a', 'start'],
  ['firmwareName', 'a.bin', 'characters'],
  ['firmwareName', 'a b', 'characters'],
  ['firmwareName', 'é', 'characters'],
  ['firmwareName', 'a（1）', 'characters'],
  ['firmwareName', '한글', 'characters'],
  ['firmwareName', 'a'.repeat(40), undefined],
  ['firmwareName', '升'.repeat(40), undefined],
  ['firmwareName', 'a'.repeat(41), 'too-long'],
  ['firmwareUrl', 'ota/firmware/a.bin', 'address'],
  ['firmwareUrl', 'javascript:alert(1)', 'address'],
  ['firmwareUrl', 'https://a/b', undefined],
  ['signMethod', 'Md5', 'choice'],
  ['signMethod', 'SHA1', 'choice'],
  ['firmwareSign', MD5, undefined],
  ['firmwareSign', SHA256, 'digest'],
  ['firmwareSign', MD5.slice(1), 'digest'],
  ['firmwareSign', `${MD5.slice(1)}g`, 'digest'],
  ['firmwareSize', 0, 'size'],
  ['firmwareSize', 1.5, 'size'],
  ['firmwareSize', '900', 'size'],
  ['firmwareSize', 1_048_576_000, undefined],
  ['firmwareSize', 1_048_576_001, 'size'],
  ['productKey', 'a1 b', 'characters'],
  ['productKey', '', 'missing'],
  ['firmwareDesc', '字'.repeat(100), undefined],
  ['firmwareDesc', '字'.repeat(101), 'too-long'],
  ['moduleName', 'a/b', 'characters'],
  ['type', 2, 'choice'],
  ['type', '0', 'choice'],
  ['srcVersion', '1.0', 'differential-only'],
  ['needToVerify', 'true', 'type'],
  ['udi', 'u'.repeat(4096), undefined],
  ['udi', 'u'.repeat(4097), 'too-long'],
])('%s %o: %s', (field, value, reason) => {
  for (const dialect of DIALECTS) {
    const faults = findFieldFaults(dialect, { ...GOOD, [field]: value });
    expect(faults).toEqual(reason === undefined ? [] : [{ field, reason }]);
  }
});

const differential = { ...GOOD, type: 1, srcVersion: '1.4.1' };
const bySha = { ...GOOD, signMethod: 'SHA256' };

test.each<[string, Dialect, object, readonly string[]]>([
  ['a difference for alibaba', 'alibaba', differential, []],
  ['a difference for tuya', 'tuya', differential, ['type not-here']],
  ['no base', 'alibaba', { ...differential, srcVersion: undefined }, ['srcVersion missing']],
  [
    'itself as base',
    'alibaba',
    { ...differential, srcVersion: '1.4.2' },
    ['srcVersion same-version'],
  ],
  ['SHA-256', 'tuya', { ...bySha, firmwareSign: SHA256 }, []],
  ['MD5 for SHA-256', 'tuya', { ...bySha, firmwareSign: MD5 }, ['firmwareSign digest']],
  [
    'several wrong fields, in the order of the API’s page',
    'tuya',
    { firmwareName: '_', firmwareUrl: '', destVersion: '', productKey: ' ' },
    ['destVersion missing', 'firmwareName start', 'firmwareUrl missing', 'productKey characters'],
  ],
  [
    'missing fields beside a rule for several',
    'alibaba',
    { type: 1 },
    ['destVersion missing', 'firmwareName missing', 'firmwareUrl missing', 'srcVersion missing'],
  ],
  [
    'missing fields beside a digest of another length',
    'alibaba',
    { firmwareSign: MD5, signMethod: 'SHA256', type: 'x' },
    [
      'destVersion missing',
      'firmwareName missing',
      'firmwareUrl missing',
      'firmwareSign digest',
      'type choice',
    ],
  ],
])('all faults are found at once: %s', (_, dialect, firmware, faults) => {
  const found = findFieldFaults(dialect, firmware).map(({ field, reason }) => `${field} ${reason}`);
  expect(found).toEqual(faults);
});

test('whatever is given is found right or wrong, and what is right survives the way to the platform', () => {
  const field = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 70 }),
    fc.stringMatching(/^[\w.-]{1,64}$/),
    fc.integer(),
    fc.boolean(),
    fc.constant(undefined),
  );
  const firmware = fc.record({
    destVersion: field,
    firmwareName: field,
    firmwareUrl: fc.oneof(field, fc.webUrl()),
    firmwareSize: field,
    productKey: field,
    needToVerify: field,
    udi: field,
  });
  fc.assert(
    fc.property(firmware, (given) => {
      const faults = findFieldFaults('alibaba', given);
      expect(new Set(faults.map((fault) => fault.field)).size).toBe(faults.length);
      if (faults.length > 0) return;
      const parameters = otaFirmwareParameters(JSON.parse(JSON.stringify(given)));
      expect(fromFirmwareParameters(parameters)).toEqual(JSON.parse(JSON.stringify(given)));
    }),
  );
});

test('anything at all is no package, but never an error', () => {
  fc.assert(
    fc.property(fc.anything(), fc.constantFrom(...DIALECTS), (anything, dialect) =>
      Array.isArray(findFieldFaults(dialect, anything)),
    ),
  );
});

describe('an answer', () => {
  test.each([
    [{ success: true, code: '', data: { firmwareId: '178' }, requestId: 'r' }, '178'],
    [{ success: true, code: '', data: { firmwareId: 178 }, requestId: 'r' }, '178'],
    [{ Success: true, Data: { FirmwareId: 's8S', UtcCreate: 'u' }, RequestId: 'r' }, 's8S'],
  ])('%o tells the id', (body, firmwareId) => {
    expect(readCreationText(JSON.stringify(body), 200)).toMatchObject({
      kind: 'created',
      firmware: { firmwareId },
      requestId: 'r',
    });
  });

  const problem = problemEnvelope({ code: 'c', message: 'm', requestId: 'r' });
  test.each<[string, number, 'no' | 'maybe']>([
    [JSON.stringify(problem), 502, 'no'],
    [JSON.stringify({ ...problem, created: 'maybe' }), 504, 'maybe'],
    [JSON.stringify({ ...problem, created: 'no' }), 400, 'no'],
    ['<html>', 502, 'maybe'],
    ['<html>', 200, 'maybe'],
    ['<html>', 404, 'no'],
    ['{"success":true,"data":{}}', 200, 'maybe'],
    ['', 200, 'maybe'],
  ])('%s with %i: %s', (text, status, created) => {
    expect(readCreationText(text, status)).toMatchObject({ kind: 'not-created', created });
  });
});
