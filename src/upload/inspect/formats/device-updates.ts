import { hasAt, textAt, u16le, u32le, u64le } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../reading/image-format.ts';

/** Update files of smart-home standards, which carry vendor, product and version in a header of their own. */
export const DEVICE_UPDATES: readonly ImageFormat[] = [
  {
    name: 'Matter OTA image',
    fits: ({ head }) => matterHeader(head) !== undefined,
    lengthOf: ({ head }) => u64le(head, 4),
    versionOf: ({ head }) => matterVersion(matterHeader(head)),
  },
  {
    name: 'Zigbee OTA image',
    fits: ({ head }) => hasZigbeeHeader(head),
    lengthOf: ({ head }) => u32le(head, ZIGBEE_SIZE_AT),
    // A number to devices and people alike; published in hexadecimal, since its digits are parts of a version.
    versionOf: ({ head }) => `0x${u32le(head, 14).toString(16).padStart(8, '0')}`,
  },
];

/** Matter Core Specification, "OTA Software Image File Format": magic, length of all, length of the header. */
const MATTER_MAGIC = [0x1e, 0xf1, 0xee, 0x1b] as const;
const MATTER_HEADER_AT = 16;
const MATTER_HEADER_MAX_BYTES = 2_048;

/** The TLV structure behind the fixed part; undefined for what is no Matter image. */
function matterHeader(head: Uint8Array): Uint8Array | undefined {
  const bytes = u32le(head, 12);
  const isHeader =
    hasAt(head, 0, MATTER_MAGIC) &&
    bytes <= MATTER_HEADER_MAX_BYTES &&
    u64le(head, 4) >= MATTER_HEADER_AT + bytes;
  const header = head.subarray(MATTER_HEADER_AT, MATTER_HEADER_AT + bytes);
  return isHeader && header[0] === TLV_STRUCTURE ? header : undefined;
}

/** Matter TLV: a control byte has the kind of tag in its upper three bits and the kind of element in the others. */
const TLV_STRUCTURE = 0x15;
const TLV_CONTEXT_TAG = 0x20;
const TLV_UTF8 = 0x0c;
const TLV_BYTES = 0x10;
const SOFTWARE_VERSION_STRING = 3;

/** The version for people to read: 1 to 64 characters, before the fields that may be of any length. */
function matterVersion(header: Uint8Array | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (let at = 1; at < header.byteLength;) {
    const control = header[at] ?? 0;
    const element = control & 0x1f;
    // Every field of this header has a one-byte tag.
    if ((control & 0xe0) !== TLV_CONTEXT_TAG) return undefined;
    const valueAt = at + 2;
    // Signed and unsigned integers of 1, 2, 4 and 8 bytes.
    if (element < 8) {
      at = valueAt + 2 ** (element % 4);
      continue;
    }
    const isText = element >= TLV_UTF8 && element < TLV_UTF8 + 4;
    if (!isText && !(element >= TLV_BYTES && element < TLV_BYTES + 4)) return undefined;
    // Nothing in here is longer than 256 bytes: its length has one byte or two.
    const lengthBytes = 2 ** (element % 4);
    if (lengthBytes > 2) return undefined;
    const length = lengthBytes === 1 ? (header[valueAt] ?? 0) : u16le(header, valueAt);
    const textStart = valueAt + lengthBytes;
    if (isText && header[at + 1] === SOFTWARE_VERSION_STRING) {
      return new TextDecoder().decode(header.subarray(textStart, textStart + length));
    }
    at = textStart + length;
  }
  return undefined;
}

/** ZCL, "OTA Upgrade", OTA file format: the header is 56 to 69 bytes long, depending on its optional fields. */
const ZIGBEE_MAGIC = [0x1e, 0xf1, 0xee, 0x0b, 0x00, 0x01] as const;
const ZIGBEE_SIZE_AT = 52;

function hasZigbeeHeader(head: Uint8Array): boolean {
  const headerBytes = u16le(head, 6);
  return (
    hasAt(head, 0, ZIGBEE_MAGIC) &&
    headerBytes >= 56 &&
    headerBytes <= 69 &&
    u32le(head, ZIGBEE_SIZE_AT) > headerBytes &&
    // The header's name is text, filled up with zeros.
    /^[\x20-\x7e]*\0*$/.test(textAt(head, 20, 32))
  );
}
