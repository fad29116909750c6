import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { PLAN, QUEUED, uploadOf } from '../../testing/uploads.ts';
import { must } from '../../testing/must.ts';
import {
  AT_ONCE,
  mayStartBeside,
  SMALL_AT_ONCE,
  SMALL_FILE_BYTES,
  type Uplink,
} from './concurrency.ts';
import { createScheduler, PASSES_MAX, type Turn } from './scheduler.ts';
import { createUploadStore } from './upload-store.ts';

const MB = 1_000_000;
type Sent = { readonly turn: Turn; left: number; endsAt: number; end: () => void };

/** A line that all transfers share evenly, and tickets of one life; time goes from event to event. */
function createLineWorld({ bytesPerSecond, ticketLifeMs }: Required<Known>, isMeasured: boolean) {
  const clock = createFakeClock();
  const store = createUploadStore(clock);
  const sending: Sent[] = [];
  /** In the order in which they began. */
  const begun: string[] = [];
  /** How many that are not small went before a file while it was the first of those that wait. */
  const passes = new Map<string, number>();
  const waiting = () => store.list().filter(({ state }) => state.status === 'queued');
  let now = 0;
  let added = 0;
  const uplink: Uplink = isMeasured
    ? { bytesPerSecond, ticketLifeMs }
    : { bytesPerSecond: undefined, ticketLifeMs: undefined };

  const scheduler = createScheduler({
    store,
    clock,
    mayBegin: () => 'all',
    mayGoBeside: ({ firmware }, going) =>
      mayStartBeside(
        firmware.size,
        going.map(({ id, size }) => {
          const sent = sending.find(({ turn }) => turn.id === id);
          const lifeMs = sent && Math.max(0, sent.endsAt - now);
          return { size, left: sent?.left ?? size, lifeMs };
        }),
        uplink,
      ),
    prepare: () => undefined,
    begin(turn) {
      begun.push(turn.id);
      const [head] = waiting();
      if (head !== undefined && head.id !== turn.id && turn.size > SMALL_FILE_BYTES) {
        passes.set(head.id, (passes.get(head.id) ?? 0) + 1);
      }
      store.put(uploadOf(turn.id, { status: 'ticketing', ...PLAN }, { size: turn.size }));
      return new Promise((end) => {
        sending.push({ turn, left: turn.size, endsAt: now + ticketLifeMs, end });
      });
    },
  });
  store.watch(scheduler.onChange);

  return {
    begun,
    sending,
    passes,
    waiting,
    now: () => now,
    async add(size: number) {
      added += 1;
      store.put(uploadOf(String(added), QUEUED, { size }));
      await settle();
    },
    /** Until the next transfer ends. @returns false when there is none */
    async goOn(): Promise<boolean> {
      const next = sending.toSorted((one, other) => one.left - other.left).at(0);
      if (next === undefined) return false;
      const { left } = next;
      now += (left * sending.length * 1_000) / bytesPerSecond;
      for (const each of sending) each.left -= left;
      sending.splice(sending.indexOf(next), 1);
      store.remove(next.turn.id);
      next.end();
      await settle();
      return true;
    },
  };
}

type Known = { readonly bytesPerSecond: number; readonly ticketLifeMs: number };

const sizes = fc.oneof(
  fc.integer({ min: 1, max: SMALL_FILE_BYTES }),
  fc.integer({ min: SMALL_FILE_BYTES + 1, max: 64 * MB }),
  fc.integer({ min: 64 * MB, max: 1_000 * MB }),
);
const lines = fc.record({
  bytesPerSecond: fc.constantFrom(100_000, 3 * MB, 100 * MB),
  ticketLifeMs: fc.constantFrom(1_000, 60_000, 3_600_000),
});
/** A file that is added, or a transfer that comes to its end. */
const steps = fc.array(fc.oneof(sizes, fc.constant('end' as const)), {
  minLength: 5,
  maxLength: 60,
  size: 'max',
});

const isSmall = (size: number) => size <= SMALL_FILE_BYTES;

test('sends all files: a bounded number overtakes the first of those that wait, and small ones never wait for large ones', async () => {
  let waited = 0;
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), steps, async (line, isMeasured, history) => {
      const world = createLineWorld(line, isMeasured);
      const added: number[] = [];
      const check = () => {
        const going = world.sending.map(({ turn }) => turn.size);
        must(going.length <= SMALL_AT_ONCE, 'too many at once');
        must(going.filter((size) => !isSmall(size)).length <= AT_ONCE, 'too many large ones');
        const waiting = world.waiting();
        must(waiting.length === 0 || going.length > 0, 'nothing is sent although something waits');
        // A small file waits for nothing but other small files.
        const isSmallWaiting = waiting.some(({ firmware }) => isSmall(firmware.size));
        must(
          !isSmallWaiting || going.length === SMALL_AT_ONCE,
          'a small file waits for large ones',
        );
        waited += waiting.length;
      };
      for (const step of history) {
        if (step === 'end') await world.goOn();
        else await world.add(added.push(step) && step);
        check();
      }
      while (await world.goOn()) check();
      expect(world.begun).toHaveLength(added.length);
      for (const [id, passes] of world.passes) {
        must(passes <= PASSES_MAX, `${passes} files that are not small went before ${id}`);
        passed = Math.max(passed, passes);
      }
    }),
    { numRuns: 400 },
  );
  // The search came near the bound, or it has shown nothing.
  expect(waited).toBeGreaterThan(1_000);
  expect(passed).toBe(PASSES_MAX);
});
