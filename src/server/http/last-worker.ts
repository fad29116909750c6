import type { MiddlewareHandler } from 'hono';

/**
 * Another project's service worker may answer for this address from its cache, so that the page is never shown. After each
 * visit the browser looks for a newer script of it, here: this one takes its place and unregisters itself. The next visit comes to
 * the page. It reloads nothing, since a page that it controls may be uploading. The page itself has no worker.
 */
export function answerForeignWorkers(): MiddlewareHandler {
  return async function answerWorkerUpdate(c, next) {
    // Only browsers can send this header with this value, for the script of a worker.
    if (c.req.header('service-worker') !== 'script') return next();
    return c.body(LAST_WORKER, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      // The other project may have had the right to more than the script's own folder.
      'Service-Worker-Allowed': '/',
    });
  };
}

const LAST_WORKER = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.registration.unregister()));
`;
