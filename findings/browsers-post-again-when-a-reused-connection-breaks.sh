#!/bin/sh
# What happens: a page POSTs a form on a connection that had carried a request before, and the store closes it without an answer
# when it has the whole body. Chromium and Firefox send the whole form again on another connection, although a POST is not
# idempotent, and once more if that one was re-used as well. The page does not hear of it: the upload's events, its progress
# and the one error at the end are the same as for a form that was sent once, as it is on a fresh connection.
# Expected: that a POST is sent once: nobody can know what the first one did.
# With: Chromium 156 and Firefox 153 of Debian 12, playwright 1.64.1, Node 20, HTTP/1.1 without TLS. RFC 9110, 9.2.2 forbids a client to
# repeat a POST by itself unless it knows that the first one was never applied.
# What follows: every store and every API behind a page has to expect a form twice, so make the second one harmless (a key of its
# own for each ticket, a condition that forbids to overwrite). A test that breaks connections has to say which kind it breaks.
set -eu
CHROMIUM=/usr/bin/chromium FIREFOX=/usr/bin/firefox-esr
[ -x $CHROMIUM ] && [ -x $FIREFOX ] || { echo "Needs Debian's packages chromium and firefox-esr."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium, firefox } from 'playwright';
const [chromiumPath, firefoxPath] = process.argv.slice(2);
const FILE_BYTES = 1_000_000, POSTS_MAX = 5;

async function upload(browser, isReused) {
  const posts = [];
  const server = createServer((request, response) => {
    response.setHeader('connection', isReused ? 'keep-alive' : 'close');
    if (request.url !== '/store') {
      request.resume();
      response.setHeader('content-type', 'text/html');
      return response.end('<!doctype html>');
    }
    const post = { bytes: 0 };
    posts.push(post);
    if (posts.length > POSTS_MAX) return request.socket.destroy();
    request.on('error', () => {}).on('data', (chunk) => {
      post.bytes += chunk.length;
    }).on('end', () => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const heard = await page.evaluate(async (bytes) => {
      await (await fetch('/', { method: 'POST', body: 'x' })).text();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const form = new FormData();
      form.append('file', new File([new Uint8Array(bytes)], 'image.bin'));
      const xhr = new XMLHttpRequest();
      const events = [];
      let loaded = 0, isBack = false;
      for (const type of ['loadstart', 'load', 'error']) xhr.upload.addEventListener(type, () => events.push(type));
      xhr.upload.addEventListener('progress', (event) => {
        isBack ||= event.loaded < loaded;
        loaded = event.loaded;
      });
      xhr.open('POST', '/store');
      xhr.send(form);
      await new Promise((resolve) => xhr.addEventListener('loadend', resolve));
      return `upload: ${events.join(', ')}${isBack ? ', progress went back' : ''}, status ${xhr.status}`;
    }, FILE_BYTES);
    const whole = posts.filter(({ bytes }) => bytes > FILE_BYTES).length;
    return { whole, heard };
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
  }
}

const TOLD = { Chromium: 'upload: loadstart, load, status 0', Firefox: 'upload: loadstart, error, status 0' };
let isAsTold = true;
for (const [name, launch] of [
  ['Chromium', () => chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] })],
  ['Firefox', () => firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' })],
]) {
  const browser = await launch();
  for (const isReused of [false, true]) {
    const { whole, heard } = await upload(browser, isReused);
    console.log(`${name} ${browser.version()}, ${isReused ? 're-used' : 'fresh'} connection: the form arrived ${whole} times. The page: ${heard}`);
    isAsTold &&= (isReused ? whole > 1 : whole === 1) && heard === TOLD[name];
  }
  await browser.close();
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 90 node run.mjs $CHROMIUM $FIREFOX
