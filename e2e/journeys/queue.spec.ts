import { choose, expect, slowUploads, uploads } from '../support/ota-drop.ts';
import { test, withStatus } from './steps.ts';

test('a paused list finishes what is sent and starts nothing new', async ({ app, files }) => {
  const letGo = await slowUploads(app, 200_000);
  await choose(app, files.apk);
  await expect(uploads(app)).toHaveAttribute('data-status', 'sending');

  await app.getByTestId('pause').click();
  await expect(app.getByTestId('paused')).toContainText('Paused. Uploads in progress will finish.');
  await choose(app, files.zip, files.bin);
  await letGo();
  await expect(uploads(app).nth(0)).toHaveAttribute('data-status', 'done');
  // The transfer took long enough for others to start.
  for (const nth of [1, 2]) {
    await expect(uploads(app).nth(nth)).toHaveAttribute('data-status', 'queued');
    await expect(uploads(app).nth(nth)).toContainText('Paused');
  }

  await app.getByTestId('pause').click();
  await expect(app.getByTestId('paused')).toHaveCount(0);
  await expect(withStatus(app, 'done')).toHaveCount(3);
  await expect(app.getByTestId('pause')).toHaveCount(0);
});
