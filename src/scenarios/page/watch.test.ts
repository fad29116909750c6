import { expect, test, vi } from 'vitest';
import { doneState, PLAN, QUEUED, sendingState, uploadOf } from '../../testing/uploads.ts';
import type { Exchange, ExchangeEvent } from '../../upload/exchange-event.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { watchNext, type WatchedQueue } from './watch.ts';

const NONE = { count: 0, after: 0 };

/** A queue as a watch sees it. `lost`: uploads of an earlier visit, without their files. */
function world(lost: readonly string[] = [], ...present: readonly Upload[]) {
  let uploads: readonly Upload[] = present;
  const listeners = new Set<() => void>();
  const exchanges = new Map<string, Exchange>();
  const queue: WatchedQueue = {
    getStill: () => uploads,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current: () => ({
      find: (id) => uploads.find((upload) => upload.id === id),
      fileOf: (id) => (lost.includes(id) ? undefined : new File([], id)),
      exchanges: { of: (id) => exchanges.get(id) },
    }),
  };
  return {
    queue,
    exchanges,
    become(id: string, state: UploadState) {
      uploads = [...uploads.filter((upload) => upload.id !== id), uploadOf(id, state)];
      for (const listener of listeners) listener();
    },
  };
}

test('the first upload that is added is watched, and no other one', () => {
  const { queue, become } = world([], uploadOf('before', QUEUED));
  const watch = watchNext(queue, 'first');
  const heard = vi.fn<() => void>();
  watch.subscribe(heard);
  become('before', doneState());
  expect(watch.getSnapshot()).toEqual([]);
  become('mine', QUEUED);
  become('late', doneState());
  become('mine', doneState());
  const statuses = watch.getSnapshot()[0]?.seen.states.map(({ status }) => status);
  expect([watch.getSnapshot()[0]?.name, statuses]).toEqual(['mine.bin', ['queued', 'done']]);
  expect(heard).toHaveBeenCalledTimes(2);
  watch.stop();
  become('mine', QUEUED);
  expect(heard).toHaveBeenCalledTimes(2);
});

test('each upload that is added is watched where all of them meet the scenario', () => {
  const { queue, become } = world([], uploadOf('before', QUEUED));
  const watch = watchNext(queue, 'each');
  become('one', QUEUED);
  become('two', QUEUED);
  become('before', doneState());
  const after = watch.getSnapshot();
  become('one', doneState());
  expect(watch.getSnapshot()).not.toBe(after);
  const seen = watch.getSnapshot().map(({ name, seen: { states } }) => [name, states.length]);
  expect(seen).toEqual([
    ['one.bin', 2],
    ['two.bin', 1],
  ]);
  watch.stop();
});

test('progress is no step; another attempt, or another answer that is awaited, is one', () => {
  const { queue, become } = world();
  const watch = watchNext(queue, 'first');
  const confirming = (awaiting: 'store' | 'object') =>
    become('a', { status: 'confirming', ...PLAN, awaiting });
  become('a', sendingState(1));
  become('a', sendingState(2));
  confirming('store');
  confirming('object');
  become('a', { ...sendingState(0), attempt: 2 });
  expect(
    watch
      .getSnapshot()[0]
      ?.seen.states.map((state) => [
        state.status,
        'awaiting' in state ? state.awaiting : 'progress' in state && state.progress.sent,
      ]),
  ).toEqual([
    ['sending', 2],
    ['confirming', 'store'],
    ['confirming', 'object'],
    ['sending', 0],
  ]);
});

test('what an earlier visit has left is not watched', () => {
  const { queue, become } = world(['old']);
  const watch = watchNext(queue, 'first');
  become('old', { status: 'interrupted', ...PLAN, sent: 0 });
  expect(watch.getSnapshot()).toEqual([]);
});

test('whether our server was asked what the store holds is seen in the exchange', () => {
  const { queue, become, exchanges } = world();
  const watch = watchNext(queue, 'first');
  become('a', QUEUED);
  expect(watch.getSnapshot()[0]?.seen.askedStore).toBe(false);
  const asked: ExchangeEvent = { at: 1, type: 'asked', call: 'confirmation', url: '', fields: [] };
  exchanges.set('a', { version: 1, startedAt: 0, events: [asked], leftOut: NONE, series: [] });
  become('a', doneState());
  expect(watch.getSnapshot()[0]?.seen.askedStore).toBe(true);
});
