import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  begin,
  chunkedRequest,
  earlyAnswerOn,
  formBody,
  getKey,
  PATIENT,
  postRequest,
  send,
  signedFields,
  type RawAnswer,
} from '../../testing/raw-post.ts';
import {
  diskCloudOfTest,
  type DiskCloud,
  type DiskCloudOptions,
} from '../../testing/test-resources.ts';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';

/** A disk that gets full at any byte: 507 with a sentence, and nothing of the upload is to be seen afterwards. */

const POINTS = 20;
const KEY = 'ota/firmware/a.bin';
const OLD = Buffer.alloc(1_000, 1);
const NEW = Buffer.alloc(1024 * 1024, 2);
const PAGE_BYTES = 4096;

test(`by quota, at ${POINTS} positions of the file`, async () => {
  for (let point = 0; point < POINTS; point++) {
    const room = Math.floor((NEW.length * point) / POINTS);
    const store = await openStore({ quotaBytes: OLD.length + room });
    expect((await store.post(KEY, OLD)).status).toBe(204);
    expectRefused(await store.post(KEY, NEW));
    await expectOnly(store, OLD);
    // Exactly what is left may still be used.
    expect((await store.post('ota/rest.bin', NEW.subarray(0, room))).status).toBe(204);
    expect((await store.post('ota/more.bin', NEW.subarray(0, 1))).status).toBe(507);
  }
});

test('what is announced and cannot fit is refused before it is sent', async () => {
  const store = await openStore({ quotaBytes: 100_000 });
  await store.post(KEY, OLD);
  const { answer, whole } = await announce(store);
  const needed = whole.byteLength - whole.indexOf('\r\n\r\n') - 4;
  expect(readOssError(answer.text)?.message).toContain(
    `room for 99,000 bytes, and this upload needs ${needed.toLocaleString('en-US')} bytes.`,
  );
  await expectOnly(store, OLD);
});

test('two uploads that fit one by one, but not both, are not both begun', async () => {
  const store = await openStore({ quotaBytes: 1_500_000 });
  const whole = postRequest(formBody(await signedFields('ota/first.bin'), NEW));
  const first = begin(store.port, whole.subarray(0, 2_000)).socket;
  await expect.poll(() => store.filesIn('tmp'), PATIENT).toHaveLength(1);
  const announced = postRequest(formBody(await signedFields('ota/second.bin'), NEW));
  expectRefused(await send(store.port, announced));
  // The first one is given up, and with it what was set aside for it.
  first.destroy();
  await expect.poll(() => store.filesIn('tmp'), PATIENT).toEqual([]);
  expect((await send(store.port, announced)).status).toBe(204);
});

test('without a signature the room that is left is not told', async () => {
  const store = await openStore({ quotaBytes: 10 });
  const fields = (await signedFields(KEY)).map(([name, value]) =>
    name === 'Signature' ? ([name, 'eA=='] as const) : ([name, value] as const),
  );
  const answer = await send(store.port, postRequest(formBody(fields, NEW)));
  expect(readOssError(answer.text)?.code).toBe('SignatureDoesNotMatch');
});

/** A file system of 64 MB in memory, if this process may mount one: that needs root. */
const small = await mountSmall('size=64m');
/** One with room for bytes and hardly any for names. */
const outOfNames = await mountSmall('size=64m,nr_inodes=16');

describe.skipIf(small === undefined || outOfNames === undefined)('a real disk', () => {
  test(`of 64 MB, at ${POINTS} positions of the file`, async () => {
    if (small === undefined) return;
    const store = await openStore({ dir: join(small, 'store') });
    expect((await store.post(KEY, OLD)).status).toBe(204);
    const filler = join(small, 'filler');
    const pages = NEW.length / PAGE_BYTES;
    for (let point = 1; point <= POINTS; point++) {
      // At the last one the file fits and its entry does not.
      await leavePages(small, filler, Math.floor((pages * point) / POINTS));
      expectRefused(await store.post(KEY, NEW));
      await expectOnly(store, OLD);
    }
    await leavePages(small, filler, pages + 1);
    expect((await store.post(KEY, NEW)).status).toBe(204);
    await rm(filler);
    await expectOnly(store, NEW);
    expect((await store.post(KEY, OLD)).status).toBe(204);
  });

  test('keeps a reserve for others, and says how much is left', async () => {
    if (small === undefined) return;
    const store = await openStore({ dir: join(small, 'reserve') });
    // Enough for this file, but half of the twentieth that is kept.
    await leavePages(small, join(small, 'filler'), 400);
    const { answer, whole } = await announce(store);
    expect(readOssError(answer.text)?.message).toMatch(
      /room for 0 bytes, .* needs 1,049,\d+ bytes/,
    );
    await rm(join(small, 'filler'));
    expect((await send(store.port, whole)).status).toBe(204);
  });

  test('without room for one more name', async () => {
    if (outOfNames === undefined) return;
    const store = await openStore({ dir: join(outOfNames, 'store') });
    expect((await store.post(KEY, OLD)).status).toBe(204);
    const names: string[] = [];
    for (let taken = false; !taken && names.length < 100;) {
      const name = join(outOfNames, `name-${names.length}`);
      taken = await writeFile(name, '').then(
        () => false,
        () => true,
      );
      if (!taken) names.push(name);
    }
    expectRefused(await store.post(KEY, NEW));
    // One name is enough for the file, and not for its entry.
    await rm(names.pop() ?? '');
    expectRefused(await store.post(KEY, NEW));
    for (const name of names) await rm(name);
    await expectOnly(store, OLD);
    expect((await store.post(KEY, NEW)).status).toBe(204);
    await expectOnly(store, NEW);
  });
});

type OpenStore = DiskCloud & {
  /** In chunks, so that its length is not announced. */
  post(key: string, bytes: Uint8Array): Promise<RawAnswer>;
};

async function openStore(options: DiskCloudOptions): Promise<OpenStore> {
  const cloud = await diskCloudOfTest(options);
  return {
    ...cloud,
    post: async (key, bytes) =>
      send(cloud.port, chunkedRequest(formBody(await signedFields(key), bytes))),
  };
}

/** Sends the head of the large file, its fields and its beginning; the rest never comes, and is not needed for a refusal. */
async function announce({ port }: OpenStore) {
  const whole = postRequest(formBody(await signedFields(KEY), NEW));
  const answer = await earlyAnswerOn(begin(port, whole.subarray(0, 2_000)).socket);
  expectRefused(answer);
  return { answer, whole };
}

function expectRefused(answer: RawAnswer): void {
  const error = readOssError(answer.text);
  expect([answer.status, error?.code]).toEqual([507, 'InsufficientStorage']);
  expect(error?.message).toMatch(
    /^This store .+\. Nothing of this upload was kept; free some space/,
  );
}

/** The one object is whole, and nothing else is there. */
async function expectOnly(store: OpenStore, bytes: Uint8Array): Promise<void> {
  const got = await getKey(store.port, KEY);
  expect(got.headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
  expect(Buffer.compare(got.body, bytes)).toBe(0);
  expect(await store.filesIn('tmp')).toEqual([]);
  expect(await store.filesIn('blobs')).toHaveLength(1);
  expect(await store.filesIn('objects')).toHaveLength(1);
}

/** Fills the disk up to so many pages. */
async function leavePages(disk: string, filler: string, pages: number): Promise<void> {
  await writeFile(filler, '');
  const { bavail, bsize } = await statfs(disk);
  expect(bsize).toBe(PAGE_BYTES);
  await writeFile(filler, Buffer.alloc((bavail - pages) * bsize));
  expect((await statfs(disk)).bavail).toBe(pages);
}

async function mountSmall(options: string): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    await rm(dir, { recursive: true });
    return undefined;
  }
  // Detached at once: it is there for as long as this process holds it, however that may end.
  const handle = await open(dir);
  execFileSync('umount', ['--lazy', dir]);
  await rm(dir, { recursive: true });
  afterAll(() => handle.close());
  return `/proc/self/fd/${handle.fd}`;
}
