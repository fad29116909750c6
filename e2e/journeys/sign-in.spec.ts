import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { userLine } from '../../src/testing/user-line.ts';
import { choose, detailOf, expect, test, uploads } from '../support/ota-drop.ts';
import { LANGUAGES, setLanguage, setTheme, THEMES } from '../states/appearance.ts';
import { upload, withStatus } from './steps.ts';

const TOKEN = 'the-token-that-the-whole-team-shares';
const BY_TOKEN = { SIGN_IN: 'token', SIGN_IN_TOKEN: TOKEN };

async function signIn(page: Page, name: string, secret: string): Promise<void> {
  await page.getByTestId('sign-in-name').fill(name);
  await page.getByTestId('sign-in-secret').fill(secret);
  await page.getByTestId('sign-in-submit').click();
}

test('files that were added before wait, and go on by themselves once somebody is signed in', async ({
  page,
  files,
  start,
}) => {
  const server = await start(BY_TOKEN);
  await page.goto(server.url);
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await choose(page, files.gz, files.zip);
  const waiting = withStatus(page, 'waiting').first();
  await expect(waiting).toContainText('Waiting for sign-in');
  await expect(await detailOf(waiting)).toContainText('You are not signed in');
  await waiting.getByTestId('sign-in').click();
  await expect(page.getByTestId('sign-in-name')).toBeFocused();

  await signIn(page, 'Alice', 'a wrong token');
  await expect(page.getByTestId('sign-in-fault')).toContainText('The token is wrong');
  await expect(page.getByTestId('sign-in-secret')).toBeFocused();
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('user')).toHaveText('Alice');
  await expect(page.getByTestId('sign-in-form')).toBeHidden();
  await expect(page.locator('[data-testid=verdict][data-verdict=verified]')).toHaveCount(2);
  await expect(uploads(page).first()).toHaveAttribute('data-attempt', /^\d$/);

  // A reload finds the session; nothing that a script can read holds it.
  await page.reload();
  await expect(page.getByTestId('user')).toHaveText('Alice');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({
    name: '__Host-ota-drop',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
  });
  await page.getByTestId('sign-out').click();
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  await expect(page.getByTestId('user')).toBeHidden();
});

test('a session that ends on the way of a file through the server is said at once, and the file goes again', async ({
  page,
  files,
  start,
}) => {
  const server = await start({ ...BY_TOKEN, RELAY: 'on' });
  await page.goto(server.url);
  await signIn(page, 'Alice', TOKEN);
  await expect(page.getByTestId('user')).toBeVisible();
  await page.route(
    '**/api/relay?*',
    async (route) => {
      await page.evaluate(() =>
        fetch('api/sign-out', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        }),
      );
      await route.continue();
    },
    { times: 1 },
  );
  await choose(page, files.gz);
  const waiting = withStatus(page, 'waiting');
  await expect(waiting).toContainText('Waiting for sign-in');
  await expect(await detailOf(waiting)).toContainText('You are not signed in');
  await signIn(page, 'Alice', TOKEN);
  await expect(withStatus(page, 'done')).toHaveCount(1);
  const detail = await detailOf(withStatus(page, 'done'));
  await detail.getByRole('tab', { name: 'Exchange' }).click();
  await expect(detail).toContainText(`POST ${server.url}/api/relay?store=`);
});

test('a session that ends on an open page is asked for again, and the upload goes on', async ({
  page,
  files,
  start,
}) => {
  const server = await start({ ...BY_TOKEN, SESSION_LIFE_S: '3' });
  await page.goto(server.url);
  await signIn(page, 'Alice', TOKEN);
  await expect(page.getByTestId('user')).toBeVisible();
  await expect(page.getByTestId('sign-in-form')).toBeVisible({ timeout: 15_000 });
  await choose(page, files.gz);
  await expect(withStatus(page, 'waiting')).toHaveCount(1);
  await signIn(page, 'Alice', TOKEN);
  await expect(withStatus(page, 'done')).toHaveCount(1);
});

test('name and password, by keyboard, in both languages and themes', async ({
  page,
  files,
  start,
  dir,
}) => {
  const users = join(dir, 'users');
  await writeFile(users, `${userLine('王芳', 'a long enough password')}\n`);
  const server = await start({ SIGN_IN: 'password', SIGN_IN_USERS_FILE: users });
  await page.goto(server.url);
  const form = page.getByTestId('sign-in-form');
  await expect(form).toBeVisible();
  for (const language of LANGUAGES) {
    await setLanguage(page, language);
    for (const theme of THEMES) {
      await setTheme(page, theme);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
  }
  await setLanguage(page, 'zh-CN');
  await page.getByTestId('sign-in-name').focus();
  await page.keyboard.type('王芳');
  await page.keyboard.press('Tab');
  await page.keyboard.type('a wrong password');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('sign-in-fault')).toContainText('用户名或密码不正确');
  await page.keyboard.type('a long enough password');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('user')).toHaveText('王芳');
  await upload(page, files.gz);
});

test('a proxy says who it is; without its word the page tells where to go', async ({
  page,
  files,
  start,
}) => {
  const server = await start({ SIGN_IN: 'proxy', TRUSTED_PROXIES: '127.0.0.1' });
  await page.goto(server.url);
  await expect(page.getByTestId('sign-in-elsewhere')).toContainText('You are not signed in');
  await page.route(`${server.url}/api/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), 'x-forwarded-user': 'alice' } }),
  );
  await page.reload();
  await expect(page.getByTestId('user')).toHaveText('alice');
  await expect(page.getByTestId('sign-out')).toBeHidden();
  await upload(page, files.gz);
});

test('without SIGN_IN nothing of it is seen', async ({ page, server }) => {
  await page.goto(server.url);
  await expect(page.getByTestId('drop-zone')).toBeVisible();
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name),
  );
  expect(loaded.join()).not.toMatch(/SignIn|session/);
});

test('a session that ends between ticket and form: the relay takes nothing, and the upload goes on', async ({
  page,
  context,
  files,
  start,
}) => {
  const server = await start({
    ...BY_TOKEN,
    RELAY: 'on',
    CLOUD_PUBLIC_URL: 'https://store.invalid',
  });
  await page.goto(server.url);
  await signIn(page, 'Alice', TOKEN);
  await expect(page.getByTestId('user')).toBeVisible();
  await page.route(
    '**/api/tickets',
    async (route) => {
      const response = await route.fetch();
      await context.clearCookies();
      await route.fulfill({ response });
    },
    { times: 1 },
  );
  await choose(page, files.gz);
  await expect(page.getByTestId('sign-in-form')).toBeVisible();
  // The relay's refusal says whose it is: nothing was stored, and the file waits for a session.
  await expect(withStatus(page, 'waiting')).toHaveCount(1);
  await signIn(page, 'Alice', TOKEN);
  await expect(page.locator('[data-testid=verdict][data-verdict=verified]')).toHaveCount(1);
});

test('a package that is refused for want of a session brings the form to sign in', async ({
  page,
  context,
  files,
  start,
}) => {
  const server = await start(BY_TOKEN);
  await page.goto(server.url);
  await signIn(page, 'Alice', TOKEN);
  await expect(page.getByTestId('user')).toBeVisible();
  await upload(page, files.gz);
  await context.clearCookies();
  await page.getByTestId('hand-off').first().click();
  await page.locator('[name=destVersion]').fill('1.2.3');
  await page.getByTestId('create-package').click();
  await expect(page.getByTestId('sign-in-form')).toBeAttached();
});
