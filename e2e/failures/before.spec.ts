import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { FIRMWARE_MAX_BYTES } from '../../src/contract/limits.ts';
import { legibleText } from '../../src/contract/legible-text.ts';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { FUZZ_RUNS } from '../../src/testing/fuzz-runs.ts';
import { chooserOf, choose, uploads } from '../support/ota-drop.ts';
import { makeBadDrive } from '../support/cloud/bad-drive.ts';
import { countTickets } from './evidence.ts';
import { hostileNames } from './hostile-names.ts';
import { visitAsPlainUser } from '../support/browser/plain-user.ts';
import { expect, expectFailed, expectProved, test, withoutPauses } from './fixtures.ts';

/** What is wrong with a file is found before anything is asked for it. */

const NOT_SENT = 'Your file has not been sent.';

test.beforeEach(async ({ page }) => {
  await withoutPauses(page);
});

/** Drops files and folders from the disk onto the page, as a person does. */
async function drop(page: Page, ...paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 20, y: 500, data });
  }
}

test('P01 · an empty file is refused in words, and no ticket is asked for', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const path = await sparseFile(join(files.dir, 'empty.bin'), 0);
  await choose(page, path);
  const row = uploads(page);
  await expect(row).toHaveAttribute('data-status', 'rejected');
  await expectFailed(
    row,
    {
      kind: 'empty',
      code: 'P01',
      title:
        'The selected file has no bytes It is empty, or a pipe or a socket that no browser can read. Choose the built firmware image.',
      stored: NOT_SENT,
    },
    'choose-again',
  );
  // The way out is one press away.
  const chooser = await chooserOf(page, () => row.getByTestId('choose-again').click());
  await chooser.setFiles(files.gz);
  await expect(page.locator('[data-testid=upload][data-status=done]')).toHaveCount(1);
  expect(tickets.asked).toBe(1);
  expect(cloud.plan.seen.posts).toBe(1);
});

test('P02 · a byte too many is refused, with the limit and the size to the byte; the limit itself is not', async ({
  page,
  startCloud,
  putBefore,
  files,
}) => {
  const cloud = await startCloud();
  const gateway = await putBefore(cloud);
  // What is not too large gets as far as the ticket, and no further.
  gateway.play('/api/tickets', () => new Promise(() => {}));
  const tickets = countTickets(page);
  await page.goto(gateway.url);
  const row = uploads(page);
  const title = 'The selected file must not be larger than 1,000 MiB This one has ';
  for (const [bytes, told] of [
    // Rounded, it would look like the limit itself.
    [FIRMWARE_MAX_BYTES + 1, ['1,048,576,001 bytes', '1,048,576,000 bytes']],
    [5_000_000_000, ['5,000,000,000 bytes']],
  ] as const) {
    await choose(page, await sparseFile(join(files.dir, `of-${bytes}.bin`), bytes));
    await expect(row).toHaveAttribute('data-status', 'rejected');
    await expectFailed(
      row,
      { kind: 'too-large', code: 'P02', title, stored: NOT_SENT },
      'choose-again',
    );
    for (const size of told) await expect(row.getByTestId('failure')).toContainText(size);
    await row.getByTestId('remove').click();
  }
  expect(tickets.asked).toBe(0);
  for (const bytes of [FIRMWARE_MAX_BYTES - 1, FIRMWARE_MAX_BYTES]) {
    await choose(page, await sparseFile(join(files.dir, `of-${bytes}.bin`), bytes));
    await expect(row).toHaveAttribute('data-status', 'ticketing');
    await row.getByTestId('cancel').click();
    await expect(row).toContainText('Nothing was stored.');
    await row.getByTestId('remove').click();
  }
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(0);
});

test('P03 · a folder with nothing in it is said to have nothing, and another one brings its files', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const folder = join(files.dir, 'release');
  await mkdir(join(folder, 'deeper', 'deepest'), { recursive: true });
  const nothing = page.getByText(
    'That folder has no files we can read. Drop the firmware files themselves.',
  );
  await expect(nothing).toHaveCount(0);
  await drop(page, folder);
  await expect(nothing).toBeVisible();
  await expect(uploads(page)).toHaveCount(0);

  await writeFile(join(folder, 'deeper', 'deepest', 'board.bin'), '\0firmware');
  await drop(page, folder);
  await expect(nothing).toHaveCount(0);
  await expectProved(page, cloud, Buffer.from('\0firmware'));
  await expect(uploads(page)).toContainText('release/deeper/deepest');
});

test('P03 P06 · a file or a folder that one has no right to read is told apart from one that is not there', async ({
  startCloud,
}) => {
  const visitor = await visitAsPlainUser();
  test.skip(visitor === undefined, 'nobody but root may start this browser');
  if (visitor === undefined) return;
  try {
    const cloud = await startCloud();
    const page = await visitor.context.newPage();
    const tickets = countTickets(page);
    await page.goto(cloud.url);

    const folder = join(visitor.folder, 'locked');
    await mkdir(folder);
    await writeFile(join(folder, 'board.bin'), '\0firmware');
    await chmod(folder, 0);
    await drop(page, folder);
    await expect(
      page.getByText('could not be read completely, so nothing was added'),
    ).toBeVisible();
    await expect(uploads(page)).toHaveCount(0);

    const path = join(visitor.folder, 'locked.bin');
    await writeFile(path, randomBytes(1000));
    await chmod(path, 0);
    await choose(page, path);
    await expectFailed(
      uploads(page),
      {
        kind: 'unreadable',
        code: 'P06',
        title:
          'The file can’t be read Close programs that use it, copy it to this computer, and choose it again.',
        stored: NOT_SENT,
      },
      'choose-again',
    );
    expect(tickets.asked).toBe(0);

    await chmod(path, 0o644);
    await choose(page, path);
    await expectProved(page, cloud, await readFile(path), uploads(page).nth(1));
  } finally {
    await visitor.leave();
  }
});

test('P05 · a name says its suffix, the longest one, in any case; where it does not, a person does', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const dir = join(files.dir, 'names');
  await mkdir(dir, { recursive: true });
  const certain: Readonly<Record<string, readonly string[]>> = {
    bin: ['a.bin', 'B.BIN', 'c.img.bin', 'd.tar.gz.bin', 'e.bin ', '.bin'],
    dav: ['f.dav'],
    apk: ['g.apk'],
    tar: ['h.tar'],
    gz: ['i.gz', 'j.zip.gz'],
    'tar.gz': ['k.tar.gz', 'L.Tar.GZ', 'm_4.2.0-rc3.tar.gz'],
    zip: ['n.zip'],
    gzip: ['o.gzip'],
  };
  const unknown = (ending: string) =>
    `“.${ending}” is none of the eight suffixes. “bin” is proposed, as for a raw image`;
  const doubtful: Readonly<Record<string, readonly [proposal: string, why: string]>> = {
    'p.img': ['bin', unknown('img')],
    'q.hex': ['bin', unknown('hex')],
    'r.FW': ['bin', unknown('fw')],
    's.bin.bak': ['bin', unknown('bak')],
    't.tgz': ['tar.gz', '“.tgz” is short for “tar.gz”, which is proposed'],
    'u-bin': ['bin', 'The file name has no ending. “bin” is proposed'],
    bin: ['bin', 'The file name has no ending. “bin” is proposed'],
  };
  const told = Object.entries(certain).flatMap(([suffix, names]) =>
    names.map((name) => [name, suffix] as const),
  );
  const names = [...told.map(([name]) => name), ...Object.keys(doubtful)];
  for (const name of names) await writeFile(join(dir, name), `\0firmware ${name}`);
  const genuine = {
    apk: files.apk,
    tar: files.tar,
    gz: files.gz,
    gzip: files.gz,
    'tar.gz': files.tarGz,
    zip: files.zip,
  };
  for (const [suffix, path] of Object.entries(genuine)) {
    for (const name of certain[suffix] ?? []) await copyFile(path, join(dir, name));
  }
  await choose(page, ...names.map((name) => join(dir, name)));
  const rowOf = (name: string) =>
    uploads(page).filter({ has: page.locator(`bdi[title=${JSON.stringify(name)}]`) });
  for (const [name, suffix] of told) {
    // Of copies of one file the later ones are asked about.
    await expect(rowOf(name)).toHaveAttribute('data-status', /^(?:done|ready)$/);
    const again = rowOf(name).locator('[data-doubt=uploaded-before]');
    if ((await again.count()) > 0) await rowOf(name).getByTestId('start').click();
    await expect(rowOf(name)).toHaveAttribute('data-status', 'done');
    await expect(rowOf(name).getByTestId('firmware-url')).toHaveText(
      new RegExp(`/[0-9a-f-]{36}\\.${suffix}$`),
    );
  }
  for (const [name, [proposal, why]] of Object.entries(doubtful)) {
    await expect(rowOf(name)).toHaveAttribute('data-status', 'ready');
    await expect(rowOf(name).getByTestId('suffix')).toHaveValue(proposal);
    await expect(rowOf(name)).toContainText(why);
  }
  expect(tickets.asked).toBe(told.length);

  // A person's word is final.
  await rowOf('p.img').getByTestId('suffix').selectOption('dav');
  await rowOf('p.img').getByTestId('start').click();
  await expectProved(page, cloud, Buffer.from('\0firmware p.img'), rowOf('p.img'));
  await expect(rowOf('p.img').getByTestId('firmware-url')).toHaveText(/\.dav$/);
});

test('P11 · the bytes contradict the name: the user is asked, and may send it as proposed or as named', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const dir = join(files.dir, 'contradictions');
  await mkdir(dir, { recursive: true });
  const whole = await readFile(files.zip);
  const cases: readonly (readonly [
    name: string,
    bytes: Buffer,
    doubt: string,
    proposal: string,
    why: string,
  ])[] = [
    ['a.bin', await readFile(files.gz), 'packed', 'gz', 'the bytes are gzip data'],
    ['b.gz', await readFile(files.tarGz), 'packed', 'tar.gz', 'a tar archive in gzip'],
    ['c.zip', await readFile(files.apk), 'packed', 'apk', 'an Android application'],
    ['d.apk', whole, 'packed', 'zip', 'a zip archive'],
    ['e.tar', Buffer.from('\0firmware'), 'not-packed', 'bin', 'do not begin like that'],
    ['f', whole, 'packed', 'zip', 'none of the eight suffixes'],
    ['g.zip', whole.subarray(0, -100), 'odd', 'zip', 'is not whole'],
    ['h.bin', Buffer.from('<!doctype html><title>Sign in'), 'odd', 'bin', 'a web page'],
    ['i.bin', Buffer.alloc(100_000, 0xff), 'odd', 'bin', 'nothing but 00 or FF'],
  ];
  for (const [name, bytes] of cases) await writeFile(join(dir, name), bytes);
  await choose(page, ...cases.map(([name]) => join(dir, name)));
  const rowOf = (name: string) =>
    uploads(page).filter({ has: page.locator(`bdi[title=${JSON.stringify(name)}]`) });
  for (const [name, , doubt, proposal, why] of cases) {
    await expect(rowOf(name)).toHaveAttribute('data-status', 'ready');
    await expect(rowOf(name).getByTestId('doubt')).toHaveAttribute('data-doubt', doubt);
    await expect(rowOf(name).getByTestId('doubt')).toContainText(why);
    await expect(rowOf(name).getByTestId('suffix')).toHaveValue(proposal);
  }
  expect(tickets.asked).toBe(0);

  // Nothing keeps anybody from it: one click as proposed, one as named.
  for (const [name, bytes, , proposal] of cases) {
    await rowOf(name).getByTestId('start').click();
    // The same archive under another name is asked about once more.
    if (name === 'f') {
      await expect(rowOf(name).locator('[data-doubt=uploaded-before]')).toBeVisible();
      await rowOf(name).getByTestId('start').click();
    }
    await expectProved(page, cloud, bytes, rowOf(name));
    await expect(rowOf(name).getByTestId('firmware-url')).toHaveText(
      new RegExp(`/[0-9a-f-]{36}\\.${proposal}$`),
    );
  }
  await page.getByTestId('clear-finished').click();
  // Other bytes than before, which would be asked about a second time.
  const again = Buffer.concat([await readFile(files.gz), Buffer.alloc(1)]);
  await writeFile(join(dir, 'a.bin'), again);
  await choose(page, join(dir, 'a.bin'));
  await expect(rowOf('a.bin').getByTestId('as-named')).toHaveText('Upload as “bin”');
  await rowOf('a.bin').getByTestId('as-named').click();
  await expectProved(page, cloud, again, rowOf('a.bin'));
  await expect(rowOf('a.bin').getByTestId('firmware-url')).toHaveText(/\.bin$/);
});

test('P05 · what an image is, is shown where it can be told', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const path = join(files.dir, 'kernel.bin');
  await writeFile(path, Buffer.from([0x27, 0x05, 0x19, 0x56, 1, 2, 3, 4]));
  await choose(page, path, files.bin);
  await expect(uploads(page).first().getByTestId('image')).toHaveText('U-Boot uImage');
  await expect(uploads(page).last()).toHaveAttribute('data-status', 'done');
  await expect(uploads(page).last().getByTestId('image')).toHaveText('Arm Cortex-M firmware');
});

test('P05 · where bytes cannot be looked at, the name has to do', async ({
  page,
  startCloud,
  files,
}) => {
  const cloud = await startCloud();
  await page.route('**/assets/contents-*.js', (route) => route.abort());
  await page.goto(cloud.url);
  const path = join(files.dir, 'not-looked-at.zip');
  await writeFile(path, '\0firmware');
  await choose(page, path);
  await expectProved(page, cloud, Buffer.from('\0firmware'));
  await expect(uploads(page).getByTestId('firmware-url')).toHaveText(/\.zip$/);
});

test.describe('a drive that fails', () => {
  test('P06 · from the first byte of a file has it refused', async ({ page, startCloud }) => {
    const drive = await makeBadDrive(randomBytes(1_000_000), 0);
    test.skip(drive === undefined, 'a drive that fails needs root, Linux, a loop device and ext4');
    if (drive === undefined) return;
    try {
      const cloud = await startCloud();
      const tickets = countTickets(page);
      await page.goto(cloud.url);
      await choose(page, drive.path);
      await expect(uploads(page)).toHaveAttribute('data-status', 'rejected');
      await expectFailed(
        uploads(page),
        { kind: 'unreadable', code: 'P06', title: 'The file can’t be read', stored: NOT_SENT },
        'choose-again',
      );
      expect(tickets.asked).toBe(0);
    } finally {
      await page.close();
      await drive.remove();
    }
  });

  test('P09 · in the middle of a file is not taken for a network that fails', async ({
    page,
    startCloud,
  }) => {
    const drive = await makeBadDrive(randomBytes(8_000_000), 0.5);
    test.skip(drive === undefined, 'a drive that fails needs root, Linux, a loop device and ext4');
    if (drive === undefined) return;
    try {
      const cloud = await startCloud();
      await page.goto(cloud.url);
      await choose(page, drive.path);
      await expectFailed(
        uploads(page),
        {
          kind: 'file-unreadable',
          code: 'P09',
          title: 'The file can’t be read to its end',
          stored: /Your file has not been sent\.|Nothing was stored\./,
        },
        'choose-again',
      );
      await expect(uploads(page)).toHaveAttribute('data-attempt', '1');
      expect(cloud.plan.seen.posts).toBeLessThanOrEqual(1);
      expect(await cloud.stored()).toEqual([]);
    } finally {
      await page.close();
      await drive.remove();
    }
  });
});

test.describe('digests', () => {
  const PROOFLESS =
    'its checksum could not be computed in this browser, so nothing proves the stored bytes';

  for (const hidden of [false, true]) {
    test(`P10 · whose worker is not to be had prove nothing, ${hidden ? 'and neither does the server’s look at the store' : 'whatever the store says'}`, async ({
      page,
      startCloud,
      putBefore,
      files,
    }) => {
      const cloud = await startCloud();
      const gateway = await putBefore(cloud);
      const scripts = await readdir(join(import.meta.dirname, '../../dist/client/workers'));
      let asked = 0;
      for (const script of scripts) {
        gateway.play(`/workers/${script}`, async () => {
          asked += 1;
          return new Response('Not here', { status: 404 });
        });
      }
      if (hidden) cloud.plan.arm({ kind: 'hidden-checksum', from: 'pages' });
      await page.goto(gateway.url);
      await choose(page, files.gz);
      const row = uploads(page);
      await expect(row).toHaveAttribute('data-status', 'done');
      await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
      await expect(row.getByTestId('verdict')).toHaveText('Uploaded, not verified');
      await expect(row).toContainText(hidden ? /nothing proves the stored bytes/ : PROOFLESS);
      await expect(row).not.toContainText('matches the stored object');
      await expect(row.getByText('not available in this browser')).toHaveCount(3);
      expect(asked).toBeGreaterThan(0);
      expect(cloud.plan.seen.heads).toBe(hidden ? 1 : 0);
      expect(cloud.plan.seen.posts).toBe(1);
    });
  }

  test('P10 · that may not be computed here at all prove nothing either', async ({
    page,
    startCloud,
    files,
  }) => {
    const cloud = await startCloud();
    await page.addInitScript(() => {
      globalThis.Worker = class extends Worker {
        constructor(...args: ConstructorParameters<typeof Worker>) {
          document.documentElement.dataset['workers'] = 'refused';
          super(...args);
          throw new TypeError('no workers here');
        }
      };
    });
    await page.goto(cloud.url);
    await choose(page, files.gz);
    const row = uploads(page);
    await expect(row).toHaveAttribute('data-status', 'done');
    await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
    await expect(row).toContainText(PROOFLESS);
    await expect(page.locator('html')).toHaveAttribute('data-workers', 'refused');
    expect(cloud.plan.seen.posts).toBe(1);
  });
});

/** 1,000 every day; 10,000 with FUZZ_RUNS=500000. */
const NAMES = FUZZ_RUNS / 50;

test.describe('a hostile name', () => {
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
        const tagsOf = (row: Element) => Array.from(row.querySelectorAll('*'), (e) => e.tagName);
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

  test(`P13 · is text and nothing else, ${NAMES} times, on a wide page and on a narrow one`, async ({
    page,
    startCloud,
  }) => {
    test.setTimeout(30_000 + NAMES * 30);
    const cloud = await startCloud();
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
      const { added, shown, shapes, tallest, stickingOut, turning } = await showNames(
        page,
        batch,
        '',
        'rejected',
      );
      expect(shown).toEqual(added.map(legibleText));
      expect({ shapes, stickingOut, turning }).toEqual({ shapes: 1, stickingOut: 0, turning: [] });
      expect(tallest).toBeLessThan(400);
      await page.getByTestId('clear-finished').click();
      await expect(uploads(page)).toHaveCount(0);
    }
    expect(happened).toEqual([]);
  });

  test('P13 · goes through an upload and stays out of the address', async ({
    page,
    startCloud,
  }) => {
    const cloud = await startCloud();
    await page.goto(cloud.url);
    const names = hostileNames(24, 7).map((name) => `${name}.bin`);
    const { added, shown, stickingOut, turning } = await showNames(
      page,
      names,
      '\0firmware',
      'done',
    );
    expect(shown).toEqual(added.map(legibleText));
    expect({ stickingOut, turning }).toEqual({ stickingOut: 0, turning: [] });
    for (const url of await page.getByTestId('firmware-url').allTextContents()) {
      expect(url.slice(cloud.cloudUrl.length)).toMatch(/^\/ota\/firmware\/[0-9a-f-]{36}\.bin$/);
    }
    for (const { key, read } of await cloud.stored()) {
      expect(key).toMatch(/^ota\/firmware\/[0-9a-f-]{36}\.bin$/);
      expect((await read()).toString()).toMatch(/firmware \d+$/);
    }
  });
});
