import { expect, test } from 'vitest';
import { createArchiveClient } from './archive-client.ts';
import { PartMissing } from '../part-missing.ts';

/** A real worker; what it says of an archive is tested without one, in archive-worker/list-archive.test.ts. */

const createWorker = () =>
  new Worker(new URL('./archive-worker/main.ts', import.meta.url), { type: 'module' });
const never = new AbortController().signal;

async function gzip(bytes: BlobPart): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
/** Bytes that no packing makes shorter. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  let seed = 1;
  return Uint8Array.from({ length }, () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed & 0xff;
  });
}

test('several at once each get their own answer, and what is none gets none', async () => {
  const list = createArchiveClient(createWorker);
  const sizes = [1, 2, 3, 4, 5];
  const packed = await Promise.all(sizes.map((size) => gzip(noise(size))));
  const answers = await Promise.all(packed.map((each) => list(new Blob([each]), never)));
  expect(answers).toMatchObject(
    sizes.map((bytes) => ({ gzip: { unpacked: { kind: 'counted', bytes } } })),
  );
  expect(await list(new Blob(['no archive']), never)).toBeUndefined();
});

test('an abort ends the wait at once, and the next one is answered', async () => {
  const list = createArchiveClient(createWorker);
  const abort = new AbortController();
  const waiting = list(new Blob([await gzip(noise(1000))]), abort.signal);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(list(new Blob(['x']), abort.signal)).rejects.toThrow('enough');
  expect(await list(new Blob([await gzip(noise(7))]), never)).toMatchObject({ kind: 'gz' });
});

test('a worker that cannot start is an error, and the next one may', async () => {
  let isThere = false;
  const list = createArchiveClient(() =>
    isThere ? createWorker() : new Worker('/there-is-no-such-worker.js'),
  );
  await expect(list(new Blob(['x']), never)).rejects.toThrow(PartMissing);
  isThere = true;
  expect(await list(new Blob([await gzip(noise(7))]), never)).toMatchObject({ kind: 'gz' });
});

test('a worker that breaks when nobody waits for it any more is not asked again', async () => {
  const broken = new Worker('/there-is-no-such-worker.js');
  const breaks = new Promise((resolve) => {
    broken.addEventListener('error', resolve);
  });
  const workers = [broken];
  const list = createArchiveClient(() => workers.shift() ?? createWorker());
  const enough = new AbortController();
  const waiting = list(new Blob(['x']), enough.signal);
  enough.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await breaks;
  const packed = new Blob([await gzip(noise(7))]);
  expect(await list(packed, AbortSignal.timeout(10_000))).toMatchObject({ kind: 'gz' });
});
