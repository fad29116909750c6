import { hasAt, textAt, u64le } from '../../archive-worker/bytes.ts';
import type { ImageFormat } from '../image-format.ts';

/** Updates that hold what differs from another image. */
export const DELTAS: readonly ImageFormat[] = [
  {
    name: 'VCDIFF delta',
    // RFC 3284, section 4.1: the version is 0, or `S` in the form that SDCH uses; three bits tell of what follows.
    fits: ({ head }) =>
      hasAt(head, 0, [0xd6, 0xc3, 0xc4]) &&
      (head[3] === 0 || head[3] === 0x53) &&
      (head[4] ?? 0xff) <= 0x07,
  },
  {
    name: 'bsdiff delta',
    // Three bzip2 streams; the header has the lengths of the first two and of what comes out.
    fits: ({ head }) => textAt(head, 0, 8) === 'BSDIFF40' && textAt(head, 32, 3) === 'BZh',
    lengthOf: ({ head }) => 32 + u64le(head, 8) + u64le(head, 16),
  },
];
