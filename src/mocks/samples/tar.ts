export type TarEntry = { readonly name: string; readonly parts: readonly BlobPart[] };

const BLOCK_BYTES = 512;

/** A tar archive (POSIX ustar), and the two empty blocks at its end. */
export function tarOf(entries: readonly TarEntry[]): readonly BlobPart[] {
  const parts = entries.flatMap(({ name, parts }) => {
    const { size } = new Blob([...parts]);
    const padding = new Uint8Array((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);
    return [headerOf(name, size), ...parts, padding];
  });
  return [...parts, new Uint8Array(2 * BLOCK_BYTES)];
}

/** 1 January 2026. */
const TIME = 1_767_225_600;

function headerOf(name: string, size: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(BLOCK_BYTES);
  const write = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  const number = (at: number, digits: number, value: number) =>
    write(at, `${value.toString(8).padStart(digits, '0')}\0`);
  write(0, name);
  number(100, 7, 0o644);
  number(108, 7, 0);
  number(116, 7, 0);
  number(124, 11, size);
  number(136, 11, TIME);
  write(156, '0');
  write(257, 'ustar\u000000');
  // Its own field counts as blanks.
  const sum = header.reduce((total, byte) => total + byte, 8 * 0x20);
  number(148, 6, sum);
  write(155, ' ');
  return header;
}
