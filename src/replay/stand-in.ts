import { createCrc64 } from '../contract/crc64.ts';

/** What may become of a file while it is being uploaded. */
export type Condition = 'same' | 'changed' | 'gone' | 'unreadable' | 'torn';

/** Takes the place of the file that was recorded: the same name and size, other bytes. */
export type StandIn = {
  readonly file: File;
  /** Piece by piece. */
  bytes(): AsyncGenerator<Uint8Array>;
  /** CRC-64 of its bytes, computed once. */
  crc64(): Promise<string>;
};

const PIECE_BYTES = 1024 * 1024;
const MODIFIED_AT = Date.UTC(2026, 0, 1);

/** @param conditionNow what has become of it by now */
export function createStandIn(
  name: string,
  folder: string,
  size: number,
  conditionNow: () => Condition = () => 'same',
): StandIn {
  const piece = new Uint8Array(Math.min(size, PIECE_BYTES));
  for (let at = 0; at < piece.length; at++) piece[at] = (at * 31) % 251;
  let digest: Promise<string> | undefined;

  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < size; at += PIECE_BYTES) {
      yield piece.subarray(0, Math.min(PIECE_BYTES, size - at));
      // A page is to stay alive meanwhile.
      if (at % PAUSE_BYTES === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  }

  async function read(from: number, to: number): Promise<ArrayBuffer> {
    const condition = conditionNow();
    if (condition === 'gone') throw new DOMException('It is gone.', 'NotFoundError');
    const isFirst = from === 0 && to === 1;
    if (condition === 'unreadable' || (condition === 'torn' && !isFirst)) {
      throw new DOMException('It cannot be read.', 'NotReadableError');
    }
    // Whether there is anything is all that the engine asks.
    return new ArrayBuffer(Math.max(0, Math.min(to, size, from + 1) - from));
  }

  const file = Object.defineProperties(new File([piece], name, { lastModified: MODIFIED_AT }), {
    size: { get: () => size },
    lastModified: { get: () => MODIFIED_AT + (conditionNow() === 'changed' ? 1 : 0) },
    slice: { value: (from: number, to: number) => ({ arrayBuffer: () => read(from, to) }) },
    arrayBuffer: { value: () => read(0, size) },
    relativePath: { value: folder === '' ? name : `${folder}/${name}` },
  });
  return {
    file,
    bytes,
    crc64: () => (digest ??= crc64Of(bytes())),
  };
}

const PAUSE_BYTES = 16 * PIECE_BYTES;

async function crc64Of(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const crc64 = createCrc64();
  for await (const piece of bytes) crc64.update(piece);
  return crc64.decimal();
}
