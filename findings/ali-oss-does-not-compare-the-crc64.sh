#!/bin/sh
# What happens: OSS answers every PUT and GET with the CRC-64 of what it keeps (x-oss-hash-crc64ecma). ali-oss for Node ignores it:
# an answer whose checksum is that of other bytes is a success for put, for multipartUpload and for get. The header is among those
# of the result; whether it fits is left to the caller.
# Expected: an error, since other SDKs of OSS compare it unless told not to
# (Python: https://help.aliyun.com/en/oss/developer-reference/data-verification-4). For this one it was asked for in
# https://github.com/ali-sdk/ali-oss/issues/138, which is closed.
# With: ali-oss 6.23.0, hash-wasm 4.13.0, Node 20; a store that answers in OSS's way is played on loopback.
# What follows: a script that uploads or fetches firmware with ali-oss has proved nothing. Compute the CRC-64 (ECMA polynomial in its
# reflected form, CRC-64/XZ, as an unsigned decimal) beside the transfer and compare it with `result.res.headers`.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent ali-oss@6.23.0 hash-wasm@4.13.0
cat > run.cjs <<'NODE'
const { once } = require('node:events');
const { writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const OSS = require('ali-oss');
const { createCRC64 } = require('hash-wasm');

const FILE = Buffer.alloc(300_000, 'firmware');
const OTHER = Buffer.alloc(300_000, 'filmware');
const xml = (name, fields) => `<?xml version="1.0"?><${name}>${fields}</${name}>`;

async function main() {
  const crc64 = await createCRC64();
  const checksumOf = (bytes) => BigInt(`0x${crc64.init().update(bytes).digest('hex')}`).toString();
  let claimed = '';
  const server = createServer(async (request, response) => {
    for await (const chunk of request) void chunk;
    const { method, url } = request;
    const isPart = url.includes('partNumber=');
    response.setHeader('x-oss-request-id', 'r');
    response.setHeader('etag', '"0"');
    if (!isPart && !url.includes('uploads')) response.setHeader('x-oss-hash-crc64ecma', claimed);
    const names = '<Bucket>firmware</Bucket><Key>a.bin</Key>';
    if (method === 'GET') response.end(FILE);
    else if (url.includes('uploads')) response.end(xml('InitiateMultipartUploadResult', `${names}<UploadId>u</UploadId>`));
    else if (method === 'POST') response.end(xml('CompleteMultipartUploadResult', `${names}<ETag>"0"</ETag>`));
    else response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  writeFileSync('a.bin', FILE);
  const store = new OSS({
    endpoint: `http://127.0.0.1:${server.address().port}`, cname: true, bucket: 'firmware', accessKeyId: 'id', accessKeySecret: 'secret',
  });
  const calls = {
    put: () => store.put('a.bin', FILE),
    multipartUpload: () => store.multipartUpload('a.bin', 'a.bin', { partSize: 100 * 1024 }),
    get: () => store.get('a.bin'),
  };
  let isAsTold = true;
  for (const [which, bytes] of [['its own', FILE], ["another file's", OTHER]]) {
    claimed = checksumOf(bytes);
    for (const [name, call] of Object.entries(calls)) {
      const seen = await call().then(
        ({ res }) => `resolves, ${res.status}, result has ${res.headers['x-oss-hash-crc64ecma'] === claimed ? 'the header' : 'no header'}`,
        (error) => `rejects with ${error.name}`,
      );
      console.log(`checksum: ${which.padEnd(15)} ${name.padEnd(16)} ${seen}`);
      isAsTold &&= seen === 'resolves, 200, result has the header';
    }
  }
  console.log(isAsTold ? 'As described.' : 'NOT as described.');
  process.exit(isAsTold ? 0 : 1);
}
main();
NODE
timeout 60 node run.cjs
