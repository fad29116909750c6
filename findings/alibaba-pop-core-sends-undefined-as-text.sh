#!/bin/sh
# What happens: an optional parameter that is undefined or null is not left out by Alibaba's pop-core: it signs and sends the text
# "undefined" or "null" as its value (ProductKey=undefined), an object as "[object Object]". The vendor's generated client for
# the same API leaves such parameters out.
# Expected: that `{ ProductKey: product?.key }` means no ProductKey if there is no product.
# With: @alicloud/pop-core 1.8.0, @alicloud/iot20180120 3.0.11 on @alicloud/openapi-client 0.4.15, Node 20; the platform is played on loopback.
# What follows: the signature is valid, so nothing tells the platform that "undefined" was not meant: a call without a product becomes one
# for the product "undefined". Take out what has no value before the call, and write objects as the API's page says.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
cat > package.json <<'JSON'
{ "private": true, "overrides": { "@alicloud/openapi-client": "0.4.15" } }
JSON
npm i --no-audit --no-fund --ignore-scripts --silent @alicloud/pop-core@1.8.0 @alicloud/iot20180120@3.0.11 @alicloud/openapi-client@0.4.15
cat > run.cjs <<'NODE'
const { createHmac } = require('node:crypto');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { RPCClient } = require('@alicloud/pop-core');
const { default: Iot, CreateOTAFirmwareRequest } = require('@alicloud/iot20180120');
const { Config } = require('@alicloud/openapi-client');
const OPTIONAL = ['ProductKey', 'FirmwareDesc', 'ModuleName'];

const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Whether the call bears the signature that it should, by the published rule (RPC, HMAC-SHA1). */
function isSigned(method, params) {
  const rest = [...params].filter(([name]) => name !== 'Signature').sort(([a], [b]) => (a < b ? -1 : 1));
  const canonical = rest.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return params.get('Signature') === createHmac('sha1', 'secret&').update(`${method}&%2F&${encode(canonical)}`).digest('base64');
}

async function main() {
  let params, method;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    ({ method } = request);
    params = new URLSearchParams([...new URL(request.url, 'http://store.test').searchParams, ...new URLSearchParams(body)]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ RequestId: 'r', Success: true, Code: '', Data: { FirmwareId: '1' } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${server.address().port}`;
  const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
  const told = {
    'pop-core': 'ProductKey "undefined", FirmwareDesc "null", ModuleName "[object Object]"',
    'iot20180120': 'ProductKey left out, FirmwareDesc left out, ModuleName left out',
  };
  const calls = {
    'pop-core': () => new RPCClient({ endpoint: `http://${host}`, apiVersion: '2018-01-20', ...keys }).request('CreateOTAFirmware', {
      FirmwareName: 'a', DestVersion: '1', ProductKey: undefined, FirmwareDesc: null, ModuleName: {},
    }, { method: 'POST' }),
    'iot20180120': () => new Iot(new Config({ endpoint: host, protocol: 'http', ...keys })).createOTAFirmware(new CreateOTAFirmwareRequest({
      firmwareName: 'a', destVersion: '1', productKey: undefined, firmwareDesc: null, moduleName: undefined,
    })),
  };
  let isAsTold = true;
  for (const [client, call] of Object.entries(calls)) {
    await call();
    const seen = OPTIONAL.map((name) => `${name} ${params.has(name) ? `"${params.get(name)}"` : 'left out'}`).join(', ');
    const isGood = client !== 'pop-core' || isSigned(method, params);
    console.log(`${client.padEnd(12)} ${seen}${client === 'pop-core' ? `; signature ${isGood ? 'valid' : 'wrong'}` : ''}`);
    isAsTold &&= seen === told[client] && isGood;
  }
  console.log(isAsTold ? 'As described.' : 'NOT as described.');
  process.exit(isAsTold ? 0 : 1);
}
main();
NODE
timeout 60 node run.cjs
