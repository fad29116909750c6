import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { createArchiveClient } from './archive-client.ts';
import { PartMissing } from '../part-missing.ts';

/** A real worker, and the browser's own inflating. */

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

test('a gzip file that is whole, cut, broken, or followed by something', async () => {
  const list = createArchiveClient(createWorker);
  const packed = await gzip(noise(300_000));
  const whole = { kind: 'gz', gzip: { unpacked: { kind: 'counted', bytes: 300_000 } } };
  expect(await list(new Blob([packed]), never)).toMatchObject({ ...whole, end: 'there' });
  for (const bytes of [17, 100, 100_000, packed.byteLength - 8, packed.byteLength - 1]) {
    expect(await list(new Blob([packed.subarray(0, bytes)]), never)).toMatchObject({
      end: 'missing',
    });
  }
  const broken = packed.slice();
  broken.fill(0xff, 5_000, 6_000);
  expect(await list(new Blob([broken]), never)).toMatchObject({ end: 'unknown' });
  expect(await list(new Blob([packed, 'a signature']), never)).toMatchObject({
    ...whole,
    end: 'there',
  });
});

test.each(['bgzip', 'concat', 'padded'])(
  'ten entries of a tar archive in gzip members, as made by %s',
  async (made) => {
    const list = createArchiveClient(createWorker);
    const path = `src/upload/contents/made-by-tools/ten.tar.${made}.gz`;
    const kept = atob(await commands.readFile(path, 'base64'));
    const packed = new Blob([Uint8Array.from(kept, (character) => character.charCodeAt(0))]);
    const file = packed.stream().pipeThrough(new DecompressionStream('gzip'));
    expect(await list(await new Response(file).blob(), never)).toMatchObject({
      kind: 'tar.gz',
      total: 11,
      coverage: 'complete',
      gzip: { unpacked: { kind: 'counted', bytes: 92_160 } },
      end: 'there',
    });
  },
);

test('more than is unpacked: what the trailer says', async () => {
  const list = createArchiveClient(createWorker);
  const bytes = 48 * 1024 * 1024;
  const packed = await gzip(new Uint8Array(bytes));
  expect(await list(new Blob([packed]), never)).toMatchObject({
    gzip: { unpacked: { kind: 'modulo-4-gib', bytes } },
    end: 'unknown',
  });
});

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
