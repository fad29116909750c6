import { hasAt, textAt, u16le, u32le, u64le } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../reading/image-format.ts';

export const PC_FIRMWARE: readonly ImageFormat[] = [
  {
    name: 'UEFI firmware volume',
    fits: ({ head }) => isFirmwareVolume(head),
    lengthOf: ({ head }) => u64le(head, 32),
  },
  {
    name: 'UEFI capsule',
    // UEFI specification, "Update Capsule": a GUID, the header's length, flags, the length of all.
    fits: ({ head }) =>
      CAPSULES.some((guid) => hasAt(head, 0, guid)) &&
      u32le(head, 16) >= 28 &&
      u32le(head, 24) > u32le(head, 16),
    lengthOf: ({ head }) => u32le(head, 24),
  },
  {
    name: 'Intel flash image',
    // The descriptor's signature, and the region that holds it: the first one, from address 0.
    fits: ({ head }) => {
      const regionsAt = ((u32le(head, 0x14) >>> 16) & 0xff) << 4;
      const first = u32le(head, regionsAt);
      return (
        hasAt(head, 0x10, [0x5a, 0xa5, 0xf0, 0x0f]) && regionsAt >= 0x20 && (first & 0x7fff) === 0
      );
    },
  },
];

/** EFI_FIRMWARE_MANAGEMENT_CAPSULE_ID_GUID and the older EFI_CAPSULE_GUID, as they lie in memory. */
const CAPSULES = [
  [0xed, 0xd5, 0xcb, 0x6d, 0x2d, 0xe8, 0x44, 0x4c, 0xbd, 0xa1, 0x71, 0x94, 0x19, 0x9a, 0xd9, 0x2a],
  [0xbd, 0x86, 0x66, 0x3b, 0x76, 0x0d, 0x30, 0x40, 0xb7, 0x0e, 0xb5, 0x51, 0x9e, 0x2f, 0xc5, 0xa0],
] as const;

/** UEFI PI specification, volume 3, EFI_FIRMWARE_VOLUME_HEADER: its 16-bit words add up to zero. */
function isFirmwareVolume(head: Uint8Array): boolean {
  const headerBytes = u16le(head, 48);
  const isThere = headerBytes >= 56 && headerBytes <= Math.min(4096, head.byteLength);
  if (textAt(head, 40, 4) !== '_FVH' || !isThere) return false;
  let sum = 0;
  for (let at = 0; at < headerBytes; at += 2) sum = (sum + u16le(head, at)) & 0xffff;
  return sum === 0 && u64le(head, 32) >= headerBytes;
}
