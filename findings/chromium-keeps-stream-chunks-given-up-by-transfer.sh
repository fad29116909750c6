#!/bin/sh
# What happens: a worker reads a file of 400 MB by file.stream() and needs each chunk only once. Left to the garbage collector,
# the chunks make the renderer grow by some 100 to 160 MB. chunk.buffer.transfer(0), which detaches the buffer and has nothing to
# keep, makes it grow by the whole file, and it stays so: only a collection frees it, and nothing asks for one. Slices read by
# arrayBuffer() do the same. structuredClone() with a transfer list gains nothing. Chunks that are sent to a message port whose
# other end is closed are gone at once: some 20 MB.
# Expected: transfer(0) gives the bytes back at once. For buffers that the script made itself it does; those that the browser
# made stay. Presumably the collector no longer counts a detached buffer whose bytes the browser's side still holds.
# With: Chromium 156 of Debian 12 (headless), playwright 1.64.1, Node 20, Linux: RssAnon in /proc. ECMAScript's
# ArrayBuffer.prototype.transfer detaches the old buffer and says nothing of memory. HTML's "message port post message steps"
# transfer first and look afterwards whether the port has another end.
# What follows: a page that hashes firmware of a gigabyte should not free chunks by transfer(0); that is worse than nothing.
# Posting them to a closed port keeps it flat:
#   const { port1, port2 } = new MessageChannel(); port2.close(); port1.postMessage(undefined, [chunk.buffer]);
set -eu
CHROMIUM=/usr/bin/chromium
[ -x $CHROMIUM ] || { echo "Needs Debian's package chromium."; exit 2; }
[ -r /proc/self/status ] || { echo "Needs Linux's /proc."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm i --no-audit --no-fund --ignore-scripts --silent playwright@1.64.1
cat > run.mjs <<'NODE'
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright';
const [executablePath, dir] = process.argv.slice(2);
const MIB = 2 ** 20, FILE_MB = 400;

const PAGE = `<!doctype html><input type="file"><script>
const worker = new Worker('/worker.js');
function ask(how) {
  const file = document.querySelector('input').files[0];
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ how, file });
  });
}
</script>`;
const WORKER = `
const { port1, port2 } = new MessageChannel();
port2.close();
const giveUp = {
  leave() {},
  transfer(buffer) { buffer.transfer(0); },
  clone(buffer) { structuredClone(undefined, { transfer: [buffer] }); },
  post(buffer) { port1.postMessage(undefined, [buffer]); },
};
async function readStream(file, done) {
  const reader = file.stream().getReader();
  for (let bytes = 0; ;) {
    const chunk = await reader.read();
    if (chunk.done) return bytes;
    bytes += chunk.value.byteLength;
    done(chunk.value.buffer);
  }
}
async function readSlices(file, done) {
  let bytes = 0;
  while (bytes < file.size) {
    const buffer = await file.slice(bytes, bytes + ${MIB}).arrayBuffer();
    bytes += buffer.byteLength;
    done(buffer);
  }
  return bytes;
}
async function makeOwn({ size }, done) {
  let bytes = 0;
  for (; bytes < size; bytes += ${MIB}) {
    done(new Uint8Array(${MIB}).fill(bytes / ${MIB}).buffer);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return bytes;
}
onmessage = async ({ data: { how, file } }) => {
  if (how === 'collect') return postMessage(gc());
  const [from, then] = how.split(' ');
  const run = { stream: readStream, slices: readSlices, own: makeOwn }[from];
  postMessage(await run(file, giveUp[then]));
};`;

const status = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8');
const parentOf = (pid) => Number(/^PPid:\s+(\d+)/m.exec(status(pid))?.[1] ?? 0);

/** The renderers of the browser that this script started. */
function findRenderers() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) return false;
      for (let p = Number(pid); p > 1; p = parentOf(p)) if (p === process.pid) return true;
    } catch {
      // Ended meanwhile.
    }
    return false;
  });
}

function anonymousMb(pids) {
  let kib = 0;
  for (const pid of pids) kib += Number(/^RssAnon:\s+(\d+)/m.exec(status(pid))?.[1] ?? 0);
  return kib / 1024;
}

const web = createServer((request, response) => {
  const isWorker = request.url === '/worker.js';
  response.setHeader('content-type', isWorker ? 'text/javascript' : 'text/html');
  response.end(isWorker ? WORKER : PAGE);
}).listen(0, '127.0.0.1');
await once(web, 'listening');
const firmware = await open(`${dir}/firmware.bin`, 'w');
for (let i = 0; i < FILE_MB; i++) await firmware.write(Buffer.alloc(MIB, i));
await firmware.close();

/** How far the renderers rose while all was read, and where they stand after two idle seconds and a forced collection, in MB. */
async function measure(how, isWatchedOn = false) {
  const args = ['--js-flags=--expose-gc', '--disable-gpu', '--disable-background-networking', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${web.address().port}/`);
    await page.setInputFiles('input', `${dir}/firmware.bin`);
    const pids = findRenderers();
    const base = anonymousMb(pids);
    const rise = () => Math.round(anonymousMb(pids) - base);
    let peak = 0;
    const timer = setInterval(() => { peak = Math.max(peak, rise()); }, 20);
    const bytes = await page.evaluate((what) => ask(what), how);
    clearInterval(timer);
    if (bytes !== FILE_MB * MIB) throw new Error(`${bytes} bytes read`);
    peak = Math.max(peak, rise());
    if (!isWatchedOn) {
      console.log(`${how.padEnd(16)} ${peak} MB`);
      return { peak };
    }
    await sleep(2000);
    const idle = rise();
    await page.evaluate(() => ask('collect'));
    await sleep(1000);
    const collected = rise();
    console.log(`${how.padEnd(16)} ${peak} MB, ${idle} MB after 2 s, ${collected} MB after a collection`);
    return { peak, idle, collected };
  } finally {
    await browser.close();
  }
}

const probe = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
console.log(`Chromium ${probe.version()}, a file of ${FILE_MB} MB, how far the renderers grow:`);
await probe.close();
const leave = await measure('stream leave');
const transfer = await measure('stream transfer', true);
const clone = await measure('stream clone');
const post = await measure('stream post');
const slices = await measure('slices transfer');
const own = await measure('own transfer');
web.close();
const isAsTold = transfer.peak > 0.7 * FILE_MB && slices.peak > 0.7 * FILE_MB && transfer.idle > 0.7 * FILE_MB && transfer.collected < 0.3 * FILE_MB
  && leave.peak < 0.6 * FILE_MB && post.peak < 0.2 * FILE_MB && own.peak < 0.2 * FILE_MB
  && leave.peak > 1.5 * post.peak && clone.peak > 1.5 * post.peak;
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
node run.mjs $CHROMIUM "$DIR"
