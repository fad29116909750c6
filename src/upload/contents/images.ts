import { hasAt, textAt } from '../archive-worker/bytes.ts';
import type { Slices } from './contents.ts';
import { BOOT_IMAGES } from './formats/boot-images.ts';
import { CORTEX_M } from './formats/cortex-m.ts';
import { DELTAS } from './formats/deltas.ts';
import { DEVICE_UPDATES } from './formats/device-updates.ts';
import { ESP } from './formats/esp.ts';
import { EXTENDED_FILE_SYSTEMS, FILE_SYSTEMS } from './formats/file-systems.ts';
import { PACKAGES } from './formats/packages.ts';
import { PC_FIRMWARE } from './formats/pc-firmware.ts';
import { RAUC_CRYPT } from './formats/rauc-crypt.ts';
import { READ_ONLY_FILE_SYSTEMS } from './formats/read-only-file-systems.ts';
import { SKIPPABLE_FRAMES } from './formats/skippable-frames.ts';
import { SOC_BOOT } from './formats/soc-boot.ts';
import { VERSION_STRINGS } from './formats/version-strings.ts';
import type { ImageFormat } from './image-format.ts';
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
  ...ESP,
  ...BOOT_IMAGES,
  ...FILE_SYSTEMS,
  ...PACKAGES,
  image('GPT disk image', ({ head }) => textAt(head, 512, 8) === 'EFI PART'),
  ...TEXT_IMAGES,
  ...EXTENDED_FILE_SYSTEMS,
  image('xz', starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)),
  image('bzip2', ({ head }) => /^BZh[1-9]1AY&SY/.test(textAt(head, 0, 10))),
  image('zstd', starts(0x28, 0xb5, 0x2f, 0xfd)),
  image('lz4', starts(0x04, 0x22, 0x4d, 0x18)),
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
