/** Formats of firmware that are text. They have names of their own, and never count as plain text. */

export type TextFormat = readonly [name: string, isOne: (start: string) => boolean];

export const TEXT_FORMATS: readonly TextFormat[] = [
  ['Intel HEX', isIntelHex],
  ['Motorola S-record', isSRecord],
  // Of Texas Instruments, for the MSP430: an address, then up to 16 bytes in each line.
  ['TI-TXT', (text) => /^@[\dA-F]{2,8}\r?\n(?:[\dA-F]{2} ?){1,16}\r?\n/i.test(text)],
  // IEEE 1364, $readmemh: an address, then words in hexadecimal.
  [
    'Verilog memory image',
    (text) =>
      /^(?:\/\/[^\n]*\n|\/\*[^]*?\*\/|\s)*@[\dA-F]{1,16}\s+(?:[\dA-FXZ_]+\s+){2}/i.test(text),
  ],
  // Length, type 3, 6 or 8, then the sum.
  [
    'Tektronix extended HEX',
    (text) => /^%[\dA-F]{2}[368][\dA-F]{2}[\w$%.]{2,250}\r?\n/i.test(text),
  ],
  ['MOS Technology HEX', (text) => /^(?:;[\dA-F]{10,}\r?\n){2}/i.test(text)],
];

/** Enough for two of the longest records. */
export const START_LETTERS = 1200;

/** @param start of a text, as long as there is or longer than is looked at */
export function isFirmwareText(start: string): boolean {
  return TEXT_FORMATS.some(([, isOne]) => isOne(start.slice(0, START_LETTERS)));
}

/** One record is enough when its sum is right; a file of a single record has no second one to look at. */
function isIntelHex(text: string): boolean {
  if (/^(?::[\dA-F]{10,}\r?\n){2}/i.test(text)) return true;
  const digits = /^\s*:((?:[\dA-F]{2}){5,260})\r?(?:\n|$)/i.exec(text)?.[1];
  return digits !== undefined && (sumOf(digits) & 0xff) === 0;
}

export function isSRecord(text: string): boolean {
  if (/^(?:S\d[\dA-F]{8,}\r?\n){2}/i.test(text)) return true;
  const digits = /^\s*S\d((?:[\dA-F]{2}){3,256})\r?(?:\n|$)/i.exec(text)?.[1];
  return digits !== undefined && (sumOf(digits) & 0xff) === 0xff;
}

function sumOf(digits: string): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 2)
    sum += Number.parseInt(digits.slice(at, at + 2), 16);
  return sum;
}
