#!/bin/sh
# What happens: an async message handler of a Web Worker throws. In Chromium and Firefox the page's Worker object fires no `error`, nor
# does the page's window fire `error` or `unhandledrejection`: the rejection stays inside the worker (its own scope has an
# `unhandledrejection`). The same handler written synchronously, a module that throws after its own top-level await, and
# reportError() in the worker all reach `worker.onerror`. In Node the same rejection is an `error` of the Worker.
# Expected: that `worker.onerror` hears of what goes wrong in a worker, whether its handler is async or not; tests of worker code
# that run in Node say so.
# With: Chromium 156 and Firefox 153 of Debian 12, playwright 1.64.1, Node 20 (worker_threads).
# What follows: a page that waits for a message or an `error` waits for ever. In the worker, catch what is async and answer with a
# message, or hand it to reportError(); a green test in Node is no proof that the page hears of it.
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
import { Worker } from 'node:worker_threads';
import { chromium, firefox } from 'playwright';
const [chromiumPath, firefoxPath] = process.argv.slice(2);
const PATIENCE_MS = 1000;

const SCRIPTS = {
  '/sync.js': `onmessage = () => { throw new Error('broken'); };`,
  '/async.js': `onmessage = async () => { throw new Error('broken'); };`,
  '/top-level.js': `await undefined; throw new Error('broken');`,
  '/reported.js': `onmessage = () => Promise.reject(new Error('broken')).catch(reportError);`,
};
const server = createServer((request, response) => {
  const script = SCRIPTS[request.url];
  response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
  response.end(script ?? '<!doctype html>');
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const inPage = (page, script) => page.evaluate(([url, patienceMs]) => new Promise((resolve) => {
  const heard = [];
  const hear = (who) => (event) => { heard.push(`${event.type} of ${who}`); event.preventDefault(); };
  window.onerror = () => { heard.push('error of window'); };
  window.onunhandledrejection = hear('window');
  const worker = new Worker(url, { type: 'module' });
  worker.onerror = hear('Worker');
  worker.onmessageerror = hear('Worker');
  worker.postMessage('go');
  setTimeout(() => {
    worker.terminate();
    resolve(heard.join(', ') || 'nothing');
  }, patienceMs);
}), [script, PATIENCE_MS]);

const inNode = (handler) => new Promise((resolve) => {
  const worker = new Worker(`require('node:worker_threads').parentPort.on('message', ${handler})`, { eval: true });
  worker.on('error', () => resolve('error of Worker'));
  worker.postMessage('go');
  setTimeout(() => worker.terminate().then(() => resolve('nothing')), PATIENCE_MS);
});

const rows = [];
for (const [name, launch] of [
  ['Chromium', () => chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] })],
  ['Firefox', () => firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' })],
]) {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  for (const script of Object.keys(SCRIPTS)) {
    rows.push([`${name} ${browser.version()} ${script}`, script === '/async.js' ? 'nothing' : 'error of Worker', await inPage(page, script)]);
  }
  await browser.close();
}
rows.push([`Node ${process.version} sync`, 'error of Worker', await inNode(`() => { throw new Error('broken'); }`)]);
rows.push([`Node ${process.version} async`, 'error of Worker', await inNode(`async () => { throw new Error('broken'); }`)]);
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(40)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 90 node run.mjs $CHROMIUM $FIREFOX
