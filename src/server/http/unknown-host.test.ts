import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { hostGuard } from './request-guard.ts';

const app = new Hono();
app.use(hostGuard(new Set(['127.0.0.1'])));
app.all('*', (c) => c.text('the page'));

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** What a browser gets that opens the page under this name. */
const open = (headers: Record<string, string> = {}, name = 'ota.intranet:8080') =>
  app.request('http://ota.intranet:8080/', {
    headers: { host: name, accept: BROWSER, ...headers },
  });

describe('the page under a name that the server does not know', () => {
  test('says that PUBLIC_URL does not name it, which name came, and what to set', async () => {
    const answer = await open();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      421,
      expect.stringContaining('text/html'),
    ]);
    const text = await answer.text();
    expect(text).toContain('<title>PUBLIC_URL does not name this address</title>');
    expect(text).toContain('<code>ota.intranet:8080</code>');
    expect(text).toContain('set PUBLIC_URL to the address');
    expect(text).toContain('Nothing was stored.');
  });

  test.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['en-US,zh;q=0.5', 'en'],
    ['de,zh-TW;q=0.5', 'zh-CN'],
    ['fr', 'en'],
    ['', 'en'],
  ])('to a browser that wants %j in %s', async (wish, lang) => {
    const text = await (await open({ 'accept-language': wish })).text();
    expect(text).toContain(`<html lang="${lang}">`);
    expect(text).toContain('PUBLIC_URL');
  });

  test('needs no script and nothing to load, allows its own style alone, and shows the name as text', async () => {
    const name = `<img src=x onerror="a('b')">&.intranet`;
    const answer = await open({}, name);
    const text = await answer.text();
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; frame-ancestors 'none'`,
    );
    expect(text).toContain('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;.intranet');
    expect(text).not.toMatch(/<img|<script|<link|style=/);
    expect((await (await open({}, 'a'.repeat(9_000))).text()).length).toBeLessThan(2_000);
  });

  test.each([['application/json'], ['*/*'], ['']])(
    'is the usual envelope for a client that accepts %j',
    async (accept) => {
      const answer = await open({ accept });
      expect(answer.status).toBe(421);
      expect(await answer.json()).toMatchObject({ success: false, code: 'OtaDrop.UnknownHost' });
    },
  );

  test('is the usual page under a name that the server knows', async () => {
    const answer = await app.request('http://127.0.0.1:8080/', { headers: { accept: BROWSER } });
    expect(await answer.text()).toBe('the page');
  });
});
