import { beforeEach, expect, test } from 'vitest';
import { firmwareOf, probeFile } from './firmware-file.ts';

/** Files of the browser's own file system: as with files of a disk, a `File` is what lay there when it was taken. */

const NAME = 'lock.bin';
const bytes = new Uint8Array(4096).fill(7);
let root: FileSystemDirectoryHandle;

beforeEach(async () => {
  root = await navigator.storage.getDirectory();
  await write(bytes);
});

async function write(content: Uint8Array<ArrayBuffer>, name = NAME): Promise<void> {
  const handle = await root.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  await writable.write(content);
  await writable.close();
}

async function take(): Promise<File> {
  const handle = await root.getFileHandle(NAME);
  return handle.getFile();
}

test('an untouched file stays the same, read or not', async () => {
  const file = await take();
  const firmware = firmwareOf(file);
  expect(firmware).toMatchObject({ name: NAME, folder: '', size: 4096 });
  expect(await probeFile(file, firmware)).toBe('same');
  await file.arrayBuffer();
  expect(await probeFile(file, firmware)).toBe('same');
});

test.each([
  ['edited in place', () => write(new Uint8Array(4096).fill(8)), 'changed'],
  ['longer', () => write(new Uint8Array(5000)), 'changed'],
  ['shorter', () => write(new Uint8Array(100)), 'changed'],
  ['empty', () => write(new Uint8Array()), 'changed'],
  ['gone', () => root.removeEntry(NAME), 'gone'],
  [
    'replaced by another',
    async () => {
      await root.removeEntry(NAME);
      await write(new Uint8Array(4096).fill(9));
    },
    'changed',
  ],
] as const)('a file that is %s is noticed', async (_, change, finding) => {
  const file = await take();
  const firmware = firmwareOf(file);
  expect(await probeFile(file, firmware)).toBe('same');
  await change();
  expect(await probeFile(file, firmware)).toBe(finding);
});

test('another file than the one that was added is noticed without reading it', async () => {
  const file = await take();
  const firmware = firmwareOf(file);
  expect(await probeFile(file, { ...firmware, size: 1 })).toBe('changed');
  expect(await probeFile(file, { ...firmware, modifiedAt: 1 })).toBe('changed');
});
