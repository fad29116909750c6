import { once } from 'node:events';
import { createServer } from 'node:http';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { startSelfSigned, startWrongCloud, type Wrong } from '../../testing/seeded-faults.ts';
import { listening, startServer } from '../../testing/server-world.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { openDiskStore } from '../disk/disk-store.ts';
import { createStoreCheck } from '../disk/store-check.ts';
import { examineAll, type Patient, type SetUp } from './examine.ts';
import { CHECKS, type CheckName } from './finding.ts';
import { printFindings } from './print-findings.ts';

/** Each row is one thing that is wrong, seeded into a cloud on sockets that is sound otherwise. */

const PAGE = 'http://127.0.0.1:8080';

type Made = Partial<Patient & SetUp>;

type Row = {
  readonly what: string;
  readonly finds: CheckName;
  /** What the mend has to hold, to be of use. */
  readonly mends: string | RegExp;
  readonly make: (origin: string) => Promise<Made | undefined> | Made;
  readonly wrong?: Wrong;
};

const access = (endpoint: string, credentials = SAMPLE_CREDENTIALS): Partial<Patient> => ({
  source: { kind: 'signed', access: { dialect: 'tuya', endpoint, credentials } },
});
const same = (): Partial<Patient> => ({});
const refusing = (code: string, status = 200): Wrong => ({
  instead(request, response) {
    if (request.url?.includes('Action=') !== true) return false;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ success: false, code, errorMessage: 'no', requestId: 'r' }));
    return true;
  },
});
/** The doctor's first form has a wrong signature, its second one announces too much, the third one is good. */
function refusingGoodForm(): Wrong {
  let forms = 0;
  return {
    instead({ method, headers }, response) {
      const isForm = headers['content-type']?.startsWith('multipart/') === true;
      if (method !== 'POST' || !isForm || (forms += 1) < 3) return false;
      response.writeHead(403, { 'x-oss-request-id': '1' });
      response.end('<Error><Code>AccessDenied</Code><Message>by the bucket</Message></Error>');
      return true;
    },
  };
}
const isPost = (method = '') => method === 'POST';

async function closedAddress(): Promise<string> {
  const server = createServer();
  const url = await listening(server);
  server.close();
  await once(server, 'close');
  return url;
}

const ROWS: readonly Row[] = [
  {
    what: 'a platform whose name is not in DNS',
    finds: 'platform-name',
    mends: 'getent hosts platform.invalid',
    make: () => access('https://platform.invalid'),
  },
  {
    what: 'a self-signed certificate',
    finds: 'platform-tls',
    mends: 'NODE_EXTRA_CA_CERTS',
    async make() {
      const url = await startSelfSigned(await folderOfTest());
      return url === undefined ? undefined : access(url);
    },
  },
  {
    what: 'a port where nothing listens',
    finds: 'platform-reach',
    mends: /curl -v http/,
    make: async () => access(await closedAddress()),
  },
  {
    what: 'a web page instead of the platform',
    finds: 'platform-kind',
    mends: 'CLOUD_ENDPOINT=',
    make: same,
    wrong: {
      instead(request, response) {
        if (request.url?.includes('Action=') !== true) return false;
        response.end('<!doctype html><title>Welcome</title>');
        return true;
      },
    },
  },
  {
    what: 'a clock that is twenty minutes behind',
    finds: 'clock',
    mends: 'timedatectl',
    make: () => ({ now: () => Date.now() - 20 * 60_000 }),
  },
  {
    what: 'a secret that is not that of the key',
    finds: 'key',
    mends: 'ACCESS_KEY_SECRET_FILE=',
    make: (origin) => access(origin, { ...SAMPLE_CREDENTIALS, accessKeySecret: 'another' }),
  },
  {
    what: 'a key that the platform does not know',
    finds: 'key',
    mends: 'ACCESS_KEY_ID=',
    make: (origin) => access(origin, { ...SAMPLE_CREDENTIALS, accessKeyId: 'another' }),
  },
  {
    what: 'a user without the right to ask for tickets',
    finds: 'ticket',
    mends: 'iot:GenerateOTAUploadURL',
    make: same,
    wrong: refusing('iot.common.RamActionPermissionDeny'),
  },
  {
    what: 'an instance that is not named',
    finds: 'ticket',
    mends: 'IOT_INSTANCE_ID=',
    make: same,
    wrong: refusing('iot.system.InstanceNotFound'),
  },
  {
    what: 'tickets that live for a second',
    finds: 'ticket-life',
    mends: 'TICKET_LIFE_S=60',
    make: same,
    wrong: { cloud: { ticketLifeMs: 1_000 } },
  },
  {
    what: 'a store that is not in STORE_HOSTS',
    finds: 'store-host',
    mends: /^ +STORE_HOSTS=http/m,
    make: () => ({ storeHosts: ['https://another.example'] }),
  },
  {
    what: 'users on other machines, and a store on this one',
    finds: 'store-public',
    mends: 'CLOUD_PUBLIC_URL=',
    make: () => ({ pageOrigin: 'https://ota.example.com' }),
  },
  {
    what: 'a store that does not answer',
    finds: 'store-reach',
    mends: /curl -v http/,
    make: async () => ({ storeOrigin: await closedAddress() }),
  },
  {
    what: 'a bucket without a CORS rule',
    finds: 'cors-origin',
    mends: `<AllowedOrigin>${PAGE}</AllowedOrigin>`,
    make: same,
    wrong: {
      instead({ method }, response) {
        if (method !== 'OPTIONS') return false;
        response.writeHead(403, { 'x-oss-request-id': '1' });
        response.end('<Error><Code>AccessForbidden</Code></Error>');
        return true;
      },
    },
  },
  {
    what: 'a CORS rule for another page',
    finds: 'cors-origin',
    mends: `<AllowedOrigin>${PAGE}</AllowedOrigin>`,
    make: same,
    wrong: { headers: { 'access-control-allow-origin': 'https://old.example' } },
  },
  {
    what: 'a CORS rule that does not expose the checksum',
    finds: 'cors-exposed',
    mends: '<ExposeHeader>x-oss-hash-crc64ecma</ExposeHeader>',
    make: same,
    wrong: { headers: { 'access-control-expose-headers': 'ETag, x-oss-request-id' } },
  },
  {
    what: 'a proxy that cuts forms from 1 MB, without CORS',
    finds: 'form-size',
    mends: 'client_max_body_size 1001m;',
    make: same,
    wrong: {
      instead(request, response) {
        if (Number(request.headers['content-length'] ?? 0) <= 1_048_576) return false;
        response.writeHead(413, { server: 'nginx/1.22.1', connection: 'close' });
        response.end('<html><head><title>413 Request Entity Too Large</title></head></html>');
        return true;
      },
    },
  },
  {
    what: 'a bucket that forbids what its ticket allows',
    finds: 'store-post',
    mends: 'the bucket itself forbids it',
    make: () => ({ mayPost: true }),
    wrong: refusingGoodForm(),
  },
  {
    what: 'a store that refuses HEAD',
    finds: 'store-read',
    mends: 'oss:GetObject',
    make: same,
    wrong: {
      instead({ method }, response) {
        if (method !== 'HEAD') return false;
        response.writeHead(403, { 'x-oss-request-id': '1' });
        response.end();
        return true;
      },
    },
  },
  {
    what: 'a proxy that rewrites Host',
    finds: 'public-url',
    mends: 'proxy_set_header Host $host;',
    async make() {
      const { listeningUrl } = await startServer(await folderOfTest());
      const proxy = createServer((request, response) => {
        fetch(`${listeningUrl}${request.url}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: request.headers.origin ?? '' },
          body: '{}',
        }).then(
          async (answer) => {
            response.writeHead(answer.status);
            response.end(await answer.text());
          },
          () => response.destroy(),
        );
      });
      const publicUrl = await listening(proxy);
      return { publicUrl, pageOrigin: publicUrl };
    },
  },
  {
    what: 'a folder that was taken away',
    finds: 'disk',
    mends: 'bring it back',
    async make() {
      const dir = await folderOfTest();
      await openDiskStore(dir);
      await rm(join(dir, 'tmp'), { recursive: true });
      return { checkStore: createStoreCheck(dir) };
    },
  },
];

async function found(row: Pick<Row, 'make' | 'wrong'>) {
  const origin = await startWrongCloud(row.wrong ?? {});
  const made = await row.make(origin);
  if (made === undefined) return undefined;
  const { publicUrl, mayPost, ...patient }: Patient & Pick<SetUp, 'publicUrl'> = {
    source: {
      kind: 'signed',
      access: { dialect: 'tuya', endpoint: origin, credentials: SAMPLE_CREDENTIALS },
    },
    storeHosts: [origin],
    storeOrigin: undefined,
    pageOrigin: PAGE,
    publicUrl: undefined,
    checkStore: undefined,
    hasRelay: false,
    mayPost: false,
    ...made,
  };
  return examineAll({ publicUrl, patients: [patient] }, mayPost);
}

describe('one thing that is wrong', () => {
  test.for(ROWS)('$what', async (row, { skip }) => {
    const findings = await found(row);
    if (findings === undefined) return skip('openssl is not installed');
    expect(findings.map(({ check }) => check)).toEqual([row.finds]);
    expect(printFindings(findings)).toMatch(row.mends);
  });

  test('every check has a row', () => {
    const checked = new Set<string>(ROWS.map(({ finds }) => finds));
    // What keeps the server from starting is told by the server itself: run-doctor.test.ts.
    expect(Object.keys(CHECKS).filter((check) => !checked.has(check))).toEqual(['start']);
  });
});

describe('a sound set-up', () => {
  test.each([false, true])('has no finding; post: %s', async (mayPost) => {
    expect(await found({ make: () => ({ mayPost }) })).toEqual([]);
  });

  test('is said to be one', () => {
    expect(printFindings([])).toBe(
      'Nothing is wrong: everything that can be tried from here works.\n',
    );
  });
});

test('nothing is sent to a store that is not in STORE_HOSTS', async () => {
  const asked: string[] = [];
  await found({
    wrong: {
      instead({ method = '', url = '' }) {
        asked.push(`${method} ${url.split('?')[0]}`);
        return false;
      },
    },
    make: () => ({ storeHosts: [], mayPost: true }),
  });
  expect(asked).toEqual(['GET /', 'GET /']);
});

test('without --post nothing is stored, though forms are sent', async () => {
  let posts = 0;
  let stored = 0;
  await found({
    make: same,
    wrong: {
      instead({ method }, response) {
        if (isPost(method)) posts += 1;
        response.once('finish', () => {
          if (isPost(method) && response.statusCode < 300) stored += 1;
        });
        return false;
      },
    },
  });
  expect(posts).toBeGreaterThan(1);
  expect(stored).toBe(0);
});
