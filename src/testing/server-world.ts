import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import type { Dialect } from '../contract/dialect.ts';
import type { PlatformAccess } from '../contract/platform-call.ts';
import { createAccess } from '../server/access/access.ts';
import { createApp, type AppOptions } from '../server/http/app.ts';
import type { PageFiles } from '../server/http/page-files.ts';
import {
  createPlatformClient,
  type PlatformClientOptions,
} from '../server/platform/platform-client.ts';
import { createTicketService } from '../server/platform/services.ts';
import { NO_PROXIES } from '../server/process/proxy-list.ts';
import { createReadiness } from '../server/process/readiness.ts';
import { runServer } from '../server/run-server.ts';
import { readSettings, type Settings } from '../server/settings/settings.ts';
import { createCloudServer } from '../server/embedded/cloud-server.ts';
import { createCloud, SAMPLE_CREDENTIALS, type CloudOptions } from '../simulator/cloud.ts';

/** What tests of the server start: a platform on a port, the app without one, the whole server. All of it ends with its test. */

/** The address of a server that now listens on a free port. */
export async function listening(server: Server): Promise<string> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return `http://127.0.0.1:${address.port}`;
}

/** Where every platform of these tests sends its files. */
export const STORE = 'http://127.0.0.1:8081';

export type PlatformCallSeen = { readonly method: string; readonly parameters: URLSearchParams };
/** Answers instead of the platform, or changes what it says. @param count calls so far, this one included */
export type Intercept = (answer: () => Promise<Response>, count: number) => Promise<Response>;

/** A simulated platform on a port, and every call that it gets. */
export async function startPlatform(
  dialect: Dialect = 'tuya',
  intercept: Intercept = (answer) => answer(),
  options: CloudOptions = {},
) {
  const cloud = createCloud({ dialect, origin: STORE, ...options });
  const calls: PlatformCallSeen[] = [];
  const server = createCloudServer({
    ...cloud,
    async fetch(request) {
      const { method } = request;
      const text = method === 'GET' ? new URL(request.url).search : await request.clone().text();
      calls.push({ method, parameters: new URLSearchParams(text) });
      return intercept(() => cloud.fetch(request), calls.length);
    },
  });
  return { access: accessTo(await listening(server), dialect), calls, server };
}

export function accessTo(endpoint: string, dialect: Dialect = 'tuya'): PlatformAccess {
  return { dialect, endpoint, credentials: SAMPLE_CREDENTIALS };
}

/** A refusal in the platform's envelope. */
export function refusal(code: string, init?: ResponseInit): Response {
  const body = { code, errorMessage: `no: ${code}`, requestId: 'r-1', success: false };
  return Response.json(body, init);
}

export const sealToken = (firmwareUrl: string) => `token of ${firmwareUrl}`;

export function ticketsOf(access: PlatformAccess, options: Partial<PlatformClientOptions> = {}) {
  const platform = createPlatformClient({ access, ...options });
  return createTicketService({ platform, storeHosts: [STORE], sealToken });
}

const unused = () => Promise.reject(new Error('this should not have been called'));

export const pageOf = (html: string): PageFiles =>
  new Map([['/index.html', { bytes: Buffer.from(html), gzip: undefined, type: 'text/html' }]]);

/** The app on loopback names; a service that a test does not give must not be called. */
export function testApp(options: Partial<AppOptions> = {}): Hono {
  const { publicOrigin } = options;
  return createApp({
    tickets: unused,
    confirmations: { confirm: unused },
    platform: { packages: unused, dialect: 'tuya', watch: { look: unused } },
    readiness: createReadiness(),
    access: createAccess({ signIn: { kind: 'none' }, proxies: NO_PROXIES, ticketsPerUserDay: 0 }),
    config: { ticketEndpoint: 'api/tickets', cloud: 'embedded', storeHosts: [STORE] },
    rules: { storeHosts: [STORE], isHttps: publicOrigin?.startsWith('https:') ?? false },
    hostnames: new Set(['localhost', '127.0.0.1', '[::1]']),
    publicOrigin,
    files: new Map(),
    report: () => {},
    emit: () => {},
    relay: undefined,
    ...options,
  });
}

export const ORIGIN = 'http://127.0.0.1:8080';

/** A call of the page's API by its own rules; `headers` break them. */
export async function post(
  app: Hono,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const own = {
    host: new URL(ORIGIN).host,
    'content-type': 'application/json',
    'content-length': String(body.length),
  };
  return app.request(ORIGIN + path, { method: 'POST', headers: { ...own, ...headers }, body });
}

export function settingsOf(env: Readonly<Record<string, string>>): Settings {
  const reading = readSettings({ PORT: '0', CLOUD_PORT: '0', ...env });
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}

/** The whole server on free ports, with its embedded cloud in `dataDir`. */
export async function startServer(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  files = pageOf('<p>1</p>'),
) {
  const running = await runServer(settingsOf({ DATA_DIR: dataDir, ...env }), files);
  onTestFinished(() => running.close(0));
  return {
    ...running,
    cloudUrl: running.cloudUrl ?? '',
    get: (path: string) => fetch(running.listeningUrl + path),
    post: (path: string, body: object, signal: AbortSignal | null = null) =>
      fetch(running.listeningUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      }),
  };
}
export type StartedServer = Awaited<ReturnType<typeof startServer>>;
