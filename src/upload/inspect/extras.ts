import { textAt } from './archive-worker/bytes.ts';

/** What tools put behind an image, by the mark at its own end; the same in every language. */
export function extraIn(tail: Uint8Array): string | undefined {
  const end = tail.byteLength;
  // OpenWrt, fwtool: the last 16 bytes.
  if (textAt(tail, end - 16, 4) === 'FWx0') return 'OpenWrt metadata';
  // Android Verified Boot: the last 64 bytes.
  if (textAt(tail, end - 64, 4) === 'AVBf') return 'AVB footer';
  return undefined;
}
