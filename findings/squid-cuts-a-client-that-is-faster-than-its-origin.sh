#!/bin/sh
# What happens: a client posts 20 MB through Squid to a store that reads more slowly than the client sends. Once Squid's buffer
# for the body is full (client_request_buffer_max_size, 512 KB), Squid closes the connections: the client sees a broken one
# without a status, the store a part of the body. The access log says TCP_MISS_ABORTED/000, as if the client had left, and
# cache.log says nothing. The same body is stored if the client stays close behind the store, or if the buffer is larger than
# the body.
# Expected: flow control, that is Squid reads on when its buffer has room; the option limits a buffer and not the size of a
# request (request_body_max_size does that, with a 413).
# With: Debian 12, squid 5.7-2+deb12u6, Node 20. HTTP/1.1 without TLS. Squid 5.7 reads into the full buffer, gets 0 bytes and
# takes that for the end of the client (https://github.com/squid-cache/squid/pull/1887, in Squid from 6.13 and 7.0.1).
# What follows: behind such a Squid every upload fails whose store is slower than the client's line, and sending it again does
# not help; small test files and slow lines pass. Set client_request_buffer_max_size above the largest body (Squid may need
# that much memory for each upload) or use a newer Squid. TCP_MISS_ABORTED/000 of a POST is no proof that the client left.
set -eu
SQUID=$(command -v squid || echo /usr/sbin/squid)
[ -x "$SQUID" ] || { echo "Needs Debian's package squid."; exit 2; }
"$SQUID" -v | grep -q 'Version 5\.7' || { echo "Described for Squid 5.7; this is: $("$SQUID" -v | head -1)"; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
chmod 777 "$DIR"
cat > "$DIR/run.mjs" <<'NODE'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
const [squid, dir] = process.argv.slice(2);
const BODY = 20_000_000, PIECE = 100_000;
const STORE_PAUSE_MS = 10; // a piece of up to 64 KiB, then a pause: some 5 MB/s

let stored = 0;
const sockets = new Set();
const store = createServer((socket) => {
  sockets.add(socket);
  let head = '', bytes = 0;
  const isHeadRead = () => head.includes('\r\n\r\n');
  socket.on('error', () => {}).on('data', (chunk) => {
    if (isHeadRead()) bytes += chunk.length;
    else {
      head += chunk.toString('latin1');
      if (isHeadRead()) bytes = head.length - head.indexOf('\r\n\r\n') - 4;
    }
    stored = bytes;
    if (bytes === BODY) socket.end('HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    socket.pause();
    setTimeout(() => socket.resume(), STORE_PAUSE_MS);
  });
}).listen(0, '127.0.0.1');
await once(store, 'listening');

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

async function open(port) {
  for (let i = 0; i < 100; i++) {
    const socket = connect(port, '127.0.0.1');
    if (await new Promise((r) => socket.once('connect', () => r(true)).once('error', () => r(false)))) return socket;
    await sleep(100);
  }
  throw new Error('Squid does not listen');
}

/** @param {number} aheadMax how many bytes the client may be ahead of the store */
async function post(port, aheadMax) {
  const socket = await open(port);
  let text = '', sent = 0, end = 'kept';
  const isOver = () => end !== 'kept' || text !== '';
  socket.on('data', (chunk) => { text += chunk; }).on('end', () => { end = 'ended'; }).on('error', ({ code }) => { end = code; });
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${BODY}\r\n\r\n`);
  while (sent < BODY && !isOver()) {
    if (socket.writableLength > PIECE || sent - stored > aheadMax) {
      await sleep(2);
      continue;
    }
    socket.write(Buffer.alloc(PIECE, 97));
    sent += PIECE;
  }
  for (let i = 0; i < 300 && !isOver(); i++) await sleep(50);
  socket.destroy();
  const status = Number(text.split(' ')[1] ?? 0);
  return { status, end, sent };
}

async function run(name, aheadMax, more = '') {
  stored = 0;
  const port = await freePort();
  const at = `${dir}/${port}`;
  mkdirSync(at);
  chmodSync(at, 0o777);
  writeFileSync(`${at}/squid.conf`, `http_port 127.0.0.1:${port} accel defaultsite=127.0.0.1:${port}
cache_peer 127.0.0.1 parent ${store.address().port} 0 no-query no-digest originserver
http_access allow all
cache deny all
pid_filename ${at}/squid.pid
cache_log ${at}/cache.log
access_log stdio:${at}/access.log
netdb_filename none
pinger_enable off
coredump_dir ${at}
${more}
`);
  const child = spawn(squid, ['-N', '-n', `finding${port}`, '-f', `${at}/squid.conf`], { stdio: 'ignore', detached: true });
  try {
    const seen = await post(port, aheadMax);
    let logged;
    for (let i = 0; i < 50 && logged === undefined; i++) {
      await sleep(100);
      logged = /(\S+) \d+ POST /.exec(readFileSync(`${at}/access.log`, 'utf8'))?.[1];
    }
    const isTold = /abort|full|client|error|warning/i.test(readFileSync(`${at}/cache.log`, 'utf8'));
    console.log(`${name.padEnd(34)} status ${seen.status}, connection ${seen.end}, ${seen.sent} of ${BODY} bytes sent, ${stored} stored,`
      + ` access log ${logged}, cache.log ${isTold ? 'has' : 'says nothing'}`);
    return { ...seen, stored, logged, isTold };
  } finally {
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  }
}

const cut = await run('default, client is faster', Infinity);
const behind = await run('default, client 200 KB ahead', 200_000);
const roomy = await run('buffer of 32 MB, client is faster', Infinity, 'client_request_buffer_max_size 32 MB');
store.close();
const isStored = ({ status, stored, logged }) => status === 201 && stored === BODY && logged === 'TCP_MISS/201';
const isCut = ({ status, end, stored, logged, isTold }) =>
  status === 0 && end !== 'kept' && stored < BODY && logged === 'TCP_MISS_ABORTED/000' && !isTold;
const isAsTold = isCut(cut) && isStored(behind) && isStored(roomy);
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
"$SQUID" -v | head -1
dpkg-query -W squid 2>/dev/null || true
node "$DIR/run.mjs" "$SQUID" "$DIR"
