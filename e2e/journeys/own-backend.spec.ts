import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { uploaderOn } from '../../src/automation/uploader.ts';
import { startCloudServer } from '../../src/server/embedded/cloud-server.ts';
import { closeServer } from '../../src/server/process/listening.ts';
import { createCloud, SAMPLE_CREDENTIALS } from '../../src/simulator/cloud.ts';
import { listenOn } from '../support/proxy/free-port.ts';
import { expect, test as base } from '../support/ota-drop.ts';

/** examples/backend behind the built page: another process, another origin, and a bucket that neither of them knows from inside. */

const root = join(import.meta.dirname, '../..');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' } as const;
const isTyped = (name: string): name is keyof typeof TYPES => name in TYPES;

type OwnBackend = {
  readonly pageUrl: string;
  readonly bucketUrl: string;
  readonly tickets: string;
};

const test = base.extend<{ own: OwnBackend }>({
  own: async ({}, use) => {
    const { server: bucket, origin: bucketUrl } = await startCloudServer(
      { host: '127.0.0.1', port: 0, report: (error) => console.error(error) },
      (origin) => createCloud({ origin }),
    );
    let config = '';
    const host = createServer(async (request, response) => {
      const path = new URL(request.url ?? '/', 'http://page').pathname;
      if (path === '/config.json') return response.end(config);
      const name = path === '/' ? '/index.html' : path;
      const type = extname(name);
      const bytes = await readFile(join(root, 'dist/client', name)).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200, {
        'content-type': isTyped(type) ? TYPES[type] : 'application/octet-stream',
      });
      return response.end(bytes);
    });
    const pageUrl = `http://127.0.0.1:${await listenOn(host)}`;
    const backend = spawn(process.execPath, [join(root, 'examples/backend/tickets.mjs')], {
      env: {
        BUCKET_URL: bucketUrl,
        ACCESS_KEY_ID: SAMPLE_CREDENTIALS.accessKeyId,
        ACCESS_KEY_SECRET: SAMPLE_CREDENTIALS.accessKeySecret,
        PAGE_ORIGIN: pageUrl,
        PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(backend.stdout, 'data');
    const tickets = /Tickets: (\S+)/.exec(String(line))?.[1] ?? '';
    config = JSON.stringify({ ticketEndpoint: tickets, storeHosts: [bucketUrl] });
    await use({ pageUrl, bucketUrl, tickets });
    backend.kill();
    await Promise.all([closeServer(host, 0), closeServer(bucket, 0)]);
  },
});

test("a ticket of one's own takes a file to the bucket, verified", async ({ page, own }) => {
  const buffer = randomBytes(300_000);
  await page.goto(own.pageUrl);
  const upload = await uploaderOn(page).choose({ name: 'doorbell-2.4.1.tar.gz.bin', buffer });
  expect(await upload.verdict()).toBe('verified');
  const url = await upload.url();
  expect(url.startsWith(`${own.bucketUrl}/ota/firmware/`)).toBe(true);
  expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(buffer);
});

test('no other origin gets one, and nothing but a suffix is taken', async ({ own }) => {
  const ask = async (body: string, origin = own.pageUrl) => {
    const headers = { 'content-type': 'application/json', origin };
    const answer = await fetch(own.tickets, { method: 'POST', headers, body });
    return { status: answer.status, envelope: await answer.json() };
  };
  expect(await ask('{"fileSuffix":"zip"}')).toMatchObject({
    status: 200,
    envelope: { success: true, requestId: expect.any(String) },
  });
  for (const [body, origin, status] of [
    ['{"fileSuffix":"zip"}', 'https://elsewhere.example', 403],
    ['{"fileSuffix":"exe"}', own.pageUrl, 400],
    ['{"fileSuffix":"../a"}', own.pageUrl, 400],
    ['{', own.pageUrl, 400],
    ['x'.repeat(100_000), own.pageUrl, 400],
  ] as const) {
    expect(await ask(body, origin)).toMatchObject({ status, envelope: { success: false } });
  }
});
