import { expect, test } from 'vitest';
import { PLAN, QUEUED, uploadOf } from '../../testing/uploads.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { createEndWatch, LONG_MS } from './notification.ts';

const FAILED: UploadState = { status: 'failed', ...PLAN, failure: { kind: 'offline' } };
const uploads = (...states: readonly UploadState[]) =>
  states.map((state, at) => uploadOf(String(at), state));

test('the end of long work is reported once, with what came of it', () => {
  const watch = createEndWatch();
  expect(watch.look(uploads(QUEUED, QUEUED), 0)).toBeUndefined();
  expect(watch.look(uploads(QUEUED, FAILED), LONG_MS - 1)).toBeUndefined();
  expect(watch.look(uploads(FAILED, FAILED), LONG_MS)).toEqual({ done: 0, total: 2, failed: 2 });
  expect(watch.look(uploads(FAILED), LONG_MS * 3)).toBeUndefined();
});

test('the end of short work is not reported, also after a long pause', () => {
  const watch = createEndWatch();
  watch.look(uploads(QUEUED), 0);
  expect(watch.look(uploads(FAILED), LONG_MS - 1)).toBeUndefined();
  watch.look(uploads(QUEUED), LONG_MS * 10);
  expect(watch.look(uploads(FAILED), LONG_MS * 10 + 1)).toBeUndefined();
});
