import { hasAt, textAt, u16le, u32le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat, ToldLength } from '../reading/image-format.ts';

/** Espressif's formats, as esptool writes them ("Firmware Image Format"). */

const APPLICATION_DESCRIPTION = 0xabcd5432;

export const ESP: readonly ImageFormat[] = [
  {
    name: 'ESP flash image',
    // Devices take the application alone by OTA.
    oddityOf: () => 'esp-flash',
    fits: async (slices) =>
      hasBootLoader(slices.head) &&
      (hasPartitionTable(slices.head) || (await hasApplication(slices))),
  },
  {
    name: 'ESP-IDF application',
    fits: ({ head }) => isEspAt(head, 0) && u32le(head, 32) === APPLICATION_DESCRIPTION,
    lengthOf,
    // `esp_app_desc_t`: 32 bytes of text, behind the magic, the secure version and two reserved words.
    versionOf: ({ head }) => textAt(head, 48, 32).split('\0')[0] || undefined,
  },
  { name: 'ESP image', fits: ({ head }) => isEspAt(head, 0), lengthOf },
];

const PARTITION_TABLE_AT = 0x8000;
const ENTRY_BYTES = 32;

/** Its first entry: an application or data, at the start of a sector, of some size. */
function hasPartitionTable(head: Uint8Array): boolean {
  const entry = head.subarray(PARTITION_TABLE_AT, PARTITION_TABLE_AT + ENTRY_BYTES);
  const [offset, size] = [u32le(entry, 4), u32le(entry, 8)];
  return (
    hasAt(entry, 0, [0xaa, 0x50]) &&
    (entry[2] ?? 0xff) <= 1 &&
    offset > PARTITION_TABLE_AT &&
    offset % 0x1000 === 0 &&
    size > 0 &&
    /^[\w.-]+\0*$/.test(textAt(entry, 12, 16))
  );
}

/** At the beginning, or where older and newer chips have it, behind blank flash. */
function hasBootLoader(head: Uint8Array): boolean {
  return [0, 0x1000, 0x2000].some(
    (at) => isEspAt(head, at) && head.subarray(0, at).every((byte) => byte === 0xff),
  );
}

const APPLICATION_AT = 0x10000;

/** Where it is unless a table says otherwise. */
async function hasApplication(slices: Slices): Promise<boolean> {
  const start = await slices.read(APPLICATION_AT, APPLICATION_AT + 64);
  return isEspAt(start, 0) && u32le(start, 32) === APPLICATION_DESCRIPTION;
}

/** One byte of magic: the fields after it have to be possible as well. */
function isEspAt(head: Uint8Array, at: number): boolean {
  const segments = head[at + 1] ?? 0;
  const flashMode = head[at + 2] ?? 0xff;
  const flashSize = (head[at + 3] ?? 0xff) >> 4;
  const flashSpeed = (head[at + 3] ?? 0xff) & 0xf;
  const isHeader =
    head[at] === 0xe9 &&
    segments >= 1 &&
    segments <= SEGMENTS_MAX &&
    flashMode <= 5 &&
    flashSize <= 9 &&
    [0, 1, 2, 15].includes(flashSpeed);
  return isHeader && (isOfEsp8266(head, at) || isOfEsp32(head, at));
}

const SEGMENTS_MAX = 16;
const ESP8266_HEADER_BYTES = 8;
const ESP32_HEADER_BYTES = 24;

function isOfEsp8266(head: Uint8Array, at: number): boolean {
  return hasSegment(head, at + ESP8266_HEADER_BYTES);
}

function isOfEsp32(head: Uint8Array, at: number): boolean {
  const first = at + ESP32_HEADER_BYTES;
  // Boot loaders from before ESP-IDF 5 begin with a segment of nothing.
  const isFirst =
    hasSegment(head, first) || (u32le(head, first + 4) === 0 && hasSegment(head, first + 8));
  return isFirst && CHIPS.has(u16le(head, at + 12));
}

/** ESP32, S2, C3, S3, C2, C6, H2, P4, C61, C5, H21, H4, E22, S31. */
const CHIPS: ReadonlySet<number> = new Set([0, 2, 5, 9, 12, 13, 16, 18, 20, 23, 25, 28, 31, 32]);

/** So many bytes, a multiple of four, to an address in a chip's memory. */
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

/** Segment by segment, then a checksum in the last of 16 bytes, then perhaps a SHA-256. */
async function lengthOf({ head, size, ...slices }: Slices): Promise<ToldLength> {
  const isEsp32 = isOfEsp32(head, 0) && !isOfEsp8266(head, 0);
  let at = isEsp32 ? ESP32_HEADER_BYTES : ESP8266_HEADER_BYTES;
  for (let segment = 0; segment < (head[1] ?? 0); segment++) {
    if (at + 8 > size) return at + 8;
    const bytes = u32le(await slices.read(at, at + 8), 4);
    // Not the header of a segment: what is there was encrypted, or is of another kind.
    if (bytes % 4 !== 0 || bytes >= 0x100_0000) return undefined;
    at += 8 + bytes;
  }
  const checksumEnd = at + 16 - (at % 16);
  return checksumEnd + (isEsp32 && head[23] === 1 ? 32 : 0);
}
