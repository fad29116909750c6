import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { legibleText } from '../../src/contract/legible-text.ts';
import { FIRMWARE_MAX_BYTES } from '../../src/contract/limits.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { FUZZ_RUNS } from '../../src/testing/fuzz-runs.ts';
import { visitAsPlainUser } from '../support/browser/plain-user.ts';
import { makeBadDrive, WHY_NO_DRIVE } from '../support/cloud/drives.ts';
import { chooserOf, detailOf, uploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  countTickets,
  drop,
  expectCounts,
  openAndChoose,
  rowNamed,
  takeAway,
  ticketsOf,
  writeAll,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  NOT_SENT,
  NOTHING_STORED,
  test,
} from './fixtures.ts';
import { hostileNames } from './hostile-names.ts';

/** Files that cannot be sent are found before a ticket is asked for, and names that could do harm are only text. */

test.use({ pauses: 'none' });

const REJECTED = { stored: NOT_SENT, action: 'choose-again' } as const;
const UNREADABLE = {
  ...REJECTED,
  kind: 'unreadable',
  code: 'P06',
  title:
    'The file can’t be read Choose it again, in case it has changed. If that does not help, close programs that use it, or copy it to this computer.',
};
const FIRMWARE = '\0firmware of a lock';

test('P01 an empty file is refused, and can be replaced', async ({ page, cloud, files }) => {
  const row = await openAndChoose(page, cloud, await sparseFile(join(files.dir, 'empty.bin'), 0));
  await expectFailed(row, {
    ...REJECTED,
    kind: 'empty',
    code: 'P01',
    title:
      'The file is empty It has no bytes, or is a pipe or socket that browsers can’t read. Choose the built firmware image.',
  });
  const chooser = await chooserOf(page, () => row.getByTestId('choose-again').click());
  await chooser.setFiles(files.gz);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(1);
  await expectCounts({ cloud, page }, { asked: 1, posts: 1 });
});

test('P02 a byte more than the limit is refused', async ({ page, cloud, gateway, files }) => {
  // What is not too large gets as far as the ticket, and no further.
  gateway.play('/api/tickets', () => new Promise(() => {}));
  await page.goto(gateway.url);
  const ofSize = (bytes: number) => sparseFile(join(files.dir, `of-${bytes}.bin`), bytes);
  const tooLarge = await chooseOne(page, await ofSize(FIRMWARE_MAX_BYTES + 1));
  await expectFailed(tooLarge, {
    ...REJECTED,
    kind: 'too-large',
    code: 'P02',
    title: 'The file is larger than 1,000 MiB It has ',
    // Rounded, it would look like the limit itself.
    says: ['1,048,576,001 bytes', '1,048,576,000 bytes'],
  });
  await takeAway(tooLarge);
  expect(ticketsOf(page).asked).toBe(0);
  const largest = await chooseOne(page, await ofSize(FIRMWARE_MAX_BYTES));
  await expect(largest).toHaveAttribute('data-status', 'ticketing');
  await largest.getByTestId('cancel').click();
  await expect(await detailOf(largest)).toContainText(NOTHING_STORED);
  await expectCounts({ cloud, page }, { asked: 1, posts: 0 });
});

test('P03 an empty folder is told, a full one brings files', async ({ page, cloud, files }) => {
  await page.goto(cloud.url);
  const folder = join(files.dir, 'release');
  await mkdir(join(folder, 'deeper', 'deepest'), { recursive: true });
  const nothing = page.getByText(
    'Nothing was added: that folder has no files to read. Drop the firmware files themselves.',
  );
  await expect(nothing).toHaveCount(0);
  await drop(page, folder);
  await expect(nothing).toBeVisible();
  await expect(uploads(page)).toHaveCount(0);

  await writeFile(join(folder, 'deeper', 'deepest', 'board.bin'), FIRMWARE);
  await drop(page, folder);
  await expect(nothing).toHaveCount(0);
  await expectVerified(cloud, uploads(page), Buffer.from(FIRMWARE));
  await expect(await detailOf(uploads(page))).toContainText('release/deeper/deepest');
});

test('P03 P06 a file or a folder without the right to read it', async ({ cloud }) => {
  const visitor = await visitAsPlainUser();
  test.skip(visitor === undefined, 'no other user than root may start this browser');
  if (visitor === undefined) return;
  try {
    const page = await visitor.context.newPage();
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    const folder = join(visitor.folder, 'locked');
    await writeAll(folder, { 'board.bin': FIRMWARE });
    await chmod(folder, 0);
    await drop(page, folder);
    const incomplete = page.getByText('Nothing was added: not everything could be read');
    await expect(incomplete).toBeVisible();
    await expect(uploads(page)).toHaveCount(0);

    const path = join(visitor.folder, 'locked.bin');
    await writeFile(path, FIRMWARE);
    await chmod(path, 0);
    await expectFailed(await chooseOne(page, path), UNREADABLE);
    expect(tickets.asked).toBe(0);

    await chmod(path, 0o644);
    await expectVerified(cloud, await chooseOne(page, path), path);
  } finally {
    await visitor.stop();
  }
});

for (const { row, where, readable, failed } of [
  { row: 'P06', where: 'from the first byte', readable: 0, failed: UNREADABLE },
  {
    row: 'P09',
    where: 'in the middle of a file',
    readable: 0.5,
    failed: {
      ...REJECTED,
      kind: 'file-unreadable',
      code: 'P09',
      title: 'The file can’t be read to its end',
      stored: /Your file has not been sent\.|Nothing was stored\./,
    },
  },
]) {
  test(`${row} a drive that fails ${where} is not taken for a network`, async ({ page, cloud }) => {
    const drive = await makeBadDrive(randomBytes(8_000_000), readable);
    test.skip(drive === undefined, WHY_NO_DRIVE);
    if (drive === undefined) return;
    try {
      const upload = await openAndChoose(page, cloud, drive.path);
      await expectFailed(upload, failed);
      await expectAttempt(upload, row === 'P06' ? 0 : 1);
      expect(cloud.plan.seen.posts).toBeLessThanOrEqual(1);
      expect(await cloud.stored()).toEqual([]);
    } finally {
      await page.close();
      await drive.stop();
    }
  });
}

test('P08 P18 a broken link is gone, and a pipe cannot be read', async ({ page, cloud, dir }) => {
  await page.goto(cloud.url);
  const folder = join(dir, 'release');
  await writeAll(folder, { 'lock.bin': FIRMWARE });
  const [link, pipe] = [join(folder, 'link.bin'), join(folder, 'pipe.bin')];
  await symlink(join(folder, 'nowhere'), link);
  execFileSync('mkfifo', [pipe]);
  // By the browser itself: Playwright looks at a file before it hands it over, and finds no target of a broken link.
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const selector = '[data-testid=file-input]';
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  await session.send('DOM.setFileInputFiles', { nodeId, files: [link] });
  await expectFailed(rowNamed(page, 'link.bin'), {
    ...REJECTED,
    kind: 'gone',
    code: 'P08',
    title: 'The file is gone',
  });
  await takeAway(rowNamed(page, 'link.bin'));

  // A browser leaves broken links out of a folder by itself, without telling the page.
  await drop(page, folder);
  await expectVerified(cloud, rowNamed(page, 'lock.bin'), Buffer.from(FIRMWARE));
  await expect(await detailOf(rowNamed(page, 'pipe.bin'))).toContainText(
    'a pipe or socket that browsers can’t read',
  );
  await expect(uploads(page)).toHaveCount(2);
});

test('P10 without workers nothing is verified', async ({ page, cloud, gateway, files }) => {
  let asked = 0;
  for (const script of await readdir(join(import.meta.dirname, '../../dist/client/workers'))) {
    gateway.play(`/workers/${script}`, async () => {
      asked += 1;
      return new Response('Not here', { status: 404 });
    });
  }
  const row = await openAndChoose(page, gateway, files.gz);
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
  await expect(row.getByTestId('verdict')).toHaveText('Not verified');
  const detail = await detailOf(row);
  await expect(detail).toContainText(
    'this browser could not compute its checksum, so the stored bytes are not proven',
  );
  await expect(detail).not.toContainText('matches the stored object');
  await expect(detail.getByText('not available in this browser')).toHaveCount(3);
  expect(asked).toBeGreaterThan(0);
  await expectCounts({ cloud }, { posts: 1, heads: 0 });
});

/** 1,000 every day; 10,000 with FUZZ_RUNS=500000. */
const NAMES = FUZZ_RUNS / 50;

/**
 * Adds files by names that no disk would take, waits until each row has come to `status`, and reads what has become of them:
 * the names as the browser has them and as they are shown, the rows' elements, and what sticks out of the page.
 */
function showNames(page: Page, names: readonly string[], content: string, status: string) {
  return page.getByTestId('file-input').evaluate(
    async (input, wanted) => {
      if (!(input instanceof HTMLInputElement)) throw new Error('not a field');
      const chosen = new DataTransfer();
      // No two of them are alike.
      for (const [index, name] of wanted.names.entries()) {
        const bytes = wanted.content === '' ? [] : [`${wanted.content} ${index}`];
        chosen.items.add(new File(bytes, name));
      }
      input.files = chosen.files;
      const added = Array.from(chosen.files, ({ name }) => name);
      input.dispatchEvent(new Event('change', { bubbles: true }));
      const inStatus = `[data-testid=upload][data-status=${wanted.status}]`;
      while (document.querySelectorAll(inStatus).length < added.length) {
        await new Promise(requestAnimationFrame);
      }
      const rows = [...document.querySelectorAll('[data-testid=upload]')];
      const { clientWidth } = document.documentElement;
      // The cell of the suffix has a picture where there is one of the eight.
      const tagsOf = (row: Element) =>
        [...row.querySelectorAll('*')]
          .filter((element) => element.closest('[class*=_suffix_]') === null)
          .map(({ tagName }) => tagName);
      return {
        added,
        shown: rows.map((row) => row.querySelector('h3')?.textContent ?? ''),
        shapes: new Set(rows.map((row) => tagsOf(row).join())).size,
        tallest: Math.max(...rows.map((row) => row.getBoundingClientRect().height)),
        // Labels, titles and announcements as well.
        turning: (
          `${document.title}\n${document.documentElement.outerHTML}`.match(
            /.{0,60}[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
          ) ?? []
        ).slice(0, 3),
        stickingOut: rows.filter(
          (row) =>
            row.getBoundingClientRect().right > clientWidth ||
            row.scrollWidth > row.clientWidth ||
            document.documentElement.scrollWidth > clientWidth,
        ).length,
      };
    },
    { names, content, status },
  );
}

test(`P13 ${NAMES} hostile names are only text, at any width`, async ({ page, cloud }) => {
  test.setTimeout(30_000 + NAMES * 30);
  const happened: string[] = [];
  page.on('dialog', (dialog) => {
    happened.push(dialog.type());
    void dialog.dismiss();
  });
  page.on('popup', () => happened.push('popup'));
  page.on('framenavigated', (frame) => happened.push(frame.url()));
  await page.goto(cloud.url);
  await expect(page.getByText('Local store')).toBeVisible();
  happened.length = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest() || !request.url().startsWith(`${cloud.url}/`)) {
      happened.push(request.url());
    }
  });

  const names = hostileNames(NAMES, 20_261_122);
  expect(new Set(names).size).toBe(NAMES);
  // Empty, they are refused at once: a row with its name in it, and nothing else to wait for.
  const BATCH = 200;
  for (let start = 0; start < names.length; start += BATCH) {
    const width = start % (2 * BATCH) === 0 ? 1180 : 320;
    await page.setViewportSize({ width, height: 900 });
    const batch = names.slice(start, start + BATCH);
    const { added, shown, tallest, ...seen } = await showNames(page, batch, '', 'rejected');
    expect(shown).toEqual(added.map(legibleText));
    expect(seen).toEqual({ shapes: 1, stickingOut: 0, turning: [] });
    expect(tallest).toBeLessThan(400);
    await page.getByTestId('clear-finished').click();
    await expect(uploads(page)).toHaveCount(0);
  }
  expect(happened).toEqual([]);
});

test('P13 hostile names stay out of the address', async ({ page, cloud }) => {
  await page.goto(cloud.url);
  const names = hostileNames(24, 7).map((name) => `${name}.bin`);
  const { added, shown, stickingOut, turning } = await showNames(page, names, FIRMWARE, 'done');
  expect(shown).toEqual(added.map(legibleText));
  expect({ stickingOut, turning }).toEqual({ stickingOut: 0, turning: [] });
  for (const url of await page.getByTestId('firmware-url').allTextContents()) {
    expect(url.slice(cloud.cloudUrl.length)).toMatch(/^\/ota\/firmware\/[0-9a-f-]{36}\.bin$/);
  }
  const stored = await cloud.stored();
  expect(stored).toHaveLength(names.length);
  for (const { key, read } of stored) {
    expect(key).toMatch(/^ota\/firmware\/[0-9a-f-]{36}\.bin$/);
    expect((await read()).toString()).toMatch(/lock \d+$/);
  }
});
