import { describe, expect, test } from 'vitest';
import type { Upload } from '../../upload/upload.ts';
import type { UploadState } from '../../upload/upload-state.ts';
import { summarise } from './summary.ts';

let minted = 0;

function uploadOf(size: number, state: UploadState): Upload {
  minted += 1;
  const name = `fw-${minted}.bin`;
  return {
    id: String(minted),
    firmware: { file: new File([], name), name, folder: '', size, modifiedAt: 0 },
    state,
    digests: {
      crc64: { status: 'pending' },
      md5: { status: 'pending' },
      sha256: { status: 'pending' },
    },
  };
}

const plan = { suffix: 'bin', attempt: 1 } as const;

function sending(sent: number, total: number, pace?: number): Upload {
  return uploadOf(total, {
    status: 'sending',
    ...plan,
    ticketEndsAt: 0,
    progress: {
      sent,
      total,
      bytesPerSecond: pace,
      secondsLeft: pace === undefined ? undefined : (total - sent) / pace,
    },
  });
}

const done = uploadOf(100, {
  status: 'done',
  ...plan,
  receipt: {
    firmwareUrl: 'https://store.example/a.bin',
    verdict: { kind: 'verified', crc64: '1' },
    ticketRequestId: 'r',
    storeRequestId: undefined,
    finishedAt: 0,
    sendMs: 1,
  },
});

describe('the list in one line', () => {
  test('an empty list has nothing to say', () => {
    expect(summarise([])).toEqual({
      done: 0,
      total: 0,
      sentBytes: 0,
      totalBytes: 0,
      bytesPerSecond: undefined,
      secondsLeft: undefined,
      needYou: 0,
    });
  });

  test('speeds add up, and what waits is part of the time left', () => {
    const queued = uploadOf(600, { status: 'queued', ...plan });
    expect(summarise([done, sending(200, 400, 10), sending(100, 400, 30), queued])).toMatchObject({
      done: 1,
      total: 4,
      sentBytes: 400,
      totalBytes: 1500,
      bytesPerSecond: 40,
      secondsLeft: 1100 / 40,
    });
  });

  test('no time is told while one pace is unknown', () => {
    expect(summarise([sending(200, 400, 10), sending(0, 400)])).toMatchObject({
      bytesPerSecond: 10,
      secondsLeft: undefined,
    });
  });

  test('a failed upload is work that is not done; a cancelled or refused one is no work', () => {
    const failed = uploadOf(50, {
      status: 'failed',
      ...plan,
      failure: { kind: 'file-changed', noticed: 'after-sending' },
    });
    const cancelled = uploadOf(50, { status: 'cancelled', ...plan, arrived: 'maybe' });
    const rejected = uploadOf(0, { status: 'rejected', rejection: { kind: 'empty' } });
    expect(summarise([done, failed, cancelled, rejected])).toMatchObject({
      done: 1,
      total: 2,
      sentBytes: 100,
      totalBytes: 150,
    });
  });

  test('rows that wait for a person are counted apart', () => {
    const ready = uploadOf(50, { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } });
    expect(summarise([ready, ready])).toMatchObject({ total: 0, needYou: 2 });
  });
});
