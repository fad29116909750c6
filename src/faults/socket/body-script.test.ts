import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyOffset, type BodySize } from '../fault.ts';
import { createBodyScript, type BodyFault } from './body-script.ts';

/** Plays a body in chunks of these sizes, and tells what came of it. */
async function play(faults: readonly BodyFault[], size: BodySize, chunks: readonly number[]) {
  const bites: [kind: BodyFault['kind'], bodyBytes: number][] = [];
  const handedOn: Uint8Array[] = [];
  let waitedMs = 0;
  const script = createBodyScript(faults, size, {
    handOn: (piece) => handedOn.push(piece.slice()),
    bite: (fault, bodyBytes) => bites.push([fault.kind, bodyBytes]),
    async wait(ms) {
      waitedMs += ms;
    },
  });
  const body = Uint8Array.from({ length: size.bodyBytes }, (_, at) => at % 256);
  const states: string[] = [];
  let at = 0;
  for (const length of [...chunks, body.byteLength]) {
    const chunk = body.subarray(at, at + length);
    at += chunk.byteLength;
    if (chunk.byteLength > 0) states.push(await script.pass(chunk));
    // A body that is over is not read any more.
    if (states.at(-1) === 'over') break;
  }
  const end = states.at(-1) === 'over' ? 'over' : await script.finish();
  return { bites, handedOn: Buffer.concat(handedOn), waitedMs, states, end, body };
}

const sizes = fc.tuple(fc.nat(50), fc.nat(500), fc.nat(20)).map(([fileStart, fileBytes, tail]) => ({
  fileStart,
  fileBytes,
  bodyBytes: fileStart + fileBytes + tail,
}));
const positions = fc.oneof(
  fc.record({ bodyBytes: fc.nat(600) }),
  fc.record({ fileBytes: fc.nat(600) }),
  fc.record({ bodyShare: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ fileShare: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
const chunks = fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 20 });
const endings = fc.oneof(
  fc.record({ kind: fc.constantFrom('reset', 'stalled'), at: positions }),
  fc.record({ kind: fc.constant('closed'), at: positions, isPolite: fc.boolean() }),
);

test('exactly what comes before the first ending fault is handed on, and slow ones before it have bitten', async () => {
  const slow = fc.record({
    kind: fc.constant('slowed'),
    at: positions,
    bytesPerSecond: fc.integer({ min: 1, max: 10_000 }),
  });
  const several = fc.array(fc.oneof(endings, slow), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, chunks, several, async (size, lengths, faults) => {
      const { bites, handedOn, body, end } = await play(faults, size, lengths);
      const inOrder = faults
        .map((fault) => ({ fault, offset: bodyOffset(fault.at, size) }))
        .toSorted((one, other) => one.offset - other.offset);
      const ending = inOrder.findIndex(({ fault }) => fault.kind !== 'slowed');
      const expected = ending < 0 ? inOrder : inOrder.slice(0, ending + 1);
      expect(bites).toEqual(expected.map(({ fault, offset }) => [fault.kind, offset]));
      const until = ending < 0 ? size.bodyBytes : (expected.at(-1)?.offset ?? 0);
      expect(handedOn.equals(body.subarray(0, until))).toBe(true);
      expect(end).toBe(ending < 0 ? 'on' : 'over');
    }),
    { numRuns: 2000 },
  );
});

test('slowed, the rest takes as long as its bytes need', async () => {
  const speeds = fc.integer({ min: 1, max: 10_000 });
  await fc.assert(
    fc.asyncProperty(
      sizes,
      chunks,
      positions,
      speeds,
      async (size, lengths, at, bytesPerSecond) => {
        const fault = { kind: 'slowed', at, bytesPerSecond } as const;
        const { handedOn, waitedMs } = await play([fault], size, lengths);
        const rest = size.bodyBytes - bodyOffset(at, size);
        expect(handedOn.byteLength).toBe(size.bodyBytes);
        expect(waitedMs).toBeCloseTo((rest / bytesPerSecond) * 1000, 3);
      },
    ),
  );
});

test('after a polite end the rest is read and forgotten; after any other nothing is read', async () => {
  const size = { bodyBytes: 100, fileStart: 0, fileBytes: 100 };
  const at = { bodyBytes: 15 };
  const polite = await play([{ kind: 'closed', at, isPolite: true }], size, [10, 10, 10]);
  expect(polite.states).toEqual(['on', 'on', 'on', 'on']);
  expect(polite.end).toBe('over');
  const rude = await play([{ kind: 'closed', at }], size, [10, 10, 10]);
  expect(rude.states).toEqual(['on', 'over']);
});
