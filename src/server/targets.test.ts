import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import { readConfirmationText } from '../contract/confirmation.ts';
import { PageConfigSchema } from '../contract/page-config.ts';
import { readTicketText } from '../contract/ticket.ts';
import { formBody, BOUNDARY } from '../testing/raw-post.ts';
import { startPlatform, startServer, STORE } from '../testing/server-world.ts';
import { folderOfTest } from '../testing/test-resources.ts';

/** One server before several clouds. */

async function startAll() {
  const dir = await folderOfTest();
  const { access, calls } = await startPlatform('alibaba');
  const file = join(dir, 'targets.json');
  const KEY = { ACCESS_KEY_ID: '$ID', ACCESS_KEY_SECRET: '$SECRET' };
  const targets = [
    {
      id: 'staging',
      label: 'Staging',
      color: '#2563eb',
      settings: { ...KEY, CLOUD_PORT: '0', DATA_DIR: join(dir, 'store') },
    },
    {
      id: 'prod',
      label: 'Production',
      color: '#dc2626',
      production: true,
      askFirst: true,
      settings: {
        CLOUD: 'alibaba',
        CLOUD_ENDPOINT: access.endpoint,
        ...KEY,
        STORE_HOSTS: STORE,
      },
    },
    // With the key of the first one.
    {
      id: 'lab',
      label: 'Lab',
      color: '#0d9488',
      settings: { ...KEY, CLOUD_PORT: '0', DATA_DIR: join(dir, 'lab') },
    },
  ];
  await writeFile(file, JSON.stringify({ version: 1, targets }));
  const { accessKeyId: ID, accessKeySecret: SECRET } = access.credentials;
  const server = await startServer(dir, {
    DATA_DIR: '',
    CLOUD_PORT: '',
    TARGETS_FILE: file,
    ID,
    SECRET,
  });
  const ask = async (path: string, body: object, target?: string) => {
    const response = await fetch(server.listeningUrl + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(target !== undefined && { 'x-ota-drop-target': target }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  };
  const ticket = async (target?: string) =>
    readTicketText((await ask('/api/tickets', { fileSuffix: 'bin' }, target)).text);
  return { server, calls, ask, ticket };
}

test('a ticket comes from the target that is named, and says so', async () => {
  const { server, calls, ticket } = await startAll();
  const [usual, staging] = [await ticket(), await ticket('staging')];
  for (const one of [usual, staging]) {
    expect(one).toMatchObject({
      ticket: { host: server.cloudUrl },
      provenance: { target: { id: 'staging', label: 'Staging' } },
    });
  }
  expect(calls).toHaveLength(0);
  expect(await ticket('prod')).toMatchObject({
    ticket: { host: STORE },
    provenance: { target: { id: 'prod', label: 'Production' } },
  });
  expect(calls).toHaveLength(1);
});

test('no ticket for a target that there is not', async () => {
  const { calls, ask } = await startAll();
  const { status, text } = await ask('/api/tickets', { fileSuffix: 'bin' }, 'prod-2');
  expect([status, JSON.parse(text)]).toMatchObject([400, { code: 'OtaDrop.UnknownTarget' }]);
  expect(calls).toHaveLength(0);
});

test('the page is told of them, and may send to their stores alone', async () => {
  const { server } = await startAll();
  const config = v.parse(PageConfigSchema, await (await server.get('/config.json')).json());
  expect(config.targets?.slice(0, 2)).toEqual([
    {
      id: 'staging',
      label: 'Staging',
      color: '#2563eb',
      production: false,
      askFirst: false,
      cloud: 'embedded',
      platformDialect: 'tuya',
      storeHosts: [server.cloudUrl],
    },
    {
      id: 'prod',
      label: 'Production',
      color: '#dc2626',
      production: true,
      askFirst: true,
      cloud: 'alibaba',
      platformDialect: 'alibaba',
      storeHosts: [STORE],
    },
  ]);
  const policy = (await server.get('/')).headers.get('content-security-policy');
  expect(policy).toContain(`connect-src 'self' ${server.cloudUrl} ${STORE} http://127.0.0.1:`);
});

test.each(['staging', 'lab'])('a confirmation asks the store of the ticket: %s', async (id) => {
  const { ask, ticket } = await startAll();
  const issued = await ticket(id);
  if (issued.kind !== 'issued') throw new Error(issued.kind);
  const { host, key, policy, OSSAccessKeyId, signature: Signature } = issued.ticket;
  const fields = Object.entries({ key, policy, OSSAccessKeyId, Signature });
  const stored = await fetch(host, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: new Uint8Array(formBody(fields, new Uint8Array(9))),
  });
  expect(stored.status).toBe(204);
  const body = { token: issued.confirmationToken };
  for (const target of [undefined, 'staging', 'prod']) {
    const { text } = await ask('/api/confirmations', body, target);
    expect(readConfirmationText(text)).toMatchObject({ confirmation: 'stored', size: 9 });
  }
});

test('a package is held against the rules of its target, and made there', async () => {
  const { calls, ask } = await startAll();
  const firmware = { firmwareName: 'a', destVersion: '2', firmwareUrl: `${STORE}/a.bin` };
  // Alibaba alone knows differential packages.
  const differential = { ...firmware, type: 1, srcVersion: '1' };
  expect((await ask('/api/firmware', differential, 'staging')).text).toContain('BadRequest');
  expect((await ask('/api/firmware', firmware, 'staging')).text).toContain('ForeignFirmwareUrl');
  expect(calls).toHaveLength(0);
  await ask('/api/firmware', differential, 'prod');
  expect(calls).toHaveLength(1);
});
