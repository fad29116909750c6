import { describe, expect, inject, test } from 'vitest';
import { inPage } from '../../testing/in-page.ts';
import { crc64 } from '../../contract/crc64.ts';
import { ERROR_BODY_MAX_CHARS } from '../../contract/limits.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import type { OutgoingForm } from './transport.ts';
import { xhrTransport } from './xhr-transport.ts';

/** Real sockets to the embedded cloud, from a real page. */

const host = inject('cloudUrl');
const odd = inject('oddStores');
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

const storedAt = async (url: string): Promise<unknown> =>
  (await fetch(inject('lookUrl') + encodeURIComponent(url))).json();

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
    origin: host,
    requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
    retryAfter: null,
    body: '',
  });
  const [loaded, total] = seen.at(-1) ?? [0, 1];
  expect(loaded).toBe(total);
  expect(total).toBeGreaterThan(file.size);
  expect(await storedAt(form.url)).toEqual({ status: 200, bytes: file.size });
});

test('a refusal can be read, although the store did not wait for the body', async () => {
  const reply = await xhrTransport.send(await formOf(randomFile(65_536), -1000), {
    signal: never,
    onProgress: () => {},
  });
  expect(reply).toMatchObject({
    kind: 'answered',
    status: 403,
    origin: host,
    body: expect.stringContaining('Policy expired'),
  });
});

/** A form for stores that do not look at it. */
const plainForm = (origin: string, bytes = 65_536): OutgoingForm => ({
  host: origin,
  fields: [['key', 'ota/a.bin']],
  file: randomFile(bytes),
  fileName: 'firmware.bin',
});
const send = (form: OutgoingForm) =>
  xhrTransport.send(form, { signal: never, onProgress: () => {} });
const countAt = async (origin: string) => Number(await (await fetch(origin)).text());

test.each([
  ['nothing listens', odd.closed],
  ['the browser refuses the port', 'http://127.0.0.1:9'],
  ['the store has no CORS rule', odd.withoutRule],
])('no answer when %s', async (_, origin) => {
  await expect(send(plainForm(origin))).resolves.toEqual({ kind: 'unreachable' });
});

test('a store that does not stop talking is cut short, and its words are not kept', async () => {
  const reply = await send(plainForm(odd.talkative));
  expect(reply).toMatchObject({
    kind: 'answered',
    status: 403,
    body: expect.stringContaining('<Code>AccessDenied</Code>'),
  });
  expect(reply).toHaveProperty('body.length', ERROR_BODY_MAX_CHARS);
  // It would have said 512 MiB; what it got rid of is what sockets and pipes between us hold.
  expect(await countAt(odd.talkative)).toBeLessThan(64 * 1024 * 1024);
});

describe('an answer says where it comes from', () => {
  test('which is elsewhere after a redirect to another origin', async () => {
    const reply = await send(plainForm(odd.redirecting));
    expect(reply).toMatchObject({ kind: 'answered', status: 200, origin: odd.elsewhere });
  });

  test('which is the store after a redirect within it', async () => {
    const reply = await send(plainForm(odd.returning));
    expect(reply).toMatchObject({ kind: 'answered', status: 200, origin: odd.returning });
  });
});

describe('the page’s own security policy', () => {
  const sendInPage = (policy: string, origin: string, bytes = 65_536) =>
    inPage(
      { 'content-security-policy': policy },
      `import { xhrTransport } from '${location.origin}/src/upload/transfer/xhr-transport.ts';
       const form = {
         host: '${origin}',
         fields: [['key', 'ota/a.bin']],
         file: new File([new Uint8Array(${bytes})], 'a.bin'),
         fileName: 'firmware.bin',
       };
       let moved = 0;
       const onProgress = (loaded) => { moved = loaded; };
       const signal = new AbortController().signal;
       const reply = await xhrTransport.send(form, { signal, onProgress });
       tell({ reply, hasMoved: moved > 0 });`,
    );

  test('that forbids the store is named, before a byte has moved', async () => {
    expect(await sendInPage("connect-src 'self'", odd.elsewhere)).toEqual({
      reply: { kind: 'blocked' },
      hasMoved: false,
    });
  });

  test('that allows the store is no hindrance', async () => {
    expect(await sendInPage(`connect-src ${odd.elsewhere}`, odd.elsewhere)).toMatchObject({
      reply: { kind: 'answered', status: 200 },
    });
  });

  test('that forbids where the store sends it on to is named as well, after bytes have moved', async () => {
    const policy = `connect-src ${odd.redirecting}`;
    expect(await sendInPage(policy, odd.redirecting, 16 * 1024 * 1024)).toEqual({
      reply: { kind: 'blocked' },
      hasMoved: true,
    });
    // Of a small body the browser may not have counted a byte by then.
    expect(await sendInPage(policy, odd.redirecting)).toMatchObject({ reply: { kind: 'blocked' } });
  });

  test('of another host is not held against the store', async () => {
    const module = `
      import { xhrTransport } from '${location.origin}/src/upload/transfer/xhr-transport.ts';
      const form = {
        host: '${odd.closed}',
        fields: [],
        file: new File(['a'], 'a.bin'),
        fileName: 'firmware.bin',
      };
      const watch = { signal: new AbortController().signal, onProgress() {} };
      const sending = xhrTransport.send(form, watch);
      fetch('${odd.elsewhere}').catch(() => {});
      tell(await sending);`;
    const headers = { 'content-security-policy': `connect-src ${odd.closed}` };
    expect(await inPage(headers, module)).toEqual({ kind: 'unreachable' });
  });
});

test('an abort closes the socket in the middle of a body', async () => {
  const before = await countAt(odd.slow);
  const abort = new AbortController();
  const sending = xhrTransport.send(plainForm(odd.slow, 64 * 1024 * 1024), {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  });
  await expect(sending).rejects.toThrow('enough');
  await expect.poll(() => countAt(odd.slow), { timeout: 20_000 }).toBe(before + 1);
}, 30_000);

test('what is aborted beforehand is not sent', async () => {
  const signal = AbortSignal.abort(new Error('late'));
  const sending = xhrTransport.send(plainForm(odd.elsewhere), { signal, onProgress: () => {} });
  await expect(sending).rejects.toThrow('late');
});
