#!/bin/sh
# What happens: a folder of 2,000 files is dropped, and a file right after it, while react-dropzone still goes through the folder. It
# calls onDrop once, with the one file: the 2,000 are gone, with no onDrop, no onError and no rejection of theirs. Dropped one
# after the other, both arrive.
# Expected: two drops, two calls of onDrop, or an onError for what is given up.
# With: react-dropzone 19.3.0, file-selector 5.0.1, react and react-dom 19.3.1, Chromium 156 of Debian 12, esbuild 0.28.1,
# playwright 1.64.1, Node 20. Each event ends the reading of the one before; `isProcessing` says whether one is under way.
# What follows: switch the zone off while `isProcessing` (noDrag, and say why), or read drops in a getFilesFromEvent of your own
# that keeps what it has begun.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent react@19.3.1 react-dom@19.3.1 react-dropzone@19.3.0 file-selector@5.0.1 esbuild@0.28.1 playwright@1.64.1
mkdir -p dropped/folder
for I in $(seq 2000); do : > dropped/folder/$I.bin; done
: > dropped/image.bin
cat > page.js <<'NODE'
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { useDropzone } from 'react-dropzone';

window.heard = [];
function Zone() {
  const { getRootProps, isProcessing } = useDropzone({
    noClick: true,
    onDrop: (accepted, rejected) => window.heard.push(`onDrop ${accepted.length}, ${rejected.length} rejected`),
    onError: ({ name }) => window.heard.push(`onError ${name}`),
  });
  return createElement('div', { ...getRootProps(), id: 'zone', style: { height: 300 } }, isProcessing ? 'reading' : 'idle');
}
createRoot(document.body.appendChild(document.createElement('main'))).render(createElement(Zone));
NODE
cat > run.mjs <<'NODE'
import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright';
const [executablePath, dir] = process.argv.slice(2);

const bundle = await build({ entryPoints: ['page.js'], bundle: true, write: false, format: 'iife', define: { 'process.env.NODE_ENV': '"production"' } });
const server = createServer((request, response) => {
  const isScript = request.url === '/page.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? bundle.outputFiles[0].text : '<!doctype html><body><script src="/page.js"></script>');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${browser.version()}`);
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForSelector('#zone');
const session = await page.context().newCDPSession(page);

/** As the system does it: with the path of a file or folder. */
async function drop(name) {
  const data = { items: [], files: [join(dir, 'dropped', name)], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data });
}

async function untilIdle() {
  await page.waitForTimeout(300);
  await page.waitForFunction(() => document.querySelector('#zone').textContent === 'idle');
}

async function run(...steps) {
  for (const step of steps) await step();
  await untilIdle();
  await page.waitForTimeout(1500);
  return page.evaluate(() => window.heard.splice(0).join('; '));
}

const rows = [
  ['folder, wait, file', 'onDrop 2000, 0 rejected; onDrop 1, 0 rejected', await run(() => drop('folder'), untilIdle, () => drop('image.bin'))],
  ['folder, file', 'onDrop 1, 0 rejected', await run(() => drop('folder'), () => drop('image.bin'))],
];
await browser.close();
let isAsTold = true;
for (const [name, told, seen] of rows) {
  console.log(`${name.padEnd(20)} ${seen}${seen === told ? '' : `   (told: ${told})`}`);
  isAsTold &&= seen === told;
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 60 node run.mjs $CHROMIUM "$DIR"
