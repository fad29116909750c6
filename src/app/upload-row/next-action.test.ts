import { describe, expect, test } from 'vitest';
import { doneState, PLAN } from '../../testing/uploads.ts';
import { EVERY_FAILURE } from '../../testing/every-failure.ts';
import { needsFile } from '../../upload/model/failure-rules.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { nextActionOf } from './next-action.ts';

describe('the one next action', () => {
  const states: readonly (readonly [string, UploadState])[] = [
    ['none', { status: 'inspecting' }],
    ['choose-file', { status: 'rejected', rejection: { kind: 'empty' } }],
    ['review', { status: 'ready', suffix: 'bin', doubt: { kind: 'sysupgrade' } }],
    ['cancel', { status: 'queued', ...PLAN }],
    ['cancel', { status: 'ticketing', ...PLAN }],
    ['cancel', { status: 'confirming', awaiting: 'store', ...PLAN }],
    ['retry', { status: 'cancelled', ...PLAN }],
    ['choose-file', { status: 'interrupted', sent: 1, ...PLAN }],
    ['copy', doneState({})],
  ];
  test.each(states)('%s: %j', (action, state) => {
    expect(nextActionOf(state)).toBe(action);
  });
});

test('a wait can be cancelled, and one for a sign-in leads to it', () => {
  const waiting = {
    status: 'waiting',
    failure: { kind: 'unexpected', detail: '' },
    ...PLAN,
  } as const;
  expect(nextActionOf({ ...waiting, wait: { for: 'server' } })).toBe('cancel');
  expect(nextActionOf({ ...waiting, wait: { for: 'sign-in' } })).toBe('sign-in');
});

test('whatever failed can be tried again with one press, or with its file', () => {
  for (const failure of EVERY_FAILURE) {
    const action = nextActionOf({ status: 'failed', failure, ...PLAN });
    expect(action === 'choose-file').toBe(needsFile(failure));
    if (action !== 'choose-file') expect(action).toMatch(/^(?:retry|upload-anyway)$/);
  }
});
