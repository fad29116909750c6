import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { describeObject, putObject, readObject, textBytes } from '../../testing/test-objects.ts';
import type { ObjectStore, StagedObject } from './store.ts';

const KEY = 'ota/firmware/a.bin';

/** What every ObjectStore has to do; the test of each store calls this with a way to open a new one, which cleans up by itself. */
export function behavesAsObjectStore(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} behaves as an object store`, () => {
    let store: ObjectStore;
    beforeEach(async () => {
      store = await open();
    });

    /** Stages the pieces without committing them. */
    async function staged(...pieces: readonly Uint8Array[]): Promise<StagedObject> {
      const object = await store.stage();
      for (const piece of pieces) await object.write(piece);
      return object;
    }

    const put = (key: string, bytes: Uint8Array, overwrite = true) =>
      putObject(store, key, bytes, { overwrite });
    const bytesOf = (key: string) => readObject(store, key);
    /** Commits what was staged under `KEY`. */
    const commit = (object: StagedObject, bytes: Uint8Array, overwrite = true) =>
      object.commit(describeObject(KEY, bytes), overwrite);

    test('staged bytes are invisible until they are committed', async () => {
      const object = await staged(textBytes('one'), textBytes('two'));
      expect(await store.find(KEY)).toBe(undefined);
      expect(await commit(object, textBytes('onetwo'))).toBe('stored');
      expect(await bytesOf(KEY)).toEqual(textBytes('onetwo'));
    });

    test('the description comes back as it was given', async () => {
      const description = {
        ...describeObject(KEY, textBytes('abc')),
        headers: { 'cache-control': 'no-store', 'x-oss-meta-line': 'caf\u00e9 "7"; \\ <&>' },
      };
      await (await staged(textBytes('abc'))).commit(description, true);
      expect((await store.find(KEY))?.description).toEqual(description);
    });

    test('an object that was never written to is an object too', async () => {
      await commit(await store.stage(), new Uint8Array(0));
      expect((await store.find(KEY))?.description.size).toBe(0);
      expect(await bytesOf(KEY)).toEqual(new Uint8Array(0));
    });

    test('of writers that take turns the last to commit wins, whole, with its own description', async () => {
      const [early, late] = [await store.stage(), await store.stage()];
      for (let turn = 0; turn < 5; turn++) {
        await Promise.all([early.write(textBytes('aaa')), late.write(textBytes('bb'))]);
      }
      for (const [object, text] of [
        [late, 'b'.repeat(10)],
        [early, 'a'.repeat(15)],
      ] as const) {
        await commit(object, textBytes(text));
        expect(await bytesOf(KEY)).toEqual(textBytes(text));
        expect((await store.find(KEY))?.description).toEqual(describeObject(KEY, textBytes(text)));
      }
    });

    test('of many commits of one key at the same time one is there, whole, as described', async () => {
      const candidates = Array.from({ length: 12 }, (_, i) => new Uint8Array(1000 + i).fill(i));
      await Promise.all(candidates.map((bytes) => put(KEY, bytes)));
      const bytes = await bytesOf(KEY);
      const winner = candidates.find((candidate) => candidate.length === bytes?.length);
      expect(bytes).toEqual(winner);
      expect((await store.find(KEY))?.description.crc64).toBe(crc64(winner ?? new Uint8Array(0)));
    });

    test('without overwrite a free key is taken, and one that is taken stays as it is', async () => {
      expect(await put(KEY, textBytes('first'), false)).toBe('stored');
      expect(await put(KEY, textBytes('second'), false)).toBe('exists');
      expect(await bytesOf(KEY)).toEqual(textBytes('first'));
      expect((await store.find(KEY))?.description).toEqual(describeObject(KEY, textBytes('first')));
    });

    test('of many commits without overwrite at the same time exactly one is stored', async () => {
      const candidates = Array.from({ length: 12 }, (_, i) => textBytes(`candidate ${i}`));
      const outcomes = await Promise.all(candidates.map((bytes) => put(KEY, bytes, false)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await bytesOf(KEY)).toEqual(candidates[outcomes.indexOf('stored')]);
    });

    test('a discard leaves what was stored before and what others are writing', async () => {
      await put(KEY, textBytes('before'));
      const other = await staged(textBytes('other'));
      const gone = await staged(textBytes('gone'));
      await gone.discard();
      await gone.discard();
      expect(await bytesOf(KEY)).toEqual(textBytes('before'));
      await commit(other, textBytes('other'));
      expect(await bytesOf(KEY)).toEqual(textBytes('other'));
    });

    test('a discard after a commit is harmless', async () => {
      const object = await staged(textBytes('kept'));
      await commit(object, textBytes('kept'));
      await object.discard();
      await object.discard();
      expect(await bytesOf(KEY)).toEqual(textBytes('kept'));
    });

    test('what was found is read as it was described or not at all, though the key is overwritten', async () => {
      await put(KEY, textBytes('old'));
      const old = await store.find(KEY);
      await put(KEY, textBytes('new'));
      const bytes = await old?.read(0, 3);
      expect([textBytes('old'), 'gone']).toContainEqual(
        bytes === undefined ? 'gone' : await collect(bytes),
      );
    });

    test('a reader that has begun reads on to the end, though the key is overwritten', async () => {
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
      await put(KEY, textBytes('0123456789'));
      const read = (start: number, end: number) => readObject(store, KEY, start, end);
      expect(await Promise.all([read(0, 5), read(5, 10), read(0, 10)])).toEqual(
        ['01234', '56789', '0123456789'].map(textBytes),
      );
    });

    test('any range of any chunks is the slice of the whole, whatever their writer does with its buffer', async () => {
      const pieces = fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (pieces, a, b) => {
          const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
          const object = await store.stage();
          // A window on a larger buffer, which is used again once a write has resolved.
          const buffer = new Uint8Array(5_100);
          for (const piece of pieces) {
            buffer.fill(9).set(piece, 50);
            await object.write(buffer.subarray(50, 50 + piece.length));
          }
          buffer.fill(9);
          await commit(object, whole);
          await object.discard();
          const start = Math.min(a % (whole.length + 1), b % (whole.length + 1));
          const end = Math.max(a % (whole.length + 1), b % (whole.length + 1));
          expect(await readObject(store, KEY, start, end)).toEqual(whole.slice(start, end));
        }),
        { numRuns: 25 },
      );
    });

    test('keys are names and never paths, and none is taken for another', async () => {
      const keys = [
        [
          '../../etc/passwd',
          `${'../'.repeat(300)}etc/passwd`,
          '%2e%2e/x',
          '..\\win.ini',
          '..',
          '.',
        ],
        ['ota/firmware/', 'ota//firmware///a.bin', 'k'.repeat(1022), 'k'.repeat(1023)],
        [
          '固'.repeat(341),
          `${'d/'.repeat(511)}f`,
          'ota/固件 \u{1f680} é.bin',
          'a\u202enib.\u200bexe',
        ],
        [
          'a\u0000b',
          'a\r\nb',
          'CON',
          'C:\\a.bin',
          "*?[a-z] $(rm -rf ~);'|`",
          '__proto__',
          'toString',
        ],
        // A file system might take these for one another.
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
        ['a', 'a/', 'a/b', 'x/../a', 'a%2Fb', 'a%2fb', '\u00e9', 'e\u0301'],
        ['meta.json', 'tmp', `${KEY}.json`, KEY],
      ].flat();
      for (const key of keys) {
        expect(await store.find(key)).toBe(undefined);
        await put(key, textBytes(key));
      }
      for (const key of keys) {
        expect(await bytesOf(key)).toEqual(textBytes(key));
        expect((await store.find(key))?.description.key).toBe(key);
      }
    });
  });
}

async function collect(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array> {
  if (stream === undefined) throw new Error('There is nothing to read.');
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
