#!/bin/sh
# What happens: a HAR that Playwright records in Chromium holds nothing of a form with a file: `postData` is missing and `bodySize` is
# 0, as is `request.sizes().requestBodySize`, while 100 KB arrived at the server. Two uploads to one address then differ in nothing
# but their answers. Played back with `routeFromHAR`, each of the two files gets the first one's answer, and so does a third file
# that was never recorded.
# Expected: that the HAR has the body or at least its size; and since the documentation says that POST is matched by its payload
# strictly, that a file which was not recorded is not answered. A body of text is recorded and matched in that way (the rows `text`).
# With: playwright 1.64.1 (recordHar with its defaults, routeFromHAR with notFound: 'abort'), Chromium 156 of Debian 12, Node 20.
# See https://playwright.dev/docs/mock#replaying-from-har.
# What follows: a HAR of this kind proves neither what was uploaded nor how much, and a test of an uploader that replays one passes
# with the wrong file. Count at the server, or read the request's `content-length` header, which the HAR has.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
const [executablePath] = process.argv.slice(2);
for (const name of ['one', 'two', 'other']) writeFileSync(`${name}.bin`, Buffer.alloc(100_000, name));

let received = 0;
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (request.method === 'POST') {
    received += 1;
    return response.end(body.includes('twotwo') ? 'two' : 'one');
  }
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><input type="file">');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${browser.version()}`);

/** Posts a file in one of two ways. @returns the answer, or what became of the request */
async function post(page, how, name) {
  await page.setInputFiles('input', `${name}.bin`);
  return page.evaluate(async (how) => {
    const file = document.querySelector('input').files[0];
    const form = new FormData();
    form.append('file', file);
    const body = how === 'form' ? form : await file.text();
    return fetch(`/${how}`, { method: 'POST', body }).then((response) => response.text(), () => 'no answer');
  }, how);
}

const recorder = await browser.newContext({ recordHar: { path: 'seen.har' } });
const page = await recorder.newPage();
await page.goto(address);
const sizes = {};
page.on('requestfinished', (request) => { sizes[request.url()] = request.sizes(); });
for (const how of ['form', 'text']) {
  for (const name of ['one', 'two']) {
    const answer = await post(page, how, name);
    if (answer !== name) throw new Error(`The server answered ${answer} to ${name}.`);
  }
}
const sized = {};
for (const [url, size] of Object.entries(sizes)) sized[url] = (await size).requestBodySize;
await recorder.close();

let isAsTold = true;
const row = (name, told, seen) => {
  console.log(`${name.padEnd(16)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
};
const posts = JSON.parse(readFileSync('seen.har', 'utf8')).log.entries.filter(({ request }) => request.method === 'POST');
for (const how of ['form', 'text']) {
  const { request } = posts.find((entry) => entry.request.url.endsWith(`/${how}`));
  const announced = Number(request.headers.find(({ name }) => name.toLowerCase() === 'content-length').value) >= 100_000;
  const size = request.bodySize >= 100_000 ? 'all' : request.bodySize;
  const spoken = sized[request.url] >= 100_000 ? 'all' : sized[request.url];
  row(`recorded, ${how}`, how === 'text' ? 'bodySize all, sizes() all, postData, content-length right' : 'bodySize 0, sizes() 0, no postData, content-length right',
    `bodySize ${size}, sizes() ${spoken}, ${request.postData ? '' : 'no '}postData, content-length ${announced ? 'right' : 'wrong'}`);
}

const before = received;
const player = await (await browser.newContext()).newPage();
await player.routeFromHAR('seen.har', { notFound: 'abort' });
await player.goto(address);
for (const how of ['form', 'text']) {
  const seen = [];
  for (const name of ['one', 'two', 'other']) seen.push(`${name}: ${await post(player, how, name)}`);
  row(`replayed, ${how}`, how === 'text' ? 'one: one, two: two, other: no answer' : 'one: one, two: one, other: one', seen.join(', '));
}
row('reached the server', '0', `${received - before}`);
await browser.close();
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 60 node run.mjs $CHROMIUM
