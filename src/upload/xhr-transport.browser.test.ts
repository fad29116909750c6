import { expect, inject, test } from 'vitest';
import { crc64 } from '../contract/crc64.ts';
import { encodePolicy, signPolicy } from '../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../simulator/cloud.ts';
import type { OutgoingForm } from './transport.ts';
import { xhrTransport } from './xhr-transport.ts';

/** Real sockets to the embedded cloud, from a real page. */

const host = inject('cloudUrl');
const never = new AbortController().signal;

async function formOf(file: File, lifeMs = 60_000): Promise<OutgoingForm & { url: string }> {
  const key = `ota/${crypto.randomUUID()}.bin`;
  const policy = encodePolicy(new Date(Date.now() + lifeMs), [['starts-with', '$key', 'ota/']]);
  return {
    host,
    url: `${host}/${key}`,
    fileName: 'firmware.bin',
    file,
    fields: [
      ['key', key],
      ['policy', policy],
      ['OSSAccessKeyId', SAMPLE_CREDENTIALS.accessKeyId],
      ['Signature', await signPolicy(SAMPLE_CREDENTIALS.accessKeySecret, policy)],
    ],
  };
}

const randomFile = (bytes: number) => {
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  return new File(
    Array.from({ length: bytes / piece.length }, () => piece),
    'a.bin',
  );
};

test('the answer’s checksum is that of the file, and progress ends at everything', async () => {
  const file = randomFile(4 * 1024 * 1024);
  const seen: [number, number][] = [];
  const form = await formOf(file);
  const reply = await xhrTransport.send(form, {
    signal: never,
    onProgress: (loaded, total) => seen.push([loaded, total]),
  });
  expect(reply).toMatchObject({
    kind: 'answered',
    status: 204,
    crc64: crc64(new Uint8Array(await file.arrayBuffer())),
    requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
    body: '',
  });
  const [loaded, total] = seen.at(-1) ?? [0, 1];
  expect(loaded).toBe(total);
  expect(total).toBeGreaterThan(file.size);
  const back = await fetch(form.url);
  expect((await back.arrayBuffer()).byteLength).toBe(file.size);
});

test('a refusal can be read, although the store did not wait for the body', async () => {
  const reply = await xhrTransport.send(await formOf(randomFile(65_536), -1000), {
    signal: never,
    onProgress: () => {},
  });
  expect(reply).toMatchObject({
    kind: 'answered',
    status: 403,
    body: expect.stringContaining('Policy expired'),
  });
});

test('nobody listening is no answer', async () => {
  // The discard port: browsers refuse it, and nothing listens there.
  const form = { ...(await formOf(randomFile(65_536))), host: 'http://127.0.0.1:9' };
  await expect(xhrTransport.send(form, { signal: never, onProgress: () => {} })).resolves.toEqual({
    kind: 'unreachable',
  });
});

test('an abort closes the wire and nothing is stored', async () => {
  const form = await formOf(randomFile(64 * 1024 * 1024));
  const abort = new AbortController();
  const sending = xhrTransport.send(form, {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  });
  await expect(sending).rejects.toThrow('enough');
  // A wire that was only forgotten would have carried its bytes by the time another firmware of that size has arrived.
  const other = await formOf(randomFile(64 * 1024 * 1024));
  await xhrTransport.send(other, { signal: never, onProgress: () => {} });
  expect((await fetch(other.url, { method: 'HEAD' })).status).toBe(200);
  expect((await fetch(form.url)).status).toBe(404);
});
