import { hasAt, u32le } from '../../archive-worker/bytes.ts';
import type { Slices } from '../contents.ts';
import type { ImageFormat } from '../image-format.ts';

const ZSTD = [0x28, 0xb5, 0x2f, 0xfd] as const;
const LZ4 = [0x04, 0x22, 0x4d, 0x18] as const;
/** What a tool may put in front; pzstd writes one. */
const FRAMES_MAX = 8;

/** zstd and lz4 files whose first frame is one that readers skip (RFC 8878, section 3.1.2), and lz4's older form. */
export const SKIPPABLE_FRAMES: readonly ImageFormat[] = [
  { name: 'zstd', fits: async (slices) => hasAt(await afterSkippable(slices), 0, ZSTD) },
  { name: 'lz4', fits: async (slices) => hasAt(await afterSkippable(slices), 0, LZ4) },
  {
    name: 'lz4',
    // LZ4 frame format, "Legacy frame": then the length of the first block, at most what 8 MiB may be packed to.
    fits: ({ head }) =>
      hasAt(head, 0, [0x02, 0x21, 0x4c, 0x18]) && u32le(head, 4) > 0 && u32le(head, 4) <= 8_421_520,
  },
];

/** The bytes that begin the first frame with data; none where the file does not begin with one to skip. */
async function afterSkippable(slices: Slices): Promise<Uint8Array> {
  let [at, frame] = [0, slices.head.subarray(0, 8)];
  for (let frames = 0; frames < FRAMES_MAX && isSkippable(frame); frames++) {
    at += 8 + u32le(frame, 4);
    frame = await slices.read(at, at + 8);
  }
  return at > 0 ? frame : new Uint8Array();
}

function isSkippable(frame: Uint8Array): boolean {
  return (
    frame.byteLength === 8 && (frame[0] ?? 0) >> 4 === 5 && hasAt(frame, 1, [0x2a, 0x4d, 0x18])
  );
}
