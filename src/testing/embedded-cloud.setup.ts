import { createServer, request as ask } from 'node:http';
import type { TestProject } from 'vitest/node';
import { closeServer, listen } from '../server/process/listening.ts';
import { startCloud } from './raw-post.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the embedded cloud of this run listens. */
    cloudUrl: string;
    /** Says what is stored at an address, which no page may read: append that, get `{ status, bytes }`. */
    lookUrl: string;
  }
}

/** The browser's tests send to a real store, over real sockets. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cloud = await startCloud();
  const look = createServer((request, response) => {
    const stored = decodeURIComponent(request.url?.slice('/?'.length) ?? '');
    // No connection that is kept for a next question holds up the end.
    const asked = ask(stored, { method: 'HEAD', agent: false }, ({ statusCode, headers }) => {
      const bytes = Number(headers['content-length']);
      response.setHeader('access-control-allow-origin', '*');
      response.end(JSON.stringify({ status: statusCode, bytes }));
    });
    asked.on('error', () => response.destroy());
    asked.end();
  });
  project.provide('cloudUrl', cloud.url);
  project.provide('lookUrl', `http://127.0.0.1:${await listen(look, '127.0.0.1', 0, 'PORT')}/?`);
  return async () => {
    await Promise.all([cloud.close(), closeServer(look, 0)]);
  };
}
