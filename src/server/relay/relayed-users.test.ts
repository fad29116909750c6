import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { postFormFields } from '../../contract/post-form.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { startBucketStore } from '../../testing/bucket-store.ts';
import { startServer } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';

/** Forms of users who have signed in, through the server to a bucket in the path of its store. */

const TOKEN = 'token-0123456789-0123456789-0123456789';

async function start() {
  const dir = await folderOfTest();
  const audit = join(dir, 'audit');
  const bucket = await startBucketStore({ isWithoutRule: true });
  const server = await startServer(dir, {
    CLOUD: 'bucket',
    BUCKET: 'firmware',
    BUCKET_ENDPOINT: bucket.endpoint,
    ACCESS_KEY_ID: 'id',
    ACCESS_KEY_SECRET: 'secret',
    RELAY: 'on',
    SIGN_IN: 'token',
    SIGN_IN_TOKEN: TOKEN,
    AUDIT_FILE: audit,
  });
  const signedIn = await server.post('/api/sign-in', { name: 'alice', secret: TOKEN });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const asked = await fetch(`${server.listeningUrl}/api/tickets`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  });
  const reading = readTicketText(await asked.text());
  if (reading.kind !== 'issued') throw new Error(reading.kind);
  const { ticket } = reading;
  const send = (headers: Record<string, string>) => {
    const form = new FormData();
    for (const [name, value] of postFormFields(ticket)) form.append(name, value);
    form.append('file', new Blob(['firmware']), 'a.bin');
    const relay = `${server.listeningUrl}/api/relay?store=${encodeURIComponent(ticket.host)}`;
    return fetch(relay, { method: 'POST', headers, body: form });
  };
  const audited = async () =>
    (await readFile(audit, 'utf8'))
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  return { server, bucket, cookie, ticket, send, audited };
}

test('nothing is handed on for a client that has not signed in', async () => {
  const { bucket, send, audited } = await start();
  const answer = await send({});
  expect([answer.status, await answer.json()]).toMatchObject([
    401,
    { code: 'OtaDrop.SignInRequired' },
  ]);
  expect(bucket.asked).toEqual([]);
  expect(await audited()).not.toContainEqual(expect.objectContaining({ event: 'relay' }));
});

test('a user’s form goes to the bucket without the session, and is recorded with the user', async () => {
  const { bucket, cookie, ticket, send, audited } = await start();
  expect((await send({ cookie })).status).toBe(204);
  expect(ticket.host).toBe(`${bucket.endpoint}/firmware`);
  expect(bucket.asked).toEqual([
    expect.objectContaining({ method: 'POST', path: '/firmware', cookie: undefined }),
  ]);
  expect(await audited()).toContainEqual(
    expect.objectContaining({ event: 'relay', outcome: '204', who: 'alice', store: ticket.host }),
  );
});

test('the doctor finds a relay that is for users alone in order', async () => {
  const { server, bucket } = await start();
  const findings = await server.examine(true);
  // The store of this test keeps nothing.
  expect(findings.map(({ check }) => check)).toEqual(['store-read']);
  expect(bucket.asked.map(({ method }) => method)).toContain('POST');
});
