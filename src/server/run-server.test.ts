import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import { chmod, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readConfirmationText } from '../contract/confirmation.ts';
import { crc64 } from '../contract/crc64.ts';
import { readOssError } from '../contract/oss-error.ts';
import { readTicketText } from '../contract/ticket.ts';
import { BOUNDARY, formBody } from '../testing/raw-post.ts';
import {
  listening,
  pageOf,
  settingsOf,
  startServer,
  type StartedServer,
} from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';
import { StartError } from './process/listening.ts';
import { runServer } from './run-server.ts';

/** Page and embedded cloud together, on ports of their own. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});
const start = (env?: Readonly<Record<string, string>>) => startServer(dir, env);

async function takeTicket({ post }: StartedServer) {
  const answer = readTicketText(await (await post('/api/tickets', { fileSuffix: 'bin' })).text());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  return { ...answer.ticket, token: answer.confirmationToken ?? '' };
}
type TicketTaken = Awaited<ReturnType<typeof takeTicket>>;

const BYTES = new TextEncoder().encode('firmware'.repeat(20_000));

/** Sends half of a form, so that a test can act before `finish` sends the rest. */
function beginUpload(url: string, ticket: TicketTaken) {
  const { key, policy, OSSAccessKeyId, signature: Signature } = ticket;
  const body = formBody(Object.entries({ key, policy, OSSAccessKeyId, Signature }), BYTES);
  const request = send(url, {
    method: 'POST',
    headers: {
      origin: 'http://page.example',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': body.length,
    },
  });
  request.write(body.subarray(0, body.length / 2));
  return {
    request,
    async finish(): Promise<IncomingMessage & { text: string }> {
      request.end(body.subarray(body.length / 2));
      const [response] = await once(request, 'response');
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return Object.assign(response, { text });
    },
  };
}

async function store(url: string, ticket: TicketTaken): Promise<void> {
  expect((await beginUpload(url, ticket).finish()).statusCode).toBe(204);
}

async function confirm({ post }: StartedServer, { token }: TicketTaken) {
  const answer = await post('/api/confirmations', { token });
  return readConfirmationText(await answer.text());
}

const unfinished = async () => (await readdir(join(dir, 'tmp'))).length;
const statusOf = (url: string) =>
  fetch(url).then(
    (response) => response.status,
    () => 'refused',
  );

describe('what the page is told', () => {
  test('where to ask, and which page is served now', async () => {
    const { cloudUrl, get, post } = await start();
    const config: unknown = await (await get('/config.json')).json();
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
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });

  test('another page is another build, the same page the same', async () => {
    const buildOf = async (html: string) => {
      const server = await startServer(dir, {}, pageOf(html));
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
  test('before and after it is there', async () => {
    const server = await start();
    const ticket = await takeTicket(server);
    expect(await confirm(server, ticket)).toEqual({ confirmation: 'absent' });
    await store(server.cloudUrl, ticket);
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
    await store(server.cloudListeningUrl ?? '', ticket);
    expect(await confirm(server, ticket)).toMatchObject({ confirmation: 'stored' });
  });

  test('after a restart as well, if the key pair is the same', async () => {
    const keys = { ACCESS_KEY_ID: 'id', ACCESS_KEY_SECRET: 'ours' };
    const first = await start(keys);
    const ticket = await takeTicket(first);
    await first.close(0);
    const CLOUD_PORT = new URL(first.cloudUrl).port;
    const second = await start({ ...keys, CLOUD_PORT });
    expect(await confirm(second, ticket)).toEqual({ confirmation: 'absent' });
    await second.close(0);
    const third = await start({ CLOUD_PORT });
    expect(await confirm(third, ticket)).toEqual({ confirmation: 'unknown' });
  });
});

test('a package of an uploaded file is known after a restart', async () => {
  const create = async (server: StartedServer) => {
    const ticket = await takeTicket(server);
    await store(server.cloudUrl, ticket);
    const { firmwareUrl } = ticket;
    const firmware = { firmwareUrl, firmwareName: '门铃(1)', destVersion: '1.4.2' };
    return server.post('/api/firmware', firmware);
  };
  const server = await start();
  const created = await create(server);
  expect(created.status).toBe(200);
  expect(await created.json()).toMatchObject({
    success: true,
    data: { firmwareId: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  await server.close(0);
  const taken = await create(await start());
  expect(taken.status).toBe(502);
  expect(await taken.json()).toMatchObject({
    success: false,
    created: 'no',
    code: 'iot.ota.FirmwareNameExisted',
  });
});

describe('calls of many pages', () => {
  const ask = ({ post }: StartedServer, signal: AbortSignal) =>
    post('/api/tickets', { fileSuffix: 'bin' }, signal).then(
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
    // One call in ten seconds: one is made, one may wait, the next is refused.
    const server = await start({ TICKETS_PER_SECOND: '0.1' });
    expect(await ask(server, new AbortController().signal)).toBe(200);
    const pages = new AbortController();
    const both = [ask(server, pages.signal), ask(server, pages.signal)];
    expect(await Promise.race(both)).toBe(429);
    pages.abort();
    expect(await Promise.all(both)).toEqual(expect.arrayContaining([429, 'gave up']));
    // Not refused any more, but waiting; until it gives up as well.
    const asked = () => ask(server, AbortSignal.timeout(1000));
    await expect.poll(asked, { timeout: 9000 }).toBe('gave up');
  }, 30_000);
});

describe('when the process is told to end', () => {
  test('what is under way is finished; new requests are told why not and when to come back', async () => {
    const server = await start();
    const ticket = await takeTicket(server);
    const another = await takeTicket(server);
    const upload = beginUpload(server.cloudUrl, ticket);
    await expect.poll(unfinished).toBe(1);

    let hasEnded = false;
    const ended = server.close(60_000).then(() => {
      hasEnded = true;
    });
    const ready = await server.get('/readyz');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ status: 'stopping', causes: ['stopping'] });
    expect((await server.get('/healthz')).status).toBe(200);

    const refused = await server.post('/api/tickets', { fileSuffix: 'bin' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({
      code: 'OtaDrop.Stopping',
      errorMessage: expect.stringContaining('Nothing was stored'),
    });

    const { statusCode, headers, text } = await beginUpload(server.cloudUrl, another).finish();
    expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(readOssError(text)?.code).toBe('ServiceUnavailable');

    expect(hasEnded).toBe(false);
    expect((await upload.finish()).statusCode).toBe(204);
    await ended;
    expect(await statusOf(`${server.listeningUrl}/readyz`)).toBe('refused');
    expect(await statusOf(server.cloudUrl)).toBe('refused');
    expect(await readdir(dir)).not.toContain('lock');
    expect(await readdir(join(dir, 'objects'))).toHaveLength(1);
  });

  test('what has been stored can still be confirmed while others finish', async () => {
    const server = await start();
    const [done, slow] = [await takeTicket(server), await takeTicket(server)];
    const { request } = beginUpload(server.cloudUrl, slow);
    await store(server.cloudUrl, done);
    await expect.poll(unfinished).toBe(1);
    const ended = server.close(60_000);
    expect(await confirm(server, done)).toMatchObject({ confirmation: 'stored' });
    request.on('error', () => undefined).destroy();
    await ended;
  });

  test('an upload that does not finish in time is cut, and leaves nothing', async () => {
    const server = await start();
    const cut = once(beginUpload(server.cloudUrl, await takeTicket(server)).request, 'error');
    await expect.poll(unfinished).toBe(1);
    await server.close(200);
    await cut;
    await expect.poll(unfinished).toBe(0);
    expect(await readdir(join(dir, 'objects'))).toEqual([]);
  });

  test('with nothing under way it does not wait', async () => {
    const server = await start();
    // A browser keeps its connections open.
    await server.get('/healthz');
    await fetch(`${server.cloudUrl}/nothing`);
    // Would otherwise be the full hour, and the test's end long before.
    await server.close(3_600_000);
  });
});

describe('what keeps it from starting is said in a sentence with the way out', () => {
  const failure = async (env: Record<string, string> = {}): Promise<string> => {
    const started = runServer(settingsOf({ DATA_DIR: dir, ...env }), pageOf(''));
    const error: unknown = await started.then(
      (server) => server.close(0),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartError);
    return error instanceof StartError ? error.message : '';
  };
  const startOnce = async () => (await start()).close(0);

  test.each(['PORT', 'CLOUD_PORT'])('%s is taken', async (name) => {
    const taken = createServer();
    const { port } = new URL(await listening(taken));
    expect(await failure({ [name]: port })).toBe(
      `Port ${port} on 127.0.0.1 is taken. Stop the other program, or choose another port with ${name}.`,
    );
    taken.close();
    // Nothing of the failed start is left behind.
    await start();
  });

  test('HOST is no address of this machine', async () => {
    const env = { HOST: '192.0.2.1', I_KNOW_THIS_IS_OPEN: '1' };
    expect(await failure(env)).toMatch(/^Cannot listen on 192\.0\.2\.1:.*Check HOST/);
  });

  test('DATA_DIR belongs to another server', async () => {
    await start();
    expect(await failure()).toBe(
      `DATA_DIR ${dir} is in use by process ${process.pid}. Stop that one, or give this one a folder of its own with DATA_DIR.`,
    );
  });

  test.each<[string, (path: string) => Promise<unknown>, below?: string]>([
    ['is a file', (path) => writeFile(path, '')],
    ['is below a file', (path) => writeFile(path, ''), 'below'],
    ['is a link to nothing', (path) => symlink(join(dir, 'nowhere', 'below'), path)],
  ])('DATA_DIR %s', async (_, make, below = '') => {
    const path = join(dir, 'path');
    await make(path);
    expect(await failure({ DATA_DIR: join(path, below) })).toMatch(
      /^DATA_DIR .* is not a folder, or lies in .* choose another folder with DATA_DIR\.$/,
    );
  });

  test('DATA_DIR holds a file where a folder belongs', async () => {
    await startOnce();
    await rm(join(dir, 'objects'), { recursive: true });
    await writeFile(join(dir, 'objects'), '');
    expect(await failure()).toMatch(/is not a folder/);
  });

  test('DATA_DIR holds what another version wrote', async () => {
    await startOnce();
    await writeFile(join(dir, 'objects', `${'a'.repeat(64)}.json`), '{"version":99}');
    expect(await failure()).toMatch(/nothing was deleted\. .*choose another folder with DATA_DIR/);
  });

  // Nothing is forbidden to root.
  test.skipIf(process.getuid?.() === 0)('DATA_DIR may not be written', async () => {
    await chmod(dir, 0o500);
    expect(await failure()).toMatch(/may not be written .* Change its rights, or choose another/);
    await chmod(dir, 0o700);
  });
});
