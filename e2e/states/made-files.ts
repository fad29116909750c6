import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright/test';
import { octal, tarHeader } from '../../src/testing/built-archives.ts';

/** A file that is made in the page: any name, any size, and nothing on disk. */
export type MadeFile = {
  readonly name: string;
  /** Bytes; 100,000 unless told otherwise. They are all the same few words, and take no room; the name stands at their end. */
  readonly size?: number | 'head';
  /** What it begins with; with `size: 'head'` all there is of it. */
  readonly head?: Uint8Array;
  /** Where it lay in a folder that was dropped, `a/b`. */
  readonly folder?: string;
  /** `mute`: reading it never comes to an end. `changing`: it cannot be read any more once `spoilFiles` was called. */
  readonly is?: 'mute' | 'changing';
};

export const GZIP = gzipSync('\0calibration data, no archive');

/** ESP-IDF's application header: one segment for the ESP32, and the description after it. */
export const ESP_IDF = withWords(64, {
  0: 0x2002_01e9,
  4: 0x4008_1000,
  24: 0x3f40_0020,
  28: 0x1000,
  32: 0xabcd_5432,
});

/** A legacy uImage's header, of 4 KiB of data. */
export const U_BOOT = Uint8Array.of(0x27, 0x05, 0x19, 0x56, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0);

export const WEB_PAGE = Buffer.from('<!doctype html><html><title>Sign in</title></html>');

/** All of a small package. */
export function wholeTarInGzip(entries: Readonly<Record<string, number>>): Uint8Array {
  const blocks = Object.entries(entries).flatMap(([name, size]) => [
    tarHeader(name, octal(size), name.endsWith('/') ? '5' : '0'),
    Buffer.alloc(Math.ceil(size / 512) * 512),
  ]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

export function withTarInGzip(): Uint8Array {
  const header = Buffer.alloc(1024);
  header.write('rootfs/');
  header.write('ustar', 257);
  return gzipSync(header);
}

/** Adds files as the file field does, or another field of the page. */
export async function addFiles(
  page: Page,
  files: readonly MadeFile[],
  field = 'file-input',
): Promise<void> {
  const plain = files.map(({ head = new Uint8Array(), size = 100_000, ...file }) => ({
    folder: '',
    is: '',
    ...file,
    head: Buffer.from(head).toString('base64'),
    // So long is what comes after the head, and the name at its end.
    more: size === 'head' ? 0 : Math.max(0, size - head.byteLength),
  }));
  await page.getByTestId(field).evaluate((input, given) => {
    const words = new Blob(['\0firmwar'.repeat(1 << 17)]);
    const files = given.map(({ name, more, head, folder, is }) => {
      const bytes = Uint8Array.from(atob(head), (letter) => letter.charCodeAt(0));
      const rest = Math.max(0, more - name.length);
      // Two files are two, unless they have one name.
      const ending = more > name.length ? new TextEncoder().encode(name).slice(-name.length) : '';
      const pieces = Array.from({ length: Math.floor(rest / words.size) }, () => words);
      const file = new File([bytes, ...pieces, words.slice(0, rest % words.size), ending], name, {
        lastModified: 1_795_000_000_000,
      });
      if (folder !== '') {
        Object.defineProperty(file, 'webkitRelativePath', { value: `${folder}/${name}` });
      }
      if (is !== '') {
        const { slice } = file;
        const read = () =>
          is === 'mute'
            ? new Promise<never>(() => {})
            : Promise.reject(new DOMException('The file has changed.', 'NotReadableError'));
        file.slice = (...range) => {
          const blob = slice.apply(file, range);
          const isSpoilt = is === 'mute' || document.documentElement.hasAttribute('data-spoilt');
          return isSpoilt ? Object.assign(blob, { arrayBuffer: read }) : blob;
        };
      }
      return file;
    });
    // A real list would hold copies, without what has been changed of them here.
    Object.defineProperty(input, 'files', { value: files, configurable: true });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    Reflect.deleteProperty(input, 'files');
  }, plain);
}

function withWords(length: number, words: Readonly<Record<number, number>>): Uint8Array {
  const bytes = Buffer.alloc(length);
  for (const [at, word] of Object.entries(words)) bytes.writeUInt32LE(word, Number(at));
  return bytes;
}
