import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomPlan } from '../testing/random-plans.ts';
import { RECORDED_CASES } from '../testing/recorded-plans.ts';
import { record } from '../testing/recorded-world.ts';
import { readRecording } from '../upload/exchange/read-recording.ts';
import type { Recording } from '../upload/exchange/recording.ts';
import { FAILURES } from '../upload/model/failure.ts';
import { createReplay } from './replay.ts';

/** As it is handed on: written, and read again. */
function handedOn(recording: Recording): Recording {
  const reading = readRecording(JSON.stringify(recording));
  if ('fault' in reading) throw new Error(JSON.stringify(reading.fault));
  return reading.recording;
}

/** The same histories each time, so that a failure is one of what was changed; FUZZ_RUNS plays so many others. */
const { FUZZ_RUNS } = process.env;
const RUNS =
  FUZZ_RUNS === undefined ? { numRuns: 60, seed: 20261130 } : { numRuns: Number(FUZZ_RUNS) };

const labels = (states: readonly (readonly [number, number, string])[]) =>
  states.map(([, , label]) => label);

describe('an upload that', () => {
  test.each(RECORDED_CASES)('$name replays to the same states', async ({ plan, last }) => {
    const recorded = await record(plan);
    if (recorded === undefined) throw new Error('nothing was recorded');
    const { states = [] } = recorded.recording.exchange;
    expect(labels(states).at(-1)).toBe(last);
    const { replayed, differsAt } = await createReplay(handedOn(recorded.recording)).run();
    expect(labels(replayed)).toEqual(labels(states));
    expect(differsAt).toBeUndefined();
  });
});

test('every kind of failure is among them, but a mistake of the page itself', async () => {
  const kinds = new Set<string>();
  for (const { plan } of RECORDED_CASES) {
    const recorded = await record(plan);
    for (const [, , label] of recorded?.recording.exchange.states ?? []) {
      const [status = '', kind = ''] = label.split(' ');
      if (status === 'waiting' || status === 'failed') kinds.add(kind);
    }
  }
  const missing = Object.keys(FAILURES).filter((kind) => !kinds.has(kind));
  expect(missing).toEqual(['unexpected']);
});

test('whatever happens to an upload, and whenever, replays to the same states', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlan, async (plan) => {
      const recorded = await record(plan);
      if (recorded === undefined) return;
      const { states = [] } = recorded.recording.exchange;
      const { replayed } = await createReplay(handedOn(recorded.recording)).run();
      expect(labels(replayed)).toEqual(labels(states));
    }),
    RUNS,
  );
});
