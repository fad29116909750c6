#!/bin/sh
# What happens: while MSW's worker is on, an XMLHttpRequest that MSW does not mock (onUnhandledRequest: 'bypass', or a handler that
# answers with passthrough()) reaches the real server, but its upload has no progress. Chromium fires `loadstart` and nothing else of
# the upload's events, not even `load` and `loadend`; Firefox only those of the end. After worker.stop() all are there again.
# Expected: that a request which is let pass behaves as without MSW; its answer does, and MSW says nothing to the contrary.
# With: msw 2.15.0, Chromium 156 and Firefox 153 of Debian 12, esbuild 0.28.1, playwright 1.64.1, Node 20. The worker answers for every request
# of the page (respondWith), and a browser reports no progress of a body that a worker reads (also told in mswjs/examples#128).
# What follows: an upload's bar, its stall detection, and a step "sent, waiting for the store" that begins with `upload.load` can be
# tried against a real store only with the worker stopped; a mocked upload needs progress of its own. A page cannot ask whether
# progress is hidden: it can only see that a worker controls it.
set -eu
CHROMIUM=/usr/bin/chromium FIREFOX=/usr/bin/firefox-esr
[ -x $CHROMIUM ] && [ -x $FIREFOX ] || { echo "Needs Debian's packages chromium and firefox-esr."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent msw@2.15.0 esbuild@0.28.1 playwright@1.64.1
cat > run.mjs <<'NODE'
import { build } from 'esbuild';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium, firefox } from 'playwright';
const [chromiumPath, firefoxPath] = process.argv.slice(2);
const BODY_BYTES = 8_000_000;

const bundle = await build({
  stdin: {
    contents: `import { http, passthrough } from 'msw'; import { setupWorker } from 'msw/browser'; Object.assign(window, { msw: { http, passthrough, setupWorker } });`,
    resolveDir: '.',
  },
  bundle: true, write: false, format: 'iife',
});
const scripts = {
  '/msw.js': bundle.outputFiles[0].text,
  '/mockServiceWorker.js': readFileSync('node_modules/msw/lib/mockServiceWorker.js', 'utf8'),
};
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const script = scripts[request.url];
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    return response.end(script ?? '<!doctype html><script src="/msw.js"></script>');
  }
  let bytes = 0;
  request.on('data', (chunk) => {
    bytes += chunk.length;
    request.pause();
    setTimeout(() => request.resume(), 2);
  }).on('end', () => response.end(String(bytes)));
}).listen(0, '127.0.0.1');
await once(server, 'listening');

/** Posts 8 MB to the real server. @returns the upload's events, and how many bytes the server has got */
const post = (page) => page.evaluate((bytes) => new Promise((resolve) => {
  const xhr = new XMLHttpRequest();
  const events = new Set();
  for (const type of ['loadstart', 'progress', 'load', 'loadend']) xhr.upload.addEventListener(type, () => events.add(type));
  xhr.addEventListener('loadend', () => resolve(`${[...events].join(', ')}; ${xhr.status}, ${xhr.responseText} bytes`));
  xhr.open('POST', '/store');
  xhr.send(new Blob([new Uint8Array(bytes)]));
}), BODY_BYTES);

const ALL = 'loadstart, progress, load, loadend';
const HIDDEN = { Chromium: 'loadstart', Firefox: 'loadstart, load, loadend' };
let isAsTold = true;
for (const [name, launch] of [
  ['Chromium', () => chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] })],
  ['Firefox', () => firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' })],
]) {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const rows = [['without MSW', ALL, await post(page)]];
  await page.evaluate(() => {
    window.worker = window.msw.setupWorker();
    return window.worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
  });
  rows.push(['unhandled, bypass', HIDDEN[name], await post(page)]);
  await page.evaluate(() => window.worker.use(window.msw.http.post('/store', () => window.msw.passthrough())));
  rows.push(['passthrough()', HIDDEN[name], await post(page)]);
  await page.evaluate(() => window.worker.stop());
  await page.waitForTimeout(300);
  rows.push(['stopped', ALL, await post(page)]);
  console.log(`${name} ${browser.version()}`);
  for (const [situation, events, seen] of rows) {
    console.log(`  ${situation.padEnd(18)} ${seen}`);
    isAsTold &&= seen === `${events}; 200, ${BODY_BYTES} bytes`;
  }
  await browser.close();
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 90 node run.mjs $CHROMIUM $FIREFOX
