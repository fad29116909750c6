#!/bin/sh
# What happens: by default AWS's client asks for a checksum with every GetObject and compares it while the body is read. For an object
# that was uploaded in parts the store has a checksum of the parts' checksums (`...-3`, COMPOSITE, for CRC-32 the usual kind), and
# that one is not compared: other bytes are handed over as a success, with the checksum in the result.
# Expected: that responseChecksumValidation: 'WHEN_SUPPORTED', the default, is about the client and not about how the object came to be.
# With: @aws-sdk/client-s3 3.1175.0, Node 20; a store that answers in S3's way is played on loopback. The rule is named in
# https://github.com/aws/aws-sdk-js-v3/pull/5345; S3's kinds of checksums are in its guide under "Checking object integrity".
# What follows: large images, which upload helpers send in parts, are read unchecked, small ones are checked, so a test with a small
# file proves nothing. Begin the upload with ChecksumType: 'FULL_OBJECT' (CRC-32, CRC-32C or CRC-64/NVME), which is compared, or
# compare a digest of your own.
set -eu
DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
cd "$DIR"
npm init -y >/dev/null
npm i --no-audit --no-fund --ignore-scripts --silent @aws-sdk/client-s3@3.1175.0 crc-32@1.2.2
cat > run.mjs <<'NODE'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import CRC32 from 'crc-32';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

const FILE = Buffer.alloc(300_000, 'firmware');
const OTHER = Buffer.alloc(300_000, 'filmware');
const PARTS = [0, 1, 2].map((i) => FILE.subarray(i * 100_000, (i + 1) * 100_000));
function crc32(bytes) {
  const value = Buffer.alloc(4);
  value.writeInt32BE(CRC32.buf(bytes));
  return value;
}
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const wholeOf = (hash) => hash(FILE).toString('base64');
const composedOf = (hash) => `${hash(Buffer.concat(PARTS.map(hash))).toString('base64')}-${PARTS.length}`;
const KINDS = {
  'CRC-32, FULL_OBJECT': { 'x-amz-checksum-crc32': wholeOf(crc32), 'x-amz-checksum-type': 'FULL_OBJECT' },
  'CRC-32, COMPOSITE': { 'x-amz-checksum-crc32': composedOf(crc32), 'x-amz-checksum-type': 'COMPOSITE' },
  'SHA-256, FULL_OBJECT': { 'x-amz-checksum-sha256': wholeOf(sha256), 'x-amz-checksum-type': 'FULL_OBJECT' },
  'SHA-256, COMPOSITE': { 'x-amz-checksum-sha256': composedOf(sha256), 'x-amz-checksum-type': 'COMPOSITE' },
};

let headers = {}, bytes = FILE, isAsked = false;
const server = createServer((request, response) => {
  isAsked = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  response.writeHead(200, { 'content-length': bytes.length, etag: '"0"', ...headers });
  response.end(bytes);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const client = new S3Client({
  endpoint: `http://127.0.0.1:${server.address().port}`, region: 'us-east-1', forcePathStyle: true,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});
const get = async () => {
  const object = await client.send(new GetObjectCommand({ Bucket: 'firmware', Key: 'image.bin' }));
  const hasIt = Boolean(object.ChecksumCRC32 ?? object.ChecksumSHA256);
  await object.Body.transformToByteArray();
  return `resolves, ${hasIt ? 'the checksum is in the result' : 'no checksum in the result'}`;
};
let isAsTold = true;
for (const [kind, told] of Object.entries({
  'CRC-32, FULL_OBJECT': 'rejects', 'CRC-32, COMPOSITE': 'resolves', 'SHA-256, FULL_OBJECT': 'rejects', 'SHA-256, COMPOSITE': 'resolves',
})) {
  headers = KINDS[kind];
  for (const [name, content] of [['its bytes', FILE], ['other bytes', OTHER]]) {
    bytes = content;
    const seen = await get().catch((error) => `rejects: ${error.message.startsWith('Checksum mismatch') ? 'Checksum mismatch' : error.message}`);
    const expected = content === FILE || told === 'resolves' ? 'resolves, the checksum is in the result' : 'rejects: Checksum mismatch';
    console.log(`${kind.padEnd(21)} ${name.padEnd(12)} ${seen}${seen === expected ? '' : `   (told: ${expected})`}`);
    isAsTold &&= seen === expected && isAsked;
  }
}
console.log(isAsTold ? 'As described.' : 'NOT as described.');
process.exit(isAsTold ? 0 : 1);
NODE
NODE_NO_WARNINGS=1 timeout 60 node run.mjs
