import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { PageConfig } from '../../../src/contract/page-config.ts';
import { ticketEnvelope } from '../../../src/contract/ticket.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
const TICKET_LIFE_MS = 60 * 60 * 1000;

/** A built page as any web server would host it, with the two addresses that a page of ours asks: its settings and its tickets. */
export function createSite(dir: string, storeUrl: string): Server {
  const config: PageConfig = {
    ticketEndpoint: 'api/tickets',
    cloud: 'custom',
    storeHosts: [storeUrl],
  };
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/config.json') answerJson(response, config);
    else if (pathname === '/api/tickets') {
      request.resume().on('end', () => answerJson(response, ticket(storeUrl)));
    } else
      void answerFile(response, join(dir, normalize(pathname === '/' ? '/index.html' : pathname)));
  });
}

/** One that lasts: how soon tickets end is not what is measured here. */
function ticket(storeUrl: string): unknown {
  const key = `ota/firmware/${randomUUID()}.bin`;
  const now = Date.now();
  const policy = {
    expiration: new Date(now + TICKET_LIFE_MS).toISOString(),
    conditions: [
      ['content-length-range', 0, 1_048_576_000],
      ['starts-with', '$key', 'ota/firmware/'],
    ],
  };
  return ticketEnvelope(
    {
      firmwareUrl: `${storeUrl}/${key}`,
      host: storeUrl,
      key,
      OSSAccessKeyId: 'LTAI-bench',
      objectStorage: 'OSS',
      policy: Buffer.from(JSON.stringify(policy)).toString('base64'),
      signature: 'bench',
      utcCreate: new Date(now).toISOString(),
      extraFields: {},
    },
    randomUUID(),
  );
}

function answerJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function answerFile(response: ServerResponse, path: string): Promise<void> {
  try {
    const bytes = await readFile(path);
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
