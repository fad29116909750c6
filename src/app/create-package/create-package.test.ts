import { execFileSync, spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { PageConfig } from '../../contract/page-config.ts';
import type { Digests } from '../../upload/model/upload.ts';
import { asCurl, asNode, asParameters, quote } from './as-code.ts';
import { beginDraft, findDraftFaults, firmwareOfDraft, rememberForSession } from './draft.ts';
import { minutesUntilSwept, sweepRuleOf } from './sweep.ts';
import { problemKind } from './problem.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const known = (value: string) => ({ status: 'known', value }) as const;
const digests: Digests = {
  crc64: known('1'),
  md5: known(MD5),
  sha256: known(MD5 + MD5),
};
const file = {
  name: 'doorbell-1.4.2.bin',
  firmwareUrl: 'https://store.example/ota/firmware/a.bin',
  size: 900,
  digests,
};

test('what is proposed comes from the exact name: an escape is no part of it', () => {
  const hostile = {
    ...file,
    name: String.raw`doorbell-1.4.2\u202E.bin`,
    exactName: 'doorbell-1.4.2\u202e.bin',
  };
  expect(beginDraft(hostile)).toMatchObject({
    destVersion: '1.4.2',
    firmwareName: 'doorbell-1-4-2',
  });
});

describe('how long the file is kept', () => {
  const config = (given: Partial<PageConfig>): PageConfig => ({
    ticketEndpoint: 'api/tickets',
    cloud: 'custom',
    ...given,
  });
  test.each([
    [{ cloud: 'alibaba', platformDialect: 'alibaba' }, 'hour'],
    [{ cloud: 'custom', platformDialect: 'alibaba' }, 'hour'],
    [{ cloud: 'tuya', platformDialect: 'tuya' }, 'not-stated'],
    [{ cloud: 'embedded', platformDialect: 'tuya' }, 'kept'],
    [{ cloud: 'simulated' }, 'kept'],
    [{ cloud: 'custom' }, 'unknown'],
  ] as const)('%o: %s', (given, rule) => {
    expect(sweepRuleOf(config(given))).toBe(rule);
  });

  const MINUTE = 60_000;
  test.each([
    [0, 60],
    [1, 59],
    [13 * MINUTE, 47],
    [13.5 * MINUTE, 46],
    [59.5 * MINUTE, 0],
    [60 * MINUTE, 0],
    [60 * MINUTE + 1, -1],
    [48 * 60 * MINUTE, -1],
    // The clock was set back.
    [-90 * MINUTE, 60],
  ])('%i ms after the upload: %i minutes', (after, minutes) => {
    expect(minutesUntilSwept(1_700_000_000_000, 1_700_000_000_000 + after)).toBe(minutes);
  });
});

describe('a draft', () => {
  test('begins with what the name gives away and the platform’s own default', () => {
    const firmware = firmwareOfDraft(beginDraft(file), file);
    expect(firmware).toEqual({
      destVersion: '1.4.2',
      firmwareName: 'doorbell-1-4-2',
      firmwareUrl: file.firmwareUrl,
      firmwareSize: 900,
      signMethod: 'MD5',
      firmwareSign: MD5,
    });
    expect(findDraftFaults('tuya', firmware).size).toBe(0);
  });

  test('leaves the digest to the platform where there is none', () => {
    const unavailable = { status: 'unavailable' } as const;
    const bare = { ...file, digests: { ...digests, md5: unavailable, sha256: unavailable } };
    const firmware = firmwareOfDraft(beginDraft(bare), bare);
    expect(firmware).not.toHaveProperty('signMethod');
    expect(firmware).not.toHaveProperty('firmwareSign');
  });

  test('takes SHA-256 where MD5 is not known', () => {
    const bare = { ...file, digests: { ...digests, md5: { status: 'unavailable' } as const } };
    expect(firmwareOfDraft(beginDraft(bare), bare)).toMatchObject({ signMethod: 'SHA256' });
  });

  test('that is differential has to say from which version, and not from its own', () => {
    const differential = { ...beginDraft(file), kind: 'differential' } as const;
    const faultOf = (srcVersion: string) =>
      findDraftFaults('alibaba', firmwareOfDraft({ ...differential, srcVersion }, file)).get(
        'srcVersion',
      );
    expect(faultOf(' ')).toBe('missing');
    expect(faultOf('1.4.2')).toBe('same-version');
    expect(faultOf('1.4.1')).toBe(undefined);
  });

  test('remembers the product, the module and the checksum for the next one, and nothing else', () => {
    rememberForSession({
      ...beginDraft(file),
      productKey: 'a1',
      moduleName: 'm',
      firmwareDesc: 'd',
    });
    expect(beginDraft(file)).toMatchObject({ productKey: 'a1', moduleName: 'm', firmwareDesc: '' });
    rememberForSession({ ...beginDraft(file), signMethod: 'SHA256' });
    expect(beginDraft(file).signMethod).toBe('SHA256');
    // What cannot be chosen is not proposed.
    const noSha256 = { ...file.digests, sha256: { status: 'unavailable' } as const };
    expect(beginDraft({ ...file, digests: noSha256 }).signMethod).toBe('MD5');
    rememberForSession({ ...beginDraft(file), signMethod: 'MD5' });
  });
});

describe('as code', () => {
  const firmware = firmwareOfDraft(
    { ...beginDraft(file), productKey: '', moduleName: '', firmwareDesc: "it's\n$HOME" },
    file,
  );

  test('parameters have the names of the API', () => {
    expect(asParameters(firmware).split('\n')).toContain('Action=CreateOTAFirmware');
    expect(asParameters(firmware)).toContain(`FirmwareUrl=${file.firmwareUrl}`);
  });

  test('a shell gives every text back as it was', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((it) => !it.includes('\0'));
    fc.assert(
      fc.property(
        fc.oneof(text, fc.constantFrom("'", "''", "a'b\\'c", '$(id)', '`id`\n')),
        (it) => {
          const echoed = execFileSync('sh', ['-c', `printf %s ${quote(it)}`]);
          expect(echoed.toString()).toBe(it);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('curl sends what would be sent from here', () => {
    const command = asCurl(firmware, 'http://127.0.0.1:8080/api/firmware').replace(
      'curl',
      'printf "%s\\0"',
    );
    const words = execFileSync('sh', ['-c', command]).toString().split('\0');
    expect(words[1]).toBe('http://127.0.0.1:8080/api/firmware');
    expect(JSON.parse(words.at(-2) ?? '')).toEqual(firmware);
  });

  test.each(['tuya', 'alibaba'] as const)('Node code for %s is code', (dialect) => {
    const code = asNode(firmware, dialect);
    const check = ['--input-type=module', '--check', '-'];
    expect(() => execFileSync(process.execPath, check, { input: code })).not.toThrow();
    expect(code.includes('IotInstanceId')).toBe(dialect === 'alibaba');
  });

  test.each([
    ['tuya', { success: true }, 0],
    ['tuya', { success: false, code: 'iot.ota.FirmwareCountExceeded' }, 1],
    ['alibaba', { Success: true }, 0],
    ['alibaba', { Success: false }, 1],
  ] as const)('Node code for %s, answered with %j, ends with %i', (dialect, answer, status) => {
    // Its client resolves with whatever has the status 200.
    const client = `class RPCClient { async request() { return ${JSON.stringify(answer)}; } }`;
    const input = asNode(firmware, dialect).replace(/^import .*$/m, client);
    const ended = spawnSync(process.execPath, ['--input-type=module', '-'], { input });
    expect(ended.status).toBe(status);
  });
});

test.each([
  ['iot.ota.FirmwareNameExisted', 'taken'],
  ['iot.ota.DuplicateFirmwareName', 'taken'],
  ['iot.ota.FirmwareFileNotFound', 'file-gone'],
  ['iot.ota.FirmwareSignNotMatch', 'mismatch'],
  ['iot.ota.FirmwareCountExceeded', 'full'],
  ['iot.common.RamActionPermissionDeny', 'permission'],
  ['Iot.system.BillIsOverDue', 'permission'],
  ['Forbidden.RAM', 'permission'],
  ['SignatureDoesNotMatch', 'settings'],
  ['OtaDrop.ForeignFirmwareUrl', 'settings'],
  ['OtaDrop.Forbidden', 'settings'],
  ['Throttling.User', 'busy'],
  ['OtaDrop.TooManyCalls', 'busy'],
  ['OtaDrop.PlatformAnswerLost', 'lost'],
  ['OtaDrop.PlatformAnswerMalformed', 'lost'],
  ['OtaDrop.PlatformUnreachable', 'unreached'],
  ['iot.system.SystemException', 'other'],
  ['', 'other'],
])('%s is understood as %s', (code, kind) => {
  expect(problemKind({ code, message: '', requestId: '' })).toBe(kind);
});

test('the version that the image carries is proposed before that of its name, if the API takes it', () => {
  const named = { ...file, name: 'lock-1.0.0.bin' };
  expect(beginDraft(named).destVersion).toBe('1.0.0');
  expect(beginDraft({ ...named, version: '2.3.1' }).destVersion).toBe('2.3.1');
  expect(beginDraft({ ...named, version: '2.3.1+7' }).destVersion).toBe('1.0.0');
  expect(beginDraft({ ...named, version: '' }).destVersion).toBe('1.0.0');
});
