import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { listening } from '../../testing/server-world.ts';
import { acceptsGzip } from './page-files.ts';
import { createPageServer } from './page-server.ts';
import { addPostEndpoint } from './post-endpoint.ts';

/** The page's server on real sockets. */

afterEach(() => {
  vi.restoreAllMocks();
});

async function start(): Promise<string> {
  const app = new Hono();
  addPostEndpoint(app, {
    path: '/api/echo',
    publicOrigin: undefined,
    schema: v.object({ text: v.string() }),
    example: '{}',
    untouched: 'Nothing was stored',
    answer: async (c, { text }) => c.json({ text }),
  });
  const times = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 };
  return listening(createPageServer(app, times));
}

async function dial(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

const HEAD = 'POST /api/echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

describe('a request that is too slow is cut', () => {
  test.each([
    ['in its headers', HEAD],
    ['in its body', `${HEAD}Content-Length: 100\r\n\r\n{"te`],
  ])('%s', async (_, text) => {
    const socket = await dial(await start());
    socket.write(text);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

test('a client that goes away in the middle of its body leaves nothing in the log', async () => {
  const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const complained = vi.spyOn(console, 'error').mockReturnValue();
  const url = await start();
  const socket = await dial(url);
  socket.write(`${HEAD}Content-Length: 100\r\n\r\n{"te`);
  // The server has it by the time that it answers another one.
  await fetch(url);
  socket.resetAndDestroy();
  await fetch(url);
  await fetch(url);
  expect(printed).not.toHaveBeenCalled();
  expect(complained).not.toHaveBeenCalled();
});

test('a lone surrogate is refused, a whole character is not', async () => {
  const url = `${await start()}/api/echo`;
  const post = (body: string) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  const refused = await post(String.raw`{"text":"\ud83d"}`);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('half of a character');
  // However deep, what is not asked for is not looked into.
  const deep = `${'['.repeat(1_500)}${']'.repeat(1_500)}`;
  expect((await post(`{"text":"a","more":${deep}}`)).status).toBe(200);
  expect((await post(String.raw`{"text":"\ud83d\ude00"}`)).status).toBe(200);
});

test.each([
  ['gzip', true],
  ['br, gzip;q=0.1', true],
  ['GZIP', true],
  ['*', true],
  ['identity;q=0, *', true],
  ['gzip;q=0', false],
  ['gzip; q=0.000, *', false],
  ['*;q=0', false],
  ['identity;q=1, *;q=0', false],
  ['br', false],
  ['gzipped', false],
  ['', false],
])('Accept-Encoding %j: gzip %s', (header, accepted) => {
  expect(acceptsGzip(header)).toBe(accepted);
});
