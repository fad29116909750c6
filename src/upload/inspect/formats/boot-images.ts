import { hasAt, textAt, u16le, u32be, u32le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';
import { deviceTreeLength } from './device-tree.ts';
import { elfLength } from './elf.ts';

/** What boot loaders load. */
export const BOOT_IMAGES: readonly ImageFormat[] = [
  {
    name: 'U-Boot uImage',
    fits: ({ head }) => hasAt(head, 0, [0x27, 0x05, 0x19, 0x56]),
    lengthOf: ({ head }) => 64 + u32be(head, 12),
    // A name of 32 bytes, whatever the maker wanted to say: a version when it is nothing else.
    versionOf: ({ head }) =>
      /^v?\d+(?:\.\d+)+[\w.-]*$/.exec(textAt(head, 32, 32).split('\0')[0] ?? '')?.[0],
  },
  {
    name: 'Device tree or FIT image',
    // Devicetree specification, "Flattened Devicetree (DTB) Format": version 16 or later, and what it goes back to.
    fits: ({ head }) =>
      hasAt(head, 0, [0xd0, 0x0d, 0xfe, 0xed]) &&
      u32be(head, 4) >= 40 &&
      u32be(head, 20) >= 16 &&
      u32be(head, 20) < 64 &&
      u32be(head, 24) <= u32be(head, 20) &&
      u32be(head, 8) < u32be(head, 4),
    lengthOf: deviceTreeLength,
  },
  {
    name: 'ELF',
    fits: ({ head }) => hasAt(head, 0, [0x7f, 0x45, 0x4c, 0x46]) && (head[4] ?? 0) <= 2,
    lengthOf: elfLength,
  },
  {
    name: 'Android boot image',
    fits: ({ head }) => textAt(head, 0, 8) === 'ANDROID!',
    lengthOf: ({ head }) => androidLength(head),
  },
  {
    name: 'Android vendor boot image',
    fits: ({ head }) => textAt(head, 0, 8) === 'VNDRBOOT',
    lengthOf: ({ head }) =>
      pagesOf(u32le(head, 12), u32le(head, 2096), u32le(head, 24)) + u32le(head, 2100),
  },
  {
    name: 'MCUboot image',
    fits: ({ head }) =>
      hasAt(head, 1, [0xb8, 0xf3, 0x96]) &&
      [0x3c, 0x3d].includes(head[0] ?? 0) &&
      u16le(head, 8) >= 32,
    lengthOf: mcubootLength,
    versionOf: ({ head }) => {
      const build = u32le(head, 24);
      const version = `${head[20]}.${head[21]}.${u16le(head, 22)}`;
      return build === 0 ? version : `${version}+${build}`;
    },
  },
  {
    name: 'Broadcom TRX',
    fits: ({ head }) => textAt(head, 0, 4) === 'HDR0',
    lengthOf: ({ head }) => u32le(head, 4),
  },
];

/** Android, "Boot image header": parts that begin at pages of the image; the last one need not fill its page. */
function androidLength(head: Uint8Array): ToldLength {
  const version = u32le(head, 40);
  if (version === 3 || version === 4) {
    return pagesOf(4096, 4096, u32le(head, 8)) + u32le(head, 12);
  }
  const page = u32le(head, 36);
  if (![2048, 4096, 8192, 16_384].includes(page)) return undefined;
  // Before there were versions, this field had another meaning.
  const parts = [
    8,
    16,
    24,
    ...(version === 1 || version === 2 ? [1632] : []),
    ...(version === 2 ? [1648] : []),
  ];
  const sizes = parts.map((at) => u32le(head, at)).filter((size) => size > 0);
  return pagesOf(page, page, ...sizes.slice(0, -1)) + (sizes.at(-1) ?? 0);
}

function pagesOf(page: number, ...sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + Math.ceil(size / page) * page, 0);
}

const TLV_INFO = 0x6907;
const TLV_PROTECTED = 0x6908;

/** MCUboot, "Image format": header, image, then one or two areas of type, length and value. */
async function mcubootLength({ head, size, ...slices }: Slices): Promise<ToldLength> {
  let at = u16le(head, 8) + u32le(head, 12);
  for (const magic of [TLV_PROTECTED, TLV_INFO]) {
    if (at + 4 > size) return at + 4;
    const area = await slices.read(at, at + 4);
    if (u16le(area, 0) === magic) at += u16le(area, 2);
  }
  return at;
}
