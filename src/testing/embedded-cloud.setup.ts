import { once } from 'node:events';
import { createServer, request as ask, type Server } from 'node:http';
import type { TestProject } from 'vitest/node';
import { createCloudServer } from '../server/embedded/cloud-server.ts';
import { createCloud } from '../simulator/cloud.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the embedded cloud of this run listens. */
    cloudUrl: string;
    /** Says what is stored at an address, which no page may read: append that, get `{ status, bytes }`. */
    lookUrl: string;
  }
}

/** The browser's tests send to a real store, over real sockets. */
export default async function setup(project: TestProject): Promise<() => void> {
  const server = createCloudServer(createCloud());
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
  project.provide('cloudUrl', await listenOnLoopback(server));
  project.provide('lookUrl', `${await listenOnLoopback(look)}/?`);
  return () => {
    for (const each of [server, look]) {
      each.closeAllConnections();
      each.close();
    }
  };
}

async function listenOnLoopback(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}
