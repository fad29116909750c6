import { once } from 'node:events';
import type { Server } from 'node:http';
import * as v from 'valibot';
import { createPriorityQueue } from './line.ts';
import { OrderSchema, type Order, type Report } from './messages.ts';
import { createSinkStore } from './sink-store.ts';
import { createSite } from './site.ts';

/** The store, the tickets and the pages in a process of their own: what measures must not slow down what is measured. */

const line = createPriorityQueue();

process.on('message', (message) => {
  void obey(v.parse(OrderSchema, message)).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());

async function obey(order: Order): Promise<Report> {
  switch (order.kind) {
    case 'line':
      line.setRate(order.bytesPerSecond ?? undefined);
      return { kind: 'line' };
    case 'open': {
      const storeUrl = await listen(createSinkStore(order.files, line));
      const addresses: Record<string, string> = {};
      for (const { name, dir } of order.sites) {
        addresses[name] = await listen(createSite(dir, storeUrl));
      }
      return { kind: 'open', addresses };
    }
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on');
  return `http://127.0.0.1:${address.port}`;
}
