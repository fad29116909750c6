import { expect, test } from 'vitest';
import type { StateOf } from '../../upload/model/upload-state.ts';
import { readSavedUpload, restoreUpload, saveUpload } from '../../upload/storage/saved-upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { PLAN, QUEUED, sendingState, uploadOf } from '../../testing/uploads.ts';
import { interruptionOf } from './interruption.ts';

/** As the next visit finds it. */
function found(state: UploadState): StateOf<'interrupted'> | undefined {
  const read = readSavedUpload(structuredClone(saveUpload(uploadOf('1', state), 'tab')));
  const next = read && restoreUpload('1', read).state;
  return next?.status === 'interrupted' ? next : undefined;
}

test.each<[before: UploadState, interruption: string]>([
  [{ status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } }, 'undecided'],
  [QUEUED, 'not-begun'],
  [sendingState(370), 'begun'],
  [{ ...QUEUED, attempt: 2 }, 'begun'],
  [{ status: 'failed', ...PLAN, failure: { kind: 'offline' } }, 'failed'],
])('the next visit says of %j: %s', (before, interruption) => {
  const state = found(before);
  expect(state && interruptionOf(state)).toBe(interruption);
});
