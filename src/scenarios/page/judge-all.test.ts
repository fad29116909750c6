import { expect, test } from 'vitest';
import { failureNamed } from '../../testing/every-failure.ts';
import { doneState, PLAN, QUEUED } from '../../testing/uploads.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { announceAll } from '../combine.ts';
import { judgeAll } from './judge-all.ts';

const ANNOUNCED = announceAll([{ name: 'no-cors' }]);

const AS_ANNOUNCED: UploadState = {
  status: 'failed',
  ...PLAN,
  tries: [{ failure: failureNamed('store-forbids-page'), sent: 0 }],
  failure: failureNamed('store-forbids-page'),
};
const READY: UploadState = { status: 'ready', suffix: 'bin', doubt: { kind: 'sysupgrade' } };

const judged = (...states: readonly UploadState[]) => {
  const watched = states.map((state, nth) => ({
    name: `${nth}.bin`,
    seen: { states: [state], size: 9, askedStore: false },
  }));
  const { judgement, name, asAnnounced } = judgeAll(ANNOUNCED, watched);
  return [judgement.kind, name, asAnnounced];
};

test('of several uploads the one that is otherwise is shown, then those that are not over', () => {
  expect(judged()).toEqual(['waiting-for-file', undefined, 0]);
  expect(judged(AS_ANNOUNCED, AS_ANNOUNCED)).toEqual(['as-announced', '1.bin', 2]);
  expect(judged(AS_ANNOUNCED, QUEUED)).toEqual(['running', '1.bin', 1]);
  expect(judged(QUEUED, READY, AS_ANNOUNCED)).toEqual(['waiting-for-user', '1.bin', 1]);
  expect(judged(READY, doneState(), AS_ANNOUNCED)).toEqual(['otherwise', '1.bin', 1]);
});
