#!/bin/sh
# What happens: a server refuses a POST early: a complete 403, then its end of the connection, and it goes on reading. HAProxy
# passes the 403 on and takes the client's body to its last byte. Caddy and nghttpx pass the 403 on as well, but then close
# the client's connection with the body unread, so that the client's next bytes are answered by a reset, although the server
# behind them still reads.
# Expected: that a proxy treats its client as patiently as the server treats the proxy.
# With: Debian 12, caddy 2.6.2, nghttp2-proxy 1.52.0, haproxy 2.6.12, Node 20. HTTP/1.1 without TLS.
# What follows: a client that meets the failed write before it has read the answer sees a broken connection and no status. The
# reason of an early refusal then has to be asked for by a second, small request.
set -eu
for PROGRAM in caddy nghttpx haproxy; do
  [ -x /usr/bin/$PROGRAM ] || [ -x /usr/sbin/$PROGRAM ] || { echo "Needs Debian's packages caddy, nghttp2-proxy and haproxy."; exit 2; }
done
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
chmod 755 "$DIR"
cat > "$DIR/run.mjs" <<'NODE'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
const dir = process.argv[2];
const BODY = 8_000_000, PIECE = 100_000, PAUSE_MS = 50; // about 4 s

const backend = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 7\r\nConnection: close\r\n\r\nreason\n');
    socket.resume();
  });
}).listen(0, '127.0.0.1');
await once(backend, 'listening');
const store = backend.address().port;

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

const proxies = {
  caddy: (port) => {
    writeFileSync(`${dir}/Caddyfile`, `{\n  admin off\n  auto_https off\n}\nhttp://127.0.0.1:${port} {\n  reverse_proxy 127.0.0.1:${store}\n}\n`);
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', `${dir}/Caddyfile`];
  },
  nghttpx: (port) => {
    writeFileSync(`${dir}/nghttpx.conf`, '');
    return ['nghttpx', `--conf=${dir}/nghttpx.conf`, `--frontend=127.0.0.1,${port};no-tls`, `--backend=127.0.0.1,${store}`];
  },
  haproxy: (port) => {
    writeFileSync(`${dir}/haproxy.cfg`, `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  server s 127.0.0.1:${store}
`);
    return ['haproxy', '-db', '-f', `${dir}/haproxy.cfg`];
  },
};

async function open(port) {
  for (let i = 0; i < 100; i++) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    if (await new Promise((r) => socket.once('connect', () => r(true)).once('error', () => r(false)))) return socket;
    await sleep(100);
  }
  throw new Error('the proxy does not listen');
}

async function post(port) {
  const socket = await open(port);
  let text = '', error = 'none', sent = 0;
  socket.on('error', ({ code }) => { error = code; }).on('data', (chunk) => { text += chunk; });
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/plain\r\nContent-Length: ${BODY}\r\n\r\n`);
  while (sent < BODY && !socket.destroyed) {
    socket.write(Buffer.alloc(PIECE, 97));
    sent += PIECE;
    await sleep(PAUSE_MS);
  }
  socket.destroy();
  return { status: Number(text.split(' ')[1] ?? 0), error, sent };
}

const seen = {};
for (const [name, setUp] of Object.entries(proxies)) {
  const port = await freePort();
  const [program, ...args] = setUp(port);
  const env = { PATH: `${process.env.PATH}:/usr/sbin`, HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir };
  const child = spawn(program, args, { stdio: 'ignore', detached: true, env });
  try {
    seen[name] = await post(port);
    const { status, error, sent } = seen[name];
    console.log(`${name.padEnd(8)} status ${status}, error ${error}, ${sent} of ${BODY} bytes sent`);
  } finally {
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'exit');
  }
}
backend.close();
const isCut = ({ status, error, sent }) => status === 403 && error !== 'none' && sent < BODY;
const isAsTold = isCut(seen.caddy) && isCut(seen.nghttpx)
  && seen.haproxy.status === 403 && seen.haproxy.error === 'none' && seen.haproxy.sent === BODY;
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
node "$DIR/run.mjs" "$DIR"
