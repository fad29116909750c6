import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import {
  CLOSING,
  fieldParts,
  formBody,
  getKey,
  PATIENT,
  postRequest,
  send,
  startCloud,
  type Fields,
} from '../../testing/raw-post.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { createCloud, SAMPLE_CREDENTIALS, type Cloud } from '../../simulator/cloud.ts';
import { memoryStore, type ObjectStore } from '../../simulator/bucket/store.ts';
import { openDiskStore } from '../disk/disk-store.ts';
import {
  KEY,
  POST_CASES,
  type Expected,
  type Framed,
  type Given,
} from './post-object.behaviour.ts';

vi.setConfig({ testTimeout: PATIENT.timeout });

/** One table of cases, three homes of the same cloud: in memory, on disk, and behind a real socket with bytes made by hand. */

const NOW = Date.parse('2026-01-02T03:04:05.000Z');
const ORIGIN = 'http://127.0.0.1:8081';
const BYTES = Buffer.from('the bytes of a firmware');

type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

/** A cloud with nothing in it. */
type Home = {
  post(form: Form, given: Given): Promise<Answer>;
  get(key: string): Promise<Answer & { readonly body: Uint8Array }>;
  /** How much there is besides objects: staged bytes, stray files. */
  strays(): Promise<number>;
  close(): Promise<void>;
};

type Form = { readonly fields: Fields; readonly file: FormFile | undefined };
type FormFile = { readonly fileName: string; readonly bytes: Uint8Array };

const HOMES = [
  ['memory', memoryHome],
  ['disk', diskHome],
  ['socket', socketHome],
] as const;
const passed = new Map<string, number>();

describe.each(HOMES)('PostObject, %s', (home, open) => {
  const cases = POST_CASES.filter(({ given }) => home === 'socket' || given.framed === undefined);

  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, { given, expected }) => {
    const opened = await open();
    try {
      await check(opened, given, expected);
      passed.set(home, (passed.get(home) ?? 0) + 1);
    } finally {
      await opened.close();
    }
  });
});

afterAll(() => {
  const rows = HOMES.map(([home]) => {
    const cases = POST_CASES.filter(({ given }) => home === 'socket' || given.framed === undefined);
    return `  ${home.padEnd(8)}${String(passed.get(home) ?? 0).padStart(4)} of ${cases.length}`;
  });
  const ofS3 = POST_CASES.filter(({ name }) => name.startsWith('test_post_object_')).length;
  const framed = POST_CASES.filter(({ given }) => given.framed !== undefined).length;
  console.log(
    [
      `PostObject conformance: ${POST_CASES.length} cases, ${ofS3} named as in the S3 list, ${framed} for a socket alone`,
      ...rows,
    ].join('\n'),
  );
});

test('no two cases have the same name', () => {
  expect(new Set(POST_CASES.map(({ name }) => name)).size).toBe(POST_CASES.length);
});

async function check(home: Home, given: Given, expected: Expected): Promise<void> {
  if (given.before !== undefined) {
    const { status } = await home.post(await formOf({ file: { bytes: given.before } }), {});
    expect(status).toBe(204);
  }
  const form = await formOf(given);
  const { status, headers, text } = await home.post(form, given);
  const error = readOssError(text);
  expect([status, error?.code]).toEqual([expected.status, expected.code]);
  if (expected.code !== undefined) {
    expect(error?.requestId).toMatch(/^[0-9A-F]{24}$/);
    expect(headers.get('x-oss-ec')).toBe(error?.ec);
  }
  if (expected.ec !== undefined) expect(error?.ec).toBe(expected.ec);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    if (typeof value === 'string') expect(headers.get(name)).toBe(value);
    else expect(headers.get(name)).toMatch(value);
  }
  if (expected.body !== undefined) expect(text).toMatch(expected.body);

  await expectStored(home, form, given, expected);
  expect(await home.strays()).toBe(0);
}

/** The whole object where it belongs, or what was there before, or nothing. */
async function expectStored(
  home: Home,
  form: Form,
  given: Given,
  { storedAs, kept = {}, status }: Expected,
): Promise<void> {
  const got = await home.get(storedAs ?? KEY);
  const bytes = storedAs === undefined ? given.before : (form.file?.bytes ?? '');
  if (bytes === undefined) {
    expect(got.status).toBe(404);
    return;
  }
  expect(status < 400).toBe(storedAs !== undefined);
  expect(Buffer.compare(got.body, Buffer.from(bytes))).toBe(0);
  expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(Buffer.from(bytes)));
  for (const [name, value] of Object.entries(kept)) expect(got.headers.get(name)).toBe(value);
}

async function formOf(given: Given): Promise<Form> {
  const expiresAt = new Date(NOW + (given.expiresInMs ?? 60_000));
  const policy =
    given.policy ?? encodePolicy(expiresAt, given.conditions ?? [['starts-with', '$key', '']]);
  const secret = given.secret ?? SAMPLE_CREDENTIALS.accessKeySecret;
  const fields: Readonly<Record<string, string | undefined>> = {
    key: KEY,
    policy,
    OSSAccessKeyId: SAMPLE_CREDENTIALS.accessKeyId,
    Signature: await signPolicy(secret, policy),
    ...given.fields,
  };
  const set = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    fields: [...set, ...(given.more ?? [])],
    file:
      given.file === 'none'
        ? undefined
        : {
            fileName: given.file?.name ?? 'a.bin',
            bytes: Buffer.from(given.file?.bytes ?? BYTES),
          },
  };
}

async function memoryHome(): Promise<Home> {
  const store = memoryStore();
  let open = 0;
  const counting: ObjectStore = {
    find: (key) => store.find(key),
    async stage() {
      const staged = await store.stage();
      open += 1;
      return {
        ...staged,
        async discard() {
          open -= 1;
          await staged.discard();
        },
      };
    },
  };
  const cloud = createCloud({ store: counting, origin: ORIGIN, now: () => NOW });
  return { ...inProcess(cloud), strays: async () => open, close: async () => {} };
}

async function diskHome(): Promise<Home> {
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-conformance-'));
  const cloud = createCloud({ store: await openDiskStore(dir), origin: ORIGIN, now: () => NOW });
  return {
    ...inProcess(cloud),
    strays: () => straysIn(dir),
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

async function socketHome(): Promise<Home> {
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-conformance-'));
  const cloud = await startCloud({ store: await openDiskStore(dir), now: () => NOW });
  return {
    post(form, { framed, origin }) {
      const { body, headers } = framedBy(form, framed);
      return send(cloud.port, postRequest(body, { Origin: origin, ...headers }));
    },
    get: (key) => getKey(cloud.port, key),
    strays: () => straysIn(dir),
    async close() {
      await cloud.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function framedBy({ fields, file }: Form, framed: Given['framed']): Framed {
  if (file === undefined) return { body: Buffer.concat([fieldParts(fields), CLOSING]) };
  return framed?.({ fields, ...file }) ?? { body: formBody(fields, file.bytes, file.fileName) };
}

/** Fields and bytes as a parser would hand them on. */
function inProcess(cloud: Cloud): Pick<Home, 'post' | 'get'> {
  return {
    async post({ fields, file }, { origin = null }) {
      async function* bytes() {
        if (file !== undefined) yield file.bytes;
      }
      const response = await cloud.postObject(
        { url: `${ORIGIN}/`, origin },
        { fields, file: file && { fileName: file.fileName, bytes: bytes() } },
      );
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    async get(key) {
      const response = await cloud.fetch(new Request(`${ORIGIN}/${encodeURIComponent(key)}`));
      const { status, headers } = response;
      const body = Buffer.from(await response.arrayBuffer());
      return { status, headers, body, text: body.toString() };
    },
  };
}

async function straysIn(dir: string): Promise<number> {
  const [tmp = 0, blobs = 0, objects = 0] = await Promise.all(
    ['tmp', 'blobs', 'objects'].map(async (folder) => (await readdir(join(dir, folder))).length),
  );
  return tmp + blobs - objects;
}
