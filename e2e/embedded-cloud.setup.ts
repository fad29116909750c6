import { once } from 'node:events';
import type { TestProject } from 'vitest/node';
import { createCloudServer } from '../src/server/embedded-cloud.ts';
import { createCloud } from '../src/simulator/cloud.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the embedded cloud of this run listens. */
    cloudUrl: string;
  }
}

/** The browser's tests send to a real store, over real sockets. */
export default async function setup(project: TestProject): Promise<() => void> {
  const server = createCloudServer(createCloud());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  project.provide('cloudUrl', `http://127.0.0.1:${address.port}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
