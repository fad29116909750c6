import { startGateway } from '../support/proxy/gateway.ts';
import { expect, test } from '../support/ota-drop.ts';
import { upload } from './steps.ts';

/** The page under other addresses than its own. */

for (const address of ['/ota/', '/ota', '/ota?lang=en#top']) {
  test(`the page works at ${address} below another site`, async ({ page, server, files }) => {
    const gateway = await startGateway(server.url, { folder: '/ota' });
    try {
      await page.goto(`${gateway.url}${address}`);
      await expect(page.getByTestId('file-input')).toBeAttached();
      const { pathname, search, hash } = new URL(page.url());
      expect(pathname).toBe('/ota/');
      expect(`${search}${hash}`).toBe(address.replace(/^\/ota\/?/, ''));
      await upload(page, files.gz);
    } finally {
      await gateway.stop();
    }
  });
}

test('a page that cannot start explains its address, once', async ({ page, server }) => {
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.route(/assets/, (route) => route.abort());
  await page.goto(server.url);
  await expect(page.getByText('has to end with a slash')).toBeVisible();
  await page.goto(`${server.url}/index.html`);
  await expect(page.getByText('has to end with a slash')).toBeVisible();
  expect(loads).toBe(2);
});

test('a path of two slashes leads to no other host', async ({ page, server }) => {
  const { origin } = new URL(server.url);
  const document = await (await page.request.get(server.url)).text();
  // A host that gives the page for every path, as static hosts do.
  await page.route(`${origin}//**`, (route) => {
    const isPage = route.request().resourceType() === 'document';
    return isPage ? route.fulfill({ contentType: 'text/html', body: document }) : route.abort();
  });
  const asked: string[] = [];
  await page.route('**://elsewhere.example/**', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(`${origin}//elsewhere.example/ota`);
  await page.waitForURL(`${origin}//elsewhere.example/ota/`);
  await expect(page.getByText('has to end with a slash')).toBeVisible();
  expect(asked).toEqual([]);
});
