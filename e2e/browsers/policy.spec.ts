import { expect, test as base } from './fixtures.ts';

/** That the other tests see a breach if there is one. */
const test = base.extend({
  driven: async ({ browserUnderTest, site }, use) => {
    const page = await browserUnderTest.open();
    await page.goto(site.url);
    await use(page);
    await page.close();
  },
});

test('a breach of the policy is reported', async ({ driven, site }) => {
  await driven.evaluate(`fetch('http://127.0.0.1:9/').catch(() => undefined) && 1`);
  await expect.poll(() => site.breaches.join('\n')).toContain('connect-src');
});
