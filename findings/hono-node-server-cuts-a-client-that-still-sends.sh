#!/bin/sh
# What happens: a Hono app answers a POST at once, 403, without reading its body. @hono/node-server writes the answer with
# "Connection: keep-alive" and half a second later closes the connection, while the client still sends: its next bytes are
# answered by a reset. The same handler on node:http, whose server @hono/node-server is, reads the body to its end and keeps the
# connection.
# Expected: Node's behaviour; or "Connection: close", as a server says that will not read on.
# With: @hono/node-server 2.1.8, hono 4.13.19, Node 20. The adapter reads on for 500 ms or 64 MiB, then gives up.
# What follows: who uploads over a slow line and is refused early sees a broken connection: a client that reads the answer only when
# it has sent the form loses the reason. An upload's handler should read the body to its end before it answers, or be kept from
# the adapter.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent @hono/node-server@2.1.8 hono@4.13.19
cat > run.mjs <<'NODE'
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
const BODY = 4_000_000, PIECE = 100_000, PAUSE_MS = 50; // about 2 s

async function post(server) {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '', error = 'none', sent = 0;
  socket.on('error', ({ code }) => { error = code; }).on('data', (chunk) => { text += chunk; });
  const start = performance.now();
  socket.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${BODY}\r\n\r\n`);
  while (sent < BODY && !socket.destroyed) {
    socket.write(Buffer.alloc(PIECE, 97));
    sent += PIECE;
    await sleep(PAUSE_MS);
  }
  const ms = performance.now() - start;
  await sleep(200);
  socket.destroy();
  return { status: Number(text.split(' ')[1] ?? 0), connection: /^connection: (.*)$/im.exec(text)?.[1], error, sent, ms };
}

const app = new Hono().post('/', (context) => context.text('reason', 403));
const seen = {
  'hono': await post(serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 })),
  'node:http': await post(createServer((request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end('reason');
  }).listen(0, '127.0.0.1')),
};
for (const [name, { status, connection, error, sent, ms }] of Object.entries(seen)) {
  console.log(`${name.padEnd(10)} status ${status}, connection ${connection}, error ${error}, ${sent} of ${BODY} bytes sent in ${(ms / 1000).toFixed(1)} s`);
}
const { hono, 'node:http': plain } = seen;
const isAsTold = [hono, plain].every(({ status, connection }) => status === 403 && connection === 'keep-alive')
  && hono.error !== 'none' && hono.sent < BODY && hono.ms > 400 && plain.error === 'none' && plain.sent === BODY;
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
timeout 40 node run.mjs
