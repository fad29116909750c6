import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { PLAN, QUEUED, uploadOf } from '../../testing/uploads.ts';
import { createScheduler, ORDER_PATIENCE_MS } from './scheduler.ts';
import { createUploadStore, BEAT_MS } from './upload-store.ts';
import type { Upload } from '../model/upload.ts';
import type { UploadState } from '../model/upload-state.ts';

const PLACES = 2;
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('add' as const) },
  { weight: 1, arbitrary: fc.constantFrom('pause' as const, 'resume' as const, 'resume' as const) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('know', 'know', 'doubt', 'end', 'end', 'wait', 'come-back', 'remove'),
      index: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('away' as const, 'back' as const, 'back' as const) },
  { weight: 2, arbitrary: fc.record({ passMs: fc.constantFrom(1, 900, ORDER_PATIENCE_MS) }) },
);

const failure = { kind: 'offline' } as const;
const stateOf = {
  ready: () => ({ status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } }),
  queued: (attempt: number) => ({ ...QUEUED, attempt }),
  ticketing: (attempt: number) => ({ status: 'ticketing', ...PLAN, attempt }),
  waiting: (attempt: number) => ({
    status: 'waiting',
    ...PLAN,
    attempt,
    failure,
    wait: { for: 'time', until: 0 },
  }),
} as const satisfies Record<string, (attempt: number) => UploadState>;

function createWorld() {
  const clock = createFakeClock();
  const store = createUploadStore(clock);
  const begun: { id: string; end: () => void }[] = [];
  /** When each began to be inspected. */
  const since = new Map<string, number>();
  let isAway = false;
  const scheduler = createScheduler({
    store,
    clock,
    mayBegin: () => (isAway ? new Set() : 'all'),
    mayGoBeside: (_, going) => going.length < PLACES,
    prepare: () => undefined,
    begin({ id, attempt }) {
      expect(scheduler.isPaused(), 'an upload begins although the queue is paused').toBe(false);
      expect(isAway, 'an upload begins during an outage').toBe(false);
      const earlier = store.list().slice(0, indexOf(id));
      for (const { id: other, state } of earlier) {
        expect(state.status, 'an upload overtakes one that is ready').not.toBe('queued');
        const waits = clock.now() - (since.get(other) ?? Number.NEGATIVE_INFINITY);
        expect(waits, 'an upload is overtaken too soon').toBeGreaterThanOrEqual(ORDER_PATIENCE_MS);
      }
      put(id, stateOf.ticketing(attempt));
      return new Promise((end) => {
        begun.push({ id, end });
        expect(begun.length).toBeLessThanOrEqual(PLACES);
      });
    },
  });
  store.watch(scheduler.onChange);
  const indexOf = (id: string) => store.list().findIndex((upload) => upload.id === id);
  const put = (id: string, state: UploadState) => store.put(uploadOf(id, state));
  let added = 0;
  return {
    clock,
    store,
    scheduler,
    begun,
    since,
    put,
    isAway: () => isAway,
    setAway(next: boolean) {
      isAway = next;
      scheduler.look();
    },
    add() {
      added += 1;
      const id = String(added);
      put(id, { status: 'inspecting' });
      since.set(id, clock.now());
      scheduler.expect(id);
    },
    settleOne(id: string) {
      since.delete(id);
      scheduler.settle(id);
    },
  };
}

type World = ReturnType<typeof createWorld>;

function play(world: World, { do: what, index }: { do: string; index: number }): void {
  const { store, begun, put } = world;
  const pick = (status: UploadState['status']): Upload | undefined => {
    const some = store.list().filter(({ state }) => state.status === status);
    return some[index % Math.max(1, some.length)];
  };
  const seen = pick('inspecting');
  const waiting = pick('waiting');
  const running = begun[index % Math.max(1, begun.length)];
  switch (what) {
    case 'know':
    case 'doubt':
      if (seen === undefined) return;
      put(seen.id, what === 'know' ? stateOf.queued(1) : stateOf.ready());
      return world.settleOne(seen.id);
    case 'end':
    case 'wait': {
      if (running === undefined) return;
      const upload = store.get(running.id);
      const attempt = upload !== undefined && 'attempt' in upload.state ? upload.state.attempt : 1;
      if (what === 'end') store.remove(running.id);
      else if (upload !== undefined) put(running.id, stateOf.waiting(attempt));
      begun.splice(begun.indexOf(running), 1);
      return running.end();
    }
    case 'come-back':
      if (waiting?.state.status === 'waiting') {
        put(waiting.id, stateOf.queued(waiting.state.attempt + 1));
      }
      return;
    case 'remove': {
      const upload = pick('queued') ?? seen;
      if (upload === undefined) return;
      world.since.delete(upload.id);
      return store.remove(upload.id);
    }
  }
}

test('sends the earliest that is ready, and leaves no place empty, whatever comes, waits, ends or pauses', async () => {
  let begunInAll = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
      const world = createWorld();
      const { store, scheduler, clock, begun, since } = world;
      for (const one of steps) {
        if (one === 'add') world.add();
        else if (one === 'pause') scheduler.pause();
        else if (one === 'resume') scheduler.resume();
        else if (one === 'away' || one === 'back') world.setAway(one === 'away');
        else if ('passMs' in one) await clock.pass(one.passMs);
        else play(world, one);
        await settle();
        const first = store
          .list()
          .find(
            ({ id, state }) =>
              state.status === 'queued' ||
              clock.now() - (since.get(id) ?? Number.NEGATIVE_INFINITY) < ORDER_PATIENCE_MS,
          );
        const mayGo = first?.state.status === 'queued' && !scheduler.isPaused() && !world.isAway();
        expect(!mayGo || begun.length === PLACES, 'a place stays empty').toBe(true);
        begunInAll += begun.length;
      }
      scheduler.pause();
      // What has happened is told within so long.
      await clock.pass(BEAT_MS);
      expect(clock.waiters()).toBe(0);
    }),
    { numRuns: 500 },
  );
  expect(begunInAll).toBeGreaterThan(1_000);
});
