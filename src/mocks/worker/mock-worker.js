// The demo's service worker. MSW's own listener would buffer a whole upload and swallow its progress events (measured: 1,000 MiB
// cost 5 GB and gave none), so this listener comes first and keeps every POST to another origin, the store's, away from it.
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'POST' && new URL(url).origin !== self.location.origin) {
    event.stopImmediatePropagation();
  }
});

importScripts('./mockServiceWorker.js');
