import type { BrowserContext, Page } from 'playwright/test';
import type { Gateway } from '../proxy/gateway.ts';

/** Another project that was once served from the page's address, and the service worker that it has left there. */
export type ForeignProject = {
  /** Opens a page of it, which registers its worker; resolves when the worker controls every page below `folder`, or of all the address. */
  visit(folder?: `/${string}/`): Promise<Page>;
};

type Script = 'network-first' | 'cache-first';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JAVASCRIPT = { 'content-type': 'text/javascript; charset=utf-8' };
const PAGE = '<!doctype html><title>Another project</title>';

const TAKE_OVER = `
self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open('other').then((cache) => cache.put('/', new Response('${PAGE}', { headers: ${JSON.stringify(HTML)} }))));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));`;

const SCRIPTS: Readonly<Record<Script, string>> = {
  'network-first': `${TAKE_OVER}
self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));`,
  'cache-first': `${TAKE_OVER}
self.addEventListener('fetch', (event) => event.respondWith(caches.match(event.request).then((cached) => cached ?? fetch(event.request))));`,
};

/** @param gateway before our server: what it answers in its place is the other project's */
export function plantProject(
  gateway: Gateway,
  context: BrowserContext,
  script: Script | { readonly text: string } = 'network-first',
): ForeignProject {
  const text = typeof script === 'string' ? SCRIPTS[script] : script.text;
  return {
    async visit(folder) {
      const scope = folder ?? '/';
      gateway.play(`${scope}other`, async () => new Response(PAGE, { headers: HTML }));
      gateway.play(`${scope}other.js`, async () => new Response(text, { headers: JAVASCRIPT }));
      const page = await context.newPage();
      await page.goto(`${gateway.url}${scope}other`);
      await page.evaluate(async () => {
        const { serviceWorker } = navigator;
        const isThere = new Promise((resolve) => {
          serviceWorker.addEventListener('controllerchange', resolve, { once: true });
        });
        await serviceWorker.register('other.js');
        if (serviceWorker.controller === null) await isThere;
      });
      // The project itself is gone: its address is ours now.
      gateway.play(`${scope}other`, undefined);
      gateway.play(`${scope}other.js`, undefined);
      return page;
    },
  };
}

export function controllerOf(page: Page): Promise<string | undefined> {
  return page.evaluate(() => navigator.serviceWorker.controller?.scriptURL);
}

export function registrationsSeenBy(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  );
}
