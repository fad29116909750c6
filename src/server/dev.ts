import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ViteDevServer } from 'vite';
import { openAuditLog } from './audit/audit-log.ts';
import { openCloud } from './embedded/open-cloud.ts';
import { createOperations } from './operations/operations.ts';
import { closeTargets, openTargets, type OpenTarget } from './open-targets.ts';
import { createServerApp } from './server-app.ts';
import { readSettings } from './settings/settings.ts';

const OURS = new Set(['/config.json', '/healthz', '/readyz']);

type Opened = { readonly targets: readonly OpenTarget[]; readonly listener: RequestListener };

/** `npm run dev`: the API and the embedded cloud, from the same code, behind Vite's own page. */
export function attachToVite(vite: ViteDevServer): void {
  // Vite restarts by making the new server first: the cloud's port is free only once the old one is gone.
  let opened: Promise<Opened> | undefined;
  const ensureOpen = () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  vite.middlewares.use((request, response, next) => {
    const path = request.url?.split('?')[0] ?? '';
    if (OURS.has(path) || path.startsWith('/api/')) {
      ensureOpen().then(({ listener }) => listener(request, response), next);
    } else {
      next();
    }
  });
  vite.httpServer?.once('close', () => {
    opened?.then(({ targets }) => closeTargets(targets, 0)).catch(() => undefined);
  });
}

async function open(): Promise<Opened> {
  const reading = readSettings(process.env);
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  const operations = createOperations();
  const audit = await openAuditLog(reading.settings.auditFile);
  const targets = await openTargets(reading.settings, operations, openCloud);
  const app = createServerApp({
    settings: reading.settings,
    targets,
    files: new Map(),
    operations,
    audit,
  });
  return { targets, listener: getRequestListener(app.fetch) };
}
