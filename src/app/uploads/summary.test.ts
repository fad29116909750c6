import { describe, expect, test } from 'vitest';
import { doneState, PLAN, QUEUED, sendingState, uploadOf } from '../../testing/uploads.ts';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { summarise } from './summary.ts';

let minted = 0;

function rowOf(size: number, state: UploadState): Upload {
  minted += 1;
  return uploadOf(String(minted), state, { size });
}

function sending(sent: number, total: number, pace?: number): Upload {
  const secondsLeft = pace === undefined ? undefined : (total - sent) / pace;
  const progress = { sent, total, bytesPerSecond: pace, secondsLeft };
  return rowOf(total, { ...sendingState(sent), progress });
}

const done = rowOf(100, doneState());

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
      notUploaded: 0,
    });
  });

  test('speeds add up, and what waits is part of the time left', () => {
    const queued = rowOf(600, QUEUED);
    expect(summarise([done, sending(200, 400, 10), sending(100, 400, 30), queued])).toMatchObject({
      done: 1,
      total: 4,
      sentBytes: 400,
      totalBytes: 1500,
      bytesPerSecond: 40,
      secondsLeft: 1100 / 40,
    });
  });

  test('no time left is given while one pace is unknown', () => {
    expect(summarise([sending(200, 400, 10), sending(0, 400)])).toMatchObject({
      bytesPerSecond: 10,
      secondsLeft: undefined,
    });
  });

  test('a failed upload is work that is not done; a cancelled or refused one is no work, and no row is left out', () => {
    const failed = rowOf(50, {
      status: 'failed',
      ...PLAN,
      failure: { kind: 'file-changed', how: 'changed', noticed: 'after-sending' },
    });
    const cancelled = rowOf(50, { status: 'cancelled', ...PLAN, arrived: 'maybe' });
    const rejected = rowOf(0, { status: 'rejected', rejection: { kind: 'empty' } });
    expect(summarise([done, failed, cancelled, rejected])).toMatchObject({
      done: 1,
      total: 4,
      sentBytes: 100,
      totalBytes: 150,
      notUploaded: 3,
    });
  });

  test('in a paused list only what is on its way counts for the time left', () => {
    const queued = rowOf(600, QUEUED);
    const wait = { for: 'network' } as const;
    const failure = { kind: 'offline' } as const;
    const waiting = rowOf(600, { status: 'waiting', ...PLAN, failure, wait });
    expect(summarise([sending(200, 400, 10), queued, waiting], true)).toMatchObject({
      total: 3,
      secondsLeft: 200 / 10,
    });
  });

  test('what waits for its next attempt is work to be done; without a network it is not known for how long', () => {
    const failure = { kind: 'offline' } as const;
    const backOff = { for: 'time', until: 0 } as const;
    const waiting = rowOf(600, { status: 'waiting', ...PLAN, failure, wait: backOff });
    expect(summarise([sending(200, 400, 10), waiting])).toMatchObject({
      total: 2,
      totalBytes: 1000,
      secondsLeft: 800 / 10,
    });
    const wait = { for: 'network' } as const;
    const offline = rowOf(600, { status: 'waiting', ...PLAN, failure, wait });
    expect(summarise([sending(200, 400, 10), offline])).toMatchObject({
      total: 2,
      secondsLeft: undefined,
    });
  });

  test('what an earlier visit left unfinished is work, and needs the user', () => {
    const lost = rowOf(50, { status: 'interrupted', ...PLAN, sent: 20 });
    expect(summarise([done, lost])).toMatchObject({
      done: 1,
      total: 2,
      sentBytes: 100,
      totalBytes: 150,
      needYou: 1,
    });
  });

  test('a size counts from its arrival, and what is being looked at is part of the time left', () => {
    const inspecting = rowOf(600, { status: 'inspecting' });
    expect(summarise([sending(200, 400, 10), inspecting])).toMatchObject({
      sentBytes: 200,
      totalBytes: 1000,
      secondsLeft: 800 / 10,
    });
  });

  test('an attempt that begins anew by itself takes nothing back', () => {
    const failure = { kind: 'offline' } as const;
    const tries = [
      { failure, sent: 300 },
      { failure, sent: 100 },
    ];
    const again = sending(50, 400, 10);
    if (again.state.status !== 'sending') throw new Error('it is being sent');
    const retried = { ...again, state: { ...again.state, tries } };
    expect(summarise([retried])).toMatchObject({
      sentBytes: 300,
      totalBytes: 400,
      secondsLeft: 35,
    });
    const wait = { for: 'time', until: 0 } as const;
    const waiting = rowOf(400, { status: 'waiting', ...PLAN, tries, failure, wait });
    expect(summarise([waiting])).toMatchObject({ sentBytes: 300, totalBytes: 400 });
  });

  test('rows that wait for the user are counted apart', () => {
    const ready = rowOf(50, { status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } });
    expect(summarise([ready, ready])).toMatchObject({ total: 2, totalBytes: 100, needYou: 2 });
  });
});
