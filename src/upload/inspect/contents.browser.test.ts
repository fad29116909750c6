import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { createArchiveClient } from './archive-client.ts';
import { readContents } from './contents.ts';

/** What Chromium unpacks of genuine files, in its own thread and in the archive worker. */

const list = createArchiveClient(
  () => new Worker(new URL('./archive-worker/main.ts', import.meta.url), { type: 'module' }),
);
const never = new AbortController().signal;
const contentsOf = (file: Blob) => readContents(file, (each) => list(each, never));

async function kept(name: string): Promise<Blob> {
  const path = `src/upload/contents/made-by-tools/${name}.gz`;
  const packed = atob(await commands.readFile(path, 'base64'));
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const file = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(file).blob();
}

async function gzip(text: BlobPart): Promise<Blob> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

test('a text in gzip is told from firmware, however many members it has', async () => {
  const page = await gzip('<html><body>Sign in</body></html>');
  const zeros = new Uint8Array(700);
  for (const file of [new Blob([page]), new Blob([page, page, page]), new Blob([page, zeros])]) {
    expect(await contentsOf(file)).toMatchObject({ packing: 'gz', oddity: 'packed-text' });
  }
  const program = await gzip(Uint8Array.of(0x7f, 0, 1, 2));
  expect((await contentsOf(new Blob([page, program]))).oddity).toBeUndefined();
});

test.each([
  ['door-lock.apk', '2.3.1'],
  ['update.mender', 'release-2.3.1'],
  ['module.mender', '2.3.1'],
  ['bundle.raucb', '2.3.1'],
  ['verity.raucb', '2.3.1'],
])('%s carries version %s', async (name, version) => {
  expect(await contentsOf(await kept(name))).toMatchObject({ version, oddity: undefined });
});
