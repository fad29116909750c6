import { crc64 } from '../contract/crc64.ts';
import {
  memoryStore,
  type ObjectDescription,
  type ObjectStore,
} from '../simulator/bucket/store.ts';

/** A store that tells what is done to it. */
export type WatchedStore = {
  readonly store: ObjectStore;
  /** Objects that are staged and not yet discarded. */
  open(): number;
  /** File bytes that it was given to write, in all. */
  written(): number;
  readonly committed: readonly ObjectDescription[];
};

export function watchStore(inner: ObjectStore = memoryStore()): WatchedStore {
  const open = new Set<object>();
  const committed: ObjectDescription[] = [];
  let written = 0;
  const store: ObjectStore = {
    find: (key) => inner.find(key),
    async stage(announcedBytes) {
      const staged = await inner.stage(announcedBytes);
      open.add(staged);
      return {
        async write(chunk) {
          written += chunk.byteLength;
          await staged.write(chunk);
        },
        async commit(description, overwrite) {
          const outcome = await staged.commit(description, overwrite);
          if (outcome === 'stored') committed.push(description);
          return outcome;
        },
        async discard() {
          open.delete(staged);
          await staged.discard();
        },
      };
    },
  };
  return { store, open: () => open.size, written: () => written, committed };
}

export function textBytes(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content);
}

export function describeObject(
  key: string,
  bytes: Uint8Array,
  changed: Partial<ObjectDescription> = {},
): ObjectDescription {
  const crc = crc64(bytes);
  const storedAt = '2026-01-02T03:04:05.000Z';
  return {
    key,
    size: bytes.length,
    crc64: crc,
    etag: `"${crc}"`,
    storedAt,
    headers: {},
    ...changed,
  };
}

export async function putObject(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  { overwrite = true, ...changed }: Partial<ObjectDescription> & { overwrite?: boolean } = {},
): Promise<'stored' | 'exists'> {
  const staged = await store.stage();
  try {
    await staged.write(bytes);
    return await staged.commit(describeObject(key, bytes, changed), overwrite);
  } finally {
    await staged.discard();
  }
}

/** All of what is stored under a key, or a range of it. */
export async function readObject(
  store: ObjectStore,
  key: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): Promise<Uint8Array | undefined> {
  const found = await store.find(key);
  const bytes = await found?.read(start, Math.min(end, found.description.size));
  return bytes && new Uint8Array(await new Response(bytes).arrayBuffer());
}
