import { hasAt, textAt, u32le, u64le } from '../archive-worker/bytes.ts';
import { isTar } from '../archive-worker/tar-header.ts';
import type { Slices } from '../reading/slices.ts';
import { SYSUPGRADE } from '../../model/contents.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';
import { MENDER } from './mender.ts';

/** Update packages and archives that none of the suffixes stands for. */
export const PACKAGES: readonly ImageFormat[] = [
  { name: 'Android A/B payload', fits: ({ head }) => textAt(head, 0, 4) === 'CrAU' },
  {
    name: 'UF2',
    fits: ({ head }) => isUf2(head),
    lengthOf: uf2Length,
  },
  {
    name: 'SWUpdate package',
    fits: ({ head }) => isCpio(head) && textAt(head, 110, 14) === 'sw-description',
    lengthOf: cpioLength,
    // libconfig text, the first thing in the archive; of a signed one as well.
    versionOf: ({ head }) => /\bversion\s*=\s*"([^"\n]{1,64})"/.exec(textAt(head, 110, 8_192))?.[1],
  },
  {
    name: SYSUPGRADE,
    fits: ({ head }) => isTar(head) && /^sysupgrade-[^/]+\//.test(textAt(head, 0, 100)),
  },
  {
    name: 'cpio archive',
    fits: ({ head }) => isCpio(head),
    lengthOf: cpioLength,
    oddityOf: ({ head }) => (isTrailer(head) ? 'empty-archive' : undefined),
  },
  MENDER,
  {
    name: 'DfuSe file',
    fits: ({ head }) => textAt(head, 0, 5) === 'DfuSe',
    // ST, UM0391: of the prefix and all images. Some tools count the suffix of 16 bytes as well, others do not.
    lengthOf: ({ head }) => u32le(head, 6),
  },
  {
    name: 'USB DFU file',
    fits: ({ tail }) => {
      const end = tail.byteLength;
      return textAt(tail, end - 8, 3) === 'UFD' && tail[end - 5] === 16;
    },
  },
  {
    name: '7z',
    fits: ({ head }) => hasAt(head, 0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    lengthOf: ({ head }) => 32 + u64le(head, 12) + u64le(head, 20),
    // 7-Zip, 7zFormat.txt: without a list of entries there are none.
    oddityOf: ({ head }) => (u64le(head, 20) === 0 ? 'empty-archive' : undefined),
  },
];

const UF2_BLOCK_BYTES = 512;
/** One for each kind of chip, one behind the other. */
const UF2_FAMILIES_MAX = 32;

function isUf2(block: Uint8Array): boolean {
  return (
    u32le(block, 0) === 0x0a324655 &&
    u32le(block, 4) === 0x9e5d5157 &&
    u32le(block, 508) === 0x0ab16f30
  );
}

/** Microsoft, UF2: every block tells how many its family has. */
async function uf2Length({ size, ...slices }: Slices): Promise<ToldLength> {
  let at = 0;
  for (let family = 0; family < UF2_FAMILIES_MAX && at < size; family++) {
    const block = await slices.read(at, at + UF2_BLOCK_BYTES);
    if (!isUf2(block) || u32le(block, 20) !== 0) return at;
    at += u32le(block, 24) * UF2_BLOCK_BYTES;
  }
  return at;
}

function isCpio(head: Uint8Array): boolean {
  return /^07070[12][\dA-F]{104}/i.test(textAt(head, 0, 110));
}

const CPIO_HEADER_BYTES = 110;
/** File systems of more entries tell nothing. */
const CPIO_ENTRIES_MAX = 1_000;

/** cpio(5), "New ASCII Format": entries that each begin at a multiple of four, and one of this name at the end. */
async function cpioLength({ size, ...slices }: Slices): Promise<ToldLength> {
  let at = 0;
  for (let entry = 0; entry < CPIO_ENTRIES_MAX; entry++) {
    const end = at + CPIO_HEADER_BYTES;
    if (end > size) return end;
    const header = await slices.read(at, end + 16);
    if (!isCpio(header)) return undefined;
    const field = (index: number) => Number.parseInt(textAt(header, 6 + index * 8, 8), 16);
    const [bytes, nameBytes] = [field(6), field(11)];
    at = padded(padded(end + nameBytes) + bytes);
    if (isTrailer(header)) return end + nameBytes;
  }
  return undefined;
}

/** The entry that stands for the end. */
function isTrailer(header: Uint8Array): boolean {
  return textAt(header, CPIO_HEADER_BYTES, 10) === 'TRAILER!!!';
}

function padded(at: number): number {
  return Math.ceil(at / 4) * 4;
}
