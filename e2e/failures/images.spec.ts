import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { choose, uploads } from '../support/ota-drop.ts';
import { countTickets } from './evidence.ts';
import { expect, expectProved, test } from './fixtures.ts';

/** Images whose own header says that they should not go as they are. */

const made = join(import.meta.dirname, '../../src/upload/inspect/made-by-tools');
const kept = async (name: string) => gunzipSync(await readFile(join(made, `${name}.gz`)));

test('P20 · a file that is shorter than its header says waits, with so many of so many bytes; one press sends it', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const dir = join(files.dir, 'cut-images');
  await mkdir(dir, { recursive: true });
  const cases = [
    ['uimage.bin', 2_000, /2,000 of the 2,935 bytes that its U-Boot uImage header says/],
    ['rootfs.squashfs', 500, /500 of the 537 bytes that its SquashFS header says/],
    ['bundle.raucb', 5_000, /5,000 of the 5,386 bytes that its RAUC bundle header says/],
    ['disk.img', 40_000, /40,000 of the 65,536 bytes that its GPT disk image header says/],
    ['external.itb', 3_000, /3,000 of the 3,419 bytes that its Device tree or FIT image header/],
    ['payload.zstd', 200, /200 of the 215 bytes that its zstd header says/],
    ['payload.hex', 5_000, /the end of the Intel HEX data is missing/],
    ['payload.srec', 5_000, /the end of the Motorola S-record data is missing/],
    ['payload.xz', 200, /the end of the xz data is missing/],
  ] as const;
  for (const [name, bytes] of cases) {
    await writeFile(join(dir, `${name}.bin`), (await kept(name)).subarray(0, bytes));
  }
  await choose(page, ...cases.map(([name]) => join(dir, `${name}.bin`)));
  const rowOf = (name: string) => uploads(page).filter({ hasText: `${name}.bin` });
  for (const [name, , words] of cases) {
    await expect(rowOf(name)).toHaveAttribute('data-status', 'ready');
    await expect(rowOf(name).getByTestId('doubt')).toHaveAttribute('data-doubt', 'cut-image');
    await expect(rowOf(name).getByTestId('doubt')).toContainText(words);
    await expect(rowOf(name).getByTestId('doubt')).toContainText('Nothing was uploaded yet.');
    await expect(rowOf(name)).not.toContainText('Check suffix');
  }
  expect(tickets.asked).toBe(0);
  const [[first, bytes]] = cases;
  await rowOf(first).getByTestId('start').click();
  await expectProved(page, cloud, (await kept(first)).subarray(0, bytes), rowOf(first));

  // With something behind it, as build systems put it there, it goes by itself.
  const trailer = Buffer.concat([Buffer.from('{"supported_devices":[]}FWx0'), Buffer.alloc(12, 1)]);
  const signed = Buffer.concat([await kept('uimage.bin'), trailer]);
  await writeFile(join(dir, 'signed.bin'), signed);
  await choose(page, join(dir, 'signed.bin'));
  await expectProved(page, cloud, signed, rowOf('signed'));
  await expect(rowOf('signed')).toContainText('U-Boot uImage + OpenWrt metadata');
});

test('P21 · a whole flash of an ESP waits: devices take the application', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const flash = Buffer.alloc(0x11_000, 0xff);
  // A boot loader of one segment, and a partition table with one application.
  flash.set([0xe9, 1, 2, 0x20], 0x1000);
  flash.fill(0, 0x1004, 0x1018);
  flash.writeUInt32LE(0x3f40_0020, 0x1018);
  flash.writeUInt32LE(0x400, 0x101c);
  flash.fill(0, 0x8000, 0x8020);
  flash.set([0xaa, 0x50, 0, 0x10], 0x8000);
  flash.writeUInt32LE(0x10_000, 0x8004);
  flash.writeUInt32LE(0x100_000, 0x8008);
  flash.write('factory', 0x800c);
  const path = join(files.dir, 'merged-firmware.bin');
  await writeFile(path, flash);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'ready');
  await expect(row.getByTestId('doubt')).toContainText('a whole flash of an ESP chip');
  await row.getByTestId('start').click();
  await expectProved(page, cloud, flash, row);
});
