import { hasAt, textAt, u16le, u32le } from '../archive-worker/bytes.ts';
import { isTar } from '../archive-worker/tar-header.ts';
import type { Slices } from './contents.ts';
import { CORTEX_M } from './formats/cortex-m.ts';
import { DELTAS } from './formats/deltas.ts';
import { DEVICE_UPDATES } from './formats/device-updates.ts';
import { PC_FIRMWARE } from './formats/pc-firmware.ts';
import { RAUC_CRYPT } from './formats/rauc-crypt.ts';
import { READ_ONLY_FILE_SYSTEMS } from './formats/read-only-file-systems.ts';
import { SKIPPABLE_FRAMES } from './formats/skippable-frames.ts';
import { SOC_BOOT } from './formats/soc-boot.ts';
import { VERSION_STRINGS } from './formats/version-strings.ts';
import type { ImageFormat } from './image-format.ts';
import { SYSUPGRADE } from './image-names.ts';
import { TEXT_IMAGES } from './text-images.ts';

/** In the order in which they are tried: what shares its first bytes with another one stands before it if it is the rarer. */
const IMAGES: readonly ImageFormat[] = [
  // Before ESP: its first byte is the same.
  image('Hikvision firmware', ({ head }) =>
    [
      [0xe9, 0x9a, 0xf7, 0xb6],
      [0x8a, 0xff, 0xf7, 0xb6],
      [0x8a, 0xfe, 0xf7, 0xb6],
    ].some((magic) => hasAt(head, 0, magic)),
  ),
  image('ESP-IDF application', ({ head }) => isEsp(head) && u32le(head, 32) === 0xabcd5432),
  image('ESP image', ({ head }) => isEsp(head)),
  image('U-Boot uImage', starts(0x27, 0x05, 0x19, 0x56)),
  image('Device tree or FIT image', ({ head, size }) => {
    const total = u32be(head, 4);
    return hasAt(head, 0, [0xd0, 0x0d, 0xfe, 0xed]) && total >= 40 && total <= size;
  }),
  image('ELF', ({ head }) => hasAt(head, 0, [0x7f, 0x45, 0x4c, 0x46]) && (head[4] ?? 0) <= 2),
  image('Android boot image', says('ANDROID!')),
  image('Android vendor boot image', says('VNDRBOOT')),
  image('Android sparse image', starts(0x3a, 0xff, 0x26, 0xed)),
  image('Android A/B payload', says('CrAU')),
  image('RAUC bundle', ({ head, tail }) => isSquashFs(head) && endsInSignature(tail)),
  image('SquashFS', ({ head }) => isSquashFs(head)),
  image('UBI image', says('UBI#')),
  image('UBIFS', starts(0x31, 0x18, 0x10, 0x06)),
  image('CramFS', starts(0x45, 0x3d, 0xcd, 0x28)),
  image('MCUboot image', ({ head }) => {
    const isMagic = hasAt(head, 1, [0xb8, 0xf3, 0x96]) && [0x3c, 0x3d].includes(head[0] ?? 0);
    return isMagic && u16le(head, 8) >= 32;
  }),
  image(
    'UF2',
    ({ head, size }) =>
      u32le(head, 0) === 0x0a324655 &&
      u32le(head, 4) === 0x9e5d5157 &&
      u32le(head, 508) === 0x0ab16f30 &&
      size % 512 === 0,
  ),
  image(
    'SWUpdate package',
    ({ head }) => isCpio(head) && textAt(head, 110, 14) === 'sw-description',
  ),
  image(SYSUPGRADE, ({ head }) => isTar(head) && /^sysupgrade-[^/]+\//.test(textAt(head, 0, 100))),
  image('cpio archive', ({ head }) => isCpio(head)),
  image(
    'Mender artifact',
    ({ head }) =>
      textAt(head, 0, 8) === 'version\0' && textAt(head, 512, 40).startsWith('{"format":"mender"'),
  ),
  image('Broadcom TRX', says('HDR0')),
  image('DfuSe file', says('DfuSe')),
  image('USB DFU file', ({ tail }) => {
    const end = tail.byteLength;
    return textAt(tail, end - 8, 3) === 'UFD' && tail[end - 5] === 16;
  }),
  image('GPT disk image', ({ head }) => textAt(head, 512, 8) === 'EFI PART'),
  ...TEXT_IMAGES,
  image('ext4 file system', ({ head }) => hasAt(head, 1080, [0x53, 0xef]) && isExt4(head)),
  image('xz', starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)),
  image('bzip2', ({ head }) => /^BZh[1-9]1AY&SY/.test(textAt(head, 0, 10))),
  image('zstd', starts(0x28, 0xb5, 0x2f, 0xfd)),
  image('lz4', starts(0x04, 0x22, 0x4d, 0x18)),
  image('7z', starts(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)),
  ...DEVICE_UPDATES,
  ...DELTAS,
  ...READ_ONLY_FILE_SYSTEMS,
  ...SKIPPABLE_FRAMES,
  ...SOC_BOOT,
  ...PC_FIRMWARE,
  RAUC_CRYPT,
  // By what stands anywhere in a file, or by nothing but numbers that make sense together: after all the others.
  ...VERSION_STRINGS,
  CORTEX_M,
];

/** The first format that fits; what fits none is nothing. */
export async function imageIn(slices: Slices): Promise<ImageFormat | undefined> {
  for (const format of IMAGES) if (await format.fits(slices)) return format;
  return undefined;
}

function image(name: string, fits: ImageFormat['fits']): ImageFormat {
  return { name, fits };
}

function starts(...signature: readonly number[]): ImageFormat['fits'] {
  return ({ head }) => hasAt(head, 0, signature);
}

function says(text: string): ImageFormat['fits'] {
  return ({ head }) => textAt(head, 0, text.length) === text;
}

/** One byte of magic: the fields after it have to be possible as well (esptool, firmware image format). */
function isEsp(head: Uint8Array): boolean {
  const segments = head[1] ?? 0;
  const flashMode = head[2] ?? 0xff;
  const flashSize = (head[3] ?? 0xff) >> 4;
  const flashSpeed = (head[3] ?? 0xff) & 0xf;
  const isHeader =
    head[0] === 0xe9 &&
    segments >= 1 &&
    segments <= 16 &&
    flashMode <= 5 &&
    flashSize <= 9 &&
    [0, 1, 2, 15].includes(flashSpeed);
  // The first segment: so many bytes, a multiple of four, to an address in a chip's memory.
  const isOfEsp8266 = hasSegment(head, 8);
  return isHeader && (isOfEsp8266 || (hasSegment(head, 24) && CHIPS.has(u16le(head, 12))));
}

/** ESP32, S2, C3, S3, C2, C6, H2, P4, C61, C5, H21, H4. */
const CHIPS: ReadonlySet<number> = new Set([0, 2, 5, 9, 12, 13, 16, 18, 20, 23, 25, 28]);

function hasSegment(head: Uint8Array, at: number): boolean {
  const [address, bytes] = [u32le(head, at), u32le(head, at + 4)];
  return (
    address >= 0x3c00_0000 &&
    address < 0x6000_0000 &&
    bytes > 0 &&
    bytes % 4 === 0 &&
    bytes < 0x100_0000
  );
}

function isSquashFs(head: Uint8Array): boolean {
  // Version 4.0 is the only one that has been written since 2009.
  return textAt(head, 0, 4) === 'hsqs' && u16le(head, 28) === 4;
}

/** A bundle ends in a CMS signature and its length, 8 bytes from most to least significant. */
function endsInSignature(tail: Uint8Array): boolean {
  const at = tail.byteLength - 8;
  const bytes = u32be(tail, at + 4);
  return u32be(tail, at) === 0 && bytes > 100 && bytes < at && tail[at - bytes] === 0x30;
}

function isCpio(head: Uint8Array): boolean {
  return /^07070[12][\dA-F]{104}/i.test(textAt(head, 0, 110));
}

/** Two bytes are no proof: block size, and inodes that somebody could have. */
function isExt4(head: Uint8Array): boolean {
  const blockSize = u32le(head, 1024 + 24);
  return blockSize <= 6 && u32le(head, 1024) > 0 && u16le(head, 1024 + 62) <= 1;
}

function u32be(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at) % 1 === 0
    ? (bytes[at] ?? 0) * 0x100_0000 +
        (bytes[at + 1] ?? 0) * 0x10000 +
        (bytes[at + 2] ?? 0) * 0x100 +
        (bytes[at + 3] ?? 0)
    : Number.NaN;
}
