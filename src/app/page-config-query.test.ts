import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { pageConfigQuery } from './page-config-query.ts';

/** A server whose settings cannot be read until somebody mends it. */
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

test('settings that could not be read are told at once, once, and read again with the next file', async () => {
  const server = await startServer();
  const client = new QueryClient();
  const page = new QueryObserver(client, pageConfigQuery);
  const seen: string[] = [];
  const leave = page.subscribe(({ status }) => seen.push(status));
  try {
    await expect(client.ensureQueryData(pageConfigQuery)).rejects.toThrow('HTTP 503');
    // No retry behind anybody's back: the page and the upload shared the one request.
    expect(server.asked()).toBe(1);
    await vi.waitFor(() => expect(page.getCurrentResult().isError).toBe(true));

    server.mend(200, '{"ticketEndpoint":"elsewhere"');
    await expect(client.ensureQueryData(pageConfigQuery)).rejects.toThrow();
    server.mend(200, '{"ticketEndpoint":"elsewhere"}');
    await expect(client.ensureQueryData(pageConfigQuery)).resolves.toMatchObject({
      ticketEndpoint: 'elsewhere',
    });
    await vi.waitFor(() => expect(page.getCurrentResult().isError).toBe(false));
    expect(page.getCurrentResult().data).toMatchObject({ ticketEndpoint: 'elsewhere' });
    expect(seen.at(-1)).toBe('success');

    // Good ones are kept.
    await client.ensureQueryData(pageConfigQuery);
    expect(server.asked()).toBe(3);
  } finally {
    leave();
    client.clear();
    await server.stop();
  }
});
