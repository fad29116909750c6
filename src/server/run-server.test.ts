import { once } from 'node:events';
import { request as send, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfirmationText } from '../contract/confirmation.ts';
import { crc64 } from '../contract/crc64.ts';
import { readOssError } from '../contract/oss-error.ts';
import { readTicketText } from '../contract/platform.ts';
import { BOUNDARY, formBody } from '../testing/raw-post.ts';
import type { PageFiles } from './http/page-files.ts';
import { StartError } from './process/listening.ts';
import { runServer, type RunningServer } from './run-server.ts';
import { readSettings, type Settings } from './settings/settings.ts';

/** Page and embedded cloud together, on ports of their own. */

let dir: string;
const open: RunningServer[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ota-drop-run-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close(0)));
  await rm(dir, { recursive: true, force: true });
});

function settingsOf(env: Record<string, string> = {}): Settings {
  const reading = readSettings({ PORT: '0', CLOUD_PORT: '0', DATA_DIR: dir, ...env });
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}

const page = (html: string): PageFiles =>
  new Map([['/index.html', { bytes: Buffer.from(html), gzip: undefined, type: 'text/html' }]]);

async function start(env?: Record<string, string>, files = page('<p>1</p>')) {
  const running = await runServer(settingsOf(env), files);
  open.push(running);
  const post = (path: string, body: object) =>
    fetch(running.listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ...running, cloudUrl: running.cloudUrl ?? '', post };
}
type Started = Awaited<ReturnType<typeof start>>;

async function takeTicket({ post }: Started) {
  const answer = readTicketText(await (await post('/api/tickets', { fileSuffix: 'bin' })).text());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  return { ...answer.ticket, token: answer.confirmationToken ?? '' };
}
type TicketTaken = Awaited<ReturnType<typeof takeTicket>>;

const BYTES = new TextEncoder().encode('firmware'.repeat(20_000));

/** A form in two halves, so that a test can act between them. */
function halves({ key, policy, OSSAccessKeyId, signature: Signature }: TicketTaken) {
  const body = formBody(Object.entries({ key, policy, OSSAccessKeyId, Signature }), BYTES);
  const middle = body.length / 2;
  return [body.subarray(0, middle), body.subarray(middle)] as const;
}

function beginUpload(url: string, ticket: TicketTaken): ClientRequest {
  const [first, second] = halves(ticket);
  const upload = send(url, {
    method: 'POST',
    headers: {
      origin: 'http://page.example',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': first.length + second.length,
    },
  });
  upload.write(first);
  return upload;
}

async function answerTo(upload: ClientRequest): Promise<IncomingMessage & { text: string }> {
  const [response] = await once(upload, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return Object.assign(response, { text });
}

const unfinished = async () => (await readdir(join(dir, 'tmp'))).length;
const statusOf = (url: string) =>
  fetch(url).then(
    (response) => response.status,
    () => 'refused',
  );

describe('what the page is told', () => {
  test('where to ask, and which page is served now', async () => {
    const { listeningUrl, cloudUrl, post } = await start();
    const config: unknown = await (await fetch(`${listeningUrl}/config.json`)).json();
    expect(config).toEqual({
      ticketEndpoint: 'api/tickets',
      confirmationEndpoint: 'api/confirmations',
      firmwareEndpoint: 'api/firmware',
      platformDialect: 'tuya',
      healthEndpoint: 'healthz',
      platformEndpoint: 'api/platform',
      build: expect.stringMatching(/^[0-9a-f]{12}$/),
      cloud: 'embedded',
      storeHosts: [cloudUrl],
    });
    const ticket = await post('/api/tickets', { fileSuffix: 'bin' });
    expect(config).toMatchObject({ build: ticket.headers.get('x-ota-drop-build') });
    expect(await statusOf(`${listeningUrl}/healthz`)).toBe(200);
    expect(await statusOf(`${listeningUrl}/readyz`)).toBe(200);
  });

  test('another page is another build, the same page the same', async () => {
    const buildOf = async (html: string) => {
      const server = await start({}, page(html));
      const answer = await server.post('/api/tickets', { fileSuffix: 'bin' });
      await server.close(0);
      return answer.headers.get('x-ota-drop-build');
    };
    const one = await buildOf('<p>1</p>');
    expect(await buildOf('<p>1</p>')).toBe(one);
    expect(await buildOf('<p>2</p>')).not.toBe(one);
  });
});

describe('an upload is confirmed by what the store holds', () => {
  const confirm = async ({ post }: Started, { token }: TicketTaken) => {
    const answer = await post('/api/confirmations', { token });
    return readConfirmationText(await answer.text());
  };

  test('before and after it is there', async () => {
    const server = await start();
    const ticket = await takeTicket(server);
    expect(await confirm(server, ticket)).toEqual({ confirmation: 'absent' });
    const upload = beginUpload(server.cloudUrl, ticket);
    upload.end(halves(ticket)[1]);
    expect((await answerTo(upload)).statusCode).toBe(204);
    const { firmwareUrl } = ticket;
    const found = { confirmation: 'stored', size: BYTES.length, crc64: crc64(BYTES), firmwareUrl };
    expect(await confirm(server, ticket)).toEqual(found);
  });

  test('though only browsers can reach the store at its public address', async () => {
    const server = await start({ CLOUD_PUBLIC_URL: 'https://store.example' });
    const ticket = await takeTicket(server);
    expect(ticket.firmwareUrl).toMatch(/^https:\/\/store\.example\/ota\//);
    // Only the store itself can know that.
    expect(await confirm(server, ticket)).toEqual({ confirmation: 'absent' });
    const upload = beginUpload(server.cloudListeningUrl ?? '', ticket);
    upload.end(halves(ticket)[1]);
    expect((await answerTo(upload)).statusCode).toBe(204);
    expect(await confirm(server, ticket)).toMatchObject({ confirmation: 'stored' });
  });

  test('after a restart as well, if the key pair is the same', async () => {
    const keys = { ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET: 'ours' };
    const first = await start(keys);
    const ticket = await takeTicket(first);
    await first.close(0);
    const port = new URL(first.cloudUrl).port;
    const second = await start({ ...keys, CLOUD_PORT: port });
    expect(await confirm(second, ticket)).toEqual({ confirmation: 'absent' });
    await second.close(0);
    const third = await start({ CLOUD_PORT: port });
    expect(await confirm(third, ticket)).toEqual({ confirmation: 'unknown' });
  });
});

describe('tickets in line', () => {
  const ask = (server: Started, signal: AbortSignal) =>
    fetch(`${server.listeningUrl}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
      signal,
    }).then(
      (response) => response.status,
      () => 'gave up',
    );

  test('the embedded cloud has no limit of its own', async () => {
    const server = await start();
    const { signal } = new AbortController();
    const asked = await Promise.all(Array.from({ length: 100 }, () => ask(server, signal)));
    expect(asked).toEqual(Array.from({ length: 100 }, () => 200));
  });

  test('a page that goes away leaves its place to the next', async () => {
    // One call in ten seconds: one is made, one may wait, the next is turned away.
    const server = await start({ TICKETS_PER_SECOND: '0.1' });
    expect(await ask(server, new AbortController().signal)).toBe(200);
    const pages = new AbortController();
    const both = [ask(server, pages.signal), ask(server, pages.signal)];
    expect(await Promise.race(both)).toBe(429);
    pages.abort();
    expect(await Promise.all(both)).toEqual(expect.arrayContaining([429, 'gave up']));
    // Not turned away any more, but waiting; until it gives up as well.
    await expect
      .poll(() => ask(server, AbortSignal.timeout(1000)), { timeout: 9000 })
      .toBe('gave up');
  }, 30_000);
});

describe('when the process is told to end', () => {
  test('what is under way is finished, and everybody else is told why not and when to come back', async () => {
    const server = await start();
    const ticket = await takeTicket(server);
    const another = await takeTicket(server);
    const upload = beginUpload(server.cloudUrl, ticket);
    await expect.poll(unfinished).toBe(1);

    let hasEnded = false;
    const ended = server.close(60_000).then(() => {
      hasEnded = true;
    });
    const ready = await fetch(`${server.listeningUrl}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'stopping' });
    expect(await statusOf(`${server.listeningUrl}/healthz`)).toBe(200);

    const refused = await server.post('/api/tickets', { fileSuffix: 'bin' });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'OtaDrop.Stopping' });

    const late = beginUpload(server.cloudUrl, another);
    late.end(halves(another)[1]);
    const answer = await answerTo(late);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(readOssError(answer.text)?.code).toBe('ServiceUnavailable');

    expect(hasEnded).toBe(false);
    upload.end(halves(ticket)[1]);
    expect((await answerTo(upload)).statusCode).toBe(204);
    await ended;
    expect(await statusOf(`${server.listeningUrl}/readyz`)).toBe('refused');
    expect(await statusOf(server.cloudUrl)).toBe('refused');
    expect(await readdir(dir)).not.toContain('lock');
    expect(await readdir(join(dir, 'objects'))).toHaveLength(1);
  });

  test('what has been stored can still be confirmed while others finish', async () => {
    const server = await start();
    const [done, slow] = [await takeTicket(server), await takeTicket(server)];
    const first = beginUpload(server.cloudUrl, done);
    const second = beginUpload(server.cloudUrl, slow);
    first.end(halves(done)[1]);
    expect((await answerTo(first)).statusCode).toBe(204);
    await expect.poll(unfinished).toBe(1);
    const ended = server.close(60_000);
    const answer = await server.post('/api/confirmations', { token: done.token });
    expect(await answer.json()).toMatchObject({ data: { confirmation: 'stored' } });
    second.on('error', () => undefined).destroy();
    await ended;
  });

  test('an upload that does not finish in time is cut, and leaves nothing', async () => {
    const server = await start();
    const ticket = await takeTicket(server);
    const upload = beginUpload(server.cloudUrl, ticket);
    const cut = once(upload, 'error');
    await expect.poll(unfinished).toBe(1);
    await server.close(200);
    await cut;
    await expect.poll(unfinished).toBe(0);
    expect(await readdir(join(dir, 'objects'))).toEqual([]);
  });

  test('with nothing under way it does not wait', async () => {
    const server = await start();
    // A browser keeps its connections open.
    await fetch(`${server.listeningUrl}/healthz`);
    await fetch(`${server.cloudUrl}/nothing`);
    // Would otherwise be the full hour, and the test's end long before.
    await server.close(3_600_000);
  });

  test('the time it may take is a setting', () => {
    expect(settingsOf().drainMs).toBe(30_000);
    expect(settingsOf({ DRAIN_S: '2.5' }).drainMs).toBe(2500);
  });
});

describe('what keeps it from starting is a sentence with the way out', () => {
  const failure = async (env: Record<string, string>): Promise<string> => {
    const error: unknown = await runServer(settingsOf(env), page('')).then(
      (server) => open.push(server),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartError);
    return error instanceof StartError ? error.message : '';
  };
  const takenPort = async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return { port: String(address.port), release: () => taken.close() };
  };

  test.each(['PORT', 'CLOUD_PORT'])('%s is taken', async (name) => {
    const { port, release } = await takenPort();
    expect(await failure({ [name]: port })).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop the other program, or choose another port with ${name}.`,
    );
    release();
    // Nothing of the failed start is left behind.
    await start();
  });

  test('HOST is no address of this machine', async () => {
    const env = { HOST: '192.0.2.1', I_KNOW_THIS_IS_OPEN: '1' };
    expect(await failure(env)).toMatch(/^Cannot listen on 192\.0\.2\.1:.*Check HOST/);
  });

  test('DATA_DIR is a file, or below one', async () => {
    const file = join(dir, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(await failure({ DATA_DIR: path })).toMatch(
        /^DATA_DIR .* is not a folder, or lies in .* choose another folder with DATA_DIR\.$/,
      );
    }
  });

  test('DATA_DIR holds a file where a folder belongs', async () => {
    await (await start()).close(0);
    await rm(join(dir, 'objects'), { recursive: true });
    await writeFile(join(dir, 'objects'), '');
    expect(await failure({})).toMatch(/is not a folder/);
  });

  test('DATA_DIR is a link to nothing', async () => {
    const link = join(dir, 'link');
    await symlink(join(dir, 'nowhere', 'below'), link);
    expect(await failure({ DATA_DIR: link })).toMatch(
      /^DATA_DIR .*link .* choose another folder with DATA_DIR\.$/,
    );
  });

  // Nothing is forbidden to root.
  test.skipIf(process.getuid?.() === 0)('DATA_DIR may not be written', async () => {
    await chmod(dir, 0o500);
    expect(await failure({})).toMatch(/may not be written .* Change its rights, or choose another/);
    await chmod(dir, 0o700);
  });

  test('DATA_DIR belongs to another server', async () => {
    await start();
    expect(await failure({})).toBe(
      `DATA_DIR ${dir} is in use by process ${process.pid}. Stop that one, or give this one a folder of its own with DATA_DIR.`,
    );
  });

  test('DATA_DIR holds something else', async () => {
    await writeFile(join(dir, 'thesis.txt'), '');
    expect(await failure({})).toMatch(
      /\("thesis.txt"\)\. Nothing in it was changed\. Choose an empty/,
    );
    expect(await readdir(dir)).toEqual(['thesis.txt']);
  });

  test('DATA_DIR holds what another version wrote', async () => {
    await (await start()).close(0);
    await writeFile(join(dir, 'objects', `${'a'.repeat(64)}.json`), '{"version":99}');
    expect(await failure({})).toMatch(
      /nothing was deleted\. .*choose another folder with DATA_DIR/,
    );
  });
});
