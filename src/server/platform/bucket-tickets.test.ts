import { expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import type { BucketAccess } from '../../contract/bucket/bucket-access.ts';
import { signedHead } from '../../contract/bucket/object-request.ts';
import { readTicketText } from '../../contract/ticket.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { createConfirmationTokens } from '../http/confirmation-token.ts';
import { createConfirmationService } from '../http/confirmations.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { pageOf, settingsOf, startServer } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { createBucketTicketService } from './bucket-tickets.ts';

const BUCKET: BucketAccess = {
  storage: 'S3',
  endpoint: 'https://s3.example',
  bucket: 'firmware',
  style: 'virtual-host',
  region: 'us-east-1',
  signature: 'scoped',
  credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
};

const tokens = createConfirmationTokens('secret');
const tickets = createBucketTicketService({
  access: BUCKET,
  prefix: 'ota/',
  ticketLifeMs: 60_000,
  sealToken: (url) => tokens.seal(url),
});

async function issue(fileSuffix: 'tar.gz' | 'bin' = 'bin') {
  const answer = await tickets({ fileSuffix }, new AbortController().signal);
  if (answer.kind !== 'good') throw new Error('refused');
  const reading = readTicketText(JSON.stringify(answer.envelope));
  if (reading.kind !== 'issued') throw new Error(reading.kind);
  return reading;
}

test('every ticket has a key of its own, below the prefix and with its suffix', async () => {
  const keys = await Promise.all([issue('tar.gz'), issue('tar.gz')]);
  const [one, other] = keys.map(({ ticket }) => ticket.key);
  expect(one).toMatch(/^ota\/[0-9a-f-]{36}\.tar\.gz$/);
  expect(one).not.toBe(other);
});

test('what a ticket has stored is confirmed with the MD5 that the store tells', async () => {
  const createMd5 = () => {
    const hash = createHash('md5');
    return {
      update: (bytes: Uint8Array) => void hash.update(bytes),
      hex: () => hash.digest('hex'),
    };
  };
  const { credentials } = BUCKET;
  const cloud = createCloud({ storage: 'S3', credentials, bucket: 'firmware', createMd5 });
  const { ticket, confirmationToken = '' } = await issue();
  const asked: Request[] = [];
  const { confirm } = createConfirmationService({
    tokens,
    storeHosts: [ticket.host],
    signHead: (url) => signedHead(BUCKET, url.slice(ticket.host.length + 1), new Date()),
    async fetch(url, init) {
      const request = new Request(url, init);
      asked.push(request);
      return cloud.fetch(request);
    },
  });
  const signal = new AbortController().signal;
  expect(await confirm({ token: confirmationToken }, signal)).toEqual({ confirmation: 'absent' });
  async function* bytes() {
    yield new TextEncoder().encode('123456789');
  }
  const form = { fields: postFormFields(ticket), file: { fileName: 'x', bytes: bytes() } };
  expect((await cloud.postObject({ url: `${ticket.host}/`, origin: null }, form)).status).toBe(201);
  expect(await confirm({ token: confirmationToken }, signal)).toEqual({
    confirmation: 'stored',
    size: 9,
    crc64: undefined,
    md5: '25f9e794323b453885f5181f1b624d0b',
    firmwareUrl: ticket.firmwareUrl,
  });
  for (const { headers } of asked) {
    expect(headers.get('authorization')).toMatch(/^AWS4-HMAC-SHA256 Credential=id\//);
    expect(headers.get('x-amz-checksum-mode')).toBe('ENABLED');
  }
});

test('a server for a bucket issues tickets, names no platform, and lets the page reach that bucket alone', async () => {
  const server = await startServer(
    await folderOfTest(),
    {
      CLOUD: 'bucket',
      BUCKET: 'firmware',
      BUCKET_ENDPOINT: 'https://ceph.example.com',
      ACCESS_KEY_ID: 'CANARY-id',
      ACCESS_KEY_SECRET: 'CANARY-secret',
    },
    pageOf('<p>1</p>'),
  );
  const config: unknown = await (await server.get('/config.json')).json();
  expect(config).toMatchObject({
    cloud: 'bucket',
    storeHosts: ['https://ceph.example.com/firmware'],
  });
  expect(config).not.toHaveProperty('firmwareEndpoint');
  expect(config).not.toHaveProperty('platformEndpoint');
  const policy = (await server.get('/')).headers.get('content-security-policy');
  expect(policy).toContain("connect-src 'self' https://ceph.example.com/firmware;");
  const answer = await server.post('/api/tickets', { fileSuffix: 'bin' });
  const text = await answer.text();
  expect(text).not.toContain('CANARY-secret');
  expect(readTicketText(text)).toMatchObject({ ticket: { objectStorage: 'S3' } });
  expect((await server.post('/api/firmware', {})).status).toBe(404);
  expect((await server.get('/api/platform')).status).toBe(404);
});

test('settings of a bucket that are complete start', () => {
  expect(
    settingsOf({
      CLOUD: 'bucket',
      BUCKET: 'firmware',
      BUCKET_ENDPOINT: 'https://oss-cn-hangzhou.aliyuncs.com',
      BUCKET_STORE: 'oss',
      ACCESS_KEY_ID: 'STS.id',
      ACCESS_KEY_SECRET: 'secret',
      SECURITY_TOKEN: 'token',
    }).cloud,
  ).toMatchObject({ kind: 'bucket', access: { credentials: { securityToken: 'token' } } });
});
