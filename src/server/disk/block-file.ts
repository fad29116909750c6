import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode } from './error-code.ts';

/** What is needed of a file that is written from its beginning to its end. */
export type BlockFile = {
  /** Writes all of it, after what was written before. */
  append(bytes: Uint8Array): Promise<void>;
} & Pick<FileHandle, 'datasync' | 'sync' | 'close'>;

/** Where a file is long enough to go past the cache, in bytes. */
const DIRECT_FROM_BYTES = 1024 * 1024;
/** What a direct write must begin at and be a multiple of, for every disk in use. */
const SECTOR_BYTES = 4096;

/** 0 where the system has no such flag: macOS and Windows. */
const O_DIRECT: number = constants.O_DIRECT ?? 0;

type OpenFile = (path: string, flags: string | number, mode?: number) => Promise<FileHandle>;

/**
 * A new file. What is long is written past the system's cache: nobody reads it soon, and to copy a gigabyte into new pages of the
 * cache took more processor time than everything else of an upload. Where a file system takes no direct writes, or none from
 * memory that does not begin on a page, the cache is used as for a short file.
 */
export async function openBlockFile(path: string, openFile: OpenFile = open): Promise<BlockFile> {
  const cached = await openFile(path, 'wx', 0o600);
  let direct: FileHandle | undefined;
  let mayBeDirect = O_DIRECT !== 0;
  let end = 0;

  /** @returns how many of the bytes it has written */
  async function writeDirect(bytes: Uint8Array): Promise<number> {
    const isFit = end % SECTOR_BYTES === 0 && bytes.byteLength % SECTOR_BYTES === 0;
    if (!mayBeDirect || !isFit || end < DIRECT_FROM_BYTES) return 0;
    try {
      direct ??= await openFile(path, constants.O_WRONLY | O_DIRECT);
      const { bytesWritten } = await direct.write(bytes, 0, bytes.byteLength, end);
      mayBeDirect = bytesWritten === bytes.byteLength;
      return bytesWritten;
    } catch (error) {
      if (errorCode(error) !== 'EINVAL') throw error;
      mayBeDirect = false;
      return 0;
    }
  }

  return {
    async append(bytes) {
      let done = await writeDirect(bytes);
      while (done < bytes.byteLength) {
        const left = bytes.byteLength - done;
        done += (await cached.write(bytes, done, left, end + done)).bytesWritten;
      }
      end += done;
    },
    async datasync() {
      // What was written directly is no longer in memory; the last sync asks for the rest.
      if (direct === undefined || !mayBeDirect) await cached.datasync();
    },
    // Of the file, however it was written.
    sync: () => cached.sync(),
    async close() {
      try {
        await direct?.close();
      } finally {
        await cached.close();
      }
    },
  };
}
