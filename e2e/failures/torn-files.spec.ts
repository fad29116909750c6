import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFile,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { crc64 } from '../../src/contract/crc64.ts';
import type { FaultyCloud } from '../support/cloud/faulty-cloud.ts';
import { choose, slowUploads, uploads } from '../support/ota-drop.ts';
import { countTickets } from './evidence.ts';
import { expect, expectFailed, expectProved, test as base, withoutPauses } from './fixtures.ts';

/**
 * A file that does not stay what it was: changed in seven ways at four moments. Each ends in "the file changed" (or "is gone"),
 * none in an address that could be used.
 */

const SIZE = 4_000_000;
/** Of a disturbed send the first place has left, the second has not. */
const EDITED_AT = [0, 3_000_000];
const TRUNCATED_TO = 2_500_000;

type Mutation = {
  readonly what: string;
  /** What becomes of the path: other bytes, or no file. */
  readonly leaves: 'changed' | 'gone';
  /** What a store keeps of it that is disturbed in the middle: a mix, the old file, or nothing. */
  readonly keeps: 'mix' | 'old' | 'nothing';
  readonly mutate: (path: string) => Promise<void>;
};

async function editInPlace(path: string): Promise<void> {
  const file = await open(path, 'r+');
  for (const position of EDITED_AT) await file.write(randomBytes(1000), 0, 1000, position);
  await file.close();
}

const EDITED: Mutation = {
  what: 'edited in place',
  leaves: 'changed',
  keeps: 'mix',
  mutate: editInPlace,
};
const PUT_BACK: Mutation = {
  what: 'edited in place, its time put back',
  leaves: 'changed',
  keeps: 'mix',
  // To the millisecond, which is all that most programs know of it.
  async mutate(path) {
    const { atime, mtime } = await stat(path);
    await editInPlace(path);
    await utimes(path, atime, mtime);
  },
};
const MUTATIONS: readonly Mutation[] = [
  EDITED,
  PUT_BACK,
  {
    what: 'grown',
    leaves: 'changed',
    keeps: 'old',
    mutate: (path) => appendFile(path, 'one more line'),
  },
  {
    what: 'truncated',
    leaves: 'changed',
    keeps: 'nothing',
    mutate: (path) => truncate(path, TRUNCATED_TO),
  },
  {
    what: 'replaced by another',
    leaves: 'changed',
    keeps: 'old',
    async mutate(path) {
      await writeFile(`${path}.new`, randomBytes(SIZE));
      await rename(`${path}.new`, path);
    },
  },
  { what: 'deleted', leaves: 'gone', keeps: 'old', mutate: (path) => rm(path) },
  { what: 'renamed', leaves: 'gone', keeps: 'old', mutate: (path) => rename(path, `${path}.old`) },
];

type Moment = 'before its ticket' | 'before its first byte' | 'between two attempts' | 'on its way';
/** Once it has been digested, only what keeps the size could make a difference. */
const CASES: readonly (readonly [Moment, Mutation])[] = [
  ...MUTATIONS.map((mutation) => ['before its ticket', mutation] as const),
  ...MUTATIONS.map((mutation) => ['before its first byte', mutation] as const),
  ...[EDITED, PUT_BACK].map((mutation) => ['between two attempts', mutation] as const),
  ...MUTATIONS.map((mutation) => ['on its way', mutation] as const),
];
const at = (moment: Moment) => CASES.filter(([when]) => when === moment).map(([, how]) => how);

/** What ended as it should. */
const ended: string[] = [];
function endedWell(moment: Moment, { what }: Mutation): void {
  ended.push(`${what} ${moment}`);
}

type Fixtures = {
  /** Makes a new file of random bytes, in a folder of the test's own. */
  readonly makeFile: (name: string) => Promise<{ readonly path: string; readonly bytes: Buffer }>;
};

const test = base.extend<Fixtures>({
  makeFile: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-torn-'));
    await use(async (name) => {
      const path = join(dir, name);
      const bytes = randomBytes(SIZE);
      await writeFile(path, bytes);
      return { path, bytes };
    });
    await rm(dir, { recursive: true });
  },
});

test.beforeEach(async ({ page }) => {
  test.setTimeout(120_000);
  await withoutPauses(page);
});

test.afterAll(() => {
  // Another worker goes on after a failure, and has seen none of them.
  if (ended.length === 0) return;
  console.log(
    `\n  ${ended.length} of ${CASES.length} mutations end in "the file changed", none in a usable address\n`,
  );
});

const BEFORE = {
  changed: { kind: 'file-changed', code: 'P07', title: 'The file changed after you chose it' },
  gone: { kind: 'file-changed', code: 'P08', title: 'The file is gone' },
} as const;
const DURING = {
  changed: {
    title: 'The file changed while it was uploading',
    stored:
      'A mix of both versions may be in storage; its address must not be used and is not shown.',
  },
  gone: {
    title: 'The file disappeared while it was uploading',
    stored: 'A copy may have been stored; it is not published.',
  },
} as const;
const NOT_SENT = 'Your file has not been sent.';

async function takeAway(page: Page): Promise<void> {
  await uploads(page).getByTestId('remove').click();
  await expect(uploads(page)).toHaveCount(0);
}

test('P07 P08 · a file that changes before its ticket costs no ticket', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  for (const mutation of at('before its ticket')) {
    await test.step(mutation.what, async () => {
      // A suffix in doubt has it wait for a person.
      const { path } = await makeFile(`${mutation.what}.img`);
      await choose(page, path);
      await expect(uploads(page)).toHaveAttribute('data-status', 'ready');
      await mutation.mutate(path);
      await page.getByTestId('start').click();
      await expectFailed(
        uploads(page),
        { ...BEFORE[mutation.leaves], stored: NOT_SENT },
        'choose-again',
      );
      endedWell('before its ticket', mutation);
      await takeAway(page);
    });
  }
  expect(tickets.asked).toBe(0);
  expect(cloud.plan.seen.posts).toBe(0);
});

test('P07 P08 · a file that changes while its ticket is on the way is not sent', async ({
  page,
  startCloud,
  putBefore,
  makeFile,
}) => {
  const cloud = await startCloud();
  const gateway = await putBefore(cloud);
  const tickets = countTickets(page);
  await page.goto(gateway.url);
  for (const mutation of at('before its first byte')) {
    await test.step(mutation.what, async () => {
      const { path } = await makeFile(`${mutation.what}.bin`);
      gateway.play('/api/tickets', async (pass) => {
        const answer = await pass();
        await mutation.mutate(path);
        return answer;
      });
      const before = tickets.asked;
      await choose(page, path);
      await expectFailed(
        uploads(page),
        { ...BEFORE[mutation.leaves], stored: NOT_SENT },
        'choose-again',
      );
      expect(tickets.asked - before).toBe(1);
      endedWell('before its first byte', mutation);
      await takeAway(page);
    });
  }
  expect(cloud.plan.seen.posts).toBe(0);
  expect(await cloud.stored()).toEqual([]);
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

test('P07 · a file that was digested and sent once, and changes before it is sent again, is not sent again', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  const digested = await countDigested(page);
  await page.goto(cloud.url);
  for (const [index, mutation] of at('between two attempts').entries()) {
    await test.step(mutation.what, async () => {
      const { path } = await makeFile(`${mutation.what}.bin`);
      const busy = {
        kind: 'refused',
        as: 'SlowDown',
        at: { bodyShare: 1 },
        retryAfterS: 30,
      } as const;
      cloud.plan.arm(busy, { nth: index + 1 });
      const row = uploads(page);
      await choose(page, path);
      await expect(row).toHaveAttribute('data-status', 'waiting');
      expect(cloud.plan.bites).toHaveLength(index + 1);
      await expect.poll(digested).toBe(index + 1);
      await mutation.mutate(path);
      await row.getByTestId('retry').click();
      // What was sent before was refused: nothing of it is kept, but "not sent" it was not.
      await expectFailed(row, { ...BEFORE.changed, stored: 'Nothing was stored.' }, 'choose-again');
      await expect(row).toHaveAttribute('data-attempt', '2');
      endedWell('between two attempts', mutation);
      await takeAway(page);
    });
  }
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(2);
  expect(await cloud.stored()).toEqual([]);
});

/** Changes a file when a part of it has left, and lets the rest go on. */
async function changeOnItsWay(
  page: Page,
  cloud: FaultyCloud,
  path: string,
  mutate: (path: string) => Promise<void>,
): Promise<void> {
  const letGo = await slowUploads(page, 1_000_000);
  const nth = cloud.plan.posts.length;
  await choose(page, path);
  await expect
    .poll(() => cloud.plan.posts[nth]?.bytesTaken ?? 0, { intervals: [25] })
    .toBeGreaterThan(0);
  await mutate(path);
  expect(cloud.plan.posts[nth]?.bytesTaken).toBeLessThan(TRUNCATED_TO);
  await letGo();
}

test('V04 · a file that changes on its way has no address, whatever the store says', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const row = uploads(page);
  for (const [index, mutation] of at('on its way').entries()) {
    await test.step(mutation.what, async () => {
      const { path, bytes } = await makeFile(`${mutation.what}.bin`);
      await changeOnItsWay(page, cloud, path, mutation.mutate);
      await expectFailed(
        row,
        { kind: 'file-changed', code: 'V04', ...DURING[mutation.leaves] },
        'choose-again',
      );
      await expect(row).toHaveAttribute('data-attempt', '1');
      expect(tickets.asked).toBe(index + 1);
      // What the store took for good: the danger is real, and lies in what looks like success.
      const kept = (await cloud.stored()).find(({ key }) => key === cloud.plan.posts[index]?.key);
      if (mutation.keeps === 'nothing') expect(kept).toBe(undefined);
      else expect(kept?.crc64 === crc64(bytes)).toBe(mutation.keeps === 'old');
      if (mutation.keeps === 'mix') expect(kept?.crc64).not.toBe(crc64(await readFile(path)));
      endedWell('on its way', mutation);
      await takeAway(page);
    });
  }
  expect(cloud.plan.seen.posts).toBe(at('on its way').length);
});

/** As `touch -r` does, to the nanosecond: no look at the file can tell. */
async function editUnseen(path: string): Promise<void> {
  execFileSync('touch', ['-r', path, `${path}.time`]);
  await editInPlace(path);
  execFileSync('touch', ['-r', `${path}.time`, path]);
}

test('P07 · a file whose change no look can find is found by its checksum, and sent as it is now', async ({
  page,
  startCloud,
  putBefore,
  makeFile,
}) => {
  const cloud = await startCloud();
  const gateway = await putBefore(cloud);
  const digested = await countDigested(page);
  const tickets = countTickets(page);
  await page.goto(gateway.url);
  const { path } = await makeFile('unseen-before.bin');
  gateway.play('/api/tickets', async (pass, nth) => {
    const answer = await pass();
    if (nth > 1) return answer;
    await expect.poll(digested).toBe(1);
    await editUnseen(path);
    return answer;
  });
  await choose(page, path);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expectProved(page, cloud, await readFile(path));
  await expect(uploads(page)).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  expect(cloud.plan.seen.posts).toBe(2);
});

test('V04 · a mix whose making no look can find is found by its checksum, and what is sent then is whole', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  const tickets = countTickets(page);
  await page.goto(cloud.url);
  const { path, bytes } = await makeFile('unseen-meanwhile.bin');
  await changeOnItsWay(page, cloud, path, editUnseen);
  const now = await readFile(path);
  await expectProved(page, cloud, now);
  await expect(uploads(page)).toHaveAttribute('data-attempt', '2');
  expect(tickets.asked).toBe(2);
  const first = (await cloud.stored()).find(({ key }) => key === cloud.plan.posts[0]?.key);
  expect([crc64(bytes), crc64(now)]).not.toContain(first?.crc64);
});

const PULLED = process.platform === 'linux' && process.getuid?.() === 0;

test.describe('a drive that is pulled', () => {
  test.skip(!PULLED, 'mounting a drive needs root on Linux');

  let drive: string;
  test.beforeEach(async () => {
    drive = await mkdtemp(join(tmpdir(), 'ota-drop-drive-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'ota-drop-drive', drive]);
  });
  test.afterEach(async () => {
    await pull().catch(() => undefined);
    await rm(drive, { recursive: true });
  });
  const pull = async () => {
    execFileSync('umount', ['--lazy', drive], { stdio: 'ignore' });
  };

  test('P08 · before its file’s turn has the file gone', async ({ page, startCloud }) => {
    const cloud = await startCloud();
    const tickets = countTickets(page);
    await page.goto(cloud.url);
    const path = join(drive, 'on-a-stick.img');
    await writeFile(path, randomBytes(SIZE));
    await choose(page, path);
    await expect(uploads(page)).toHaveAttribute('data-status', 'ready');
    await pull();
    await page.getByTestId('start').click();
    await expectFailed(uploads(page), { ...BEFORE.gone, stored: NOT_SENT }, 'choose-again');
    expect(tickets.asked).toBe(0);
  });

  test('P08 V04 · in the middle of a send has the file gone, and no address', async ({
    page,
    startCloud,
  }) => {
    const cloud = await startCloud();
    await page.goto(cloud.url);
    const path = join(drive, 'on-a-stick.bin');
    await writeFile(path, randomBytes(SIZE));
    await changeOnItsWay(page, cloud, path, pull);
    await expectFailed(
      uploads(page),
      { kind: 'file-changed', code: 'V04', ...DURING.gone },
      'choose-again',
    );
    expect(cloud.plan.seen.posts).toBe(1);
  });
});

/** Puts a file into the page's own field a moment late: chosen and looked at by nobody yet, it changes on disk. */
async function chooseLate(page: Page, path: string, meanwhile: () => Promise<void>): Promise<void> {
  const field = await page.evaluateHandle(() => {
    const input = document.createElement('input');
    input.type = 'file';
    return input;
  });
  await field.setInputFiles(path);
  // The browser remembers what a file was when its size was asked for.
  await field.evaluate(({ files }) => files?.[0]?.size);
  await meanwhile();
  await page.getByTestId('file-input').evaluate((input, late) => {
    if (!(input instanceof HTMLInputElement)) throw new Error('not a field');
    input.files = late.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, field);
}

test('P08 · a file that is gone before anybody looks at it is refused', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const { path } = await makeFile('late.bin');
  await chooseLate(page, path, () => rm(path));
  await expect(uploads(page)).toHaveAttribute('data-status', 'rejected');
  await expectFailed(
    uploads(page),
    { kind: 'gone', code: 'P08', title: BEFORE.gone.title, stored: NOT_SENT },
    'choose-again',
  );
});

test('P06 · a file that changes before anybody looks at it is refused', async ({
  page,
  startCloud,
  makeFile,
}) => {
  const cloud = await startCloud();
  await page.goto(cloud.url);
  const { path } = await makeFile('late.bin');
  await chooseLate(page, path, () => truncate(path, 1000));
  await expect(uploads(page)).toHaveAttribute('data-status', 'rejected');
  await expectFailed(
    uploads(page),
    { kind: 'unreadable', code: 'P06', title: 'The file can’t be read', stored: NOT_SENT },
    'choose-again',
  );
});
