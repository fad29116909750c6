import { choose, detailOf, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import { refuseTickets, test as base, TICKETS, upload, withStatus } from './steps.ts';

/** Lists of many files: filters, summaries of rows of a kind, and actions on all of them. */

const test = base.extend<{
  /** Writes small images that differ, `node-1.bin` first. */
  readonly images: (count: number, size?: number) => Promise<string[]>;
}>({
  images: async ({ write }, use) => {
    await use((count, size = 2_000) =>
      Promise.all(
        Array.from({ length: count }, (_, nth) =>
          write(`node-${nth + 1}.bin`, `\0image ${nth + 1}`.repeat(size / 8)),
        ),
      ),
    );
  },
});

test('rows are filtered, and stay when answered', async ({ app, images, write }) => {
  const doubtful = [await write('boot.img', '\0boot image'), await write('hub.img', '\0hub')];
  await choose(app, ...(await images(8)), await write('empty.bin', ''), ...doubtful);
  await expect(withStatus(app, 'done')).toHaveCount(8);

  await expect(app.getByTestId('show-all')).toHaveText('All 11');
  await expect(app.getByTestId('show-not-uploaded')).toHaveText('Failed 1');
  await expect(app.getByTestId('show-uploaded')).toHaveText('Uploaded 8');
  await app.getByTestId('show-needs-you').click();
  await expect(app.getByTestId('show-needs-you')).toHaveAttribute('aria-pressed', 'true');
  await expect(uploads(app)).toHaveCount(2);

  await uploads(app).first().getByTestId('review').press('Enter');
  await (await detailOf(uploads(app))).getByTestId('start').press('Enter');
  await expect(uploads(app).first()).toHaveAttribute('data-status', 'done');
  expect(await app.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  // Nothing has come up in its place.
  await expect(uploads(app)).toHaveCount(2);
  await expect(app.getByTestId('show-needs-you')).toHaveText('Needs attention 1');

  // What is added now belongs to another group, and is shown all the same.
  await choose(app, await write('late.bin', '\0firmware that comes late'));
  await expect(uploads(app)).toHaveCount(3);
  await expect(uploads(app).last()).toHaveAttribute('data-status', 'done');
  // A group that nothing belongs to is not offered.
  await expect(app.getByTestId('show-under-way')).toHaveCount(0);
  await app.getByTestId('show-needs-you').click();
  await expect(uploads(app)).toHaveCount(1);

  await (await detailOf(uploads(app))).getByTestId('remove').press('Enter');
  await expect(uploads(app)).toHaveCount(0);
  await expect(app.getByText('choose files')).toBeFocused();
  await app.getByTestId('show-all').click();
  await expect(withStatus(app, 'done')).toHaveCount(10);
});

test('a removed row hands the focus to the next row’s name', async ({ app, images }) => {
  await upload(app, ...(await images(4)));
  for (const nth of [1, 2]) {
    await (await detailOf(uploads(app).nth(nth))).getByTestId('remove').press('Enter');
    await expect(app.getByRole('button', { name: 'node-3.bin', exact: true })).toBeFocused();
  }
});

test('all uploads are cancelled after a question, and restarted', async ({ app, images }) => {
  const letGo = await slowUploads(app, 50_000);
  await choose(app, ...(await images(5, 400_000)));
  await expect(withStatus(app, 'sending').first()).toBeVisible();

  await app.getByTestId('cancel-all').press('Enter');
  await expect(app.getByTestId('cancel-all-no')).toBeFocused();
  await app.keyboard.press('Escape');
  await expect(app.getByTestId('cancel-all')).toBeFocused();
  await expect(app.getByTestId('cancel-all-yes')).toHaveCount(0);
  await expect(withStatus(app, 'cancelled')).toHaveCount(0);

  await app.getByTestId('cancel-all').click();
  await app.getByTestId('cancel-all-yes').click();
  await expect(withStatus(app, 'cancelled')).toHaveCount(5);
  await expect(app.getByRole('heading', { name: 'Uploads' })).toBeFocused();
  await expect(app.getByTestId('many-cancelled')).toContainText('5 uploads cancelled.');

  await letGo();
  await app.getByTestId('restart-all').click();
  await expect(withStatus(app, 'done')).toHaveCount(5);
  await expect(app.getByTestId('many-cancelled')).toHaveCount(0);
});

test('a failed row survives a reload and Clear finished', async ({ app, images }) => {
  const [good = '', bad = ''] = await images(2);
  await upload(app, good);
  await refuseTickets(app);
  await choose(app, bad);
  const failure = app.getByTestId('failure');
  await expect(failure).toBeVisible();
  const code = (await failure.getAttribute('data-code')) ?? '';

  await app.getByTestId('clear-finished').click();
  await expect(uploads(app)).toHaveCount(1);
  await app.reload();
  const row = uploads(app);
  await expect(row).toHaveAttribute('data-status', 'interrupted');
  await expect((await detailOf(row)).getByTestId('interrupted')).toContainText(
    `Failed on your last visit To retry, choose the file again. Nothing was stored. ${code}`,
  );
  await app.unroute(TICKETS);
  await choose(app, bad);
  await expect(row).toHaveAttribute('data-status', 'done');
});

test('a file that waits for review says so after a reload', async ({ app, write }) => {
  const path = await write('boot.img', '\0boot image');
  await choose(app, path);
  await expect(withStatus(app, 'ready')).toHaveCount(1);
  await app.reload();
  const row = uploads(app);
  await expect(row).toHaveAttribute('data-status', 'interrupted');
  await expect(row).toContainText('Waits for your review');
  await expect((await detailOf(row)).getByTestId('interrupted')).toContainText(
    'browsers do not keep files. To review this one, choose it again. Nothing was stored.',
  );
  await choose(app, path);
  await expect(row).toHaveAttribute('data-status', 'ready');
  await expect(row.getByTestId('review')).toBeVisible();
});

test('many empty files are summed up and removed together', async ({ app, write }) => {
  await choose(app, ...(await Promise.all(['a', 'b', 'c'].map((name) => write(name, '')))));
  const note = app.getByTestId('many-rejected');
  await expect(note).toContainText('3 files were rejected: 3 empty. Nothing was sent.');
  await note.getByTestId('remove-rejected').click();
  await expect(uploads(app)).toHaveCount(0);
});
