import { beforeEach, expect, test } from 'vitest';
import { postHead, send, signedFields, type CloudOnPort } from '../../testing/raw-post.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { signCall, ticketCall } from '../../contract/platform-call.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';

/** The cloud behind a real socket, asked by a client that knows nothing of it. */
let cloud: CloudOnPort;
beforeEach(async () => {
  cloud = await cloudOfTest();
});

test('a form is stored, and what is read back is the same', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const body = new FormData();
  for (const [name, value] of await signedFields('ota/a.bin')) body.append(name, value);
  body.append('file', new Blob([bytes]), 'firmware.bin');
  const response = await fetch(cloud.url, { method: 'POST', body });
  expect(response.status).toBe(204);
  expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  const back = await fetch(`${cloud.url}/ota/a.bin`);
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
});

test('a ticket is given for a POST with all of its parameters in the query', async () => {
  const access = { dialect: 'tuya', endpoint: cloud.url, credentials: SAMPLE_CREDENTIALS } as const;
  const call = { ...ticketCall('zip'), method: 'POST' } as const;
  const signed = await signCall(access, call, { at: new Date(), nonce: 'n' });
  const response = await fetch(`${cloud.url}/?${await signed.text()}`, { method: 'POST' });
  expect(readTicketText(await response.text())).toMatchObject({ kind: 'issued' });
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
