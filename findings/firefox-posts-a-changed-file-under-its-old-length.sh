#!/bin/sh
# What happens: a page posts a form with a file that has changed on disk since it was chosen (a build ran again). Firefox announces
# the length that the file had, and sends what is there now: of one that has grown more bytes than it announced, after which the
# connection is of no use; of one that has shrunk too few, so that the server waits for the rest, while the page has already heard
# that everything was sent, up to the old size. `size` and `lastModified` stay, a read of the whole file gives
# the new bytes, and nothing rejects.
# Expected: NotReadableError for a file that is not what was chosen, as the File API has it and Chromium does, or one length for both.
# With: Firefox 153 and Chromium 156 of Debian 12, playwright 1.64.1, Node 20. (WebKitGTK 2.50 rejects reads as well, but posts the
# new bytes under their new length.)
# What follows: before a form is sent, and after it, read the last byte: a slice of no bytes tells a file that has shrunk. What
# arrived has to be proved by a checksum of what was meant. An error on that connection says nothing of the form.
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
import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { createServer as createSite } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, firefox } from 'playwright';
const [chromiumPath, firefoxPath] = process.argv.slice(2);
const SIZE = 4_000_000, MORE = 100_000, LESS = 2_000_000, QUIET_MS = 500;

const site = createSite((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><input type="file">'));
site.listen(0, '127.0.0.1');
await once(site, 'listening');

// A store of sockets: counts what comes after the head, and answers when nothing has come for a while.
let post;
const store = createServer((socket) => {
  let head = '', isBody = false, timer;
  socket.on('error', () => {}).on('close', () => clearTimeout(timer)).on('data', (data) => {
    let bytes = data.length;
    if (!isBody) {
      const before = head.length;
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      isBody = true;
      bytes = head.length - end - 4;
      const length = /^content-length: (\d+)/im.exec(head.slice(0, end))?.[1];
      if (before === 0 || length !== undefined) post = { announced: Number(length), came: 0 };
    }
    post.came += bytes;
    clearTimeout(timer);
    timer = setTimeout(() => socket.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'), QUIET_MS);
  });
}).listen(0, '127.0.0.1');
await once(store, 'listening');

const SEND = async (url) => {
  const [file] = document.querySelector('input').files;
  const form = new FormData();
  form.append('file', file);
  const xhr = new XMLHttpRequest();
  // No listener on `upload`, so that no preflight comes before the form; what it heard of the upload is asked in a second run.
  xhr.open('POST', url);
  xhr.send(form);
  await new Promise((resolve) => xhr.addEventListener('loadend', resolve));
  const read = (blob) => blob.arrayBuffer().then(({ byteLength }) => byteLength, ({ name }) => name);
  return { status: xhr.status, size: file.size, whole: await read(file), last: await read(file.slice(file.size - 1)) };
};

async function run(browser, change) {
  const path = 'image.bin';
  await writeFile(path, Buffer.alloc(SIZE, 7));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await page.setInputFiles('input', path);
  await page.evaluate("[document.querySelector('input').files[0].size, document.querySelector('input').files[0].lastModified]");
  await sleep(1_100);
  await change(path);
  post = undefined;
  const told = await page.evaluate(SEND, `http://127.0.0.1:${store.address().port}/`);
  await page.close();
  return { told, sent: post === undefined || Number.isNaN(post.announced) ? undefined : post.came - post.announced };
}

const CHANGES = { grown: (path) => appendFile(path, Buffer.alloc(MORE, 9)), shrunk: (path) => truncate(path, LESS) };
const TOLD = {
  'Chromium grown': 'sent nothing, status 0, size 4000000, whole NotReadableError, last NotReadableError',
  'Chromium shrunk': 'sent nothing, status 0, size 4000000, whole NotReadableError, last NotReadableError',
  'Firefox grown': 'sent 100000 bytes too many, status 200, size 4000000, whole 4100000, last 1',
  'Firefox shrunk': 'sent 2000000 bytes too few, status 200, size 4000000, whole 2000000, last 0',
};
let isAsTold = true;
for (const [name, launch] of [
  ['Chromium', () => chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] })],
  ['Firefox', () => firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' })],
]) {
  const browser = await launch();
  for (const [change, apply] of Object.entries(CHANGES)) {
    const { told, sent } = await run(browser, apply);
    const how = sent === undefined ? 'nothing' : sent === 0 ? 'what it announced' : `${Math.abs(sent)} bytes too ${sent > 0 ? 'many' : 'few'}`;
    const line = `sent ${how}, status ${told.status}, size ${told.size}, whole ${told.whole}, last ${told.last}`;
    console.log(`${name} ${browser.version()}, ${change}: ${line}`);
    isAsTold &&= line === TOLD[`${name} ${change}`];
  }
  await browser.close();
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 90 node run.mjs $CHROMIUM $FIREFOX
