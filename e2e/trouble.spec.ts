import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright/test';
import { sparseFile } from './firmware-files.ts';
import { choose, expect, test, uploads } from './ota-drop.ts';

/** What can go wrong has one clear failure each; the ticket endpoint alone is scripted, the store is real. */

async function scriptTickets(
  page: Page,
  change: (data: Record<string, string>) => void,
): Promise<void> {
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    const envelope: { data: Record<string, string> } = await response.json();
    change(envelope.data);
    await route.fulfill({ response, json: envelope });
  });
}

test('a refused ticket shows code and request id, and retry is offered', async ({
  page,
  server,
  files,
}) => {
  await page.route('**/api/tickets', (route) =>
    route.fulfill({
      status: 502,
      json: {
        success: false,
        code: 'iot.system.SystemException',
        errorMessage: 'System exception',
        requestId: 'request-4711',
      },
    }),
  );
  await page.goto(server.url);
  await choose(page, files.gz);
  const failure = page.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'ticket-refused');
  await expect(failure).toHaveAttribute('data-code', 'FW-T13');
  await expect(failure).toContainText('iot.system.SystemException');
  await expect(failure).toContainText('request-4711');

  await page.unroute('**/api/tickets');
  await uploads(page).getByTestId('retry').click();
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
});

test('a sign-in page instead of a ticket is told apart', async ({ page, server, files }) => {
  await page.route('**/api/tickets', (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: '<html>Sign in</html>' }),
  );
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'ticket-malformed');
});

test('a proxy that answers for the store is not believed', async ({ page, server, files }) => {
  await page.route(`${server.cloudUrl}/`, (route) =>
    route.fulfill({
      status: 200,
      contentType: 'text/html',
      headers: { 'access-control-allow-origin': '*' },
      body: '<html>Sign in</html>',
    }),
  );
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'answer-not-of-store');
  await expect(page.getByTestId('firmware-url')).toHaveCount(0);
});

test('a gateway error is told by its status', async ({ page, server, files }) => {
  await page.route('**/api/tickets', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' }),
  );
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'ticket-refused');
  await expect(page.getByTestId('failure')).toContainText('The upload server had a problem');
  await expect(page.getByText('HTTP 502')).toHaveText('HTTP 502 · FW-T13');
});

test('a server that is gone is said to be unreachable', async ({ page, files, start }) => {
  const server = await start();
  await page.goto(server.url);
  await server.stop();
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'ticket-unreachable');
});

test('a forged signature is refused by the store, with its XML code', async ({
  page,
  server,
  files,
}) => {
  await scriptTickets(page, (data) => {
    data['signature'] = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
  });
  await page.goto(server.url);
  await choose(page, files.apk);
  const failure = page.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'store-refused');
  await expect(failure).toContainText('SignatureDoesNotMatch');
});

test('a ticket for another address sends nothing', async ({ page, server, files }) => {
  await scriptTickets(page, (data) => {
    data['host'] = 'https://evil.example';
    data['firmwareUrl'] = `https://evil.example/${data['key']}`;
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  const failure = page.getByTestId('failure');
  await expect(failure).toHaveAttribute('data-failure', 'address-untrusted');
  await expect(failure).toContainText('evil.example');
});

test('a store that is gone is said to be unreachable', async ({ page, files, start }) => {
  const server = await start();
  await page.goto(server.url);
  // The ticket is real, then its store goes away.
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    await server.stop();
    await route.fulfill({ response });
  });
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'store-unreachable');
});

test('a ticket of one second that arrives late is not used', async ({ page, files, start }) => {
  const server = await start({ TICKET_LIFE_S: '0.5' });
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    await sleep(700);
    await route.fulfill({ response });
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'ticket-expired');
});

test('a policy that has expired at the store is told as such', async ({ page, files, start }) => {
  const server = await start({ TICKET_LIFE_S: '0.1' });
  // The page is made to believe that the ticket lives; the store, whose clock counts, knows better.
  await page.route('**/api/tickets', async (route) => {
    const response = await route.fetch();
    const envelope: { data: Record<string, string> } = await response.json();
    envelope.data['utcCreate'] = '2020-01-01T00:00:00.000Z';
    await sleep(300);
    await route.fulfill({ response, json: envelope });
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'policy-expired');
  await expect(page.getByTestId('failure')).toContainText('0006-00000213');
});

test('a checksum that differs hides the address', async ({ page, server, files }) => {
  await page.addInitScript(() => {
    const read = XMLHttpRequest.prototype.getAllResponseHeaders;
    XMLHttpRequest.prototype.getAllResponseHeaders = function getAllResponseHeaders() {
      return read.call(this).replace(/crc64ecma: \d+/, 'crc64ecma: 1');
    };
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'checksum-mismatch');
  await expect(page.getByTestId('firmware-url')).toHaveCount(0);
});

test('a checksum that is hidden is not called verified', async ({ page, server, files }) => {
  await page.addInitScript(() => {
    const read = XMLHttpRequest.prototype.getAllResponseHeaders;
    XMLHttpRequest.prototype.getAllResponseHeaders = function getAllResponseHeaders() {
      return read.call(this).replace(/.*crc64ecma.*\r\n/, '');
    };
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unverified');
});

test('a file that changed after it was chosen is not uploaded', async ({ page, server, files }) => {
  const path = await sparseFile(join(files.dir, 'changing.img'), 5000);
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/tickets')) asked += 1;
  });
  await page.goto(server.url);
  await choose(page, path);
  await expect(uploads(page)).toHaveAttribute('data-status', 'ready');
  await sparseFile(path, 6000);
  await page.getByTestId('start').click();
  await expect(page.getByTestId('failure')).toHaveAttribute('data-failure', 'file-changed');
  await expect(page.getByTestId('failure')).toContainText('has not been sent');
  await expect(page.getByTestId('retry')).toHaveCount(0);
  expect(asked).toBe(0);
});
