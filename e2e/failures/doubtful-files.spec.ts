import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Page } from 'playwright/test';
import { choose, detailOf, uploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  drop,
  inDetail,
  openAndChoose,
  rowNamed,
  ticketsOf,
  writeAll,
} from './evidence.ts';
import { expect, expectVerified, test } from './fixtures.ts';

/**
 * Files whose bytes say that they may not be meant: they wait with the reason, and one press still sends them. What is told of
 * which bytes is tested in src/upload/inspect and in suffix-check.test.ts; here are one or two of each kind.
 */

test.use({ pauses: 'none' });

const FIRMWARE = '\0firmware of a lock';
const MADE_BY_TOOLS = join(import.meta.dirname, '../../src/upload/inspect/made-by-tools');
const kept = async (name: string) => gunzipSync(await readFile(join(MADE_BY_TOOLS, `${name}.gz`)));

/** Name, bytes, kind of doubt, suffix that is proposed, and the reason. */
type Doubtful = readonly [
  name: string,
  bytes: string | Uint8Array,
  doubt: string,
  proposal: string,
  why: string | RegExp,
];

/** Chooses them all at once: each waits with its reason, and no ticket is asked for. */
async function expectDoubts(page: Page, dir: string, cases: readonly Doubtful[]): Promise<void> {
  const bytes = Object.fromEntries(cases.map(([name, content]) => [name, content] as const));
  await choose(page, ...(await writeAll(dir, bytes)));
  for (const [name, , doubt, proposal, why] of cases) {
    const row = rowNamed(page, name);
    await expect(row).toHaveAttribute('data-status', 'ready');
    await expect(await inDetail(row, 'doubt')).toHaveAttribute('data-doubt', doubt);
    await expect(await inDetail(row, 'doubt')).toContainText(why);
    await expect(await inDetail(row, 'suffix')).toHaveValue(proposal);
  }
}

test('P05 the name tells the suffix, or the user', async ({ page, cloud, files, dir }) => {
  await page.goto(cloud.url);
  const names = ['B.BIN', 'd.tar.gz.bin', 'u.dav', 'L.Tar.GZ', 'o.gzip'];
  await writeAll(dir, { 'B.BIN': `${FIRMWARE} 1`, 'd.tar.gz.bin': `${FIRMWARE} 2` });
  await writeAll(dir, { 'u.dav': `${FIRMWARE} 3` });
  await copyFile(files.tarGz, join(dir, 'L.Tar.GZ'));
  await copyFile(files.gz, join(dir, 'o.gzip'));
  await choose(page, ...names.map((name) => join(dir, name)));
  for (const [index, suffix] of ['bin', 'bin', 'dav', 'tar.gz', 'gzip'].entries()) {
    const row = rowNamed(page, names[index] ?? '');
    await expect(row).toHaveAttribute('data-status', 'done');
    const url = new RegExp(`/[0-9a-f-]{36}\\.${suffix}$`);
    await expect(row.getByTestId('firmware-url')).toHaveText(url);
  }
  expect(ticketsOf(page).asked).toBe(names.length);

  const doubtful = {
    'p.img': ['bin', '“.img” is not one of the eight suffixes. Suggested for a raw image: bin'],
    't.tgz': ['tar.gz', '“.tgz” is short for tar.gz, which is suggested'],
    'u-bin': ['bin', 'The file name has no suffix. Suggested: bin'],
  } as const;
  const images = { 'p.img': `${FIRMWARE} p.img`, 'u-bin': `${FIRMWARE} u-bin` };
  const tgz = await readFile(files.tarGz);
  await choose(
    page,
    ...(await writeAll(dir, { ...images, 't.tgz': Buffer.concat([tgz, Buffer.alloc(1)]) })),
  );
  for (const [name, [proposal, why]] of Object.entries(doubtful)) {
    await expect(rowNamed(page, name)).toHaveAttribute('data-status', 'ready');
    await expect(await inDetail(rowNamed(page, name), 'suffix')).toHaveValue(proposal);
    await expect(await detailOf(rowNamed(page, name))).toContainText(why);
  }
  expect(ticketsOf(page).asked).toBe(names.length);

  // What the user says is final.
  const row = rowNamed(page, 'p.img');
  await (await inDetail(row, 'suffix')).selectOption('dav');
  await (await inDetail(row, 'start')).click();
  await expectVerified(cloud, row, Buffer.from(`${FIRMWARE} p.img`));
  await expect(row.getByTestId('firmware-url')).toHaveText(/\.dav$/);
});

test('P05 where bytes cannot be looked at, the name decides', async ({ page, cloud, dir }) => {
  await page.route('**/assets/contents-*.js', (route) => route.abort());
  const [path = ''] = await writeAll(dir, { 'not-looked-at.zip': FIRMWARE });
  const row = await openAndChoose(page, cloud, path);
  await expectVerified(cloud, row, path);
  await expect(row.getByTestId('firmware-url')).toHaveText(/\.zip$/);
});

test('P11 bytes that contradict the name wait', async ({ page, cloud, files, dir }) => {
  await page.goto(cloud.url);
  const zip = await readFile(files.zip);
  const cases: readonly Doubtful[] = [
    ['a.bin', await readFile(files.gz), 'packed', 'gz', 'this is gzip data'],
    ['c.zip', await readFile(files.apk), 'packed', 'apk', 'an Android application'],
    ['e.tar', FIRMWARE, 'not-packed', 'bin', 'this is not a tar file'],
    ['t.tgz', `${FIRMWARE} t`, 'not-packed', 'bin', 'this is not a tar.gz file'],
    ['k.bin.part', `${FIRMWARE} k`, 'odd', 'bin', 'a download that has not ended yet'],
    ['f', zip, 'packed', 'zip', 'none of the eight suffixes'],
    ['g.zip', zip.subarray(0, -100), 'odd', 'zip', 'is incomplete'],
    ['i.bin', Buffer.alloc(100_000, 0xff), 'odd', 'bin', 'only 00 or FF'],
  ];
  await expectDoubts(page, dir, cases);
  expect(ticketsOf(page).asked).toBe(0);
  for (const [name, bytes, , proposal] of cases) {
    const row = rowNamed(page, name);
    await (await inDetail(row, 'start')).click();
    await expectVerified(cloud, row, Buffer.from(bytes));
    const url = new RegExp(`/[0-9a-f-]{36}\\.${proposal}$`);
    await expect(row.getByTestId('firmware-url')).toHaveText(url);
  }
  await page.getByTestId('clear-finished').click();
  // Other bytes than before, which would be asked about a second time.
  const [path = ''] = await writeAll(dir, {
    'b.bin': Buffer.concat([await readFile(files.gz), Buffer.alloc(1)]),
  });
  const row = await chooseOne(page, path);
  await expect(await inDetail(row, 'as-named')).toHaveText('Upload as “bin”');
  await (await inDetail(row, 'as-named')).click();
  await expectVerified(cloud, row, path);
  await expect(row.getByTestId('firmware-url')).toHaveText(/\.bin$/);
});

test('P14 P16 P20 P21 what is hardly firmware waits', async ({ page, cloud, dir }) => {
  await page.goto(cloud.url);
  const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 7\n`;
  const text = 'Nothing has been uploaded yet.';
  const cut = async (name: string, bytes: number, why: RegExp): Promise<Doubtful> => [
    `${name}.bin`,
    (await kept(name)).subarray(0, bytes),
    'cut-image',
    'bin',
    why,
  ];
  const cases: readonly Doubtful[] = [
    ['404.bin', '404: Not Found', 'odd', 'bin', 'a web server’s error message'],
    ['lfs.bin', LFS, 'odd', 'bin', 'a Git LFS pointer: the firmware itself was not fetched'],
    ['html.gz', gzipSync('<html></html>'), 'odd', 'gz', 'only text'],
    ['empty.gz', gzipSync(''), 'odd', 'gz', 'Unpacked, this file is empty'],
    ['empty.tar', Buffer.alloc(10_240), 'odd', 'tar', 'This archive is empty'],
    await cut('uimage.bin', 2_000, /2,000 of the 2,935 bytes that its U-Boot uImage header states/),
    await cut('payload.hex', 5_000, /the end of the Intel HEX data is missing/),
    ['flash.bin', wholeFlash(), 'odd', 'bin', 'the whole flash of an ESP chip'],
  ];
  await expectDoubts(page, dir, cases);
  const cutImage = rowNamed(page, 'uimage.bin.bin');
  await expect(await detailOf(cutImage)).toContainText(text);
  await expect(cutImage).not.toContainText('Check suffix');
  await expect(await detailOf(cutImage)).not.toContainText('Check suffix');
  expect(ticketsOf(page).asked).toBe(0);
  for (const name of ['404.bin', 'uimage.bin.bin', 'flash.bin']) {
    await (await inDetail(rowNamed(page, name), 'start')).click();
    await expectVerified(cloud, rowNamed(page, name), join(dir, name));
  }

  // With something behind it, as build systems put it there, an image goes by itself.
  const trailer = Buffer.concat([Buffer.from('{"supported_devices":[]}FWx0'), Buffer.alloc(12, 1)]);
  const signed = Buffer.concat([await kept('uimage.bin'), trailer]);
  const [path = ''] = await writeAll(dir, { 'signed.bin': signed });
  const row = await chooseOne(page, path);
  await expectVerified(cloud, row, signed);
  await expect(row).toContainText('U-Boot uImage + OpenWrt metadata');
});

/** Of an ESP: a boot loader of one segment, and a partition table with one application. */
function wholeFlash(): Buffer {
  const flash = Buffer.alloc(0x11_000, 0xff);
  flash.set([0xe9, 1, 2, 0x20], 0x1000);
  flash.fill(0, 0x1004, 0x1018);
  flash.writeUInt32LE(0x3f40_0020, 0x1018);
  flash.writeUInt32LE(0x400, 0x101c);
  flash.fill(0, 0x8000, 0x8020);
  flash.set([0xaa, 0x50, 0, 0x10], 0x8000);
  flash.writeUInt32LE(0x10_000, 0x8004);
  flash.writeUInt32LE(0x100_000, 0x8008);
  flash.write('factory', 0x800c);
  return flash;
}

for (const way of ['dropped', 'chosen'] as const) {
  test(`P15 system files of a ${way} folder are left out, and counted`, async ({
    page,
    cloud,
    dir,
  }) => {
    await page.goto(cloud.url);
    const folder = join(dir, 'release');
    const beside = ['.DS_Store', '._lock.bin', 'desktop.ini', 'Thumbs.db', '~$notes.docx'];
    await writeAll(folder, Object.fromEntries(beside.map((name) => [name, '\0'] as const)));
    await writeAll(join(folder, 'boardA'), { 'lock.bin': FIRMWARE });
    await writeAll(join(folder, '.git', 'objects'), { pack: '\0' });
    await writeAll(join(folder, '__MACOSX'), { 'lock.bin': '\0' });
    if (way === 'dropped') await drop(page, folder);
    else await page.getByTestId('folder-input').setInputFiles(folder);
    await expectVerified(cloud, uploads(page), Buffer.from(FIRMWARE));
    await expect(uploads(page)).toHaveCount(1);
    await expect(await detailOf(uploads(page))).toContainText('release/boardA');
    await expect(page.getByTestId('left-out')).toHaveCount(1);
    await expect(page.getByTestId('left-out')).toContainText('System files left out: 7');
  });
}

test('P15 a system file that is chosen or pasted by itself is left out', async ({
  page,
  cloud,
  dir,
}) => {
  await page.goto(cloud.url);
  await choose(page, ...(await writeAll(dir, { '._lock.bin': '\0' })));
  await expect(page.getByTestId('left-out')).toContainText('Nothing was added.');
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['\0firmware'], 'lock.bin'));
    clipboardData.items.add(new File(['\0'], 'Thumbs.db'));
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('left-out')).toContainText('System files left out: 1');
});

test('P17 a blank image waits, one that looks so does not', async ({ page, cloud, dir }) => {
  await page.goto(cloud.url);
  const image = await kept('flash.bin');
  const blank = Buffer.alloc(64 * 1024 * 1024, 0xff);
  const nearly = Buffer.from(blank);
  nearly[50_000_001] = 0;
  const files = { 'flash.bin': image, 'blank.bin': blank, 'nearly-blank.bin': nearly };
  await choose(page, ...(await writeAll(dir, files)));
  const why = 'only 00 or FF';
  await expect(await inDetail(rowNamed(page, 'blank.bin'), 'doubt')).toContainText(why);
  await expectVerified(cloud, rowNamed(page, 'flash.bin'), image);
  await expect(rowNamed(page, 'nearly-blank.bin')).toHaveAttribute('data-status', 'done');
  expect(ticketsOf(page).asked).toBe(2);
});

test('P19 a version is proposed, the image’s first', async ({ page, cloud, dir }) => {
  await page.goto(cloud.url);
  for (const [name, bytes, version] of [
    ['lock-HW-3.1-FW-v2.1-169-gabcdef1-dirty.bin', FIRMWARE, 'v2.1-169-gabcdef1-dirty'],
    ['bundle-1.0.0.bin', await kept('bundle.raucb'), '2.3.1'],
    ['door-lock-1.0.0.apk', await kept('door-lock.apk'), '2.3.1'],
  ] as const) {
    const [path = ''] = await writeAll(dir, { [name]: bytes });
    const row = await chooseOne(page, path);
    await (await inDetail(row, 'hand-off')).click();
    await expect(await inDetail(row, 'field-destVersion')).toHaveValue(version);
    await page.keyboard.press('Escape');
    await expect(await inDetail(row, 'hand-off-dialog')).toBeHidden();
  }
});
