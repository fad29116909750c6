/**
 * A file a person wants to ship, as it was when it was added. Reading size and time then is what lets the browser notice
 * a later change: Chromium refuses to send a file whose snapshot no longer holds.
 */
export type Firmware = {
  readonly file: File;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
};

export function firmwareOf(file: File): Firmware {
  return { file, name: file.name, size: file.size, modifiedAt: file.lastModified };
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
