import { getRequestListener } from '@hono/node-server';
import type { ViteDevServer } from 'vite';
import { createServerApp, openCloud } from './run-server.ts';
import { readSettings } from './settings.ts';

/** `npm run dev`: the API and the embedded cloud, from the same code, behind Vite's own page. */
export async function attachToVite(vite: ViteDevServer): Promise<void> {
  const reading = readSettings(process.env);
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  const cloud = await openCloud(reading.settings);
  const app = createServerApp(reading.settings, cloud, new Map());
  const listener = getRequestListener(app.fetch);
  vite.middlewares.use((request, response, next) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/config.json' || path === '/healthz' || path.startsWith('/api/')) {
      void listener(request, response);
    } else {
      next();
    }
  });
  vite.httpServer?.once('close', () => void cloud.close(0));
}
