import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy } from '../support/proxy/fault-proxy.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import { chooseOne, countTickets } from './evidence.ts';
import { startLiveCloud } from '../support/cloud/live-cloud.ts';
import { expect, expectProved, test as base } from './fixtures.ts';

/** The platform goes away behind a server that stays: nobody gets a ticket until it is back, and time is real here. */

const test = base.extend<{
  readonly startBehindLine: () => Promise<{
    readonly cloud: Awaited<ReturnType<typeof startLiveCloud>>;
    /** Between our server and the platform; pages reach the store without it. */
    readonly line: Awaited<ReturnType<typeof startFaultProxy>>;
  }>;
}>({
  startBehindLine: async ({}, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async () => {
      const line = await startFaultProxy();
      ends.push(() => line.stop());
      const cloud = await startLiveCloud({ env: { CLOUD_ENDPOINT: line.origin } });
      ends.push(() => cloud.stop());
      line.leadTo(Number(new URL(cloud.cloudUrl).port));
      return { cloud, line };
    });
    for (const end of ends.toReversed()) await end();
  },
});

test.beforeEach(() => test.setTimeout(120_000));

const BACK = { timeout: 60_000 };
/** As long as it takes to have used up all attempts, were they counted. */
const LONG_MS = 15_000;

test('T22 · the platform is away before an upload: it is waited for, however long, and all goes on by itself', async ({
  page,
  files,
  startBehindLine,
}) => {
  const { cloud, line } = await startBehindLine();
  await page.goto(cloud.url);
  await line.down();
  const row = await chooseOne(page, files.bin);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  const note = row.getByTestId('failure');
  await expect(note).toHaveAttribute('data-code', 'FW-T02');
  await expect(note).toContainText('The upload server can’t reach the cloud');
  await expect(note).toContainText('Your file has not been sent.');
  await expect(note).toContainText(
    'It starts by itself when the upload server can reach the cloud again.',
  );
  await expect(row).toContainText('Waiting for the cloud');
  const late = await chooseOne(page, files.gz);
  await expect(late).toHaveAttribute('data-status', 'queued');
  const tickets = countTickets(page);
  const before = line.connections.length;
  await sleep(LONG_MS);
  // Who waits asks for no tickets, and now and then whether the platform is back.
  expect(tickets.asked).toBe(0);
  expect(line.connections.length - before).toBeLessThanOrEqual(LONG_MS / 1_000);
  await expect(row).toHaveAttribute('data-status', 'waiting');

  await line.up();
  await expect(row).toHaveAttribute('data-status', 'done', BACK);
  await expectProved(page, cloud, await readFile(files.bin), row);
  await expectProved(page, cloud, await readFile(files.gz), late);
  await expect(late).toHaveAttribute('data-attempt', '1');
  expect(tickets.asked).toBe(2);
});

test('T22 · forty files, and the platform is away among them: all of them are uploaded', async ({
  page,
  startBehindLine,
}) => {
  const { cloud, line } = await startBehindLine();
  await page.goto(cloud.url);
  const firmware = Array.from({ length: 40 }, (_, n) => ({
    name: `unit-${n}.bin`,
    mimeType: 'application/octet-stream',
    buffer: randomBytes(20_000 + n),
  }));
  // The platform is gone once the third ticket is out.
  cloud.mood = async (answer, nth) => {
    if (nth === 3) void line.down();
    return answer();
  };
  await page.getByTestId('file-input').setInputFiles(firmware);
  await expect(uploads(page)).toHaveCount(40);
  await expect(page.getByTestId('many-away')).toContainText(
    'The upload server can’t reach the cloud. Uploads go on by themselves when it can again',
    BACK,
  );
  await sleep(LONG_MS);
  const statuses = () =>
    uploads(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-status')));
  expect(await statuses()).not.toContain('failed');
  await line.up();
  await expect(page.getByTestId('many-away')).toHaveCount(0, BACK);
  await expect
    .poll(async () => new Set(await statuses()), { timeout: 60_000 })
    .toEqual(new Set(['done']));
});

test('T22 · while the platform is away, a Chinese page says so', async ({
  page,
  files,
  startBehindLine,
}) => {
  const { cloud, line } = await startBehindLine();
  await page.goto(`${cloud.url}/?lang=zh-CN`);
  await line.down();
  await choose(page, files.bin);
  await expect(uploads(page)).toHaveAttribute('data-status', 'waiting');
  await expect(uploads(page)).toContainText('等待云平台恢复');
  await expect(uploads(page)).toContainText('上传服务器恢复与云平台的连接后会自动开始上传。');
});
