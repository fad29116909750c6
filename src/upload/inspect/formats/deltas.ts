import { hasAt, textAt, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';

/** Updates that hold what differs from another image. */
export const DELTAS: readonly ImageFormat[] = [
  {
    name: 'VCDIFF delta',
    // RFC 3284, section 4.1: the version is 0, or `S` in the form that SDCH uses; three bits tell of what follows.
    fits: ({ head }) =>
      hasAt(head, 0, [0xd6, 0xc3, 0xc4]) &&
      (head[3] === 0 || head[3] === 0x53) &&
      (head[4] ?? 0xff) <= 0x07,
    lengthOf: vcdiffLength,
  },
  {
    name: 'bsdiff delta',
    // Three bzip2 streams; the header has the lengths of the first two and of what comes out.
    fits: ({ head }) => textAt(head, 0, 8) === 'BSDIFF40' && textAt(head, 32, 3) === 'BZh',
    lengthOf: ({ head }) => 32 + u64le(head, 8) + u64le(head, 16),
  },
];

const VCDIFF_HEADER_BYTES = 5;
const OWN_COMPRESSOR = 1;
const OWN_CODE_TABLE = 2;
/** xdelta3's. */
const TEXT_OF_THE_TOOL = 4;
const OTHER_SOURCE = 3;
/** Deltas of more tell nothing. */
const WINDOWS_MAX = 2_000;
/** The longest beginning of a window: a byte and three numbers. */
const WINDOW_HEAD_BYTES = 31;

/** RFC 3284, section 4.2: windows one behind the other, each with its own length. Nothing says which is the last. */
async function vcdiffLength({ head, size, read }: Slices): Promise<ToldLength> {
  const indicator = head[4] ?? 0;
  if ((indicator & OWN_CODE_TABLE) !== 0) return undefined;
  let at = VCDIFF_HEADER_BYTES + (indicator & OWN_COMPRESSOR);
  if ((indicator & TEXT_OF_THE_TOOL) !== 0) {
    const text = numberAt(head, at);
    at = text.end + text.value;
  }
  for (let windows = 0; windows < WINDOWS_MAX; windows++) {
    // Anything else was put behind it.
    if (at >= size) return at;
    const window = await read(at, at + WINDOW_HEAD_BYTES);
    const kind = window[0] ?? 0xff;
    if (kind > 7) return at;
    const afterSource =
      (kind & OTHER_SOURCE) === 0 ? 1 : numberAt(window, numberAt(window, 1).end).end;
    const { value, end } = numberAt(window, afterSource);
    at += end + value;
  }
  return undefined;
}

/** Seven bits in each byte, and the eighth where another one follows (RFC 3284, section 2). Its end lies behind what is cut. */
function numberAt(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly end: number } {
  let [value, at] = [0, start];
  for (; at < start + 10; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) break;
  }
  return { value, end: at + 1 };
}
