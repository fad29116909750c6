import { expect, test } from 'vitest';
import { doneState, PLAN, uploadOf } from '../../testing/uploads.ts';
import { countGroups } from './row-groups.ts';

test('what the user has cancelled is not counted as failed', () => {
  const uploads = [
    uploadOf('a', doneState()),
    uploadOf('b', { status: 'cancelled', ...PLAN }),
    uploadOf('c', { status: 'rejected', rejection: { kind: 'empty' } }),
  ];
  expect(countGroups(uploads)).toEqual({
    'needs-you': 0,
    'under-way': 0,
    queued: 0,
    'not-uploaded': 1,
    cancelled: 1,
    uploaded: 1,
  });
});
