import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { signRpc, type RpcParameters } from '../../contract/rpc-signature.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { createCloudServer } from './cloud-server.ts';

/** The cloud behind real sockets. */
let server: Server;
let base: string;
let port: number;
/** Objects that are staged and neither committed nor discarded. */
let open = 0;

beforeAll(async () => {
  const store = memoryStore();
  const counting: ObjectStore = {
    ...store,
    async stage() {
      const staged = await store.stage();
      open += 1;
      return {
        ...staged,
        async discard() {
          open -= 1;
          await staged.discard();
        },
      };
    },
  };
  server = createCloudServer(createCloud({ store: counting }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = portOf(server.address());
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

async function signedFields(key: string, max = 1000): Promise<[string, string][]> {
  const policy = encodePolicy(new Date(Date.now() + 60_000), [['content-length-range', 0, max]]);
  return [
    ['key', key],
    ['policy', policy],
    ['OSSAccessKeyId', SAMPLE_CREDENTIALS.accessKeyId],
    ['Signature', await signPolicy(SAMPLE_CREDENTIALS.accessKeySecret, policy)],
  ];
}

async function formOf(key: string, bytes: BlobPart, max?: number): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of await signedFields(key, max)) form.append(name, value);
  form.append('file', new Blob([bytes]), 'firmware.bin');
  return form;
}

/** A request byte by byte, for what no client would send by itself. */
async function raw(text: string, end = false): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.write(text);
  if (end) socket.end();
  await once(socket, 'close');
  return answer;
}

const B = 'xBOUNDARYx';
const part = (name: string, value: string, extra = '') =>
  `--${B}\r\nContent-Disposition: form-data; name="${name}"${extra}\r\n\r\n${value}\r\n`;
const post = (body: string, headers = `Content-Length: ${Buffer.byteLength(body)}\r\n`) =>
  `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=${B}\r\n${headers}\r\n${body}`;

test('a form is stored, and what is read back is the same', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const response = await fetch(base, {
    method: 'POST',
    body: await formOf('ota/a.bin', bytes, 60_000),
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  const back = await fetch(`${base}/ota/a.bin`);
  expect(new Uint8Array(await back.arrayBuffer())).toEqual(bytes);
});

test('one byte over the limit is refused while streaming, and the answer can be read', async () => {
  const response = await fetch(base, {
    method: 'POST',
    headers: { origin: 'http://page' },
    body: await formOf('ota/over.bin', new Uint8Array(5_000_000), 4_999_999),
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(readOssError(await response.text())?.code).toBe('EntityTooLarge');
  expect((await fetch(`${base}/ota/over.bin`)).status).toBe(404);
});

describe('a body that is not what it should be', () => {
  test.each([
    [
      'no last boundary',
      (fields: string) => fields + part('file', 'abc', '; filename="f"'),
      'MalformedPOSTRequest',
    ],
    [
      'a second file',
      (fields: string) =>
        `${fields}${part('file', 'a', '; filename="f"')}${part('file', 'b', '; filename="g"')}--${B}--\r\n`,
      'IncorrectNumberOfFilesInPOSTRequest',
    ],
    ['no file', (fields: string) => `${fields}--${B}--\r\n`, 'IncorrectNumberOfFilesInPOSTRequest'],
    [
      'the file first',
      (fields: string) => `${part('file', 'a', '; filename="f"')}${fields}--${B}--\r\n`,
      'InvalidArgument',
    ],
  ])('with %s stores nothing', async (_, body, code) => {
    const key = `ota/${code}-${crypto.randomUUID()}.bin`;
    const fields = (await signedFields(key)).map(([name, value]) => part(name, value)).join('');
    const answer = await raw(post(body(fields)));
    expect(readOssError(answer)?.code).toBe(code);
    expect((await fetch(`${base}/${key}`)).status).toBe(404);
  });

  test('cut off in the middle stores nothing', async () => {
    const fields = (await signedFields('ota/cut.bin'))
      .map(([name, value]) => part(name, value))
      .join('');
    const body = `${fields}${part('file', 'abc', '; filename="f"')}`;
    await raw(post(body, 'Content-Length: 100000\r\n'), true);
    expect((await fetch(`${base}/ota/cut.bin`)).status).toBe(404);
  });

  test('without a length is 411', async () => {
    const answer = await raw(post('', ''));
    expect(answer).toMatch(/^HTTP\/1\.1 411 /);
    expect(readOssError(answer)?.code).toBe('MissingContentLength');
  });

  test('of another type is refused', async () => {
    const response = await fetch(base, { method: 'POST', body: 'hello' });
    expect(readOssError(await response.text())?.code).toBe('RequestIsNotMultiPartContent');
  });
});

test('what comes after the file is not seen', async () => {
  const fields = (await signedFields('ota/after.bin'))
    .map(([name, value]) => part(name, value))
    .join('');
  const body = `${fields}${part('file', 'abc', '; filename="f"')}${part('submit', 'Upload')}${part('key', 'ota/other.bin')}--${B}--\r\n`;
  expect(await raw(post(body))).toMatch(/^HTTP\/1\.1 204 /);
  expect(await (await fetch(`${base}/ota/after.bin`)).text()).toBe('abc');
  expect((await fetch(`${base}/ota/other.bin`)).status).toBe(404);
});

test('a chunked body without length is taken', async () => {
  const fields = (await signedFields('ota/chunked.bin'))
    .map(([name, value]) => part(name, value))
    .join('');
  const body = `${fields}${part('file', 'abc', '; filename="f"')}--${B}--\r\n`;
  const chunks = [body.slice(0, 10), body.slice(10)]
    .map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`)
    .join('');
  expect(await raw(post(`${chunks}0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n'))).toMatch(
    /^HTTP\/1\.1 204 /,
  );
});

describe('tickets over HTTP', () => {
  const common = (): RpcParameters => ({
    Action: 'GenerateOTAUploadURL',
    AccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
    FileSuffix: 'zip',
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: crypto.randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+/, ''),
  });
  const signed = async (method: 'GET' | 'POST') => {
    const parameters = common();
    const Signature = await signRpc(SAMPLE_CREDENTIALS.accessKeySecret, method, parameters);
    return new URLSearchParams({ ...parameters, Signature });
  };

  test.each([
    ['GET', async () => fetch(`${base}/?${await signed('GET')}`)],
    ['POST form', async () => fetch(base, { method: 'POST', body: await signed('POST') })],
    [
      'POST query, empty body',
      async () => fetch(`${base}/?${await signed('POST')}`, { method: 'POST' }),
    ],
  ])('by %s', async (_, call) => {
    const response = await call();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      code: '',
      data: { objectStorage: 'OSS' },
    });
  });
});

test('an upload that was given up leaves no object and nothing staged', async () => {
  const abort = new AbortController();
  const endless = new ReadableStream<Uint8Array>({
    async start(controller) {
      const fields = (await signedFields('ota/given-up.bin', 1e9)).map(([name, value]) =>
        part(name, value),
      );
      const head = `${fields.join('')}--${B}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n`;
      controller.enqueue(new TextEncoder().encode(head + 'x'.repeat(100_000)));
    },
  });
  const sending = fetch(base, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${B}` },
    body: endless,
    duplex: 'half',
    signal: abort.signal,
  } as RequestInit);
  await expect.poll(() => open).toBe(1);
  abort.abort();
  await expect(sending).rejects.toThrow();
  await expect.poll(() => open).toBe(0);
  expect((await fetch(`${base}/ota/given-up.bin`)).status).toBe(404);
});
