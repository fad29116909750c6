import { expect, test } from 'vitest';
import type { Finding } from './finding.ts';
import { printFindings } from './print-findings.ts';

const finding = (severity: Finding['severity']): Finding => ({
  check: 'platform-reach',
  severity,
  what: 'Nothing answers.',
  mend: 'Correct CLOUD_ENDPOINT.',
});

test('faults and warnings are counted, one of them as one', () => {
  expect(printFindings([finding('fault')])).toMatch(/\n1 fault, 0 warnings\.\n$/);
  const some = [finding('warning'), finding('fault'), finding('fault')];
  expect(printFindings(some)).toMatch(/\n2 faults, 1 warning\.\n$/);
});
