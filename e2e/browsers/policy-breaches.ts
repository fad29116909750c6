import { createServer } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { closeServer, listen } from '../../src/server/process/listening.ts';
import { startGateway } from '../support/proxy/gateway.ts';

/**
 * The page's server as it is, but that its policies name an address to which browsers report every breach: of the page from
 * its first byte on, and of its workers. No driver tells of them all.
 */
export type WatchedSite = {
  readonly url: string;
  /** What was reported so far. */
  readonly breaches: readonly string[];
  stop(): Promise<void>;
};

const WORKERS = join(import.meta.dirname, '../../dist/client/workers');

export async function watchPolicy(siteUrl: string): Promise<WatchedSite> {
  const breaches: string[] = [];
  const listener = createServer((request, response) => {
    text(request).then(
      (report) => {
        breaches.push(report);
        response.writeHead(204).end();
      },
      () => response.destroy(),
    );
  });
  const port = await listen(listener, '127.0.0.1', 0, 'PORT');
  const gateway = await startGateway(siteUrl);
  for (const path of ['/', ...(await readdir(WORKERS)).map((name) => `/workers/${name}`)]) {
    gateway.play(path, async (pass) => {
      const answer = await pass();
      const policy = answer.headers.get('content-security-policy') ?? '';
      const reporting = `${policy}; report-uri http://127.0.0.1:${port}/`;
      answer.headers.set('content-security-policy', reporting);
      return answer;
    });
  }
  return {
    url: gateway.url,
    breaches,
    async stop() {
      await gateway.stop();
      await closeServer(listener, 0);
    },
  };
}
