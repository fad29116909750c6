import { legibleText } from '../../contract/legible-text.ts';
import { unlessAborted } from '../abort.ts';

/** A file the user wants to ship, as it was when it was added: what is known of it without its bytes. */
export type Firmware = {
  /** Fit for every sentence and label: what cannot be seen stands there as an escape. */
  readonly name: string;
  /** Where it lay in a dropped folder, `boardA/release`; empty for a file that came by itself. As legible as the name. */
  readonly folder: string;
  /** Both as the file system has them, where that differs. */
  readonly exact?: FilePath;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
};

/** A file's name and its folder, exactly. */
export type FilePath = { readonly name: string; readonly folder: string };

export type ExactFirmware = FilePath & Pick<Firmware, 'size' | 'modifiedAt'>;

/** Reading size and time early is what lets Chromium notice a later change: it refuses to send a file whose snapshot no longer holds. */
export function firmwareOf(file: File): Firmware {
  const { name, size, lastModified } = file;
  return legibleFirmware({ name, folder: folderOf(file), size, modifiedAt: lastModified });
}

export function legibleFirmware({ name, folder, size, modifiedAt }: ExactFirmware): Firmware {
  const shown = { name: legibleText(name), folder: legibleText(folder) };
  const isExact = shown.name === name && shown.folder === folder;
  return { ...shown, size, modifiedAt, ...(isExact ? {} : { exact: { name, folder } }) };
}

/** For what is compared, stored and handed to other programs. */
export function exactPath({ name, folder, exact }: Firmware): FilePath {
  return exact ?? { name, folder };
}

export function exactFirmware(firmware: Firmware): ExactFirmware {
  const { size, modifiedAt } = firmware;
  return { ...exactPath(firmware), size, modifiedAt };
}

/** Same name, size and time: as far as a page can tell without reading, the same file. */
export function fingerprintOf(firmware: Firmware): string {
  return `${firmware.size}-${firmware.modifiedAt}-${exactPath(firmware).name}`;
}

/** Builds of two boards may differ in nothing but their folder; of a file that came by itself the folder is not known. */
export function mayBeSame(one: Firmware, other: Firmware): boolean {
  const [ours, theirs] = [exactPath(one).folder, exactPath(other).folder];
  const isSameFolder = ours === '' || theirs === '' || ours === theirs;
  return isSameFolder && fingerprintOf(one) === fingerprintOf(other);
}

/** The folder's own picker tells the path in one property, what reads a dropped folder in another. */
function folderOf(file: File): string {
  const path =
    'relativePath' in file && typeof file.relativePath === 'string'
      ? file.relativePath
      : (file.webkitRelativePath ?? '');
  return path.replace(/^\.?\//, '').replace(/\/?[^/]*$/, '');
}

/** A browser reads ahead of what it counts as sent. */
const READ_AHEAD_BYTES = 4 * 1024 * 1024;

/** Whether the file can be read where a transfer came to its end; one that ends before that is shorter than it was. */
export async function readOn(file: File, sent: number): Promise<'same' | 'changed' | 'unreadable'> {
  const from = Math.max(0, Math.min(sent, file.size - 1));
  try {
    const { byteLength } = await file.slice(from, from + READ_AHEAD_BYTES).arrayBuffer();
    return byteLength > 0 ? 'same' : 'changed';
  } catch {
    return 'unreadable';
  }
}

/**
 * Whether the file still has as many bytes as it had: reads all of it. Firefox reads a file that has grown without complaint,
 * under its old size, and posts more than it has announced. Rejects only when `signal` is aborted.
 */
export async function probeLength(
  file: File,
  size: number,
  signal: AbortSignal,
): Promise<FileFinding | 'unreadable'> {
  const bytes = file.stream().getReader();
  let read = 0;
  try {
    while (read <= size) {
      const { value } = await unlessAborted(bytes.read(), signal);
      if (value === undefined) break;
      read += value.byteLength;
    }
    return read === size ? 'same' : 'changed';
  } catch (error) {
    signal.throwIfAborted();
    return isNotFound(error) ? 'gone' : 'unreadable';
  } finally {
    void bytes.cancel().catch(() => undefined);
  }
}

/**
 * Why a file has no bytes. A link whose target is missing has size 0, too, and only reading all of it tells: measured in
 * Chromium, where a slice of it resolves. Pipes, sockets and devices cannot be told from an empty file.
 */
export async function probeEmpty(file: File): Promise<'empty' | 'gone' | 'unreadable'> {
  try {
    await file.arrayBuffer();
    return 'empty';
  } catch (error) {
    return isNotFound(error) ? 'gone' : 'unreadable';
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

/** `changed` also stands for what cannot be read any more for another reason. */
export type FileFinding = 'same' | 'changed' | 'gone';

/** To make a slice makes the page's thread wait for the browser's; to read one again does not (0.4 ms and 0.1 ms in Chromium). */
const firstBytes = new WeakMap<File, Blob>();

/** Whether the file is still what was added: reads one byte, since an empty slice resolves even for a deleted file. */
export async function probeFile(file: File, { size, modifiedAt }: Firmware): Promise<FileFinding> {
  if (file.size !== size || file.lastModified !== modifiedAt) return 'changed';
  const firstByte = firstBytes.get(file) ?? file.slice(0, 1);
  firstBytes.set(file, firstByte);
  try {
    return (await firstByte.arrayBuffer()).byteLength === 1 ? 'same' : 'changed';
  } catch (error) {
    return isNotFound(error) ? 'gone' : 'changed';
  }
}
