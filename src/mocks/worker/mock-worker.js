// The demo's service worker. MSW's own listener would buffer a whole upload and swallow its progress events (measured: 1,000 MiB
// cost 5 GB and gave none), so this listener comes first and keeps every POST to another origin, a real store's, away from it.
// To the simulated store the page posts questions alone, of a few hundred bytes.
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, hostname } = new URL(url);
  if (method === 'POST' && origin !== self.location.origin && hostname !== 'simulated.invalid') {
    event.stopImmediatePropagation();
  }
});

importScripts('./mockServiceWorker.js');
