import { u16be, u16le, u32be, u32le, u64le } from '../archive-worker/bytes.ts';
import type { Slices } from '../reading/slices.ts';
import type { ToldLength } from '../reading/image-format.ts';

/** The fields of both classes, 32 and 64 bits, in both byte orders (System V ABI, "ELF Header" and "Program Header"). */
function fieldsOf(head: Uint8Array) {
  const is64 = head[4] === 2;
  const isBig = head[5] === 2;
  const [u16, u32] = isBig ? [u16be, u32be] : [u16le, u32le];
  const u64 = (at: number) =>
    isBig ? u32be(head, at) * 2 ** 32 + u32be(head, at + 4) : u64le(head, at);
  const tableAt = (at32: number, at64: number) => (is64 ? u64(at64) : u32(head, at32));
  const count = (at32: number, at64: number) => u16(head, is64 ? at64 : at32);
  return {
    segments: { at: tableAt(28, 32), entryBytes: count(42, 54), entries: count(44, 56) },
    sections: { at: tableAt(32, 40), entryBytes: count(46, 58), entries: count(48, 60) },
    endOfSegment: (at: number) =>
      is64 ? u64(at + 8) + u64(at + 32) : u32(head, at + 4) + u32(head, at + 16),
  };
}

/** Linkers write the table of sections last. Where it was taken away, the segments that are loaded have to be there. */
export function elfLength({ head }: Slices): ToldLength {
  const { segments, sections, endOfSegment } = fieldsOf(head);
  if (sections.at > 0 && sections.entries > 0) {
    return sections.at + sections.entryBytes * sections.entries;
  }
  const tableEnd = segments.at + segments.entryBytes * segments.entries;
  if (segments.at === 0 || !(tableEnd <= head.byteLength)) return undefined;
  const ends = Array.from({ length: segments.entries }, (_, index) =>
    endOfSegment(segments.at + index * segments.entryBytes),
  );
  return Math.max(tableEnd, ...ends);
}
