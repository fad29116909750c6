import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';

/** What a server is busy with, so that it can end without cutting off a client. */
export type UnderWay = {
  /** Resolves when every request that is under way now is answered or given up, or after `ms`; later ones do not count. */
  settle(ms: number): Promise<void>;
};

export function watchUnderWay(server: Server): UnderWay {
  const open = new Set<ServerResponse>();
  server.on('request', (_, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return {
    async settle(ms) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), ms);
      const { signal } = patience;
      const ends = [...open].map((response) => once(response, 'close', { signal }));
      await Promise.allSettled(ends);
      clearTimeout(timer);
    },
  };
}
