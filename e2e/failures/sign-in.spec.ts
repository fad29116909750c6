import { readFile } from 'node:fs/promises';
import { choose, uploads } from '../support/ota-drop.ts';
import { expect, expectFailed, expectProved, test } from './fixtures.ts';

/** What stands before our server has words of its own, and they are told as what they are. */

const HTML = { 'content-type': 'text/html' };
const ANSWERS = [
  [
    'a redirect to another site',
    () => new Response(null, { status: 302, headers: { location: 'https://login.example/' } }),
  ],
  ['401 with a page', () => new Response('<html>Sign in', { status: 401, headers: HTML })],
  ['403 with a page', () => new Response('<html>Forbidden', { status: 403, headers: HTML })],
] as const;

for (const [what, answer] of ANSWERS) {
  test(`T07 · the sign-in has ended, by ${what}: every file waits, uses up no attempt, and goes on afterwards`, async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    await page.goto(gateway.url);
    for (const path of ['/api/tickets', '/healthz']) gateway.play(path, async () => answer());
    await choose(page, files.gz, files.zip);
    for (const row of [uploads(page).nth(0), uploads(page).nth(1)]) {
      await expect(row).toHaveAttribute('data-status', /^(?:waiting|queued)$/);
      await expect(row).toContainText('It starts by itself when you have signed in again.');
    }
    const waiting = uploads(page).and(page.locator('[data-status=waiting]')).first();
    await expect(waiting.getByTestId('failure')).toContainText(/sign-in has ended|not allowed/);
    const opening = page.context().waitForEvent('page');
    await waiting.getByTestId('sign-in').click();
    const tab = await opening;
    expect(new URL(tab.url()).origin).toBe(gateway.url);
    await tab.close();

    for (const path of ['/api/tickets', '/healthz']) gateway.play(path, undefined);
    await expectProved(page, cloud, await readFile(files.gz), uploads(page).nth(0));
    await expectProved(page, cloud, await readFile(files.zip), uploads(page).nth(1));
    expect(cloud.plan.seen.posts).toBe(2);
  });
}

for (const status of [400, 405, 451]) {
  test(`T21 · ${status} of something before our server is told as that, and not as the cloud’s`, async ({
    page,
    startCloud,
    putBefore,
    files,
  }) => {
    const cloud = await startCloud();
    const gateway = await putBefore(cloud);
    const words = `<html><h1>${status}</h1>Request Header Or Cookie Too Large`;
    gateway.play('/api/tickets', async () => new Response(words, { status, headers: HTML }));
    await page.goto(gateway.url);
    await choose(page, files.gz);
    await expectFailed(
      uploads(page),
      {
        kind: 'ticket-refused',
        code: 'T21',
        title: 'Something before the upload server refused the request',
        stored: 'Your file has not been sent.',
      },
      'retry',
    );
    await expect(uploads(page).getByTestId('failure')).toContainText(`HTTP ${status}`);
    gateway.play('/api/tickets', undefined);
    await uploads(page).getByTestId('retry').click();
    await expectProved(page, cloud, await readFile(files.gz));
  });
}
