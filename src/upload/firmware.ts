/**
 * A file a person wants to ship, as it was when it was added. Reading size and time then is what lets the browser notice
 * a later change: Chromium refuses to send a file whose snapshot no longer holds.
 */
export type Firmware = {
  readonly file: File;
  readonly name: string;
  /** Where it lay in a dropped folder, `boardA/release`; empty for a file that came by itself. */
  readonly folder: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
};

export function firmwareOf(file: File): Firmware {
  const { name, size, lastModified } = file;
  return { file, name, folder: folderOf(file), size, modifiedAt: lastModified };
}

/** The folder's own picker tells the path in one property, what reads a dropped folder in another. */
function folderOf(file: File): string {
  const path =
    'relativePath' in file && typeof file.relativePath === 'string'
      ? file.relativePath
      : (file.webkitRelativePath ?? '');
  return path.replace(/^\.?\//, '').replace(/\/?[^/]*$/, '');
}

/** Whether the file can still be read as it was: one byte, since an empty slice resolves even for a deleted file. */
export async function isReadable({ file, size, modifiedAt }: Firmware): Promise<boolean> {
  if (file.size !== size || file.lastModified !== modifiedAt) return false;
  try {
    return (await file.slice(0, 1).arrayBuffer()).byteLength === 1;
  } catch {
    return false;
  }
}
