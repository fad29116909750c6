#!/bin/sh
# What happens: a page in Chromium posts a form with the file of an <input type="file">. A test that passes the request on through
# `route.fetch()`, to look at the answer or to change it, sends the form with its fields and an empty file instead: the server gets a
# well-formed form, answers 200, and the page takes that answer for the upload's. `route.continue()` sends all of it, and so does
# `route.fetch()` for a form made from bytes in memory and for the file alone as a body.
# Expected: that both pass on what the page sent; the documentation of `route.fetch()` speaks of performing the request.
# With: playwright 1.64.1, Chromium 156 of Debian 12, Node 20. What Playwright is told of such a form lacks the file's bytes, which
# https://github.com/microsoft/playwright/issues/6479 has for `postData()`; `route.fetch()` sends just that. (Debian's Firefox 153,
# driven by WebDriver BiDi, is louder: there `route.fetch()` of the same form ran into its time limit. It is not part of this script.)
# What follows: in tests of an upload use `route.continue()`, and look at the answer with `page.waitForResponse()`. Compare the
# bytes at the server: a test that only looks at what the page shows passes here with nothing stored.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
const [executablePath] = process.argv.slice(2);
const FILE = Buffer.alloc(100_000, 'firmware');
writeFileSync('image.bin', FILE);

let seen = '';
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (request.method === 'POST') {
    const isForm = body.includes('name="key"') && body.includes('filename="image.bin"');
    seen = `${body.includes(FILE) ? 'the file' : 'no file'}${isForm ? ' in its form' : ''}`;
  }
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><input type="file">');
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const BODIES = ['form with the file', 'form with its bytes', 'the file alone'];
const send = (page, how) => page.evaluate(async (how) => {
  const file = document.querySelector('input').files[0];
  const form = new FormData();
  form.append('key', 'image.bin');
  form.append('file', how === 'form with the file' ? file : new Blob([await file.arrayBuffer()]), 'image.bin');
  const { status } = await fetch('/store', { method: 'POST', body: how === 'the file alone' ? file : form });
  return status;
}, how);
const ROUTES = {
  'route.continue()': (route) => route.continue(),
  'route.fetch()': async (route) => route.fulfill({ response: await route.fetch() }),
};

const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${browser.version()}`);
let isAsTold = true;
for (const [way, handler] of Object.entries(ROUTES)) {
  const page = await browser.newPage();
  await page.route('**/store', handler);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.setInputFiles('input', 'image.bin');
  for (const body of BODIES) {
    const status = await send(page, body);
    const isLost = way === 'route.fetch()' && body === 'form with the file';
    const told = `${isLost ? 'no file' : 'the file'}${body === 'the file alone' ? '' : ' in its form'}`;
    console.log(`${way.padEnd(17)} ${body.padEnd(20)} the page sees ${status}, the server ${seen}${seen === told ? '' : `   (told: ${told})`}`);
    isAsTold &&= seen === told && status === 200;
  }
}
await browser.close();
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 60 node run.mjs $CHROMIUM
