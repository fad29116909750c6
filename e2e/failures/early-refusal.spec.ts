import { firefox } from 'playwright';
import { findFirefox } from '../proxies/find-firefox.ts';
import { choose, uploads } from '../support/ota-drop.ts';
import { noiseFile } from './evidence.ts';
import { expect, expectFailed, test } from './fixtures.ts';

/** Slower than a store that reads on for two seconds after a refusal waits. */
const LINE_BYTES_PER_SECOND = 8_000_000;

test('U40 · a refusal that comes long before a slow form is sent is read by Firefox, and the form is posted once', async ({
  files,
  startProxied,
}) => {
  const { isInstalled, options } = findFirefox();
  test.skip(!isInstalled, 'Firefox is not installed');
  const path = await noiseFile(files, 40);
  const cloud = await startProxied();
  cloud.plan.arm(
    { kind: 'refused', as: 'EntityTooLarge', at: { bodyBytes: 65_536 } },
    { each: 'key', times: Infinity },
  );
  cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: LINE_BYTES_PER_SECOND });
  const browser = await firefox.launch(options);
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    await page.goto(cloud.url);
    await choose(page, path);
    await expect(uploads(page)).toHaveAttribute('data-status', 'failed', { timeout: 45_000 });
    await expectFailed(
      uploads(page),
      {
        kind: 'store-refused',
        code: 'U12',
        title: 'The file is too large for storage',
        stored: 'Nothing was stored.',
      },
      'retry',
    );
    expect(cloud.plan.posts).toHaveLength(1);
    expect(await cloud.stored()).toEqual([]);
  } finally {
    await browser.close();
  }
});
