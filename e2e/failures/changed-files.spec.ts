import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  open,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { crc64 } from '../../src/contract/crc64.ts';
import { AT_END } from '../../src/faults/fault.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { choose, slowUploads, uploads } from '../support/ota-drop.ts';
import {
  chooseOne,
  expectCounts,
  inDetail,
  openAndChoose,
  takeAway,
  ticketsOf,
} from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  MAYBE_STORED,
  NOT_SENT,
  NOTHING_STORED,
  test as base,
} from './fixtures.ts';

/**
 * A file that does not stay what it was: changed in seven ways at four moments. Each ends in "the file changed" (or "is gone"),
 * none in an address that could be used.
 */

const SIZE = 4_000_000;
/** Of a file that is changed on its way the first place has left, the second has not. */
const EDITED_AT = [0, 3_000_000];
const TRUNCATED_TO = 2_500_000;

type Change = {
  readonly what: string;
  /** What becomes of the path: other bytes, or no file. */
  readonly leaves: 'changed' | 'gone';
  /** What a store keeps of it that is changed in the middle: a mix, the old file, or nothing. */
  readonly keeps: 'mix' | 'old' | 'nothing';
  readonly apply: (path: string) => Promise<void>;
};

async function editInPlace(path: string): Promise<void> {
  const file = await open(path, 'r+');
  for (const position of EDITED_AT) await file.write(randomBytes(1000), 0, 1000, position);
  await file.close();
}

/** To the millisecond, which is all that most programs know of a time. */
async function editAndPutTimeBack(path: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  await editInPlace(path);
  await utimes(path, atime, mtime);
}

async function replace(path: string): Promise<void> {
  await writeFile(`${path}.new`, randomBytes(SIZE));
  await rename(`${path}.new`, path);
}

const CHANGED = { leaves: 'changed' } as const;
const GONE = { leaves: 'gone', keeps: 'old' } as const;
const EDITS: readonly Change[] = [
  { ...CHANGED, what: 'edited in place', keeps: 'mix', apply: editInPlace },
  { ...CHANGED, what: 'edited, its time put back', keeps: 'mix', apply: editAndPutTimeBack },
];
const CHANGES: readonly Change[] = [
  ...EDITS,
  { ...CHANGED, what: 'grown', keeps: 'old', apply: (path) => appendFile(path, 'a line') },
  {
    ...CHANGED,
    what: 'truncated',
    keeps: 'nothing',
    apply: (path) => truncate(path, TRUNCATED_TO),
  },
  { ...CHANGED, what: 'replaced by another', keeps: 'old', apply: replace },
  { ...GONE, what: 'deleted', apply: (path) => rm(path) },
  { ...GONE, what: 'renamed', apply: (path) => rename(path, `${path}.old`) },
];

type NewFile = { readonly path: string; readonly bytes: Buffer };

const test = base.extend<{
  /** Makes a new file of random bytes, in a folder of the test's own. */
  readonly makeFile: (name: string) => Promise<NewFile>;
}>({
  makeFile: async ({ dir }, use) => {
    await use(async (name) => {
      const path = join(dir, name);
      const bytes = randomBytes(SIZE);
      await writeFile(path, bytes);
      return { path, bytes };
    });
  },
});

test.use({ pauses: 'none' });
test.beforeEach(() => test.setTimeout(120_000));

const AGAIN = { action: 'choose-again' } as const;
const BEFORE = {
  changed: {
    ...AGAIN,
    kind: 'file-changed',
    code: 'P07',
    title: 'The file changed after you chose it',
    stored: NOT_SENT,
  },
  gone: {
    ...AGAIN,
    kind: 'file-changed',
    code: 'P08',
    title: 'The file is gone',
    stored: NOT_SENT,
  },
};
const DURING = {
  changed: {
    ...AGAIN,
    kind: 'file-changed',
    code: 'V04',
    title: 'The file changed while it was uploading',
    stored:
      'A mix of both versions may be in storage; its address must not be used and is not shown.',
  },
  gone: {
    ...AGAIN,
    kind: 'file-changed',
    code: 'V04',
    title: 'The file disappeared while it was uploading',
    stored: MAYBE_STORED,
  },
};

test('P07 P08 a change before the ticket costs none', async ({ page, cloud, makeFile }) => {
  await page.goto(cloud.url);
  for (const { what, leaves, apply } of CHANGES) {
    await test.step(what, async () => {
      // A suffix in doubt has it wait for the user.
      const { path } = await makeFile(`${what}.img`);
      const row = await chooseOne(page, path);
      await expect(row).toHaveAttribute('data-status', 'ready');
      await apply(path);
      await (await inDetail(row, 'start')).click();
      await expectFailed(row, BEFORE[leaves]);
      await takeAway(row);
    });
  }
  await expectCounts({ cloud, page }, { asked: 0, posts: 0 });
});

test('P07 P08 a change during the ticket: not sent', async ({ page, cloud, gateway, makeFile }) => {
  await page.goto(gateway.url);
  for (const { what, leaves, apply } of CHANGES) {
    await test.step(what, async () => {
      const { path } = await makeFile(`${what}.bin`);
      gateway.play('/api/tickets', async (pass) => {
        const answer = await pass();
        await apply(path);
        return answer;
      });
      const row = await chooseOne(page, path);
      await expectFailed(row, BEFORE[leaves]);
      await takeAway(row);
    });
  }
  await expectCounts({ cloud, page }, { asked: CHANGES.length, posts: 0, stored: 0 });
});

/** Counts what the digest workers have answered: as long as a file is not uploaded, that is its CRC-64 alone on a fast line. */
async function countDigested(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    globalThis.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        this.addEventListener('message', () => {
          const { dataset } = document.documentElement;
          dataset['digested'] = String(Number(dataset['digested'] ?? 0) + 1);
        });
      }
    };
  });
  return async () => Number((await page.locator('html').getAttribute('data-digested')) ?? 0);
}

test('P07 a change between two sends: not sent again', async ({ page, cloud, makeFile }) => {
  const digested = await countDigested(page);
  await page.goto(cloud.url);
  // Once it has been digested, only what keeps the size could make a difference.
  for (const [index, { what, apply }] of EDITS.entries()) {
    await test.step(what, async () => {
      const { path } = await makeFile(`${what}.bin`);
      const nth = index + 1;
      cloud.plan.arm({ kind: 'refused', as: 'SlowDown', at: AT_END, retryAfterS: 30 }, { nth });
      const row = await chooseOne(page, path);
      await expect(row).toHaveAttribute('data-status', 'waiting');
      expect(cloud.plan.bites).toHaveLength(nth);
      await expect.poll(digested).toBe(nth);
      await apply(path);
      await (await inDetail(row, 'retry')).click();
      // What was sent before was refused: nothing of it is kept, but "not sent" it was not.
      await expectFailed(row, { ...BEFORE.changed, stored: NOTHING_STORED });
      await expectAttempt(row, 2);
      await takeAway(row);
    });
  }
  await expectCounts({ cloud, page }, { asked: 2, posts: 2, stored: 0 });
});

/** Changes a file when a part of it has left, and lets the rest go on. */
async function changeOnItsWay(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  apply: (path: string) => Promise<void>,
): Promise<void> {
  const letGo = await slowUploads(page, 1_000_000);
  const nth = cloud.plan.posts.length;
  await choose(page, path);
  await expect
    .poll(() => cloud.plan.posts[nth]?.bytesTaken ?? 0, { intervals: [25] })
    .toBeGreaterThan(0);
  await apply(path);
  expect(cloud.plan.posts[nth]?.bytesTaken).toBeLessThan(TRUNCATED_TO);
  await letGo();
}

test('V04 a file that changes on its way has no address', async ({ page, cloud, makeFile }) => {
  await page.goto(cloud.url);
  const row = uploads(page);
  for (const [index, { what, leaves, keeps, apply }] of CHANGES.entries()) {
    await test.step(what, async () => {
      const { path, bytes } = await makeFile(`${what}.bin`);
      await changeOnItsWay(page, cloud, path, apply);
      await expectFailed(row, DURING[leaves]);
      await expectAttempt(row, 1);
      expect(ticketsOf(page).asked).toBe(index + 1);
      // What the store took for good: the danger is real, and lies in what looks like success.
      const kept = (await cloud.stored()).find(({ key }) => key === cloud.plan.posts[index]?.key);
      if (keeps === 'nothing') expect(kept).toBe(undefined);
      else expect(kept?.crc64 === crc64(bytes)).toBe(keeps === 'old');
      if (keeps === 'mix') expect(kept?.crc64).not.toBe(crc64(await readFile(path)));
      await takeAway(row);
    });
  }
  expect(cloud.plan.seen.posts).toBe(CHANGES.length);
});

/** As `touch -r` does, to the nanosecond: no look at the file can tell. */
async function editUnseen(path: string): Promise<void> {
  execFileSync('touch', ['-r', path, `${path}.time`]);
  await editInPlace(path);
  execFileSync('touch', ['-r', `${path}.time`, path]);
}

test('P07 an unseen change is found by checksum', async ({ page, cloud, gateway, makeFile }) => {
  const digested = await countDigested(page);
  await page.goto(gateway.url);
  const { path } = await makeFile('unseen-before.bin');
  gateway.play('/api/tickets', async (pass, nth) => {
    const answer = await pass();
    if (nth > 1) return answer;
    await expect.poll(digested).toBe(1);
    await editUnseen(path);
    return answer;
  });
  const row = await chooseOne(page, path);
  // It is sent as it is now.
  await expectVerified(cloud, row, path, { attempts: 2 });
  await expectCounts({ cloud, page }, { asked: 2, posts: 2 });
});

test('V04 an unseen mix is found by checksum', async ({ page, cloud, makeFile }) => {
  await page.goto(cloud.url);
  const { path, bytes } = await makeFile('unseen-meanwhile.bin');
  await changeOnItsWay(page, cloud, path, editUnseen);
  await expectVerified(cloud, uploads(page), path, { attempts: 2 });
  expect(ticketsOf(page).asked).toBe(2);
  const first = (await cloud.stored()).find(({ key }) => key === cloud.plan.posts[0]?.key);
  expect([crc64(bytes), crc64(await readFile(path))]).not.toContain(first?.crc64);
});

test('P08 a drive that is pulled before its file’s turn', async ({ page, cloud, mountDisk }) => {
  const drive = await mountDisk(16);
  const path = join(drive.dir, 'on-a-stick.img');
  await writeFile(path, randomBytes(SIZE));
  const row = await openAndChoose(page, cloud, path);
  await expect(row).toHaveAttribute('data-status', 'ready');
  drive.pull();
  await (await inDetail(row, 'start')).click();
  await expectFailed(row, BEFORE.gone);
  expect(cloud.plan.seen.posts).toBe(0);
});

test('P08 V04 a drive that is pulled in the middle', async ({ page, cloud, mountDisk }) => {
  const drive = await mountDisk(16);
  const path = join(drive.dir, 'on-a-stick.bin');
  await writeFile(path, randomBytes(SIZE));
  await page.goto(cloud.url);
  await changeOnItsWay(page, cloud, path, async () => drive.pull());
  await expectFailed(uploads(page), DURING.gone);
  expect(cloud.plan.seen.posts).toBe(1);
});
