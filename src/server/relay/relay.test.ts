import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { BOUNDARY, formBody } from '../../testing/raw-post.ts';
import { accessTo, listening, pageOf, settingsOf } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { createPageServer } from '../http/page-server.ts';
import { runServer, type RunningServer } from '../run-server.ts';

/** Forms through the server, on sockets. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const settings = settingsOf({ DATA_DIR: dir, RELAY: 'on', ...env });
  const running = await runServer(settings, pageOf(''));
  onTestFinished(() => running.close(0));
  return running;
}

/** A relay before a store that is not ours, on loopback. */
async function startBefore(listener: RequestListener) {
  const store = createServer(listener);
  const url = await listening(store);
  const { credentials } = accessTo(url);
  const server = await start({
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: url,
    ACCESS_KEY_ID: credentials.accessKeyId,
    ACCESS_KEY_SECRET: credentials.accessKeySecret,
    STORE_HOSTS: url,
    LOG_LEVEL: 'silent',
  });
  return { server, url, store };
}

type Sent = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
};

function begin(
  { listeningUrl }: RunningServer,
  store: string,
  headers: Record<string, string | number>,
) {
  const request = send(`${listeningUrl}/api/relay?store=${encodeURIComponent(store)}`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
  });
  const answer = once(request, 'response').then(async ([response]): Promise<Sent> => {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode, headers: response.headers, text };
  });
  answer.catch(() => undefined);
  // The answer may come, and the connection end, while the form is still being sent.
  request.on('error', () => undefined);
  return { request, answer };
}

function relayed(server: RunningServer, store: string, body: Buffer): Promise<Sent> {
  const { request, answer } = begin(server, store, { 'content-length': body.byteLength });
  request.end(body);
  return answer;
}

async function ticketOf({ listeningUrl }: RunningServer) {
  const answer = await fetch(`${listeningUrl}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  });
  const reading = readTicketText(await answer.text());
  if (reading.kind !== 'issued') throw new Error(reading.kind);
  return reading.ticket;
}

async function upload(server: RunningServer, bytes: Buffer) {
  const ticket = await ticketOf(server);
  const answer = await relayed(server, ticket.host, formBody(postFormFields(ticket), bytes));
  return { ticket, answer };
}

describe('what is sent through', () => {
  test('is what is stored, and the store’s own words come back', async () => {
    const server = await start();
    const bytes = Buffer.from('firmware'.repeat(100_000));
    const { ticket, answer } = await upload(server, bytes);
    expect(answer.status).toBe(200);
    expect(answer.headers['x-oss-hash-crc64ecma']).toBe(crc64(bytes));
    expect(answer.headers['x-oss-request-id']).toMatch(/^\w+$/);
    expect(answer.headers['access-control-allow-origin']).toBe(undefined);
    const stored = await (await fetch(ticket.firmwareUrl)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(stored), bytes)).toBe(0);
  });

  test('twenty at a time, each with its own bytes', async () => {
    const server = await start();
    const all = Array.from({ length: 20 }, (_, nth) => Buffer.alloc(300_000 + nth, nth));
    const answers = await Promise.all(all.map((bytes) => upload(server, bytes)));
    expect(answers.map(({ answer }) => answer.headers['x-oss-hash-crc64ecma'])).toEqual(
      all.map((bytes) => crc64(bytes)),
    );
  });

  test('has its exact length', async () => {
    let lengths: unknown;
    const { server, url } = await startBefore((request, response) => {
      lengths = [request.headers['content-length'], request.headers['transfer-encoding']];
      request.resume().on('end', () => response.end());
    });
    const body = Buffer.alloc(77_777);
    expect((await relayed(server, url, body)).status).toBe(200);
    expect(lengths).toEqual(['77777', undefined]);
  });
});

describe('what is not sent through', () => {
  test('a form for a store that is not pinned', async () => {
    const server = await start();
    let asked = 0;
    const other = await listening(createServer(() => (asked += 1)));
    for (const store of [other, '', `${server.cloudUrl}/`, 'http://127.0.0.1']) {
      const { status, text } = await relayed(server, store, Buffer.from('x'));
      expect([status, text]).toEqual([400, expect.stringContaining('OtaDrop.UntrustedStoreHost')]);
    }
    expect(asked).toBe(0);
  });

  test('a form without a length, one that is too large, and no form', async () => {
    const server = await start();
    const store = server.cloudUrl ?? '';
    const chunked = begin(server, store, { 'transfer-encoding': 'chunked' });
    chunked.request.end('x');
    expect((await chunked.answer).status).toBe(411);
    const large = begin(server, store, { 'content-length': FIRMWARE_MAX_BYTES * 2 });
    large.request.flushHeaders();
    expect((await large.answer).status).toBe(413);
    large.request.destroy();
    const json = begin(server, store, { 'content-type': 'application/json', 'content-length': 2 });
    json.request.end('{}');
    expect((await json.answer).status).toBe(415);
  });

  test('a form of another site’s page', async () => {
    const server = await start();
    const origin = { origin: 'https://evil.example', 'content-length': 1 };
    const { request, answer } = begin(server, server.cloudUrl ?? '', origin);
    request.end('x');
    expect((await answer).status).toBe(403);
  });

  test('anything, where no relay is asked for', async () => {
    const server = await start({ RELAY: 'off' });
    expect((await relayed(server, server.cloudUrl ?? '', Buffer.from('x'))).status).toBe(404);
    const config: unknown = await (await fetch(`${server.listeningUrl}/config.json`)).json();
    expect(config).not.toHaveProperty('relayEndpoint');
  });
});

describe('a store', () => {
  test('that refuses early has its reason read, though the form is still coming', async () => {
    const server = await start();
    const ticket = await ticketOf(server);
    const bad = postFormFields({ ...ticket, signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' });
    const body = formBody(bad, Buffer.alloc(20_000_000));
    const { request, answer } = begin(server, ticket.host, { 'content-length': body.byteLength });
    request.write(body.subarray(0, 100_000));
    const { status, text, headers } = await answer;
    expect([status, readOssError(text)?.code]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(headers['connection']).toBe('close');
    request.destroy();
  });

  test('that reads slowly slows the sender down, and nothing piles up in between', async () => {
    const total = 64 * 1024 * 1024;
    const { server, url } = await startBefore((request) => {
      request.pause();
    });
    const { port } = new URL(server.listeningUrl);
    const socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /api/relay?store=${encodeURIComponent(url)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
        `Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${total}\r\n\r\n`,
    );
    const chunk = Buffer.alloc(1024 * 1024);
    let written = 0;
    while (written < total && socket.write(chunk)) written += chunk.length;
    const pour = () => {
      while (written < total) {
        written += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', pour);
    let before = -1;
    // Until nothing moves any more.
    while (before !== socket.bytesWritten - socket.writableLength) {
      before = socket.bytesWritten - socket.writableLength;
      await sleep(500);
    }
    // What the system's buffers of two connections hold, and two streams in this process.
    expect(before).toBeLessThan(total / 2);
  });

  test('that is not there is told as such', async () => {
    const { server, url, store } = await startBefore(() => undefined);
    store.close();
    await once(store, 'close');
    const { status, text } = await relayed(server, url, Buffer.from('x'));
    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({ code: 'OtaDrop.StoreUnreachable' });
  });

  test('that breaks off in the middle is told as such', async () => {
    const { server, url } = await startBefore((request) => {
      request.once('data', () => request.socket.destroy());
    });
    const { status } = await relayed(server, url, Buffer.alloc(5_000_000));
    expect(status).toBe(502);
  });
});

test('a client that goes away takes its form with it', async () => {
  let isGone = false;
  let bytes = 0;
  const { server, url } = await startBefore((request) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
    request.once('close', () => {
      isGone = !request.complete;
    });
    request.on('error', () => undefined);
  });
  const { request } = begin(server, url, { 'content-length': 1_000_000 });
  request.write(Buffer.alloc(100_000));
  await expect.poll(() => bytes).toBe(100_000);
  request.destroy();
  await expect.poll(() => isGone).toBe(true);
});

test('requests that are not forms still have to come in time', async () => {
  const times = { headersTimeout: 15_000, requestTimeout: 300, connectionsCheckingInterval: 5_000 };
  const relay = { path: '/api/relay', report: () => undefined };
  const slow = { fetch: async (request: Request) => new Response(await request.text()) };
  const { port } = new URL(await listening(createPageServer(slow, times, relay)));
  const head = `Host: 127.0.0.1:${port}\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\n{`;
  const ask = async (path: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST ${path} HTTP/1.1\r\n${head}`);
    const [answer] = await once(socket, 'data');
    return String(answer);
  };
  expect(await ask('/api/tickets')).toMatch(/^HTTP\/1\.1 408 /);
});
