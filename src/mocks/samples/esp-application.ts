import { filler } from './filler.ts';

const MIB = 1024 * 1024;
const HEADER_BYTES = 24;
const SEGMENT_HEADER_BYTES = 8;
const DESCRIPTION_BYTES = 256;
const DESCRIPTION_MAGIC = 0xabcd_5432;
/** esptool begins its checksum with this. */
const CHECKSUM_SEED = 0xef;

/**
 * An application for an ESP32-S3, as ESP-IDF builds it: header, two segments of equal size, and the checksum over both of them. The first
 * segment begins with the description that has the version.
 * @param bytes of both segments together, a multiple of 2 MiB
 */
export function espApplication(version: string, bytes: number, seed: number): readonly BlobPart[] {
  const pieces = bytes / 2 / MIB;
  const piece = new Uint8Array(filler(seed, MIB));
  const shared = new Blob([piece]);
  const first = piece.slice();
  first.set(description(version));
  const blobs = (count: number) => Array.from({ length: count }, () => shared);

  // The shared piece is there an odd number of times: all but one of them cancel out.
  const checksum = CHECKSUM_SEED ^ xorOf(first) ^ xorOf(piece);
  const end = HEADER_BYTES + 2 * SEGMENT_HEADER_BYTES + bytes;
  const padding = new Uint8Array(16 - (end % 16));
  padding[padding.length - 1] = checksum;
  return [
    header(),
    segment(0x3c00_0020, bytes / 2),
    first,
    ...blobs(pieces - 1),
    segment(0x4200_0020, bytes / 2),
    ...blobs(pieces),
    padding,
  ];
}

function header(): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(HEADER_BYTES);
  // Magic, two segments, DIO, 32 MB of flash at 80 MHz.
  made.set([0xe9, 2, 2, 0x5f]);
  const view = new DataView(made.buffer);
  view.setUint32(4, 0x4037_5a40, true);
  // The chip.
  view.setUint16(12, 9, true);
  return made;
}

function segment(address: number, bytes: number): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(SEGMENT_HEADER_BYTES);
  const view = new DataView(made.buffer);
  view.setUint32(0, address, true);
  view.setUint32(4, bytes, true);
  return made;
}

/** `esp_app_desc_t`: texts at fixed places. */
function description(version: string): Uint8Array {
  const made = new Uint8Array(DESCRIPTION_BYTES);
  const write = (at: number, text: string) => made.set(new TextEncoder().encode(text), at);
  new DataView(made.buffer).setUint32(0, DESCRIPTION_MAGIC, true);
  write(16, version);
  write(48, 'door-lock');
  write(80, '09:00:00');
  write(96, 'Jan  1 2026');
  write(112, 'v5.4');
  return made;
}

function xorOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
