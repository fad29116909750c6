import { choose, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import { countTickets } from '../failures/evidence.ts';
import { test, upload, withStatus } from './steps.ts';

test('a paused list finishes what is sent and starts nothing new', async ({ app, files }) => {
  const letGo = await slowUploads(app, 200_000);
  await choose(app, files.apk);
  await expect(uploads(app)).toHaveAttribute('data-status', 'sending');

  await app.getByTestId('pause').click();
  await expect(app.getByTestId('paused')).toContainText('Paused: nothing new starts');
  await choose(app, files.zip, files.bin);
  await letGo();
  await expect(uploads(app).nth(0)).toHaveAttribute('data-status', 'done');
  // The transfer took long enough for others to start.
  for (const nth of [1, 2]) {
    await expect(uploads(app).nth(nth)).toHaveAttribute('data-status', 'queued');
    await expect(uploads(app).nth(nth)).toContainText('Starts when the list is resumed.');
  }

  await app.getByTestId('pause').click();
  await expect(app.getByTestId('paused')).toHaveCount(0);
  await expect(withStatus(app, 'done')).toHaveCount(3);
  await expect(app.getByTestId('pause')).toHaveCount(0);
});

test('bytes already stored show their address before any ticket', async ({ app, files }) => {
  await upload(app, files.zip);
  const url = (await uploads(app).getByTestId('firmware-url').textContent()) ?? '';
  const tickets = countTickets(app);

  await choose(app, files.zip);
  const second = uploads(app).nth(1);
  await expect(second).toHaveAttribute('data-status', 'ready');
  await expect(second.getByTestId('doubt')).toContainText(
    /same bytes were uploaded as “zip” and verified, \d+ seconds? ago\./,
  );
  await expect(second.getByTestId('firmware-url')).toHaveText(url);
  expect(tickets.asked).toBe(0);

  await second.getByTestId('start').click();
  await expect(second).toHaveAttribute('data-status', 'done');
  await expect(second.getByTestId('firmware-url')).not.toHaveText(url);
  expect(tickets.asked).toBe(1);
});
