import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorld, CRC, fakeFile, found, type World } from '../../testing/engine-world.ts';
import type { Upload } from '../../upload/model/upload.ts';
import { summarise } from './summary.ts';

/** The engine itself, while files come and everything that can befall them does; and what the list says of its progress. */

const SIZE = 1_000;
const nth = fc.nat(3);

const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('add', 'add in doubt', 'add empty'),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('look', 'start', 'retry', 'digest'), nth }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'remove'), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'resume') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      ms: fc.constantFrom(10, 1_000, 8_000, 25_000, 61_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('ticket'),
      how: fc.constantFrom('good', 'good', 'lost'),
      nth,
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send'), share: fc.nat(10), nth }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reply'),
      how: fc.constantFrom('stored', 'lost', 'busy', 'exists', 'other'),
      nth,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('confirm'),
      how: fc.constantFrom('verified', 'absent', 'unknown'),
      nth,
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer It> ? It : never;

/** The store answers before the browser has counted a single byte. */
const EARLY: readonly Command[] = [
  { do: 'add', count: 1 },
  { do: 'look', nth: 0 },
  { do: 'ticket', how: 'good', nth: 0 },
];
const EARLY_MISMATCH: Command[] = [
  ...EARLY,
  { do: 'reply', how: 'other', nth: 0 },
  { do: 'digest', nth: 0 },
];
const EARLY_CONFLICT: Command[] = [
  ...EARLY,
  { do: 'reply', how: 'exists', nth: 0 },
  { do: 'confirm', how: 'unknown', nth: 0 },
];

/** Files are looked into when the test says so: what is dropped stays `inspecting` until then. */
function createPlay() {
  const looks: (() => void)[] = [];
  const world = createWorld({
    random: () => 0.5,
    digests: 'by-hand',
    lookInto: () => new Promise((resolve) => looks.push(() => resolve(undefined))),
  });
  return { world, looks };
}

async function play(
  { world, looks }: ReturnType<typeof createPlay>,
  step: Command,
  at: number,
): Promise<void> {
  const { queue, clock } = world;
  const id = 'nth' in step ? (queue.getSnapshot()[step.nth]?.id ?? 'none') : 'none';
  switch (step.do) {
    case 'add':
    case 'add in doubt':
    case 'add empty': {
      const name = step.do === 'add in doubt' ? 'boot.img' : 'boot.bin';
      const size = step.do === 'add empty' ? 0 : SIZE;
      const files = Array.from({ length: step.count }, (_, each) =>
        fakeFile(`${at}-${each}-${name}`, size, at),
      );
      return world.add(...files);
    }
    case 'look':
      looks.shift()?.();
      return clock.pass(0);
    case 'digest':
      return open(world.digests, 0)?.settle(CRC);
    case 'start':
    case 'retry':
    case 'cancel':
    case 'remove':
      queue[step.do](id);
      return clock.pass(0);
    case 'pause':
    case 'resume':
      return queue[step.do]();
    case 'pass':
      return clock.pass(step.ms);
    case 'ticket': {
      const ticket = open(world.tickets, step.nth);
      if (step.how === 'lost') return ticket?.fail({ kind: 'ticket-unreachable' });
      return ticket?.issue({ key: `key-${at}` });
    }
    case 'send': {
      const send = open(world.sends, step.nth);
      if (step.share === 10) send?.sendAll();
      else send?.progress((SIZE / 10) * step.share);
      return;
    }
    case 'reply':
      return reply(world, step);
    case 'confirm': {
      const ask = open(world.asks, step.nth);
      if (step.how !== 'verified') return ask?.answer({ confirmation: step.how });
      return ask?.answer(found({ size: SIZE }));
    }
  }
}

async function reply(
  world: World,
  { how, nth: which }: Extract<Command, { do: 'reply' }>,
): Promise<void> {
  const send = open(world.sends, which);
  switch (how) {
    case 'stored':
      return send?.answer();
    case 'lost':
      return send?.reply({ kind: 'unreachable' });
    case 'busy':
      return send?.answer({
        status: 503,
        crc64: null,
        body: '<Error><Code>SlowDown</Code></Error>',
      });
    case 'exists': {
      const body = '<Error><Code>FileAlreadyExists</Code></Error>';
      return send?.answer({ status: 409, crc64: null, body });
    }
    case 'other':
      return send?.answer({ crc64: '1' });
  }
}

function open<Item extends { isOpen(): boolean }>(items: readonly Item[], which: number) {
  const all = items.filter((item) => item.isOpen());
  return all[which % Math.max(1, all.length)];
}

/** It ended without success: its bytes are not on their way any more. */
function hasEndedBadly({ state }: Upload): boolean {
  return ['rejected', 'cancelled', 'failed', 'interrupted'].includes(state.status);
}

/** The law, for the rows that are there before and after, and that did not end in between. */
function judge(before: readonly Upload[], after: readonly Upload[], step: Command): void {
  const pressed = step.do === 'retry' ? before[step.nth]?.id : undefined;
  const ending = new Set(after.filter(hasEndedBadly).map(({ id }) => id));
  const there = new Set(before.map(({ id }) => id));
  const isSame = ({ id }: Upload) => there.has(id) && !ending.has(id) && id !== pressed;
  const stayed = after.filter(isSame);
  const earlier = before.filter(({ id }) => stayed.some((upload) => upload.id === id));
  const [was, is] = [summarise(earlier), summarise(stayed)];
  const seen = `${step.do}: ${JSON.stringify([earlier, stayed].map((rows) => rows.map(({ state }) => state)))}`;
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
      async (steps) => {
        const stage = createPlay();
        const { queue } = stage.world;
        for (const [at, step] of steps.entries()) {
          const before = queue.getSnapshot();
          await play(stage, step, at);
          judge(before, queue.getSnapshot(), step);
        }
      },
    ),
    { numRuns: 1_000, examples: [[EARLY_MISMATCH], [EARLY_CONFLICT]] },
  );
}, 60_000);
