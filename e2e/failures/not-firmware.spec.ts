import { execFileSync } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Page } from 'playwright/test';
import { choose, uploads } from '../support/ota-drop.ts';
import { countTickets } from './evidence.ts';
import { expect, expectProved, test, withoutPauses } from './fixtures.ts';

/** Files that a folder or a failed download puts in place of firmware, or beside it. */

test.beforeEach(async ({ page }) => {
  await withoutPauses(page);
});

const rowOf = (page: Page, name: string) =>
  uploads(page).filter({ has: page.locator(`bdi[title=${JSON.stringify(name)}]`) });

/** Drops files and folders from the disk onto the page. */
async function drop(page: Page, ...paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 20, y: 500, data });
  }
}

async function writeAll(dir: string, files: Readonly<Record<string, string | Uint8Array>>) {
  await mkdir(dir, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(dir, name), bytes);
  return Object.keys(files).map((name) => join(dir, name));
}

const utf16 = Buffer.from('\ufeff<html>', 'utf16le');
const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 7\n`;

test('P14 · text in place of firmware waits and is named; one press still sends it', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const cases: Readonly<Record<string, readonly [string | Uint8Array, string]>> = {
    'lock-lfs-2.0.1.bin': [LFS, 'a Git LFS pointer: the firmware itself was not fetched'],
    'lock-404.bin': ['404: Not Found', 'an error message of a web server'],
    'lock-1015.bin': ['error code: 1015', 'an error message of a web server'],
    'portal.bin': ['<script>top.self.location.href="/"</script>', 'a web page'],
    'comment.bin': ['<!-- maintenance -->\n<html></html>', 'a web page'],
    'utf16.bin': [utf16, 'a web page'],
    'json.bin': ['{"message":"Not Found"}', 'JSON text'],
    'base64.bin': [Buffer.from(LFS).toString('base64'), 'base64 text'],
    'pem.bin': ['-----BEGIN PRIVATE KEY-----\nMIIB\n', 'a certificate or a key'],
    'link.bin': ['../release/lock-2.0.1.bin', 'a symbolic link that was stored as text'],
    'html.gz': [gzipSync('<html></html>'), 'nothing but text'],
    'pages.gz': [Buffer.concat([gzipSync('<html>'), gzipSync('</html>')]), 'nothing but text'],
  };
  const bytesOf = Object.fromEntries(
    Object.entries(cases).map(([name, [bytes]]) => [name, bytes] as const),
  );
  await choose(page, ...(await writeAll(outputDir, bytesOf)));
  for (const [name, [, why]] of Object.entries(cases)) {
    await expect(rowOf(page, name)).toHaveAttribute('data-status', 'ready');
    await expect(rowOf(page, name).getByTestId('doubt')).toContainText(why);
  }
  expect(tickets.asked).toBe(0);

  await rowOf(page, 'lock-404.bin').getByTestId('start').click();
  await expectProved(page, cloud, Buffer.from('404: Not Found'), rowOf(page, 'lock-404.bin'));
});

test('P14 · firmware in a text format goes by itself and keeps its name', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const hex = ':0400000001020304F2\n:00000001FF\n';
  const [path = ''] = await writeAll(outputDir, { 'lock.bin': hex });
  await choose(page, path);
  await expectProved(page, cloud, Buffer.from(hex));
  await expect(uploads(page).getByTestId('image')).toHaveText('Intel HEX');
});

const BESIDE = {
  '.DS_Store': '\0',
  '._lock.bin': '\0\x05\x16\x07',
  'desktop.ini': '[a]',
  'Thumbs.db': '\0',
  '~$notes.docx': '\0',
};

async function folderOfStrangers(dir: string): Promise<string> {
  const folder = join(dir, 'release');
  await writeAll(folder, { ...BESIDE, 'lock.bin': '\0firmware of a lock' });
  await writeAll(join(folder, '.git', 'objects'), { pack: '\0' });
  await writeAll(join(folder, '__MACOSX'), { 'lock.bin': '\0' });
  return folder;
}

for (const way of ['dropped', 'chosen'] as const) {
  test(`P15 · of a folder that is ${way} system files are left out, and their number is said once`, async ({
    page,
    startCloud,
  }, { outputDir }) => {
    const cloud = await startCloud();
    await page.goto(cloud.url);
    const folder = await folderOfStrangers(outputDir);
    if (way === 'dropped') await drop(page, folder);
    else await page.getByTestId('folder-input').setInputFiles(folder);
    await expectProved(page, cloud, Buffer.from('\0firmware of a lock'));
    await expect(uploads(page)).toHaveCount(1);
    await expect(page.getByTestId('left-out')).toHaveCount(1);
    await expect(page.getByTestId('left-out')).toContainText('System files left out: 7');
  });
}

test('P15 · a system file that is pasted or chosen by itself is left out, and that is said', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  await choose(page, ...(await writeAll(outputDir, { '._lock.bin': '\0' })));
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

test('P16 · an archive with nothing in it waits', async ({ page, startCloud }, { outputDir }) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const zip = Buffer.alloc(22);
  zip.write('PK\x05\x06', 'latin1');
  const cases = {
    'empty.zip': [zip, 'an archive with nothing in it'],
    'empty.apk': [zip, 'an archive with nothing in it'],
    'empty.gz': [gzipSync(''), 'unpacked, it is 0 bytes long'],
    'empty.tar': [Buffer.alloc(10_240), 'an archive with nothing in it'],
    'empty.tar.gz': [gzipSync(Buffer.alloc(10_240)), 'an archive with nothing in it'],
    'blank.bin': [Buffer.alloc(10_240), 'nothing but 00 or FF'],
  } as const;
  const bytesOf = Object.fromEntries(
    Object.entries(cases).map(([name, [bytes]]) => [name, bytes] as const),
  );
  await choose(page, ...(await writeAll(outputDir, bytesOf)));
  for (const [name, [, why]] of Object.entries(cases)) {
    await expect(rowOf(page, name).getByTestId('doubt')).toContainText(why);
  }
  expect(tickets.asked).toBe(0);
});

const byTools = join(import.meta.dirname, '../../src/upload/inspect/made-by-tools');

test('P17 · images of other tools that are blank at both ends and in the middle go by themselves', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  for (const name of ['flash.bin', 'rootfs.btrfs']) {
    const image = gunzipSync(await readFile(join(byTools, `${name}.gz`)));
    const [path = ''] = await writeAll(outputDir, { [`${name}.bin`]: image });
    await choose(page, path);
    await expectProved(page, cloud, image, rowOf(page, `${name}.bin`));
  }
});

test('P17 · 64 MiB of nothing are looked through to the end, and wait', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const blank = Buffer.alloc(64 * 1024 * 1024, 0xff);
  const nearly = Buffer.from(blank);
  nearly[50_000_001] = 0;
  await choose(
    page,
    ...(await writeAll(outputDir, { 'blank.bin': blank, 'nearly-blank.bin': nearly })),
  );
  await expect(rowOf(page, 'blank.bin').getByTestId('doubt')).toContainText('nothing but 00 or FF');
  await expect(rowOf(page, 'nearly-blank.bin')).toHaveAttribute('data-status', 'done');
  expect(tickets.asked).toBe(1);
});

test('P18 · a broken link is not called empty, and of a pipe only what is known is said', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const folder = join(outputDir, 'release');
  await writeAll(folder, { 'lock.bin': '\0firmware of a lock' });
  const [link, pipe] = [join(folder, 'link.bin'), join(folder, 'pipe.bin')];
  await symlink(join(folder, 'nowhere'), link);
  execFileSync('mkfifo', [pipe]);

  await chooseAsBrowser(page, link);
  await expect(rowOf(page, 'link.bin')).toHaveAttribute('data-status', 'rejected');
  await expect(rowOf(page, 'link.bin')).toContainText('The file is gone');
  await page.getByTestId('remove').click();

  // A browser leaves broken links out of a folder by itself, without telling the page.
  await drop(page, folder);
  await expectProved(page, cloud, Buffer.from('\0firmware of a lock'), rowOf(page, 'lock.bin'));
  await expect(rowOf(page, 'pipe.bin')).toContainText(
    'a pipe or a socket that no browser can read',
  );
  await expect(uploads(page)).toHaveCount(2);
});

/** By the browser itself: Playwright looks at a file before it hands it over, and finds no target of a broken link. */
async function chooseAsBrowser(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const selector = '[data-testid=file-input]';
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  await session.send('DOM.setFileInputFiles', { nodeId, files: [path] });
}

test('P19 · the version is proposed whole, as the name has it', async ({ page, startCloud }, {
  outputDir,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const name = 'lock-HW-3.1-FW-v2.1-169-gabcdef1-dirty.bin';
  await choose(page, ...(await writeAll(outputDir, { [name]: '\0firmware of a lock' })));
  await page.getByTestId('hand-off').click();
  await expect(page.getByTestId('field-destVersion')).toHaveValue('v2.1-169-gabcdef1-dirty');
});

test('P19 · the version that an image carries is proposed before that of its name', async ({
  page,
  startCloud,
}, { outputDir }) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const cases = [
    ['bundle.raucb', 'bundle-1.0.0.bin', '2.3.1'],
    ['door-lock.apk', 'door-lock-1.0.0.apk', '2.3.1'],
    ['update.mender', 'update-1.0.0.tar', 'release-2.3.1'],
  ] as const;
  for (const [made, name, version] of cases) {
    const bytes = gunzipSync(await readFile(join(byTools, `${made}.gz`)));
    await choose(page, ...(await writeAll(outputDir, { [name]: bytes })));
    const row = rowOf(page, name);
    await row.getByTestId('hand-off').click();
    await expect(row.getByTestId('field-destVersion')).toHaveValue(version);
    await page.keyboard.press('Escape');
    await expect(row.getByTestId('hand-off-dialog')).toBeHidden();
  }
});
