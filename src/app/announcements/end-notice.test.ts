import { describe, expect, test } from 'vitest';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { createEndWatch, LONG_MS } from './end-notice.ts';

const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const QUEUED: UploadState = { status: 'queued', ...plan };
const FAILED: UploadState = { status: 'failed', ...plan, failure: { kind: 'offline' } };

const uploads = (...states: readonly UploadState[]): readonly Upload[] =>
  states.map((state, at) => ({
    id: String(at),
    firmware: { name: 'a.bin', folder: '', size: 100, modifiedAt: 0 },
    state,
    digests: {
      crc64: { status: 'pending' },
      md5: { status: 'pending' },
      sha256: { status: 'pending' },
    },
    image: undefined,
    packing: undefined,
    lastTicket: undefined,
  }));

describe('the end of long work', () => {
  test('is told once, with what came of it', () => {
    const watch = createEndWatch();
    expect(watch.look(uploads(QUEUED, QUEUED), 0)).toBeUndefined();
    expect(watch.look(uploads(QUEUED, FAILED), LONG_MS - 1)).toBeUndefined();
    expect(watch.look(uploads(FAILED, FAILED), LONG_MS)).toEqual({ done: 0, total: 2, failed: 2 });
    expect(watch.look(uploads(FAILED), LONG_MS * 3)).toBeUndefined();
  });

  test('is nothing to tell of short work, also after a long pause', () => {
    const watch = createEndWatch();
    watch.look(uploads(QUEUED), 0);
    expect(watch.look(uploads(FAILED), LONG_MS - 1)).toBeUndefined();
    watch.look(uploads(QUEUED), LONG_MS * 10);
    expect(watch.look(uploads(FAILED), LONG_MS * 10 + 1)).toBeUndefined();
  });
});
