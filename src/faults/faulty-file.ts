import { bodyOffset, type BodySize, type Fault, type Position } from './fault.ts';
import type { OssRefusal } from '../simulator/bucket/oss-refusal.ts';

type FileBytes = AsyncIterable<Uint8Array>;

/**
 * The file up to a position, then a refusal; a position at its end, or after it, waits until everything is in.
 * @param refuse is told how much of the body has been read
 */
export async function* cutShort(
  bytes: FileBytes,
  at: Position,
  size: BodySize,
  refuse: (bodyBytes: number) => OssRefusal,
): AsyncGenerator<Uint8Array> {
  const offset = Math.max(0, bodyOffset(at, size) - size.fileStart);
  const isEarly = offset < size.fileBytes;
  let read = 0;
  if (isEarly && offset === 0) throw refuse(size.fileStart);
  for await (const chunk of bytes) {
    if (isEarly && read + chunk.byteLength >= offset) {
      yield chunk.subarray(0, offset - read);
      throw refuse(size.fileStart + offset);
    }
    read += chunk.byteLength;
    yield chunk;
  }
  throw refuse(Number.isFinite(size.bodyBytes) ? size.bodyBytes : size.fileStart + read);
}

/** The file with one bit changed, in its last byte if the position is behind that; an empty file has none. */
export async function* flipBit(
  bytes: FileBytes,
  { at, bit }: Extract<Fault, { kind: 'flipped-bit' }>,
  size: BodySize,
  onFlip: (bodyBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const wanted = Math.max(0, bodyOffset(at, size) - size.fileStart);
  const offset = Math.min(wanted, size.fileBytes - 1);
  let read = 0;
  for await (const chunk of bytes) {
    const within = offset - read;
    const byte = chunk[within];
    read += chunk.byteLength;
    if (byte === undefined) {
      yield chunk;
      continue;
    }
    // A copy: what was handed to us may be looked at by others.
    const flipped = chunk.slice();
    flipped[within] = byte ^ (1 << bit);
    onFlip(size.fileStart + offset);
    yield flipped;
  }
}
