import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createScheduler, ORDER_PATIENCE_MS } from './scheduler.ts';
import { createUploadStore } from './upload-store.ts';
import { NO_DIGESTS, type Upload } from '../model/upload.ts';
import type { UploadState } from '../model/upload-state.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

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

const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const stateOf = {
  ready: () => ({ status: 'ready', suffix: 'bin', doubt: { kind: 'no-ending' } }),
  queued: (attempt: number) => ({
    status: 'queued',
    ...plan,
    attempt,
    tries: attempt === 1 ? [] : [{ failure: { kind: 'offline' }, sent: 0 }],
  }),
  ticketing: (attempt: number) => ({ status: 'ticketing', ...plan, attempt }),
  waiting: (attempt: number) => ({
    status: 'waiting',
    ...plan,
    attempt,
    failure: { kind: 'ticket-expired', leftMs: 0, lifeMs: 1 },
    wait: { for: 'time', until: 0 },
  }),
} as const satisfies Record<string, (attempt: number) => UploadState>;

function createWorld() {
  const clock = createFakeClock();
  const book = createUploadStore(clock);
  const begun: { id: string; end: () => void }[] = [];
  /** Since when somebody is looked into. */
  const since = new Map<string, number>();
  let isAway = false;
  const turns = createScheduler({
    book,
    clock,
    mayBegin: () => (isAway ? new Set() : 'all'),
    mayGoBeside: (_, going) => going.length < PLACES,
    prepare: () => undefined,
    begin({ id, attempt }, end) {
      expect(turns.isPaused(), 'nobody begins while everything is paused').toBe(false);
      expect(isAway, 'nothing begins while nobody answers').toBe(false);
      const earlier = book.list().slice(0, indexOf(id));
      for (const { id: other, state } of earlier) {
        expect(state.status, 'nobody goes before somebody who is ready').not.toBe('queued');
        const waits = clock.now() - (since.get(other) ?? Number.NEGATIVE_INFINITY);
        expect(waits, 'nobody is passed by too soon').toBeGreaterThanOrEqual(ORDER_PATIENCE_MS);
      }
      begun.push({ id, end });
      expect(begun.length).toBeLessThanOrEqual(PLACES);
      put(id, stateOf.ticketing(attempt));
    },
  });
  const indexOf = (id: string) => book.list().findIndex((upload) => upload.id === id);
  const put = (id: string, state: UploadState) =>
    book.put({
      id,
      firmware: { name: id, folder: '', size: 1, modifiedAt: 1 },
      state,
      digests: NO_DIGESTS,
      image: undefined,
      packing: undefined,
      lastTicket: undefined,
    });
  let added = 0;
  return {
    clock,
    book,
    turns,
    begun,
    since,
    put,
    isAway: () => isAway,
    turnAway(next: boolean) {
      isAway = next;
      turns.lookAgain();
    },
    add() {
      added += 1;
      const id = String(added);
      put(id, { status: 'inspecting' });
      since.set(id, clock.now());
      turns.expect(id);
    },
    settleOne(id: string) {
      since.delete(id);
      turns.settle(id);
    },
  };
}

type World = ReturnType<typeof createWorld>;

function play(world: World, { do: what, index }: { do: string; index: number }): void {
  const { book, begun, put } = world;
  const pick = (status: UploadState['status']): Upload | undefined => {
    const some = book.list().filter(({ state }) => state.status === status);
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
      const upload = book.get(running.id);
      const attempt = upload !== undefined && 'attempt' in upload.state ? upload.state.attempt : 1;
      if (what === 'end') book.remove(running.id);
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
      return book.remove(upload.id);
    }
  }
}

test('the earliest that is ready goes next, whatever comes, waits, ends or pauses, and no place stays empty', async () => {
  let begunInAll = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
      const world = createWorld();
      const { book, turns, clock, begun, since } = world;
      for (const one of steps) {
        if (one === 'add') world.add();
        else if (one === 'pause') turns.pause();
        else if (one === 'resume') turns.resume();
        else if (one === 'away' || one === 'back') world.turnAway(one === 'away');
        else if ('passMs' in one) await clock.pass(one.passMs);
        else play(world, one);
        await settle();
        const first = book
          .list()
          .find(
            ({ id, state }) =>
              state.status === 'queued' ||
              clock.now() - (since.get(id) ?? Number.NEGATIVE_INFINITY) < ORDER_PATIENCE_MS,
          );
        const mayGo = first?.state.status === 'queued' && !turns.isPaused() && !world.isAway();
        expect(!mayGo || begun.length === PLACES, 'a place stays empty').toBe(true);
        begunInAll += begun.length;
      }
      turns.pause();
      await settle();
      expect(clock.waiters()).toBe(0);
    }),
    { numRuns: 500 },
  );
  expect(begunInAll).toBeGreaterThan(1_000);
}, 120_000);
