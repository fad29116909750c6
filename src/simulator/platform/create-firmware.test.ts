import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { readEnvelope } from '../../contract/envelope.ts';
import { readFirmware } from '../../contract/firmware-answer.ts';
import { PACKAGES_MAX } from '../../contract/limits.ts';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import { firmwareCall, signCall, type PlatformCall } from '../../contract/platform-call.ts';
import { DIALECT_RULES, DIALECTS, type Dialect } from '../../contract/dialect.ts';
import { putObject } from '../../testing/test-objects.ts';
import { digestBytes } from '../../server/disk/digests.ts';
import { createCloud, SAMPLE_CREDENTIALS, type Cloud } from '../cloud.ts';
import { memoryPackages, type PackageList } from './package-list.ts';
import { forgetfulStore, memoryStore, type ObjectStore } from '../bucket/store.ts';

const ORIGIN = 'http://127.0.0.1:8081';
const NOW = Date.parse('2026-01-02T03:04:05.678Z');
const BYTES = new TextEncoder().encode('firmware'.repeat(9999));
const digest = (method: string) => createHash(method).update(BYTES).digest('hex');
const KEY = 'ota/firmware/a.bin';

const FIRMWARE: OtaFirmware = {
  destVersion: '1.4.2',
  firmwareName: '门铃(1)',
  firmwareUrl: `${ORIGIN}/${KEY}`,
};

async function put(store: ObjectStore): Promise<ObjectStore> {
  await putObject(store, KEY, BYTES);
  return store;
}

async function call(cloud: Cloud, dialect: Dialect, platformCall: PlatformCall): Promise<Response> {
  const access = { dialect, endpoint: ORIGIN, credentials: SAMPLE_CREDENTIALS };
  const stamp = { at: new Date(NOW), nonce: crypto.randomUUID() };
  return cloud.fetch(await signCall(access, platformCall, stamp));
}

describe.each(DIALECTS)('%s', (dialect) => {
  let packages: PackageList;
  let cloud: Cloud;
  beforeEach(async () => {
    packages = memoryPackages();
    const store = await put(memoryStore());
    cloud = createCloud({ dialect, store, packages, digestBytes, origin: ORIGIN, now: () => NOW });
  });
  const create = async (changes: Partial<OtaFirmware> = {}) => {
    const response = await call(cloud, dialect, firmwareCall({ ...FIRMWARE, ...changes }));
    return readFirmware(readEnvelope(await response.json()));
  };

  test('a package is made of a file in the bucket, with every default settled', async () => {
    const answer = await create();
    expect(answer).toMatchObject({
      kind: 'created',
      firmware: { utcCreate: '2026-01-02T03:04:05.678Z' },
    });
    expect(await packages.all()).toEqual([
      {
        ...FIRMWARE,
        firmwareId: answer.kind === 'created' && answer.firmware.firmwareId,
        utcCreate: '2026-01-02T03:04:05.678Z',
        firmwareSize: BYTES.length,
        signMethod: 'MD5',
        firmwareSign: digest('md5'),
        type: 0,
        moduleName: 'default',
        needToVerify: true,
      },
    ]);
  });

  test.each<[string, Partial<OtaFirmware>]>([
    ['MD5', { firmwareSign: digest('md5') }],
    ['SHA-256', { signMethod: 'SHA256', firmwareSign: digest('sha256') }],
  ])('a right size and a right digest by %s are taken', async (_, sign) => {
    const answer = await create({ firmwareSize: BYTES.length, ...sign });
    expect(answer.kind).toBe('created');
  });

  test.each<[string, Partial<OtaFirmware>]>([
    ['iot.ota.FirmwareSizeNotMatch', { firmwareSize: BYTES.length + 1 }],
    ['iot.ota.FirmwareSignNotMatch', { firmwareSign: '0'.repeat(32) }],
    ['iot.ota.FirmwareSignNotMatch', { signMethod: 'SHA256', firmwareSign: '0'.repeat(64) }],
    ['iot.ota.FirmwareFileNotFound', { firmwareUrl: `${ORIGIN}/ota/firmware/b.bin` }],
    ['iot.ota.FirmwareFileNotFound', { firmwareUrl: `https://elsewhere.example/${KEY}` }],
    ['iot.ota.FirmwareFileNotFound', { firmwareUrl: `${ORIGIN}/x/../${KEY}` }],
    ['iot.common.InvalidFormattedParameter', { firmwareName: '_a' }],
    ['iot.common.InvalidFormattedParameter', { destVersion: '1 4' }],
    ['MissingDestVersion', { destVersion: '' }],
  ])('%s: %o', async (code, changes) => {
    expect(await create(changes)).toMatchObject({ kind: 'refused', problem: { code } });
    expect(await packages.all()).toEqual([]);
  });

  test('a name is taken once, even by two at the same time', async () => {
    const kinds = (await Promise.all([create(), create()])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['created', 'refused']);
    expect(await create()).toMatchObject({ problem: { code: 'iot.ota.FirmwareNameExisted' } });
    expect(await packages.all()).toHaveLength(1);
  });

  test('there are 500 packages at most', async () => {
    await create();
    const [first] = await packages.all();
    if (first === undefined) throw new Error('nothing was created');
    for (let i = 1; i < PACKAGES_MAX; i++) {
      await packages.add({ ...first, firmwareName: `package-${i}` });
    }
    expect(await create({ firmwareName: 'one-more' })).toMatchObject({
      problem: { code: 'iot.ota.FirmwareCountExceeded' },
    });
  });

  test('the list shows the youngest first, page by page', async () => {
    for (const firmwareName of ['a', 'b', 'c']) await create({ firmwareName, productKey: 'p' });
    const list = async (parameters: Record<string, string>) => {
      const listCall = { method: 'GET', action: 'ListOTAFirmware', parameters } as const;
      return (await call(cloud, dialect, listCall)).json();
    };
    const [info, item, name, total] =
      DIALECT_RULES[dialect].casing === 'camelCase'
        ? ['firmwareInfo', 'simpleFirmwareInfo', 'firmwareName', 'total']
        : ['FirmwareInfo', 'SimpleFirmwareInfo', 'FirmwareName', 'Total'];
    expect(await list({ CurrentPage: '1', PageSize: '2' })).toMatchObject({
      [total]: 3,
      [info]: { [item]: [{ [name]: 'c' }, { [name]: 'b' }] },
    });
    expect(await list({ CurrentPage: '2', PageSize: '2' })).toMatchObject({
      [info]: { [item]: [{ [name]: 'a' }] },
    });
    expect(await list({ ProductKey: 'other' })).toMatchObject({ [total]: 0 });
    expect(readEnvelope(await list({ PageSize: '101' }))).toMatchObject({ kind: 'refused' });
  });
});

test('Alibaba’s default is XML, with a list as elements of one name', async () => {
  const packages = memoryPackages();
  const store = await put(memoryStore());
  const cloud = createCloud({
    dialect: 'alibaba',
    store,
    packages,
    origin: ORIGIN,
    now: () => NOW,
  });
  await call(cloud, 'alibaba', firmwareCall(FIRMWARE));
  await call(cloud, 'alibaba', firmwareCall({ ...FIRMWARE, firmwareName: 'b' }));
  const listCall = {
    method: 'GET',
    action: 'ListOTAFirmware',
    parameters: { Format: 'XML' },
  } as const;
  const text = await (await call(cloud, 'alibaba', listCall)).text();
  expect(text).toContain('<ListOTAFirmwareResponse>');
  expect(text.match(/<SimpleFirmwareInfo>/g)).toHaveLength(2);
});

test('a store that keeps no bytes takes the caller’s word for the digest', async () => {
  const packages = memoryPackages();
  const store = await put(forgetfulStore());
  const cloud = createCloud({ store, packages, digestBytes, origin: ORIGIN, now: () => NOW });
  const firmwareSign = 'a'.repeat(32);
  await call(cloud, 'tuya', firmwareCall({ ...FIRMWARE, firmwareSign }));
  expect(await packages.all()).toMatchObject([{ firmwareSign, firmwareSize: BYTES.length }]);
});
