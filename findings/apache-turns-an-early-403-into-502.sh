#!/bin/sh
# What happens: a server behind Apache's mod_proxy_http refuses a POST while its body is still coming: it writes a complete
# 403 at once. If it then closes its connection before Apache has sent the whole body, the client gets 502 Proxy Error, long
# after the 403 had reached Apache. If it ends only its own side (half-close) and reads on, the client gets the 403. Either
# way Apache passes an answer on only when the client has sent its last byte.
# Expected: that Apache forwards the complete answer that it holds, or stops reading the client.
# With: Debian 12, apache2 2.4.71 (mpm_event, mod_proxy_http), Node 20.
# What follows: a server that refuses early behind Apache must not close after a grace period of a few seconds. It should end
# its side and read for as long as the body comes; otherwise slow clients see 502 instead of the reason.
set -eu
APACHE=$(command -v apache2 || echo /usr/sbin/apache2)
MODULES=/usr/lib/apache2/modules
[ -x "$APACHE" ] && [ -e $MODULES/mod_proxy_http.so ] || { echo "Needs Debian's package apache2."; exit 2; }
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
chmod 755 "$DIR"
cat > "$DIR/run.mjs" <<'NODE'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
const [apache, modules, dir] = process.argv.slice(2);
const BODY = 4_000_000, PIECE = 100_000, PAUSE_MS = 75; // about 3 s

let mode = '';
const backend = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 7\r\nConnection: close\r\n\r\nreason\n');
    if (mode === 'half-close') socket.end();
    else setTimeout(() => socket.destroy(), 500);
    socket.resume();
  });
}).listen(0, '127.0.0.1');
await once(backend, 'listening');
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const port = free.address().port;
free.close();

writeFileSync(`${dir}/apache.conf`, `ServerRoot ${dir}
DefaultRuntimeDir ${dir}
PidFile ${dir}/pid
ErrorLog ${dir}/error.log
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
LoadModule mpm_event_module ${modules}/mod_mpm_event.so
LoadModule authz_core_module ${modules}/mod_authz_core.so
LoadModule proxy_module ${modules}/mod_proxy.so
LoadModule proxy_http_module ${modules}/mod_proxy_http.so
${process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''}
ProxyPass / http://127.0.0.1:${backend.address().port}/
`);
const server = spawn(apache, ['-f', `${dir}/apache.conf`, '-DFOREGROUND'], { stdio: 'ignore', detached: true });

async function open() {
  for (let i = 0; i < 100; i++) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const isOpen = await new Promise((r) => socket.once('connect', () => r(true)).once('error', () => r(false)));
    if (isOpen) return socket;
    await sleep(100);
  }
  throw new Error('Apache does not listen');
}

async function post() {
  const socket = await open();
  let text = '', answeredAt = -1, sent = 0, isOver = false;
  socket.on('error', () => {}).on('close', () => { isOver = true; }).on('data', (chunk) => {
    if (text === '') answeredAt = sent;
    text += chunk;
  });
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${BODY}\r\n\r\n`);
  for (; sent < BODY && !isOver; sent += PIECE) {
    socket.write(Buffer.alloc(PIECE, 97));
    await sleep(PAUSE_MS);
  }
  for (let i = 0; i < 100 && text === ''; i++) await sleep(50);
  socket.destroy();
  return { status: Number(text.split(' ')[1] ?? 0), answeredAt };
}

try {
  const seen = {};
  for (mode of ['close after 0.5 s', 'half-close']) {
    seen[mode] = await post();
    console.log(`server: ${mode.padEnd(18)} client: ${seen[mode].status}, after ${seen[mode].answeredAt} of ${BODY} bytes`);
  }
  const isAsTold = seen['close after 0.5 s'].status === 502 && seen['half-close'].status === 403;
  console.log(isAsTold ? 'As described.' : 'NOT as described.');
  process.exitCode = isAsTold ? 0 : 1;
} finally {
  process.kill(-server.pid, 'SIGTERM');
  await once(server, 'exit');
  backend.close();
}
process.exit();
NODE
"$APACHE" -v | head -1
node "$DIR/run.mjs" "$APACHE" "$MODULES" "$DIR"
