import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyOffset, type Fault } from './fault.ts';
import { createRandom, drawBetween, drawFrom } from './random.ts';
import { PASSING_KINDS, randomFault, randomFaults } from './random-faults.ts';

const seeds = fc.integer();

test('a number is drawn from low to high, both possible', () => {
  const random = createRandom(3);
  const seen = new Set(Array.from({ length: 200 }, () => drawBetween(random, 1, 3)));
  expect(seen).toEqual(new Set([1, 2, 3]));
  expect(() => drawFrom(random, [])).toThrow('nothing to draw');
});

describe('random faults', () => {
  const POSTS = 2_000;
  const run = (seed: number, share: number) => {
    const choose = randomFaults({ seed, share });
    return Array.from({ length: POSTS }, (_, at) => choose(at + 1));
  };

  test('is the same for the same seed, in whatever order it is asked', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer({ min: 1, max: 500 })), (seed, order) => {
        const one = randomFaults({ seed, share: 0.5 });
        const other = randomFaults({ seed, share: 0.5 });
        const sorted = new Map(order.toSorted((a, b) => a - b).map((nth) => [nth, one(nth)]));
        for (const nth of order) expect(other(nth)).toEqual(sorted.get(nth));
      }),
    );
  });

  test('differs with the seed', () => {
    expect(run(1, 0.3)).not.toEqual(run(2, 0.3));
  });

  test.each([0, 0.1, 0.3, 1])('bites a share of %f', (share) => {
    const bitten = run(7, share).filter((fault) => fault !== undefined).length;
    // Six standard deviations.
    expect(Math.abs(bitten - POSTS * share)).toBeLessThanOrEqual(
      6 * Math.sqrt(POSTS * share * (1 - share)),
    );
  });

  test('is of every kind that passes, and of no other', () => {
    const kinds = new Set(run(7, 1).map((fault) => fault?.kind));
    expect(kinds).toEqual(new Set(PASSING_KINDS));
  });

  test('is what was asked for', () => {
    const choose = randomFaults({ seed: 5, share: 1, kinds: ['stalled'] });
    expect(choose(1)).toMatchObject({ kind: 'stalled' });
  });

  test('of any kind can be drawn, the same every time', () => {
    const kinds: readonly Fault['kind'][] = [
      ...PASSING_KINDS,
      ...(['portal-page', 'redirected', 'huge-error', 'xml-bomb'] as const),
      ...(['hidden-checksum', 'no-cors', 'unseen-object', 'stalled'] as const),
    ];
    fc.assert(
      fc.property(seeds, fc.constantFrom(...kinds), (seed, kind) => {
        const fault = randomFault(kind, createRandom(seed));
        expect(fault.kind).toBe(kind);
        expect(randomFault(kind, createRandom(seed))).toEqual(fault);
        if (!('at' in fault)) return;
        const size = { bodyBytes: 1000, fileStart: 0, fileBytes: 1000 };
        const offset = bodyOffset(fault.at, size);
        expect(offset >= 0 && offset < 1000).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
