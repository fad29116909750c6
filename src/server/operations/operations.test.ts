import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { secretsOf } from '../settings/secrets.ts';
import { runServer } from '../run-server.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import {
  listening,
  pageOf,
  refusal,
  settingsOf,
  startPlatform,
  STORE,
  type Intercept,
} from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import type { Finding } from '../doctor/finding.ts';
import { createOperatorApp } from '../operator/operator-app.ts';
import { createLog } from './log.ts';
import { createOperations } from './operations.ts';
import { spellingsOf } from './scrub.ts';

/** The server tells of itself: what is in its log, its metrics, and what a balancer hears. */

let dir: string;
beforeEach(async () => {
  dir = await folderOfTest();
});

type Line = Readonly<Record<string, unknown>>;

async function start(env: Readonly<Record<string, string>> = {}, level = 'info' as const) {
  let log = '';
  const settings = settingsOf({ DATA_DIR: dir, OPERATOR_PORT: '0', ...env });
  const secrets = secretsOf(settings);
  const operations = createOperations(
    createLog({ format: 'json', level, secrets, out: (text) => (log += text) }),
  );
  const running = await runServer(settings, pageOf('<p>1</p>'), { operations });
  onTestFinished(() => running.close(0));
  const { listeningUrl, operatorUrl = '' } = running;
  return {
    ...running,
    operatorUrl,
    operations,
    text: () => log,
    lines: (): readonly Line[] =>
      log
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    post: (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(listeningUrl + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path: string) => fetch(listeningUrl + path),
    metrics: async () => (await fetch(`${operatorUrl}/metrics`)).text(),
  };
}

const TICKET = { fileSuffix: 'bin' };

async function startLive(intercept?: Intercept, env: Readonly<Record<string, string>> = {}) {
  const { access } = await startPlatform('tuya', intercept);
  return start({
    CLOUD: 'tuya',
    CLOUD_ENDPOINT: access.endpoint,
    ACCESS_KEY_ID: SAMPLE_CREDENTIALS.accessKeyId,
    ACCESS_KEY_SECRET: SAMPLE_CREDENTIALS.accessKeySecret,
    STORE_HOSTS: STORE,
    TICKETS_PER_SECOND: '0',
    ...env,
  });
}

describe('a request has an id', () => {
  test('that it came with, in the answer and in every line about it', async () => {
    const server = await start();
    const answer = await server.post('/api/tickets', TICKET, { 'x-request-id': 'proxy-4711' });
    expect(answer.headers.get('x-request-id')).toBe('proxy-4711');
    expect(server.lines()).toEqual([
      expect.objectContaining({ event: 'ticket', requestId: 'proxy-4711', outcome: 'good' }),
    ]);
  });

  test.each(['a b', 'x'.repeat(101), '{"level":"error"}'])(
    'of our own instead of %j',
    async (given) => {
      const server = await start();
      const answer = await server.post('/api/tickets', {}, { 'x-request-id': given });
      const id = answer.headers.get('x-request-id');
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(await answer.json()).toMatchObject({ requestId: id });
    },
  );
});

test('one line for a ticket, a confirmation, a package and a form', async () => {
  const server = await start();
  const answer = readTicketText(await (await server.post('/api/tickets', TICKET)).text());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  const { ticket, confirmationToken = '' } = answer;
  const form = new FormData();
  for (const [name, value] of postFormFields(ticket)) form.append(name, value);
  form.append('file', new Blob(['firmware']), 'a.bin');
  expect((await fetch(server.cloudUrl ?? '', { method: 'POST', body: form })).status).toBe(200);
  await server.post('/api/confirmations', { token: confirmationToken });
  const { firmwareUrl } = ticket;
  await server.post('/api/firmware', { firmwareUrl, firmwareName: 'a', destVersion: '1' });
  expect(
    server
      .lines()
      .map(({ event, outcome, verdict, status }) => [event, outcome ?? verdict ?? status]),
  ).toEqual([
    ['ticket', 'good'],
    ['store-post', 200],
    ['confirmation', 'stored'],
    ['package', 'good'],
  ]);
  const metrics = await server.metrics();
  expect(metrics).toContain('ota_drop_tickets_total{outcome="good"} 1');
  expect(metrics).toContain('ota_drop_packages_total{outcome="good"} 1');
  expect(metrics).toContain('ota_drop_confirmations_total{verdict="stored"} 1');
  expect(metrics).toContain('ota_drop_store_posts_total{status="200"} 1');
  expect(metrics).toContain('ota_drop_store_taken_bytes 8');
  expect(metrics).toMatch(/ota_drop_page_sockets [1-9]/);
  // Neither names nor addresses.
  expect(metrics).not.toContain('ota/firmware');
});

test('a refusal of the platform is told by its code, and counted', async () => {
  const server = await startLive(async () => refusal('iot.system.BillIsOverDue'));
  await server.post('/api/tickets', TICKET);
  expect(server.lines()).toEqual([
    expect.objectContaining({
      level: 'warn',
      event: 'ticket',
      outcome: 'refused',
      code: 'iot.system.BillIsOverDue',
      status: 502,
      callId: 'r-1',
    }),
  ]);
  expect(await server.metrics()).toContain(
    'ota_drop_refusals_total{call="ticket",code="iot.system.BillIsOverDue"} 1',
  );
});

test('codes that a platform makes up do not fill the metrics', async () => {
  let nth = 0;
  const server = await startLive(async () => refusal(`made.up.${(nth += 1)}`));
  for (let call = 0; call < 130; call++) await server.post('/api/tickets', TICKET);
  const metrics = await server.metrics();
  expect(metrics.match(/ota_drop_refusals_total\{/g)).toHaveLength(101);
  expect(metrics).toContain('ota_drop_refusals_total{call="ticket",code="other"} 30');
});

test('a platform that does not answer is told with its cause, and after three calls to a balancer', async () => {
  const gone = createServer();
  const endpoint = await listening(gone);
  gone.close();
  await once(gone, 'close');
  const server = await startLive(undefined, { CLOUD_ENDPOINT: endpoint });
  await server.post('/api/tickets', TICKET);
  expect(server.lines()).toEqual([
    expect.objectContaining({ event: 'platform-failure', cause: 'ECONNREFUSED' }),
    expect.objectContaining({ event: 'ticket', code: 'OtaDrop.PlatformUnreachable' }),
  ]);
  expect((await server.get('/readyz')).status).toBe(200);
  await server.post('/api/tickets', TICKET);
  await server.post('/api/tickets', TICKET);
  const ready = await server.get('/readyz');
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'degraded',
    causes: ['platform-away'],
    reason: expect.stringContaining('(ECONNREFUSED)'),
  });
  expect(await server.metrics()).toContain(
    'ota_drop_platform_failures_total{cause="ECONNREFUSED"} 3',
  );
});

test('a store that was taken away makes this server not ready', async () => {
  const server = await start();
  expect((await server.get('/readyz')).status).toBe(200);
  await rm(join(dir, 'tmp'), { recursive: true });
  const causes = async () => {
    const state: Line = await (await server.get('/readyz')).json();
    return state['causes'];
  };
  await expect.poll(causes, { timeout: 20_000 }).toEqual(['store-gone']);
  await mkdir(join(dir, 'tmp'));
  await expect.poll(causes, { timeout: 20_000 }).toBe(undefined);
});

describe('a canary for a secret', () => {
  const CANARY = 'CANARY+secret/4711=';
  const KEYS = { ACCESS_KEY_ID: 'CANARY-id-0815', ACCESS_KEY_SECRET: CANARY };

  test('is in no line, no answer, no metric, in no spelling', async () => {
    const answers: Intercept[] = [
      (answer) => answer(),
      // A platform quotes what was signed.
      async () => {
        const errorMessage = `Specified signature is not matched: ${CANARY} of ${KEYS.ACCESS_KEY_ID}`;
        return Response.json({ success: false, code: 'SignatureDoesNotMatch', errorMessage });
      },
      async () => refusal('iot.system.SystemException', { status: 500 }),
      async () => new Response(`<p>${KEYS.ACCESS_KEY_ID}&${encodeURIComponent(CANARY)}</p>`),
    ];
    const live = await startLive((answer, count) => (answers[count - 1] ?? answer)(answer, count), {
      ...KEYS,
      LOG_LEVEL: 'debug',
    });
    const embedded = await start(KEYS);
    const heard: string[] = [];
    for (const server of [live, embedded]) {
      for (let call = 0; call < 5; call++) {
        heard.push(await (await server.post('/api/tickets', TICKET)).text());
      }
      heard.push(await (await server.post('/api/confirmations', { token: 'x' })).text());
      for (const path of ['/', '/config.json', '/healthz', '/readyz', '/nothing']) {
        heard.push(await (await server.get(path)).text());
      }
      for (const path of ['/metrics', '/doctor', '/store', '/nothing']) {
        heard.push(await (await fetch(server.operatorUrl + path)).text());
      }
      // What a library may throw.
      server.operations.report(new Error(`cannot sign with ${CANARY} of ${KEYS.ACCESS_KEY_ID}`));
      for (const spelling of spellingsOf(CANARY)) server.operations.report(`key=${spelling}`);
      expect(server.text()).toContain('cannot sign with **** of ****');
      heard.push(server.text());
    }
    expect(heard.join('').length).toBeGreaterThan(5_000);
    const hits = spellingsOf(CANARY).filter((spelling) =>
      heard.some((text) => text.includes(spelling)),
    );
    expect(hits).toEqual([]);
    // The key's id is in every ticket, since the form has to name it; elsewhere it has no business.
    expect(live.text() + embedded.text()).not.toContain(KEYS.ACCESS_KEY_ID);
  });
});

describe('the operator’s port', () => {
  test('is not there unless it is set', async () => {
    const server = await start({ OPERATOR_PORT: '' });
    expect(server.operatorUrl).toBe('');
    for (const path of ['/metrics', '/doctor', '/store']) {
      expect((await server.get(path)).status).toBe(404);
    }
  });

  test('tells what is kept, and removes nothing of the last day', async () => {
    const server = await start({ KEEP_DAYS: '1' });
    expect(await (await fetch(`${server.operatorUrl}/store`)).json()).toMatchObject({
      taken: 0,
      quota: 20 * 1024 ** 3,
      removable: [],
    });
    const send = (path: string, body?: string) =>
      fetch(server.operatorUrl + path, { method: 'POST', body: body ?? null });
    expect(await (await send('/store/sweep')).json()).toEqual({ objects: 0, bytes: 0 });
    expect((await send('/store/remove', '{"key":"ota/none"}')).status).toBe(404);
    expect((await send('/store/remove', '{}')).status).toBe(400);
    expect(await readdir(join(dir, 'objects'))).toEqual([]);
  });

  test.each([
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page by no-cors', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that is made to lead here', { host: 'rebound.example' }, 421],
  ])('refuses %s', async (_, headers, status) => {
    const { operatorUrl } = await start();
    const { port } = new URL(operatorUrl);
    const asked = request({
      port,
      host: '127.0.0.1',
      path: '/store/sweep',
      method: 'POST',
      headers,
    });
    asked.end();
    const [response] = await once(asked, 'response');
    response.resume();
    expect(response.statusCode).toBe(status);
  });

  test('finds nothing wrong with this server', async () => {
    const { operatorUrl } = await start();
    const accept = { headers: { accept: 'application/json' } };
    expect(await (await fetch(`${operatorUrl}/doctor?post=1`, accept)).json()).toEqual({
      sound: true,
      findings: [],
    });
  });

  test.each([
    ['warning', true],
    ['fault', false],
  ] as const)('calls a set-up with a %s sound: %s', async (severity, sound) => {
    const finding: Finding = { check: 'form-size', severity, what: 'What.', mend: 'Mend.' };
    const app = createOperatorApp({
      operations: createOperations(),
      stores: [],
      examine: async () => [finding],
    });
    const headers = { accept: 'application/json' };
    const answer = await app.request('http://127.0.0.1/doctor', { headers });
    expect(await answer.json()).toEqual({ sound, findings: [finding] });
  });
});
