import { expect, test } from 'vitest';
import { crc64 } from '../contract/crc64.ts';
import { createDigestLane, LANES } from './digest-lane.ts';
import { DIGEST_KINDS } from './upload.ts';

/** Real workers, real WebAssembly. */

const createWorker = () =>
  new Worker(new URL('./digest-worker/main.ts', import.meta.url), { type: 'module' });
const never = new AbortController().signal;

const digestsOf = async (blob: Blob) => {
  const all = LANES.map((kinds) => createDigestLane(kinds, createWorker).compute(blob, never));
  return new Map((await Promise.all(all)).flatMap((values) => [...values]));
};

test('the published values of "123456789"', async () => {
  expect(await digestsOf(new Blob(['123456789']))).toEqual(
    new Map([
      ['crc64', '11051210869376104954'],
      ['md5', '25f9e794323b453885f5181f1b624d0b'],
      ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
    ]),
  );
});

test('every digest has a lane, and only one', () => {
  expect(LANES.flat().toSorted()).toEqual([...DIGEST_KINDS].toSorted());
});

test('a blob of several slices is digested as a whole', async () => {
  const bytes = new Uint8Array(20 * 1024 * 1024 + 7).map((_, i) => i * 31 + (i >> 8));
  const digests = await digestsOf(new Blob([bytes]));
  expect(digests.get('crc64')).toBe(crc64(bytes));
  const sha256 = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  expect(digests.get('sha256')).toBe(
    [...sha256].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  );
});

test('an abort ends the work, and the lane can be used again', async () => {
  const lane = createDigestLane(['sha256'], createWorker);
  const abort = new AbortController();
  const work = lane.compute(new Blob([new Uint8Array(64 * 1024 * 1024)]), abort.signal);
  abort.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
  expect(await lane.compute(new Blob(['']), never)).toEqual(
    new Map([['sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']]),
  );
});

test('a browser that refuses WebAssembly is an error, not silence', async () => {
  const main = new URL('./digest-worker/main.ts', import.meta.url).href;
  const script = (code: string) =>
    URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const refusing = script(`WebAssembly.compile = () => Promise.reject(new Error('no'));`);
  const url = script(`import '${refusing}'; import '${main}';`);
  const lane = createDigestLane(['sha256'], () => new Worker(url, { type: 'module' }));
  const work = lane.compute(new Blob(['a']), AbortSignal.timeout(10_000));
  await expect(work).rejects.toThrow('the digest worker broke');
});

test('a worker that cannot start is an error, not silence', async () => {
  const lane = createDigestLane(['sha256'], () => new Worker('/there-is-no-such-worker.js'));
  await expect(lane.compute(new Blob(['a']), never)).rejects.toThrow('worker');
});
