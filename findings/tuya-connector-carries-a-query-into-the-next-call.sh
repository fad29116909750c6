#!/bin/sh
# What happens: Tuya's connector for Node takes a path and a `query`. What stands in the path behind its "?" is written into the
# caller's query object, so that the next call with the same object, to another path, sends it too. Both are signed correctly,
# and neither says anything.
# Expected: that an argument is read and not changed: a `const PAGE = { size: '20' }` is meant for any call.
# With: @tuya/tuya-connector-nodejs 2.1.2, Node 20; Tuya's API is played on loopback and checks each signature by the published rule.
# What follows: give every call a query of its own (`query: { ...page }`), and parameters either in the path or in the query. A filter
# that came with one path otherwise narrows every later list, which looks like missing devices or versions.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent @tuya/tuya-connector-nodejs@2.1.2
cat > run.cjs <<'NODE'
const { createHash, createHmac } = require('node:crypto');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { TuyaContext } = require('@tuya/tuya-connector-nodejs');

async function main() {
  const calls = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    const digest = createHash('sha256').update(body).digest('hex');
    const text = `id${headers.access_token ?? ''}${headers.t}${[method, digest, '', url].join('\n')}`;
    const isSigned = headers.sign === createHmac('sha256', 'secret').update(text).digest('hex').toUpperCase();
    const isToken = url.startsWith('/v1.0/token');
    if (!isToken) calls.push(`${url}, signature ${isSigned ? 'valid' : 'wrong'}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ success: true, result: isToken ? { access_token: 'a', refresh_token: 'b', expire_time: 7200 } : [] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tuya = new TuyaContext({ baseUrl: `http://127.0.0.1:${server.address().port}`, accessKey: 'id', secretKey: 'secret' });
  const page = { size: '20' };
  await tuya.request({ method: 'GET', path: '/v1.0/devices?category=lock', query: page });
  await tuya.request({ method: 'GET', path: '/v1.0/users', query: page });
  await tuya.request({ method: 'GET', path: '/v1.0/users', query: { size: '20' } });
  const told = [
    '/v1.0/devices?category=lock&size=20, signature valid',
    '/v1.0/users?category=lock&size=20, signature valid',
    '/v1.0/users?size=20, signature valid',
  ];
  for (const call of calls) console.log(call);
  const isAsTold = calls.join() === told.join();
  console.log(isAsTold ? 'As described.' : 'NOT as described.');
  process.exit(isAsTold ? 0 : 1);
}
main();
NODE
timeout 40 node run.cjs
