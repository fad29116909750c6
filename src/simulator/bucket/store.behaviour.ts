import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import type { ObjectDescription, ObjectStore, StagedObject } from './store.ts';

// Properties take many runs, and longer on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const KEY = 'ota/firmware/a.bin';

/** What every ObjectStore has to do; the test of each store calls this with a way to open a new one. */
export function behavesAsObjectStore(
  name: string,
  open: () => Promise<{ store: ObjectStore; close(): Promise<void> }>,
): void {
  describe(`${name} behaves as an object store`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let store: ObjectStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    /** Stages the pieces without committing them. */
    async function staged(...pieces: readonly Uint8Array[]): Promise<StagedObject> {
      const object = await store.stage();
      for (const piece of pieces) await object.write(piece);
      return object;
    }

    async function put(key: string, bytes: Uint8Array, overwrite = true): Promise<string> {
      const object = await staged(bytes);
      const outcome = await object.commit(describing(key, bytes), overwrite);
      await object.discard();
      return outcome;
    }

    async function bytesOf(key: string): Promise<Uint8Array | undefined> {
      const found = await store.find(key);
      return found && collect(await found.read(0, found.description.size));
    }

    test('a key nobody wrote is not found', async () => {
      expect(await store.find(KEY)).toBe(undefined);
    });

    test('staged bytes are invisible until they are committed', async () => {
      const object = await staged(text('one'), text('two'));
      expect(await store.find(KEY)).toBe(undefined);
      expect(await object.commit(describing(KEY, text('onetwo')), true)).toBe('stored');
      expect(await bytesOf(KEY)).toEqual(text('onetwo'));
    });

    test('the description comes back as it was given', async () => {
      const description = {
        ...describing(KEY, text('abc')),
        headers: { 'cache-control': 'no-store', 'x-oss-meta-line': 'caf\u00e9 "7"; \\ <&>' },
      };
      await (await staged(text('abc'))).commit(description, true);
      expect((await store.find(KEY))?.description).toEqual(description);
    });

    test('an object without any byte is an object', async () => {
      const object = await staged(new Uint8Array(0));
      await object.commit(describing(KEY, new Uint8Array(0)), true);
      expect((await store.find(KEY))?.description.size).toBe(0);
      expect(await bytesOf(KEY)).toEqual(new Uint8Array(0));
    });

    test('an object that was never written to is an object too', async () => {
      await (await store.stage()).commit(describing(KEY, new Uint8Array(0)), true);
      expect(await bytesOf(KEY)).toEqual(new Uint8Array(0));
    });

    test('a writer may use its buffer again once a write has resolved', async () => {
      const object = await store.stage();
      const buffer = new Uint8Array(4);
      for (const fill of [1, 2, 3]) {
        buffer.fill(fill);
        await object.write(buffer);
      }
      buffer.fill(9);
      const expected = Uint8Array.of(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
      await object.commit(describing(KEY, expected), true);
      expect(await bytesOf(KEY)).toEqual(expected);
    });

    test('a chunk that is a window on a larger buffer is written alone', async () => {
      const large = Uint8Array.from({ length: 64 }, (_, i) => i);
      const object = await staged(large.subarray(10, 20), large.subarray(50, 52));
      const expected = Uint8Array.of(...large.subarray(10, 20), 50, 51);
      await object.commit(describing(KEY, expected), true);
      expect(await bytesOf(KEY)).toEqual(expected);
    });

    test('the last commit of a key wins, and brings its own description', async () => {
      await put(KEY, text('a much longer first one'));
      await put(KEY, text('second'));
      expect(await bytesOf(KEY)).toEqual(text('second'));
      expect((await store.find(KEY))?.description).toEqual(describing(KEY, text('second')));
    });

    test('the order of the commits counts, not the order of the beginnings', async () => {
      const early = await staged(text('early'));
      const late = await staged(text('late'));
      await late.commit(describing(KEY, text('late')), true);
      await early.commit(describing(KEY, text('early')), true);
      expect(await bytesOf(KEY)).toEqual(text('early'));
    });

    test('writers of one key that take turns never mix their bytes', async () => {
      const [a, b] = [await store.stage(), await store.stage()];
      for (let turn = 0; turn < 5; turn++) {
        await Promise.all([a.write(text('aaa')), b.write(text('bb'))]);
      }
      await a.commit(describing(KEY, text('a'.repeat(15))), true);
      expect(await bytesOf(KEY)).toEqual(text('a'.repeat(15)));
      await b.commit(describing(KEY, text('b'.repeat(10))), true);
      expect(await bytesOf(KEY)).toEqual(text('b'.repeat(10)));
    });

    test('of many commits of one key at the same time one is there, whole, as described', async () => {
      const candidates = Array.from({ length: 12 }, (_, i) => new Uint8Array(1000 + i).fill(i));
      await Promise.all(candidates.map((bytes) => put(KEY, bytes)));
      const bytes = await bytesOf(KEY);
      const winner = candidates.find((candidate) => candidate.length === bytes?.length);
      expect(bytes).toEqual(winner);
      expect((await store.find(KEY))?.description.crc64).toBe(crc64(winner ?? new Uint8Array(0)));
    });

    test('without overwrite a free key is taken', async () => {
      expect(await put(KEY, text('first'), false)).toBe('stored');
      expect(await bytesOf(KEY)).toEqual(text('first'));
    });

    test('without overwrite a key that is taken stays as it is', async () => {
      await put(KEY, text('first'));
      expect(await put(KEY, text('second'), false)).toBe('exists');
      expect(await bytesOf(KEY)).toEqual(text('first'));
      expect((await store.find(KEY))?.description).toEqual(describing(KEY, text('first')));
    });

    test('of many commits without overwrite at the same time exactly one is stored', async () => {
      const candidates = Array.from({ length: 12 }, (_, i) => text(`candidate ${i}`));
      const outcomes = await Promise.all(candidates.map((bytes) => put(KEY, bytes, false)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await bytesOf(KEY)).toEqual(candidates[outcomes.indexOf('stored')]);
    });

    test('a discarded object is forgotten, however often it is discarded', async () => {
      const object = await staged(text('gone'));
      await object.discard();
      await object.discard();
      expect(await store.find(KEY)).toBe(undefined);
    });

    test('a discard leaves what was stored before and what others are writing', async () => {
      await put(KEY, text('before'));
      const other = await staged(text('other'));
      await (await staged(text('gone'))).discard();
      expect(await bytesOf(KEY)).toEqual(text('before'));
      await other.commit(describing(KEY, text('other')), true);
      expect(await bytesOf(KEY)).toEqual(text('other'));
    });

    test('a discard after a commit is harmless', async () => {
      const object = await staged(text('kept'));
      await object.commit(describing(KEY, text('kept')), true);
      await object.discard();
      await object.discard();
      expect(await bytesOf(KEY)).toEqual(text('kept'));
    });

    test('what was found is read as it was described or not at all, though the key is overwritten', async () => {
      await put(KEY, text('old'));
      const old = await store.find(KEY);
      await put(KEY, text('new'));
      const bytes = await old?.read(0, 3);
      expect([text('old'), 'gone']).toContainEqual(
        bytes === undefined ? 'gone' : await collect(bytes),
      );
    });

    test('a reader who has begun reads on to the end, though the key is overwritten', async () => {
      const old = Uint8Array.from({ length: 400_000 }, (_, i) => i % 251);
      await put(KEY, old);
      const reading = await (await store.find(KEY))?.read(0, old.length);
      for (const size of [10, 400_000, 500_000]) await put(KEY, new Uint8Array(size));
      expect(crc64(await collect(reading))).toBe(crc64(old));
    });

    test('a reader that leaves early does no harm', async () => {
      const bytes = new Uint8Array(300_000).fill(7);
      await put(KEY, bytes);
      const reader = (await (await store.find(KEY))?.read(0, bytes.length))?.getReader();
      expect((await reader?.read())?.value?.[0]).toBe(7);
      await reader?.cancel();
      expect(crc64((await bytesOf(KEY)) ?? new Uint8Array(0))).toBe(crc64(bytes));
    });

    test('two readers of one object do not disturb each other', async () => {
      await put(KEY, text('0123456789'));
      const found = await store.find(KEY);
      const read = async (start: number, end: number) => collect(await found?.read(start, end));
      expect(await Promise.all([read(0, 5), read(5, 10), read(0, 10)])).toEqual(
        ['01234', '56789', '0123456789'].map(text),
      );
    });

    test('any range of any chunks is the slice of the whole', async () => {
      const pieces = fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (pieces, a, b) => {
          const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
          const object = await staged(...pieces);
          await object.commit(describing(KEY, whole), true);
          await object.discard();
          const start = Math.min(a % (whole.length + 1), b % (whole.length + 1));
          const end = Math.max(a % (whole.length + 1), b % (whole.length + 1));
          const found = await store.find(KEY);
          expect(await collect(await found?.read(start, end))).toEqual(whole.slice(start, end));
        }),
        { numRuns: 25 },
      );
    });

    test.each([
      ['up', '../../etc/passwd'],
      ['a long way up', '../'.repeat(300) + 'etc/passwd'],
      ['up, encoded', '%2e%2e/%2e%2e/etc/passwd'],
      ['up, encoded twice', '%252e%252e%252fetc%252fpasswd'],
      ['up, the other slash', '..\\..\\windows\\win.ini'],
      ['two dots', '..'],
      ['one dot', '.'],
      ['a folder', 'ota/firmware/'],
      ['hollow segments', 'ota//firmware///a.bin'],
      ['1023 bytes', 'k'.repeat(1023)],
      ['1023 bytes of three each', '固'.repeat(341)],
      ['1023 bytes of folders', 'd/'.repeat(511) + 'f'],
      ['unicode', 'ota/固件 \u{1f680} é.bin'],
      ['right to left and zero width', 'a\u202enib.\u200bexe'],
      ['a null', 'a\u0000b'],
      ['line ends', 'a\r\nb'],
      ['a device', 'CON'],
      ['a drive', 'C:\\a.bin'],
      ['what a shell and a glob like', "*?[a-z] $(rm -rf ~);'|`"],
      ['a name of JavaScript', '__proto__'],
      ['a method of JavaScript', 'toString'],
    ])('a key is a name and never a path: %s', async (_, key) => {
      expect(await store.find(key)).toBe(undefined);
      await put(key, text(`bytes of ${key}`));
      expect(await bytesOf(key)).toEqual(text(`bytes of ${key}`));
      expect((await store.find(key))?.description.key).toBe(key);
    });

    test('keys that a file system might take for one another are different', async () => {
      const alike = [
        [
          'a/b.bin',
          'a/B.bin',
          'A/b.bin',
          'a/b.bin.',
          'a/b.bin ',
          ' a/b.bin',
          'a//b.bin',
          'a/./b.bin',
        ],
        ['a', 'a/', 'a/b', 'x/../a', 'a%2Fb', 'a%2fb', '\u00e9', 'e\u0301', 'k'.repeat(1022)],
        ['k'.repeat(1023), 'meta.json', 'tmp', `${KEY}.json`, KEY],
      ].flat();
      for (const key of alike) await put(key, text(key));
      for (const key of alike) expect(await bytesOf(key)).toEqual(text(key));
    });
  });
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function describing(key: string, bytes: Uint8Array): ObjectDescription {
  return {
    key,
    size: bytes.length,
    crc64: crc64(bytes),
    etag: `"${crc64(bytes)}"`,
    storedAt: '2026-01-02T03:04:05.000Z',
    headers: {},
  };
}

async function collect(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array> {
  if (stream === undefined) throw new Error('There is nothing to read.');
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
