import type { Page } from 'playwright/test';
import { choose, expect, slowUploads, test, uploads } from '../support/ota-drop.ts';
import { upload } from './steps.ts';

/** Makes notifications readable, and grants them when asked. */
async function withNotices(page: Page): Promise<void> {
  await page.addInitScript(() => {
    class Notice extends EventTarget {
      static permission = 'default';
      static async requestPermission() {
        Notice.permission = 'granted';
        return 'granted';
      }
      constructor(title: string, { body }: { body: string }) {
        super();
        document.documentElement.dataset['notice'] = `${title}: ${body}`;
      }
    }
    Object.assign(globalThis, { Notification: Notice });
  });
}

test('a long upload that ends in a hidden tab is notified', async ({ page, server, files }) => {
  await withNotices(page);
  await page.clock.install();
  await page.goto(server.url);
  await expect(page.getByTestId('tell-me')).toHaveCount(0);
  const letGo = await slowUploads(page, 30_000);
  await choose(page, files.apk);
  const offer = page.getByTestId('tell-me');
  await expect(offer).toBeVisible();
  await offer.click();
  await expect(offer).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeFocused();

  await page.clock.runFor(31_000);
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
  await letGo();
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.locator('html')).toHaveAttribute('data-notice', 'OTA Drop: 1 of 1 done');
});

test('a short upload is not notified', async ({ page, server, files }) => {
  await withNotices(page);
  await page.goto(server.url);
  await page.evaluate(() => {
    Object.assign(Notification, { permission: 'granted' });
    Object.defineProperty(document, 'hidden', { get: () => true });
  });
  await upload(page, files.bin);
  await expect(page.locator('html')).not.toHaveAttribute('data-notice');
});
