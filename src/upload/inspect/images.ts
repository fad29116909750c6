import { hasAt } from './archive-worker/bytes.ts';
import type { Slices } from './reading/slices.ts';
import { BOOT_IMAGES } from './formats/boot-images.ts';
import { COMPRESSED } from './formats/compressed.ts';
import { CORTEX_M } from './formats/cortex-m.ts';
import { DELTAS } from './formats/deltas.ts';
import { DEVICE_UPDATES } from './formats/device-updates.ts';
import { ESP } from './formats/esp.ts';
import { EXTENDED_FILE_SYSTEMS, FILE_SYSTEMS } from './formats/file-systems.ts';
import { FRAMES } from './formats/frames.ts';
import { GPT } from './formats/gpt.ts';
import { PACKAGES } from './formats/packages.ts';
import { PC_FIRMWARE } from './formats/pc-firmware.ts';
import { RAUC_CRYPT } from './formats/rauc.ts';
import { BTRFS, READ_ONLY_FILE_SYSTEMS } from './formats/other-file-systems.ts';
import { SOC_BOOT } from './formats/soc-boot.ts';
import { VERSION_STRINGS } from './formats/version-strings.ts';
import type { ImageFormat } from './reading/image-format.ts';
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
  GPT,
  ...TEXT_IMAGES,
  ...EXTENDED_FILE_SYSTEMS,
  ...COMPRESSED,
  ...FRAMES,
  ...DEVICE_UPDATES,
  ...DELTAS,
  ...READ_ONLY_FILE_SYSTEMS,
  ...SOC_BOOT,
  ...PC_FIRMWARE,
  BTRFS,
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
