import type { Readable } from 'node:stream';

/** What comes of a form before its file: everybody may send it, with or without a ticket, so it is counted and soon over. */

/** OSS's own forms have about ten. */
export const FIELDS_MAX = 64;

/** A form of this size finds room however much others hold. */
const SMALL_BYTES = 64 * 1024;
/** What larger ones may hold together, in bytes. */
const LARGE_TOGETHER_BYTES = 64 * 1024 * 1024;

/** Room for what forms hold before they are verified. */
export type PreludeRoom = {
  /** False when this much more is too much for a form that holds `held` bytes. */
  take(bytes: number, held: number): boolean;
  giveBack(bytes: number): void;
};

export function createPreludeRoom(max: number = LARGE_TOGETHER_BYTES): PreludeRoom {
  let taken = 0;
  return {
    take(bytes, held) {
      if (held + bytes > SMALL_BYTES && taken + bytes > max) return false;
      taken += bytes;
      return true;
    },
    giveBack(bytes) {
      taken -= bytes;
    },
  };
}

export type PreludeTrouble =
  | 'too-large'
  | 'no-room'
  /** A boundary line with blanks behind it (RFC 2046, section 5.1.1): the parser takes its part for none, or stands still. */
  | 'padded-boundary';

export type PreludeRules = {
  /** All that may come before the file. */
  readonly maxBytes: number;
  readonly room: PreludeRoom;
  readonly onTrouble: (trouble: PreludeTrouble) => void;
};

/** Watches the bytes of a body. @returns how to end that, once the file has begun or there will be none */
export function watchPrelude(
  body: Readable,
  boundary: string,
  { maxBytes, room, onTrouble }: PreludeRules,
): () => void {
  const escaped = boundary.replace(/[^A-Za-z0-9]/g, String.raw`\$&`);
  const padded = new RegExp(String.raw`\r\n--${escaped}[ \t]+\r\n`);
  let held = 0;
  // A line may be spread over chunks; the first one has no line end before it.
  let tail = '\r\n';
  const look = (chunk: Buffer) => {
    if (!room.take(chunk.byteLength, held)) return onTrouble('no-room');
    held += chunk.byteLength;
    if (held > maxBytes) return onTrouble('too-large');
    const text = tail + chunk.toString('latin1');
    if (padded.test(text)) return onTrouble('padded-boundary');
    tail = text.slice(-LINE_MAX_CHARS);
  };
  body.on('data', look);
  return () => {
    body.off('data', look);
    room.giveBack(held);
    held = 0;
  };
}

const LINE_MAX_CHARS = 256;
