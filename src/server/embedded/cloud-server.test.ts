import { beforeEach, describe, expect, test } from 'vitest';
import { postHead, send, signedFields, type CloudOnPort } from '../../testing/raw-post.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { signRpc, type RpcParameters } from '../../contract/rpc-signature.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';

/** The cloud behind a real socket, asked by a client that knows nothing of it. */
let cloud: CloudOnPort;
beforeEach(async () => {
  cloud = await cloudOfTest();
});

async function post(key: string, bytes: Uint8Array<ArrayBuffer>, max: number): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of await signedFields(key, [['content-length-range', 0, max]])) {
    body.append(name, value);
  }
  body.append('file', new Blob([bytes]), 'firmware.bin');
  return fetch(cloud.url, { method: 'POST', headers: { origin: 'http://page' }, body });
}

test('a form is stored, and what is read back is the same', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const response = await post('ota/a.bin', bytes, 60_000);
  expect(response.status).toBe(204);
  expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  const back = await fetch(`${cloud.url}/ota/a.bin`);
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
});

test('one byte over the limit is refused while streaming, and the answer can be read', async () => {
  const response = await post('ota/over.bin', new Uint8Array(5_000_000), 4_999_999);
  expect(response.status).toBe(400);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(readOssError(await response.text())?.code).toBe('EntityTooLarge');
  expect((await fetch(`${cloud.url}/ota/over.bin`)).status).toBe(404);
});

describe('a ticket', () => {
  const signed = async (method: 'GET' | 'POST') => {
    const parameters: RpcParameters = {
      Action: 'GenerateOTAUploadURL',
      AccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
      FileSuffix: 'zip',
      SignatureMethod: 'HMAC-SHA1',
      SignatureNonce: crypto.randomUUID(),
      Timestamp: new Date().toISOString().replace(/\.\d+/, ''),
    };
    const Signature = await signRpc(SAMPLE_CREDENTIALS.accessKeySecret, method, parameters);
    return new URLSearchParams({ ...parameters, Signature });
  };

  test.each([
    ['GET', async () => fetch(`${cloud.url}/?${await signed('GET')}`)],
    ['POST form', async () => fetch(cloud.url, { method: 'POST', body: await signed('POST') })],
    [
      'POST query, empty body',
      async () => fetch(`${cloud.url}/?${await signed('POST')}`, { method: 'POST' }),
    ],
  ])('is given by %s', async (_, call) => {
    const response = await call();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      code: '',
      data: { objectStorage: 'OSS' },
    });
  });
});

test.each([
  ['POST', '/ota/a.bin', 'multipart/form-data; boundary=b', 'x', 405, 'MethodNotAllowed'],
  ['POST', '/', 'multipart/form-data; boundary=b', 'x', 400, 'MalformedPOSTRequest'],
  ['POST', '/?Action=a', 'multipart/form-data; boundary=b', 'x', 400, 'MalformedPOSTRequest'],
  ['POST', '/', 'text/plain', 'x', 400, 'RequestIsNotMultiPartContent'],
  ['POST', '/ota/a.bin', 'text/plain', 'x', 400, 'RequestIsNotMultiPartContent'],
  ['POST', '/a', 'text/plain', 'x'.repeat(65_537), 400, 'MalformedPOSTRequest'],
  ['LINK', '/', 'text/plain', '', 405, 'MethodNotAllowed'],
  ['PUT', '/ota/a.bin', 'text/plain', '', 405, 'MethodNotAllowed'],
])('%s %s of %s with %j is refused: %i %s', async (method, path, type, body, status, code) => {
  const head = { 'Content-Type': type, 'Content-Length': body.length };
  const post = postHead(head).toString().replace('POST / ', `${method} ${path} `);
  const answer = await send(cloud.port, Buffer.from(post + body));
  expect([answer.status, readOssError(answer.text)?.code]).toEqual([status, code]);
});
