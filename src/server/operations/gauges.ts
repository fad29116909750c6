import type { Server } from 'node:http';
import type { Metrics } from './metrics.ts';

export function watchSockets(
  metrics: Pick<Metrics, 'watch'>,
  server: Server,
  of: 'page' | 'store',
): void {
  metrics.watch(
    `ota_drop_${of}_sockets`,
    `Open connections to the ${of}.`,
    () =>
      new Promise((resolve) => {
        server.getConnections((error, count) => resolve(error === null ? count : 0));
      }),
  );
}

type Usage = { readonly taken: number; readonly quota: number; readonly free: number };

/** All in bytes. */
export function watchStore(metrics: Pick<Metrics, 'watch'>, usage: () => Promise<Usage>): void {
  const each = [
    ['taken', 'Bytes that the store keeps.'],
    ['quota', 'Bytes that the store may keep.'],
    ['free', 'Bytes that the store can still take, on its disk and in its quota.'],
  ] as const;
  for (const [what, help] of each) {
    metrics.watch(`ota_drop_store_${what}_bytes`, help, async () => {
      const bytes = (await usage())[what];
      return Number.isFinite(bytes) ? bytes : Number.MAX_SAFE_INTEGER;
    });
  }
}
