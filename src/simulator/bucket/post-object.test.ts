import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { watchStore } from '../../testing/test-objects.ts';
import { crc64, createCrc64 } from '../../contract/crc64.ts';
import { DIALECTS } from '../../contract/dialect.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { signedTicketCall } from '../../contract/platform-call.ts';
import { readTicketAnswer } from '../../contract/ticket.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { createCloud, SAMPLE_CREDENTIALS, type Cloud, type CloudOptions } from '../cloud.ts';
import { OssRefusal, StoreFullError } from './oss-refusal.ts';
import { behavesAsPostObject, POST_CASES } from './post-object.behaviour.ts';
import {
  ANY_KEY,
  formOf,
  INVALID,
  INVALID_NAME,
  KEY,
  MALFORMED,
  NOW,
  type Given,
} from './post-cases/post-case.behaviour.ts';
import { memoryStore, type ObjectStore } from './store.ts';

const ORIGIN = 'http://127.0.0.1:8081';

describe('in memory', () => {
  const open = async () => {
    const { store, open } = watchStore();
    const cloud = createCloud({ store, origin: ORIGIN, now: () => NOW });
    return {
      async post({ fields, file }: Awaited<ReturnType<typeof formOf>>, { origin = null }: Origin) {
        const head = { url: `${ORIGIN}/`, origin };
        const posted = file && { fileName: file.fileName, bytes: pieces(file.bytes) };
        return read(await cloud.postObject(head, { fields, file: posted }));
      },
      get: async (key: string) => read(await look(cloud, key)),
      strays: async () => open(),
    };
  };
  behavesAsPostObject(POST_CASES, open, {});
});

type Origin = { readonly origin?: string | null };

/** What no wire carries, or what is told only to a caller in this process. */
type Attempt = Given & {
  readonly bytes?: AsyncIterable<Uint8Array>;
  readonly cloud?: CloudOptions;
  readonly store?: ObjectStore;
};

async function post({ cloud: options, store: inner, bytes, ...given }: Attempt = {}) {
  const { store, open, committed } = watchStore(inner);
  const cloud = createCloud({ now: () => NOW, origin: ORIGIN, ...options, store });
  const { fields, file } = await formOf(given);
  const response = await cloud.postObject(
    { url: `${ORIGIN}/`, origin: null },
    {
      fields,
      file: file && { fileName: file.fileName, bytes: bytes ?? pieces(file.bytes) },
    },
  );
  expect(open()).toBe(0);
  const text = await response.text();
  const error = readOssError(text);
  const outcome = `${response.status} ${error?.code} ${error?.ec}`;
  return { response, text, error, outcome, committed, get: async () => read(await look(cloud)) };
}

/** What a refused attempt answers, and that nothing is left of it. */
async function refusal(attempt: Attempt): Promise<string> {
  const { outcome, committed } = await post(attempt);
  expect(committed).toEqual([]);
  return outcome;
}

describe('the expiration', () => {
  const expired = '403 AccessDenied 0006-00000213';
  const LIFE_MS = 60_000;

  test.each(['at-start', 'at-end'] as const)('%s: one later, no byte is read', async (expiry) => {
    const { bytes, taken } = counted();
    expect(await refusal({ expiresInMs: -1, cloud: { expiry }, bytes })).toBe(expired);
    expect(taken()).toBe(0);
  });

  test.each([
    ['at-start', LIFE_MS + 1, 204],
    ['at-end', LIFE_MS, 204],
    ['at-end', LIFE_MS + 1, 403],
    [undefined, LIFE_MS + 1, 204],
  ] as const)('%s: an upload that takes %i ms is answered %i', async (expiry, tookMs, status) => {
    let now = NOW;
    async function* slow() {
      yield text('01234');
      now += tookMs;
    }
    const cloud = { now: () => now, ...(expiry && { expiry }) };
    expect((await post({ bytes: slow(), cloud })).response.status).toBe(status);
  });
});

test.each(DIALECTS)('%s: a form made of a ticket leads to the firmwareUrl', async (dialect) => {
  const cloud = createCloud({ dialect, origin: ORIGIN, now: () => NOW });
  const access = { dialect, endpoint: ORIGIN, credentials: SAMPLE_CREDENTIALS };
  const call = await signedTicketCall(access, 'tar.gz', { at: new Date(NOW), nonce: 'n' });
  const answer = readTicketAnswer(await (await cloud.fetch(call)).json());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  const { ticket } = answer;
  const file = { fileName: 'x', bytes: pieces(text('0123456789')) };
  const head = { url: `${ticket.host}/`, origin: null };
  const response = await cloud.postObject(head, { fields: postFormFields(ticket), file });
  expect(response.status).toBe(200);
  expect(await (await cloud.fetch(new Request(ticket.firmwareUrl))).text()).toBe('0123456789');
});

test('a refusal of a signature tells neither the secret nor the right signature', async () => {
  const { text } = await post({ fields: { Signature: 'eA==' } });
  const right = (await formOf({})).fields.find(([name]) => name === 'Signature')?.[1];
  expect(right).toMatch(/^.{28}$/);
  expect(text).not.toContain(right);
  expect(text).not.toContain(SAMPLE_CREDENTIALS.accessKeySecret);
});

test('an unmet condition is found before any byte is read', async () => {
  const { bytes, taken } = counted();
  await refusal({ conditions: [['eq', '$key', 'other']], bytes });
  expect(taken()).toBe(0);
});

test('a file without end is left as soon as it is too large', async () => {
  let taken = 0;
  let isLeft = false;
  async function* endless() {
    try {
      for (;;) {
        taken += 1;
        yield new Uint8Array(1000);
      }
    } finally {
      isLeft = true;
    }
  }
  const conditions = [ANY_KEY, ['content-length-range', 0, 10_000]];
  expect(await refusal({ conditions, bytes: endless() })).toContain('EntityTooLarge');
  expect([taken, isLeft]).toEqual([11, true]);
});

test.each(['/etc/passwd', '\\a', '', 'k'.repeat(1024), '\ud800'])(
  'a file named %j may not become a key',
  async (name) => {
    expect(await refusal({ fields: { key: '${filename}' }, file: { name } })).toBe(INVALID_NAME);
  },
);

test.each<[string, Given]>([
  ['in a key', { fields: { key: 'ota/\ud800.bin' } }],
  ['in a field', { more: [['x-oss-meta-a', '\udc00']] }],
  ['in the name of a field', { more: [['x-\ud83d', 'a']] }],
])('half of a surrogate pair %s is refused', async (_, given) => {
  expect(await refusal(given)).toBe(INVALID);
});

describe('a key that is taken, where nothing may be overwritten', () => {
  const cloud = { overwrite: 'never' } as const;
  const taken = '409 FileAlreadyExists 0026-00000002';

  test('stays, whatever the form asks for, and no byte is read', async () => {
    const store = memoryStore();
    await post({ store, cloud, file: { bytes: 'first' } });
    const { bytes, taken: read } = counted();
    const more = [['x-oss-forbid-overwrite', 'false']] as const;
    expect(await refusal({ store, cloud, more, bytes })).toBe(taken);
    expect(read()).toBe(0);
    expect((await look(createCloud({ store }))).status).toBe(200);
  });

  test('of two at the same time, the first to be complete is kept', async () => {
    const store = memoryStore();
    const both = ['first', 'second'].map((bytes) => post({ store, cloud, file: { bytes } }));
    const [first, second] = await Promise.all(both);
    expect([first?.outcome, second?.outcome]).toContain(taken);
    const kept = first?.response.status === 204 ? 'first' : 'second';
    expect((await first?.get())?.body.toString()).toBe(kept);
  });

  test('is not told without a valid signature', async () => {
    const store = memoryStore();
    await post({ store, cloud });
    expect(await refusal({ store, cloud, secret: 'wrong' })).toContain('403');
  });
});

describe('the file', () => {
  test.each([
    ['before its first byte', []],
    ['in its middle', [text('01234')]],
    ['after its last byte', [text('0123456789'), new Uint8Array(0)]],
  ])('that is refused %s leaves nothing', async (_, before) => {
    const cut = new OssRefusal('MalformedPOSTRequest', 'Cut.');
    expect(await refusal({ bytes: failingAfter(cut, ...before) })).toBe(MALFORMED);
  });

  test('that breaks leaves what was there, and the break is reported, not quoted', async () => {
    const store = memoryStore();
    await post({ store, file: { bytes: 'before' } });
    const report = vi.fn();
    const broken = new Error('EPIPE /home/somebody');
    const bytes = failingAfter(broken, text('after'));
    const { outcome, text: told, get } = await post({ store, bytes, cloud: { report } });
    expect(outcome).toBe('500 InternalError 0000-00000001');
    expect(told).not.toContain('EPIPE');
    expect(report).toHaveBeenCalledExactlyOnceWith(broken);
    expect((await get()).body.toString()).toBe('before');
  });

  test.each([
    [new StoreFullError('ENOSPC'), '507 InsufficientStorage', 'This store is full. Nothing'],
    [
      new StoreFullError('quota', { free: 1_234_567, needed: 2_345_678 }),
      '507 InsufficientStorage',
      'This store has room for 1,234,567 bytes, and this upload needs 2,345,678 bytes. Nothing of this upload was kept; free some space and upload again.',
    ],
    [new Error('EIO'), '500 InternalError', 'The store could not write'],
  ])('that the store cannot write, for %s', async (error, outcome, message) => {
    const fail = async () => {
      throw error;
    };
    const store: ObjectStore = {
      find: async () => undefined,
      stage: async () => ({ write: fail, commit: fail, discard: async () => {} }),
    };
    const told = await post({ store });
    expect(told.outcome).toContain(outcome);
    expect(told.error?.message).toContain(message);
  });

  test('of any bytes in any chunks is read back as it was, each byte passing the checksum once', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(chunks, async (all) => {
        const whole = Uint8Array.from(all.flatMap((chunk) => [...chunk]));
        const passed: number[] = [];
        const countingCrc64 = () => {
          const crc = createCrc64();
          const update = (bytes: Uint8Array) => {
            passed.push(bytes.byteLength);
            crc.update(bytes);
          };
          return { ...crc, update };
        };
        const cloud = { createCrc64: countingCrc64 };
        const { response, committed, get } = await post({ bytes: pieces(...all), cloud });
        expect(response.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(whole));
        expect(committed).toMatchObject([{ size: whole.length, crc64: crc64(whole) }]);
        expect(passed).toEqual(all.map(({ length }) => length));
        const got = await get();
        expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(whole));
        expect(Buffer.compare(got.body, whole)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

test('the answer 201 names the address where browsers reach the store', async () => {
  const cloud = { origin: 'https://store.example.com' };
  const { response, text } = await post({ cloud, fields: { success_action_status: '201' } });
  const location = `https://store.example.com/${KEY}`;
  expect(response.headers.get('location')).toBe(location);
  expect(text).toContain(`<Location>${location}</Location>`);
});

function look(cloud: Cloud, key = KEY): Promise<Response> {
  return cloud.fetch(new Request(`${ORIGIN}/${encodeURIComponent(key)}`));
}

async function read(response: Response) {
  const { status, headers } = response;
  return { status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

async function* failingAfter(error: Error, ...before: readonly Uint8Array[]) {
  yield* before;
  throw error;
}

function counted() {
  let taken = 0;
  async function* bytes() {
    taken += 1;
    yield text('0123456789');
  }
  return { bytes: bytes(), taken: () => taken };
}
