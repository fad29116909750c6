import { launch } from '../support/cloud/server-process.ts';
import { choose, expect, expectSameBytes, test, uploads } from '../support/ota-drop.ts';

/** One server is the store, with a key that another one knows: that makes tickets for it as for any bucket on OSS. */

const KEYS = { ACCESS_KEY_ID: 'id-of-both', ACCESS_KEY_SECRET: 'secret-of-both' };

for (const version of ['4', '1']) {
  test(`a file goes to one’s own bucket on OSS, signature version ${version}`, async ({
    page,
    start,
    files,
  }) => {
    const store = await start(KEYS);
    const { port } = new URL(store.cloudUrl);
    const server = await launch({
      ...KEYS,
      CLOUD: 'bucket',
      BUCKET: 'ota-drop',
      BUCKET_STORE: 'OSS',
      BUCKET_REGION: 'cn-hangzhou',
      BUCKET_SIGNATURE: version,
      // Browsers take every name below localhost for this machine.
      BUCKET_ENDPOINT: `http://localhost:${port}`,
    });
    try {
      await page.goto(server.urls?.url ?? server.output());
      await expect(page.getByText('Own bucket')).toBeVisible();
      await choose(page, files.zip);
      const row = uploads(page);
      await expect(row).toHaveAttribute('data-status', 'done');
      await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
      const url = (await row.getByTestId('firmware-url').textContent()) ?? '';
      expect(url).toContain(`http://ota-drop.localhost:${port}/ota/firmware/`);
      await expectSameBytes(url.replace('ota-drop.localhost', '127.0.0.1'), files.zip);
      expect(server.output()).not.toContain(KEYS.ACCESS_KEY_SECRET);
    } finally {
      await server.stop();
    }
  });
}
