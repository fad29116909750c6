import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../../testing/fuzz-runs.ts';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';
import { readPostForm, type PostRequest } from './multipart.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: FUZZ_TIMEOUT_MS });

/** Multipart bodies cut anywhere, in chunks of any size, with anything in between: whole or refused, never half, never for ever. */

const B = 'xBOUNDARYx';
const part = (name: string, value: string) =>
  `--${B}\r\nContent-Disposition: form-data; name="${name}"${name === 'file' ? '; filename="f"' : ''}\r\n\r\n${value}\r\n`;
const CONTENT = 'firmware bytes\r\n--xBOUNDARY and nearly a boundary';
const WHOLE = `${part('key', 'ota/a.bin')}${part('policy', 'p')}${part('file', CONTENT)}--${B}--\r\n`;

const headers = { 'content-type': `multipart/form-data; boundary=${B}`, 'content-length': '1' };

/** A request whose body comes in the given pieces, without a socket. */
function requestOf(pieces: readonly string[]): PostRequest {
  const body = new Readable({ read() {} });
  for (const piece of pieces) body.push(Buffer.from(piece, 'latin1'));
  body.push(null);
  return Object.assign(body, { headers });
}

async function outcomeOf(pieces: readonly string[]): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    const form = await readPostForm(requestOf(pieces));
    if (form.file === undefined) return 'no file';
    for await (const chunk of form.file.bytes) chunks.push(chunk);
  } catch (error) {
    if (error instanceof OssRefusal) return error.code;
    throw error;
  }
  return Buffer.concat(chunks).toString('latin1');
}

function inPieces(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return [...pieces, text.slice(at)].filter((piece) => piece !== '');
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });

// Each run reads a hundred bodies side by side: one after the other takes twice as long.
const SIDE_BY_SIDE = 100;
const runs = { numRuns: Math.ceil(FUZZ_RUNS / SIDE_BY_SIDE) };
function many<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: SIDE_BY_SIDE, maxLength: SIDE_BY_SIDE });
}

/** A body takes a fraction of a millisecond, and the slowest machine less than this for a hundred. */
const HANGS_AFTER_MS = 60_000;

async function outcomesOf(bodies: readonly (readonly string[])[]): Promise<string[]> {
  const outcomes = bodies.map(() => 'hangs');
  const done = new AbortController();
  const patience = sleep(HANGS_AFTER_MS, undefined, { signal: done.signal }).catch(() => undefined);
  const all = bodies.map(async (pieces, i) => {
    outcomes[i] = await outcomeOf(pieces);
  });
  await Promise.race([Promise.all(all), patience]);
  done.abort();
  return outcomes;
}

test('however it is cut into pieces, a whole body is read whole', async () => {
  await fc.assert(
    fc.asyncProperty(many(cuts), async (all) => {
      const outcomes = await outcomesOf(all.map((sizes) => inPieces(WHOLE, sizes)));
      expect(outcomes).toEqual(all.map(() => CONTENT));
    }),
    runs,
  );
});

test('a body that ends early is refused, wherever it ends', async () => {
  // After the last boundary only a line break is left, and that may be missing.
  const end = fc.integer({ min: 0, max: WHOLE.length - 5 });
  await fc.assert(
    fc.asyncProperty(many(fc.tuple(end, cuts)), async (all) => {
      const bodies = all.map(([length, sizes]) => inPieces(WHOLE.slice(0, length), sizes));
      const others = (await outcomesOf(bodies)).filter(
        (outcome) => outcome !== 'MalformedPOSTRequest' && outcome !== 'no file',
      );
      expect(others).toEqual([]);
    }),
    runs,
  );
});

const REFUSALS = new Set([
  'MalformedPOSTRequest',
  'IncorrectNumberOfFilesInPOSTRequest',
  'no file',
]);

test('with anything put in anywhere, it is refused or a file is read that was in it', async () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.constantFrom(
      `--${B}\r\n`,
      `--${B}--`,
      '\r\n\r\n',
      part('file', 'second'),
      part('key', ''),
      'Content-Disposition: form-data',
    ),
  );
  const disturbed = fc.tuple(fc.nat(WHOLE.length), noise, cuts);
  await fc.assert(
    fc.asyncProperty(many(disturbed), async (all) => {
      const bodies = all.map(([at, text, sizes]) =>
        inPieces(WHOLE.slice(0, at) + text + WHOLE.slice(at), sizes),
      );
      const outcomes = await outcomesOf(bodies);
      const halves = outcomes.filter(
        (outcome, i) => !REFUSALS.has(outcome) && bodies[i]?.join('').includes(outcome) !== true,
      );
      expect(halves).toEqual([]);
    }),
    runs,
  );
});
