import { isFirmwareText } from './text-formats.ts';
import { nameText, type TextKind } from './texts.ts';

/**
 * What is the same from the first byte to the last: blank or text. Both stop an upload, so both have to be certain: every byte
 * is looked at. Nearly every firmware is ruled out by its first piece, and costs no further read.
 */
export type Uniform = Blank | TextKind;

/** Every byte is 00, or every byte is FF. */
export type Blank = 'zeros' | 'ones';

/** Bytes from the beginning to the end, in their order, in pieces of any size but the last a whole number of 8. */
export type Pieces = AsyncIterable<Uint8Array>;

/** Letters that are kept to tell what a text is. */
const KEPT_LETTERS = 65_536;

/** Undefined for everything else. Stops reading as soon as that is certain. */
export async function uniformIn(pieces: Pieces): Promise<Uniform | undefined> {
  const blank = blankCheck();
  const text = textCheck();
  for await (const piece of pieces) {
    const mayBeBlank = blank.goesOn(piece);
    const mayBeText = text.goesOn(piece);
    if (!mayBeBlank && !mayBeText) return undefined;
  }
  return blank.kind() ?? text.kind();
}

type Check<Kind> = {
  /** Whether everything so far may be the beginning of one. */
  goesOn(piece: Uint8Array): boolean;
  /** After the last piece. */
  kind(): Kind | undefined;
};

function blankCheck(): Check<Blank> {
  let first: number | undefined;
  let isOver = false;
  return {
    goesOn(piece) {
      first ??= piece[0];
      isOver ||= (first !== 0x00 && first !== 0xff) || !isAll(piece, first);
      return !isOver;
    },
    kind: () => (isOver || first === undefined ? undefined : first === 0 ? 'zeros' : 'ones'),
  };
}

/** Eight bytes at a time where they lie so: a gigabyte of nothing is looked through, too. */
function isAll(piece: Uint8Array, byte: number): boolean {
  const words = piece.byteOffset % 8 === 0 ? Math.floor(piece.byteLength / 8) : 0;
  const wanted = byte === 0 ? 0n : 0xffff_ffff_ffff_ffffn;
  const isSame = new BigUint64Array(piece.buffer, words === 0 ? 0 : piece.byteOffset, words);
  return (
    isSame.every((word) => word === wanted) &&
    piece.subarray(words * 8).every((each) => each === byte)
  );
}

/** Nothing where it is a format of firmware that is text. */
function textCheck(): Check<TextKind> {
  let decode: Decode | undefined;
  let start = '';
  let [letters, isOver] = [0, false];
  const take = (piece: Uint8Array | undefined) => {
    const text = isOver ? undefined : decode?.(piece);
    isOver = text === undefined;
    letters += text?.length ?? 0;
    if (start.length < KEPT_LETTERS) start += text?.slice(0, KEPT_LETTERS) ?? '';
    return !isOver;
  };
  return {
    goesOn(piece) {
      decode ??= decoderFor(piece);
      return take(piece);
    },
    kind() {
      if (!take(undefined) || isFirmwareText(start)) return undefined;
      return nameText(start.replace(/^\ufeff/, ''), start.length === letters);
    },
  };
}

/** The next piece as text, or undefined if it is none. Without a piece: whether the last letter is whole. */
type Decode = (piece: Uint8Array | undefined) => string | undefined;

function decoderFor(first: Uint8Array): Decode {
  const decoder = new TextDecoder(encodingOf(first), { fatal: true, ignoreBOM: true });
  const isBytes = decoder.encoding === 'utf-8';
  return (piece) => {
    if (isBytes && piece !== undefined && hasControls(piece)) return undefined;
    try {
      const text = decoder.decode(piece, { stream: piece !== undefined });
      return isBytes || isReadable(text) ? text : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Without its mark UTF-16 is believed of markup alone, where every second byte is 0. */
function encodingOf(first: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [one, other] = first;
  if (one === 0xff && other === 0xfe) return 'utf-16le';
  if (one === 0xfe && other === 0xff) return 'utf-16be';
  if (one === 0x3c && other === 0) return 'utf-16le';
  return one === 0 && other === 0x3c ? 'utf-16be' : 'utf-8';
}

/** What no text has: all controls but tab, line ends, page ends and the escape of a coloured log. */
const IS_CONTROL = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x7f || (byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte)) ? 1 : 0,
);

/** A plain loop: a call for each byte would take 30 ms for a piece, and the page's thread with it. */
function hasControls(piece: Uint8Array): boolean {
  for (const byte of piece) if (IS_CONTROL[byte] === 1) return true;
  return false;
}

/** Of 16-bit letters nearly everything is one: what is not assigned, or private, no text has. */
function isReadable(text: string): boolean {
  return !/[^\t\n\f\r\P{C}\p{Cf}]/u.test(text);
}
