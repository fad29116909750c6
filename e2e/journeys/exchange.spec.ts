import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Request } from 'playwright/test';
import { sparseFile } from '../../src/testing/firmware-files.ts';
import { harFaults } from '../../src/testing/har-faults.ts';
import { choose, expect, slowUploads } from '../support/ota-drop.ts';
import { openReceipts, receiptRows, test, upload, withStatus } from './steps.ts';

/** The tab that shows what was exchanged, and what can be taken from it. */

const busy = `<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><RequestId>67E2A1B3C4</RequestId><EC>0048-00000001</EC></Error>`;
const denied = `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>No</Message><RequestId>67E2A1B3C5</RequestId><EC>0002-00000040</EC></Error>`;

async function openExchange(page: Page): Promise<void> {
  await page.locator('[data-testid=tab][data-tab=exchange]').click();
  await expect(page.getByTestId('exchange')).toBeVisible();
}

/** Tickets as they came: what must be nowhere. */
function watchTickets(page: Page): () => Promise<readonly string[]> {
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/tickets')) requests.push(request);
  });
  return async () => {
    const bodies = await Promise.all(requests.map(async (each) => (await each.response())?.json()));
    return bodies.flatMap(({ data, confirmationToken }) => [
      data.signature,
      data.policy,
      data.OSSAccessKeyId,
      confirmationToken,
    ]);
  };
}

async function savedHar(page: Page): Promise<string> {
  const downloading = page.waitForEvent('download');
  await page.getByTestId('export-har').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.har$/);
  return readFile(await download.path(), 'utf8');
}

async function copied(page: Page, testId: string): Promise<string> {
  await page.getByTestId(testId).click();
  await expect(page.getByTestId(testId)).toHaveAttribute('data-outcome', 'copied');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** The store's next answers; then it answers for itself. */
async function answerFirst(page: Page, cloudUrl: string, status: number, body: string, times = 1) {
  await page.route(
    `${cloudUrl}/`,
    (route) =>
      route.fulfill({
        status,
        body,
        headers: {
          'content-type': 'application/xml',
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'x-oss-request-id',
          'x-oss-request-id': '67E2A1B3C4',
        },
      }),
    { times },
  );
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('of a verified upload: every step with its time, and a HAR that is valid and holds no secret', async ({
  app,
  files,
}) => {
  const secretsOf = watchTickets(app);
  await upload(app, files.zip);
  await openExchange(app);
  const timeline = app.getByTestId('exchange-timeline');
  for (const step of [
    'File checked',
    'Ticket requested',
    /Ticket received, valid for 1\smin/,
    /Policy: size 0 to 1,048,576,000 bytes ✓/,
    'Sending to storage',
    'All sent, waiting for storage',
    'Storage answered 200',
    'Verified: the checksums match',
  ]) {
    await expect(timeline).toContainText(step);
  }
  await expect(timeline.locator('[data-tone=failed]')).toHaveCount(0);
  const har = await savedHar(app);
  const { log } = JSON.parse(har);
  expect(harFaults({ log })).toEqual([]);
  expect(log.entries.map((each: { response: { status: number } }) => each.response.status)).toEqual(
    [200, 200],
  );
  const secrets = await secretsOf();
  expect(secrets.length).toBe(4);
  const html = await app.content();
  for (const secret of secrets) {
    expect(har).not.toContain(secret);
    expect(html).not.toContain(secret);
  }
});

test('of a retried upload: why the next attempt came, with the store’s code in words; the HAR has both', async ({
  app,
  server,
  files,
}) => {
  await answerFirst(app, server.cloudUrl, 503, busy);
  await upload(app, files.gz);
  await openExchange(app);
  const timeline = app.getByTestId('exchange-timeline');
  await expect(timeline).toContainText('Attempt 2');
  await expect(timeline).toContainText('SlowDown · EC 0048-00000001');
  await expect(timeline).toContainText('from the first byte and with a new ticket');
  await expect(timeline).toContainText('request ID 67E2A1B3C4');
  const { log } = JSON.parse(await savedHar(app));
  expect(harFaults({ log })).toEqual([]);
  expect(log.entries.map((each: { response: { status: number } }) => each.response.status)).toEqual(
    [200, 503, 200, 200],
  );
});

test('of a failed upload: a bug report with its code, ids and steps; curl with placeholders, and with secrets once they are shown', async ({
  app,
  server,
  files,
}) => {
  const secretsOf = watchTickets(app);
  await answerFirst(app, server.cloudUrl, 403, denied, 9);
  await choose(app, files.gz);
  await expect(withStatus(app, 'failed')).toHaveCount(1, { timeout: 20_000 });
  await openExchange(app);
  const secrets = await secretsOf();
  const [signature = ''] = secrets.slice(-4);

  const report = await copied(app, 'copy-bug-report');
  expect(report).toMatch(/^## OTA Drop: FW-U11 store-refused\n/);
  for (const part of ['EC: `0002-00000040`', 'Request ID: `67E2A1B3C', 'Attempt 1', 'Browser: `']) {
    expect(report).toContain(part);
  }
  const masked = await copied(app, 'copy-curl');
  expect(masked).toContain("--form-string 'Signature=<Signature>'");
  for (const secret of secrets) expect(report + masked).not.toContain(secret);
  const { log } = JSON.parse(await savedHar(app));
  expect(harFaults({ log })).toEqual([]);

  await app.getByTestId('show-secrets').click();
  await expect(app.getByTestId('exchange-timeline')).toContainText(signature);
  await app.getByTestId('copy-curl').blur();
  await expect(app.getByTestId('copy-curl')).not.toHaveAttribute('data-outcome', 'copied');
  expect(await copied(app, 'copy-curl')).toContain(`Signature=${signature}`);
  expect(await savedHar(app)).not.toContain(signature);
  await app.getByTestId('show-secrets').click();
  await expect(app.getByTestId('exchange-timeline')).not.toContainText(signature);
});

test('while it is sent: a plot, a sentence and a table; kept with the receipt and after a reload', async ({
  app,
  files,
}) => {
  await slowUploads(app, 2_000_000);
  await upload(app, await sparseFile(join(files.dir, 'long.bin'), 6_000_000));
  await openExchange(app);
  const plot = app.getByTestId('exchange-plot');
  await expect(plot.locator('canvas')).toBeVisible();
  await expect(plot).toContainText(/5\.72\sMiB sent in .* on average/);
  await app.getByTestId('exchange-table').locator('summary').click();
  expect(await app.getByTestId('exchange-table').locator('tbody tr').count()).toBeGreaterThan(3);

  await app.reload();
  await expect(withStatus(app, 'done')).toHaveCount(1);
  await withStatus(app, 'done').getByTestId('open-detail').click();
  await openExchange(app);
  await expect(app.getByTestId('exchange-timeline')).toContainText('Verified');
  await expect(app.getByTestId('show-secrets')).toHaveCount(0);

  await openReceipts(app);
  await receiptRows(app).first().getByTestId('kept-details').click();
  const receipt = app.getByTestId('kept-detail');
  await receipt.getByTestId('receipt-exchange').locator('summary').first().click();
  await expect(receipt.getByTestId('exchange-timeline')).toContainText('Verified');
});

test('has nothing that axe objects to, light and dark, in both languages, with everything opened', async ({
  app,
  server,
  files,
}) => {
  await answerFirst(app, server.cloudUrl, 503, busy);
  await slowUploads(app, 2_000_000);
  await upload(app, await sparseFile(join(files.dir, 'axe.bin'), 3_000_000));
  for (const _language of ['en', 'zh-CN']) {
    await openExchange(app);
    for (const summary of await app.getByTestId('exchange').locator('summary').all()) {
      await summary.click();
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page: app })
        .include('[data-testid=exchange]')
        .analyze();
      expect(violations).toEqual([]);
    }
    await app.getByTestId('language').click();
  }
});
