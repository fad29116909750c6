#!/bin/sh
# What happens: a store refuses a form (403, 400, 413: the policy is over, a field is wrong, the file is too large). Uppy's XHRUpload
# sends the whole file three times more, within two seconds, and then says that it looks like a network error and that a provider
# or a firewall might block the address. The store's own words, here XML with a Code, are in `response` only.
# Expected: that an answer of the 4xx kind ends the upload and is named: the same form has no better chance the second time.
# With: @uppy/xhr-upload 6.0.0, @uppy/core 6.3.1, both with their defaults; Chromium 156 of Debian 12, esbuild 0.28.1, playwright 1.64.1, Node 20.
# What follows: with PostObject, whose policies live for a minute and whose refusals are final, give `shouldRetry` (for example
# `(xhr) => xhr.status === 0 || xhr.status >= 500`), or every refused gigabyte is four. Take the message out of the XML of
# `upload-error`'s third argument.
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent @uppy/core@6.3.1 @uppy/xhr-upload@6.0.0 esbuild@0.28.1 playwright@1.64.1
cat > run.mjs <<'NODE'
import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright';
const [executablePath] = process.argv.slice(2);
const FILE_BYTES = 1_000_000;

const bundle = await build({
  stdin: { contents: `import Uppy from '@uppy/core'; import XHRUpload from '@uppy/xhr-upload'; Object.assign(window, { Uppy, XHRUpload });`, resolveDir: '.' },
  bundle: true, write: false, format: 'iife',
});
let status = 0, posts = [];
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const isScript = request.url === '/uppy.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    return response.end(isScript ? bundle.outputFiles[0].text : '<!doctype html><script src="/uppy.js"></script>');
  }
  let bytes = 0;
  request.on('data', (chunk) => { bytes += chunk.length; }).on('end', () => {
    posts.push(bytes);
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end('<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>');
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');

const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${browser.version()}`);
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

/** Uploads one file. @returns how often all of it arrived, and what Uppy says in the end */
async function upload(options) {
  posts = [];
  const message = await page.evaluate(([bytes, isPicky]) => new Promise((resolve) => {
    const uppy = new window.Uppy({ autoProceed: true });
    uppy.use(window.XHRUpload, { endpoint: '/store', ...(isPicky && { shouldRetry: (xhr) => xhr.status === 0 || xhr.status >= 500 }) });
    uppy.on('upload-error', (file, error, response) => resolve(`${error.message} / ${/<Code>(.*?)</.exec(response?.responseText)?.[1]}`));
    uppy.addFile({ name: 'image.bin', data: new Blob([new Uint8Array(bytes)]) });
  }), [FILE_BYTES, options === 'picky']);
  return { times: posts.filter((bytes) => bytes > FILE_BYTES).length, message };
}

let isAsTold = true;
for (const [code, options, times] of [[403, 'defaults', 4], [400, 'defaults', 4], [413, 'defaults', 4], [403, 'picky', 1]]) {
  status = code;
  const seen = await upload(options);
  console.log(`${code}, ${options}: the file arrived ${seen.times} times. ${seen.message}`);
  isAsTold &&= seen.times === times && seen.message.includes('network error') && seen.message.endsWith('/ AccessDenied');
}
await browser.close();
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 60 node run.mjs $CHROMIUM
