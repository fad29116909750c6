import fc from 'fast-check';
import { expect, test } from 'vitest';
import { found } from '../../testing/answers.ts';
import { createWorld } from '../../testing/engine-world.ts';
import { CRC, fakeFile } from '../../testing/fake-file.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { createSummaryReader } from './summary-reader.ts';
import { summarise } from './summary.ts';

/** The engine itself, while files come and everything that can befall them does; and what the list says of its progress. */

const SIZE = 1_000;

/** Files are inspected when the test says so: what is dropped stays `inspecting` until then. */
function createPlay() {
  const inspections: (() => void)[] = [];
  const world = createWorld({
    random: () => 0.5,
    digests: 'by-hand',
    lookInto: () => new Promise((resolve) => inspections.push(() => resolve(undefined))),
  });
  const { queue, clock } = world;
  let added = 0;
  let minted = 0;
  const open = <Item extends { isOpen(): boolean }>(items: readonly Item[], nth: number) => {
    const all = items.filter((item) => item.isOpen());
    return all[nth % Math.max(1, all.length)];
  };
  const add = (count: number, name: string, size = SIZE) => {
    added += 1;
    const files = Array.from({ length: 1 + (count % 3) }, (_, each) =>
      fakeFile(`${added}-${each}-${name}`, size, added),
    );
    return world.add(...files);
  };
  const press = (action: 'start' | 'retry' | 'cancel' | 'remove') => (nth: number) => {
    queue[action](queue.getSnapshot()[nth]?.id ?? 'none');
    return clock.pass(0);
  };
  const refuse = (nth: number, status: number, code: string) =>
    open(world.sends, nth)?.answer({
      status,
      crc64: null,
      body: `<Error><Code>${code}</Code></Error>`,
    });
  return {
    queue,
    /** Each takes a small number: which of several, or how much. */
    steps: {
      add: (count: number) => add(count, 'boot.bin'),
      'add in doubt': (count: number) => add(count, 'boot.img'),
      'add empty': (count: number) => add(count, 'boot.bin', 0),
      inspect: () => (inspections.shift()?.(), clock.pass(0)),
      digest: () => open(world.digests, 0)?.settle(CRC),
      start: press('start'),
      retry: press('retry'),
      cancel: press('cancel'),
      remove: press('remove'),
      pause: () => queue.pause(),
      resume: () => queue.resume(),
      pass: (nth: number) => clock.pass([10, 1_000, 8_000, 25_000, 61_000][nth % 5] ?? 0),
      ticket: (nth: number) => open(world.tickets, nth)?.issue({ key: `key-${(minted += 1)}` }),
      'lose ticket': (nth: number) =>
        open(world.tickets, nth)?.fail({ kind: 'ticket-unreachable' }),
      send: (nth: number) => open(world.sends, nth)?.progress((SIZE / 10) * nth),
      'send all': (nth: number) => open(world.sends, nth)?.sendAll(),
      store: (nth: number) => open(world.sends, nth)?.answer(),
      'store other bytes': (nth: number) => open(world.sends, nth)?.answer({ crc64: '1' }),
      'lose answer': (nth: number) => open(world.sends, nth)?.reply({ kind: 'unreachable' }),
      busy: (nth: number) => refuse(nth, 503, 'SlowDown'),
      exists: (nth: number) => refuse(nth, 409, 'FileAlreadyExists'),
      confirm: (nth: number) => open(world.asks, nth)?.answer(found({ size: SIZE })),
      absent: (nth: number) => open(world.asks, nth)?.answer({ confirmation: 'absent' }),
      unknown: (nth: number) => open(world.asks, nth)?.answer({ confirmation: 'unknown' }),
    },
  };
}

const STEPS = Object.keys(createPlay().steps);
/** Without these little would ever be sent. */
const FREQUENT = [
  'add',
  'inspect',
  'ticket',
  'ticket',
  'send',
  'send',
  'send all',
  'pass',
  'resume',
];
const command = fc.tuple(fc.constantFrom(...STEPS, ...FREQUENT), fc.nat(10));
type Command = readonly [step: string, nth: number];

/** The store answers before the browser has counted a single byte. */
const EARLY = ['add', 'inspect', 'ticket'];
const EXAMPLES = [
  [...EARLY, 'store other bytes', 'digest'],
  [...EARLY, 'exists', 'unknown'],
].map((steps): [[string, number][]] => [steps.map((step) => [step, 0])]);

/** It ended without success: its bytes are not on their way any more. */
function hasEndedBadly({ state }: Upload): boolean {
  return ['rejected', 'cancelled', 'failed', 'interrupted'].includes(state.status);
}

/** The law, for the rows that are there before and after, and that did not end in between. */
function judge(before: readonly Upload[], after: readonly Upload[], [step, nth]: Command): void {
  const pressed = step === 'retry' ? before[nth]?.id : undefined;
  const ending = new Set(after.filter(hasEndedBadly).map(({ id }) => id));
  const there = new Set(before.map(({ id }) => id));
  const isSame = ({ id }: Upload) => there.has(id) && !ending.has(id) && id !== pressed;
  const stayed = after.filter(isSame);
  const earlier = before.filter(({ id }) => stayed.some((upload) => upload.id === id));
  const [was, is] = [summarise(earlier), summarise(stayed)];
  const seen = `${step}: ${JSON.stringify([earlier, stayed].map((rows) => rows.map(({ state }) => state)))}`;
  expect(is.totalBytes, `the total of the same rows changed, ${seen}`).toBe(was.totalBytes);
  expect(is.sentBytes, `what is done became less, ${seen}`).toBeGreaterThanOrEqual(was.sentBytes);
  const arrived = after.filter((upload) => upload.state.status === 'inspecting');
  expect(summarise(arrived).totalBytes, 'a size counts from its arrival').toBe(
    arrived.reduce((sum, { firmware }) => sum + firmware.size, 0),
  );
  const whole = summarise(after);
  expect(whole.sentBytes, 'more is done than there is').toBeLessThanOrEqual(whole.totalBytes);
}

test('total progress never runs backwards while files are added, inspected, sent and sent again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 1, maxLength: 60, size: 'max' }),
      async (commands) => {
        const { queue, steps } = createPlay();
        const summary = createSummaryReader(queue);
        const byName = new Map<string, (nth: number) => unknown>(Object.entries(steps));
        for (const command of commands) {
          const before = queue.getSnapshot();
          await byName.get(command[0])?.(command[1]);
          judge(before, queue.getSnapshot(), command);
          expect(summary.now()).toEqual(summarise(queue.getSnapshot(), queue.isPaused()));
        }
      },
    ),
    { numRuns: 300, examples: EXAMPLES },
  );
}, 60_000);
