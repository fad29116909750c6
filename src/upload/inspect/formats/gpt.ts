import { textAt, u64le } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../reading/image-format.ts';

/** Of disks and cards, and of UFS chips: the header stands in the second one. */
const SECTORS = [512, 4096] as const;
const BACKUP_SECTOR = 32;

export const GPT: ImageFormat = {
  name: 'GPT disk image',
  fits: ({ head }) => sectorOf(head) !== undefined,
  // UEFI specification, "GPT Header": the last sector of the disk has a copy of it.
  lengthOf: ({ head }) => {
    const sector = sectorOf(head) ?? 0;
    return (u64le(head, sector + BACKUP_SECTOR) + 1) * sector;
  },
};

function sectorOf(head: Uint8Array): number | undefined {
  return SECTORS.find((sector) => textAt(head, sector, 8) === 'EFI PART');
}
