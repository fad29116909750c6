import { expect, test } from 'vitest';
import { codeOf } from './failure-code.ts';
import type { Failure, Rejection } from './failure.ts';

/** Codes of failures stand in the table of retry-policy.test.ts; these are the ones that need more than the kind. */

test.each<[Failure | Rejection, string]>([
  [{ kind: 'empty' }, 'FW-P01'],
  [{ kind: 'too-large', limit: 1 }, 'FW-P02'],
  [{ kind: 'unreadable' }, 'FW-P06'],
  [{ kind: 'gone' }, 'FW-P08'],
  [{ kind: 'file-changed', how: 'changed', noticed: 'before-sending' }, 'FW-P07'],
  [{ kind: 'file-changed', how: 'gone', noticed: 'before-sending' }, 'FW-P08'],
  [{ kind: 'file-changed', how: 'changed', noticed: 'after-sending' }, 'FW-V04'],
  [{ kind: 'file-changed', how: 'gone', noticed: 'after-sending' }, 'FW-V04'],
  ...(
    [
      [{ kind: 'storage-type', objectStorage: 'S3' }, 'FW-T18'],
      [{ kind: 'host', host: 'https://evil.example' }, 'FW-T19'],
      [{ kind: 'key', key: '../a' }, 'FW-T20'],
      [{ kind: 'firmware-url', firmwareUrl: 'https://evil.example/a' }, 'FW-T20'],
    ] as const
  ).map(([fault, code]): [Failure, string] => [
    { kind: 'address-untrusted', fault, requestId: '' },
    code,
  ]),
])('%o is %s', (trouble, code) => {
  expect(codeOf(trouble)).toBe(code);
});
