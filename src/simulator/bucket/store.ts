/** Where objects are kept. `memoryStore` is for tests, the server has one on disk; both behave as `store.behaviour.ts` says. */
export type ObjectStore = {
  /**
   * Begins an object that is invisible until it is committed.
   * @param announcedBytes how many are to come at most, where that is known: they are set aside
   * @throws StoreFullError when there is no room for them, before they are sent in vain.
   */
  stage(announcedBytes?: number): Promise<StagedObject>;
  find(key: string): Promise<StoredObject | undefined>;
};

export type StagedObject = {
  /** @throws StoreFullError when there is no room. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes the object visible under its key, whole and at once. The last one to commit a key wins,
   * unless `overwrite` is false: then `exists` says that the key was taken and nothing has changed.
   */
  commit(description: ObjectDescription, overwrite: boolean): Promise<'stored' | 'exists'>;
  /** Forgets the bytes; after a commit it does nothing. */
  discard(): Promise<void>;
};

export type ObjectDescription = {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** CRC-64 of the bytes, unsigned decimal. */
  readonly crc64: string;
  /** Quoted, as HTTP has it. Not an MD5: OSS promises only that it changes with the object. */
  readonly etag: string;
  /** ISO 8601. */
  readonly storedAt: string;
  /** What the form gave along: Cache-Control, Expires, x-oss-meta-* and the like, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
};

export type StoredObject = {
  readonly description: ObjectDescription;
  /**
   * The bytes from `start` to before `end`, whatever happens to the key from now on. Undefined if it was overwritten before
   * they could be had: what is there now has another description, and has to be found anew.
   */
  read(start: number, end: number): Promise<ReadableStream<Uint8Array> | undefined>;
};

/** Keeps objects for as long as the process lives. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { description: ObjectDescription; bytes: Blob }>();
  return {
    async stage() {
      let chunks: Uint8Array<ArrayBuffer>[] = [];
      return {
        async write(chunk) {
          // A copy: the writer may use its buffer again.
          chunks.push(Uint8Array.from(chunk));
        },
        async commit(description, overwrite) {
          if (!overwrite && objects.has(description.key)) return 'exists';
          objects.set(description.key, { description, bytes: new Blob(chunks) });
          return 'stored';
        },
        async discard() {
          chunks = [];
        },
      };
    },
    async find(key) {
      const found = objects.get(key);
      return (
        found && {
          description: found.description,
          read: async (start, end) => found.bytes.slice(start, end).stream(),
        }
      );
    },
  };
}

/**
 * Takes every byte and keeps none: the demo's store, so that a gigabyte can be shown on any machine. Objects are known by
 * their description, but there is nothing to read.
 */
export function forgetfulStore(): ObjectStore {
  const descriptions = new Map<string, ObjectDescription>();
  return {
    async stage() {
      return {
        async write() {},
        async commit(description, overwrite) {
          if (!overwrite && descriptions.has(description.key)) return 'exists';
          descriptions.set(description.key, description);
          return 'stored';
        },
        async discard() {},
      };
    },
    async find(key) {
      const description = descriptions.get(key);
      return description && { description, read: async () => undefined };
    },
  };
}
