import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFieldFaults } from '../../contract/ota-firmware.ts';
import { proposeName, proposeVersion } from './proposals.ts';

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
