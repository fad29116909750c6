import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFieldFaults } from '../../contract/ota-firmware.ts';
import { freeName, proposeName, proposeVersion } from './proposals.ts';

test.each([
  ['doorbell-1.4.2.bin', '1.4.2', 'doorbell-1-4-2'],
  ['doorbell_v2.0.0-rc1.tar.gz', 'v2.0.0-rc1', 'doorbell_v2-0-0-rc1'],
  ['V3.1.bin', 'V3.1', 'V3-1'],
  ['gateway_4.2.0_beta.3.zip', '4.2.0_beta.3', 'gateway_4-2-0_beta-3'],
  ['1.2.3.4.apk', '1.2.3.4', '1-2-3-4'],
  ['digicap.dav', '', 'digicap'],
  ['build-20260102.bin', '', 'build-20260102'],
  ['sha1.0a.bin', '', 'sha1-0a'],
  ['门铃 (1) 1.0.bin', '1.0', '门铃-(1)-1-0'],
  ['_ドアベル.bin', '', 'ドアベル'],
  ['(old).bin', '', 'old)'],
  ['---.bin', '', ''],
  ['firmware', '', 'firmware'],
  [`${'a'.repeat(60)}.bin`, '', 'a'.repeat(40)],
  ['\u202egnp.1.0.bin', '1.0', 'gnp-1-0'],
])('%s: version %s, name %s', (fileName, version, name) => {
  expect(proposeVersion(fileName)).toBe(version);
  expect(proposeName(fileName)).toBe(name);
});

test.each([
  ['pala-v2.1-169-gabcdef1.bin', 'v2.1-169-gabcdef1'],
  ['esp-miner-v2.9.0b5-2-gc501769-dirty.bin', 'v2.9.0b5-2-gc501769-dirty'],
  ['fw-1.2.3-SNAPSHOT.bin', '1.2.3-SNAPSHOT'],
  ['marlin-2.1.2.5.1.bin', '2.1.2.5.1'],
  ['release-2026.11.30.bin', '2026.11.30'],
  ['固件V1.2.3升级包.bin', 'V1.2.3'],
  ['lock-1.4.2-eu.bin', '1.4.2'],
  ['camera_V5.7.3_build_220315.dav', 'V5.7.3_build_220315'],
])('the version of %s is proposed whole: %s', (fileName, version) => {
  expect(proposeVersion(fileName)).toBe(version);
});

test.each([
  ['LOCK-HW-3.1-FW-2.0.1.bin', '2.0.1'],
  ['FW_2.0.1_HW_3.1.bin', '2.0.1'],
  ['lock-hw3.1-fw2.0.1.bin', '2.0.1'],
  ['lock-hw3.1.bin', ''],
])(
  'of several versions the firmware’s is proposed, never the hardware’s: %s',
  (fileName, version) => {
    expect(proposeVersion(fileName)).toBe(version);
  },
);

test.each([
  'cfg_192.168.1.1.bin',
  'backup-10.0.0.1.bin',
  // The API takes no `+`, and half a version would be another one.
  'fw_1.2.3+build.45.bin',
  'fw_1.2.3+build.4.5.bin',
  'fw_1.2.3~rc1.bin',
  'fw_1.2.3.4a.bin',
  `fw-1.${'2.'.repeat(40)}3.bin`,
])('nothing is proposed rather than a part: %s', (fileName) => {
  expect(proposeVersion(fileName)).toBe('');
});

/** A busy machine takes its time over a property. */
const A_WHILE_MS = 60_000;

test('what is proposed is always right, or nothing', { timeout: A_WHILE_MS }, () => {
  const fileName = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 90 }),
    fc
      .array(
        fc.constantFrom('v', '1', '.', '-', '_', 'rc', '升', 'ー', '(', ' ', '𠮷', 'é', 'bin'),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fileName, (name) => {
      const proposed = { destVersion: proposeVersion(name), firmwareName: proposeName(name) };
      const firmware = {
        firmwareUrl: 'https://store.example/a.bin',
        destVersion: proposed.destVersion || '1',
        firmwareName: proposed.firmwareName || 'a',
      };
      expect(findFieldFaults('tuya', firmware)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('a free name is none of those that are taken, and the API takes it', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', '门', '-', '2', '𠮷'), maxLength: 60 });
  fc.assert(
    fc.property(name, fc.nat(12), (fileName, count) => {
      const proposed = proposeName(`${fileName}.bin`);
      const taken: string[] = [];
      for (let n = 0; n < count; n += 1) taken.push(freeName(proposed, taken));
      const free = freeName(proposed, taken);
      fc.pre(proposed !== '');
      expect(taken.map((each) => each.toLowerCase())).not.toContain(free.toLowerCase());
      expect(new Set(taken).size).toBe(count);
      const faults = findFieldFaults('tuya', { firmwareName: free });
      expect(faults.filter(({ field }) => field === 'firmwareName')).toEqual([]);
    }),
  );
});
