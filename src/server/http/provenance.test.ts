import { expect, test } from 'vitest';
import { withUploader } from './provenance.ts';

const FIRMWARE = { firmwareUrl: 'https://store/a', firmwareName: 'a', destVersion: '1' };
const ALICE = { name: 'alice', by: 'password' } as const;

test.each([
  [undefined, '[by alice]'],
  ['', '[by alice]'],
  ['Fixes the door', 'Fixes the door [by alice]'],
  ['x'.repeat(89), `${'x'.repeat(89)} [by alice]`],
  ['x'.repeat(90), 'x'.repeat(90)],
])('a package that is described as %j is described as %j', (firmwareDesc, described) => {
  const firmware = { ...FIRMWARE, ...(firmwareDesc !== undefined && { firmwareDesc }) };
  expect(withUploader(firmware, ALICE).firmwareDesc).toBe(described);
  expect(withUploader(firmware, undefined)).toBe(firmware);
});
