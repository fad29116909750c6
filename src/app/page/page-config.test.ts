import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createPageConfig } from './page-config.ts';

/** A server whose settings cannot be read until the test mends it. */
async function startServer() {
  let asked = 0;
  let answer: { readonly status: number; readonly body: string } = { status: 503, body: '' };
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(answer.status, { connection: 'close' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  vi.stubGlobal('document', { baseURI: `http://127.0.0.1:${address.port}/page/` });
  return {
    asked: () => asked,
    mend: (status: number, body: string) => {
      answer = { status, body };
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

test('settings that could not be read are reported at once, once, and read again with the next file', async () => {
  const server = await startServer();
  const config = createPageConfig();
  const seen: string[] = [];
  config.subscribe(() => seen.push(config.getSnapshot().status));
  try {
    config.load();
    await expect(config.get()).rejects.toThrow('HTTP 503');
    // No second request unasked: the page and the upload shared the one.
    expect(server.asked()).toBe(1);
    expect(seen.at(-1)).toBe('failed');

    server.mend(200, '{"ticketEndpoint":"elsewhere"');
    await expect(config.get()).rejects.toThrow();
    server.mend(200, '{"ticketEndpoint":"elsewhere"}');
    await expect(config.get()).resolves.toMatchObject({ ticketEndpoint: 'elsewhere' });
    expect(config.getSnapshot()).toMatchObject({
      status: 'here',
      value: { ticketEndpoint: 'elsewhere' },
    });

    // Good ones are kept.
    await config.get();
    expect(server.asked()).toBe(3);
  } finally {
    await server.stop();
  }
});
