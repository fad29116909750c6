import { textAt } from './archive-worker/bytes.ts';
import { isSRecord, START_LETTERS, TEXT_FORMATS } from './archive-worker/text-formats.ts';
import type { ImageFormat, ToldLength } from './reading/image-format.ts';

/** Formats of firmware that are text: they have their names, and never count as plain text. */
export const TEXT_IMAGES: readonly ImageFormat[] = TEXT_FORMATS.map(([name, isOne]) => ({
  name,
  fits: ({ head }) => isOne(textAt(head, 0, START_LETTERS)),
  lengthOf: ({ tail }) => lastRecord(tail, END_RECORDS[name]),
}));

type EndRecord = (line: string) => boolean;

/** Formats that end in a record which says so. The others end with their file, or may do so. */
const END_RECORDS: Readonly<Record<string, EndRecord>> = {
  // Some tools write an address in it.
  'Intel HEX': (line) => /^:00[\dA-F]{4}01[\dA-F]{2}$/i.test(line),
  // The number of records, or where to start; some tools leave one of them out.
  'Motorola S-record': (line) => /^S[5-9]/i.test(line) && isSRecord(line),
  'TI-TXT': (line) => /^q$/i.test(line),
  'MOS Technology HEX': (line) => /^;00[\dA-F]{8}$/i.test(line),
};

/** Whether the end record is there: tools write comments or filling behind it. */
function lastRecord(tail: Uint8Array, isEnd: EndRecord | undefined): ToldLength {
  if (isEnd === undefined) return undefined;
  // What is no letter of a record ends it: blanks, a DOS end of file, FF.
  const lines = new TextDecoder('latin1').decode(tail).split(/[\r\n]+/);
  return lines.some((line) => isEnd(line.replace(/[^\x21-\x7e]+$/, ''))) ? undefined : 'more';
}
