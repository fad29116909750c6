import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TARGET_HEADER } from '../contract/access/target.ts';
import { postFormFields } from '../contract/post-form.ts';
import { readTicketText } from '../contract/ticket.ts';
import { startBucketStore } from '../testing/bucket-store.ts';
import {
  refusal,
  settingsOf,
  startPlatform,
  STORE,
  type Intercept,
} from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';
import { checkDisks } from './command-line/check.ts';
import { printConfig } from './command-line/print-config.ts';
import { createLog } from './operations/log.ts';
import { createOperations } from './operations/operations.ts';
import { runDoctor } from './run-doctor.ts';
import { runServer } from './run-server.ts';

/** What an operator sees of one server before several clouds: two embedded stores, a platform, a bucket of one's own. */

async function write(intercept?: Intercept, more: Readonly<Record<string, string>> = {}) {
  const dir = await folderOfTest();
  const { access } = await startPlatform('alibaba', intercept);
  const bucket = await startBucketStore();
  const KEY = { ACCESS_KEY_ID: '$ID', ACCESS_KEY_SECRET: '$SECRET' };
  const settings = {
    staging: { CLOUD_PORT: '0', DATA_DIR: join(dir, 'staging'), STORE_QUOTA_GIB: '2' },
    lab: { CLOUD_PORT: '0', DATA_DIR: join(dir, 'lab'), STORE_QUOTA_GIB: '3' },
    prod: { CLOUD: 'alibaba', CLOUD_ENDPOINT: access.endpoint, ...KEY, STORE_HOSTS: STORE },
    own: { CLOUD: 'bucket', BUCKET: 'firmware', BUCKET_ENDPOINT: bucket.endpoint, ...KEY },
  };
  const targets = Object.entries(settings).map(([id, own]) => {
    return { id, label: id.toUpperCase(), color: '#2563eb', settings: own };
  });
  const file = join(dir, 'targets.json');
  await writeFile(file, JSON.stringify({ version: 1, targets }));
  const { accessKeyId: ID, accessKeySecret: SECRET } = access.credentials;
  const env = { TARGETS_FILE: file, ID, SECRET, CLOUD_PORT: '', OPERATOR_PORT: '0', ...more };
  return { dir, bucket, env, access };
}

async function start(intercept?: Intercept, more: Readonly<Record<string, string>> = {}) {
  const world = await write(intercept, more);
  let log = '';
  const out = (text: string) => void (log += text);
  const operations = createOperations(createLog({ format: 'json', level: 'info', out }));
  const running = await runServer(settingsOf(world.env), new Map(), { operations });
  onTestFinished(() => running.close(0));
  const { listeningUrl, operatorUrl = '' } = running;
  const ask = (path: string, target: string, body: object, headers: Record<string, string> = {}) =>
    fetch(listeningUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [TARGET_HEADER]: target, ...headers },
      body: JSON.stringify(body),
    });
  return {
    ...world,
    listeningUrl,
    ask,
    ticketOf: async (target: string) => {
      const reading = readTicketText(
        await (await ask('/api/tickets', target, { fileSuffix: 'bin' })).text(),
      );
      if (reading.kind !== 'issued') throw new Error(reading.kind);
      return reading;
    },
    get: async (path: string) => {
      const response = await fetch(listeningUrl + path);
      return { status: response.status, body: await response.json() };
    },
    operator: async (path: string, body?: string) => {
      const response = await fetch(operatorUrl + path, {
        headers: { accept: 'application/json' },
        ...(body !== undefined && { method: 'POST', body }),
      });
      return { status: response.status, text: await response.text() };
    },
    lines: (): readonly Record<string, unknown>[] =>
      log
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

async function send(host: string, ticket: Parameters<typeof postFormFields>[0]) {
  const form = new FormData();
  for (const [name, value] of postFormFields(ticket)) form.append(name, value);
  form.append('file', new Blob(['firmware']), 'a.bin');
  return fetch(host, { method: 'POST', body: form });
}

test('lines of the log and numbers name the target', async () => {
  const server = await start();
  for (const id of ['staging', 'lab']) {
    const { ticket, confirmationToken } = await server.ticketOf(id);
    await send(ticket.host, ticket);
    await server.ask('/api/confirmations', 'prod', { token: confirmationToken });
  }
  expect(server.lines().map(({ event, target }) => [event, target])).toEqual([
    ['ticket', 'staging'],
    ['store-post', 'staging'],
    ['confirmation', 'staging'],
    ['ticket', 'lab'],
    ['store-post', 'lab'],
    ['confirmation', 'lab'],
  ]);
  expect(server.lines()[0]?.['msg']).toMatch(/^\[staging\] A ticket/);
  const { text } = await server.operator('/metrics');
  for (const id of ['staging', 'lab']) {
    expect(text).toContain(`ota_drop_tickets_total{outcome="good",target="${id}"} 1`);
    expect(text).toContain(`ota_drop_store_posts_total{status="200",target="${id}"} 1`);
    expect(text).toContain(`ota_drop_confirmations_total{verdict="stored",target="${id}"} 1`);
    expect(text).toContain(`ota_drop_store_taken_bytes{target="${id}"} 8`);
    expect(text).toContain(`ota_drop_store_sockets{target="${id}"} `);
  }
  expect(text).toContain(`ota_drop_store_quota_bytes{target="lab"} ${3 * 1024 ** 3}`);
  expect(text.match(/^# TYPE ota_drop_store_taken_bytes/gm)).toHaveLength(1);
});

test('what a user’s share refuses is told and counted like any refusal', async () => {
  const server = await start(undefined, { TICKETS_PER_USER_DAY: '1' });
  await server.ticketOf('own');
  expect((await server.ask('/api/tickets', 'lab', { fileSuffix: 'bin' })).status).toBe(429);
  expect(server.lines().map(({ code, target }) => [code, target])).toEqual([
    [undefined, 'own'],
    ['OtaDrop.UserShareTaken', 'lab'],
  ]);
});

test('one target that does not work leaves the server ready, and is named', async () => {
  const server = await start(async () => refusal('InvalidAccessKeyId.NotFound'));
  expect((await server.ask('/api/tickets', 'prod', { fileSuffix: 'bin' })).status).toBe(502);
  await server.ticketOf('staging');
  expect(await server.get('/readyz')).toEqual({
    status: 200,
    body: {
      status: 'ready',
      targets: [
        { id: 'prod', causes: ['key-refused'], reason: expect.stringContaining('NotFound') },
      ],
    },
  });
});

test('the operator sees and keeps each store by itself', async () => {
  const server = await start();
  const all = JSON.parse((await server.operator('/store')).text);
  expect(all).toMatchObject({
    stores: [
      { target: 'staging', quota: 2 * 1024 ** 3, removable: [] },
      { target: 'lab', quota: 3 * 1024 ** 3, removable: [] },
    ],
  });
  expect(JSON.parse((await server.operator('/store?target=lab')).text)).toMatchObject({
    target: 'lab',
    taken: 0,
  });
  const unknown = await server.operator('/store?target=prod');
  expect([unknown.status, unknown.text]).toEqual([404, expect.stringContaining('staging, lab')]);
  expect(JSON.parse((await server.operator('/store/sweep', '')).text)).toEqual({
    stores: [
      { target: 'staging', objects: 0, bytes: 0 },
      { target: 'lab', objects: 0, bytes: 0 },
    ],
  });
  const { ticket } = await server.ticketOf('lab');
  await send(ticket.host, ticket);
  const body = JSON.stringify({ key: ticket.key });
  expect((await server.operator('/store/remove', body)).status).toBe(400);
  expect((await server.operator('/store/remove?target=staging', body)).status).toBe(404);
  const young = await server.operator('/store/remove?target=lab', body);
  expect([young.status, young.text]).toEqual([409, expect.stringContaining('younger than a day')]);
});

test('the doctor examines every target, on its port and by itself', async () => {
  const refuses: Intercept = async () => refusal('InvalidAccessKeyId.NotFound');
  const server = await start(refuses);
  const seen = [{ target: 'prod', check: 'key' }];
  const { findings } = JSON.parse((await server.operator('/doctor')).text);
  expect(findings).toMatchObject(seen);
  expect(server.bucket.asked.map(({ method }) => method)).toContain('OPTIONS');
  const { env } = await write(refuses);
  expect(await runDoctor(settingsOf(env), false)).toMatchObject(seen);
});

test('the disk of every target is looked at before a start', async () => {
  const { env, dir } = await write();
  expect(await checkDisks(settingsOf(env))).toEqual([]);
  await writeFile(join(dir, 'lab'), 'a file');
  expect(await checkDisks(settingsOf(env))).toEqual([
    expect.stringMatching(/^Target "lab": .*DATA_DIR/),
  ]);
});

test('the settings of every target are printed, without its keys', async () => {
  const { env, access } = await write();
  const text = printConfig(env);
  expect(text).toContain('# TARGETS_FILE, target "own" (OWN):\n');
  expect(text).toContain('#   BUCKET=firmware\n');
  expect(text).toMatch(/#   ACCESS_KEY_SECRET=\*{4} \(\d+ characters\)/);
  expect(text).not.toContain(access.credentials.accessKeySecret);
});

test('a bucket beside a platform has no packages, and the sentence says why', async () => {
  const { ask, get } = await start();
  expect((await get('/config.json')).body).toMatchObject({ firmwareEndpoint: 'api/firmware' });
  const firmware = { firmwareName: 'a', destVersion: '2', firmwareUrl: `${STORE}/a.bin` };
  const answer = await ask('/api/firmware', 'own', firmware);
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    { errorMessage: 'There is no IoT platform behind this bucket.' },
  ]);
});
