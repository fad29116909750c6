import { legibleText } from '../../contract/legible-text.ts';
import { exactPath } from '../../upload/model/firmware-file.ts';
import { isDone, savedReceiptOf, type SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { Upload } from '../../upload/model/upload.ts';

/** One finished upload, as other programs and other people want to have it. */
export type ReceiptEntry = {
  /** Exactly, as the folder is. */
  readonly file: string;
  /** Where it lay in a dropped folder; empty for a file that came by itself. */
  readonly folder: string;
  /** Bytes. */
  readonly size: number;
  readonly fileSuffix: string;
  readonly firmwareUrl: string;
  readonly verdict: 'verified' | 'unverified';
  /** Lower-case hex, or empty when it could not be computed. */
  readonly md5: string;
  readonly sha256: string;
  /** Unsigned decimal, as storage tells it. */
  readonly crc64: string;
  /** The same as `0x` and 16 digits: spreadsheets take the decimal for a number, and round it. */
  readonly crc64Hex: string;
  readonly ticketRequestId: string;
  readonly storeRequestId: string;
  /** ISO 8601, UTC. */
  readonly finishedAt: string;
  /** Milliseconds from the first byte to the store's answer; 0 when it was found later. */
  readonly sendMs: number;
  readonly attempts: number;
  /** Of the OTA package that was made of it here: the platform's id, its name and version; empty if none was. */
  readonly firmwareId: string;
  readonly firmwareName: string;
  readonly destVersion: string;
};

export const SHEET_FORMATS = ['json', 'csv', 'md'] as const;
export type SheetFormat = (typeof SHEET_FORMATS)[number];

/** The finished ones of a list, in its order. */
export function receiptEntries(uploads: readonly Upload[]): readonly ReceiptEntry[] {
  return uploads.filter(isDone).map((upload) => receiptEntry(savedReceiptOf(upload)));
}

export function receiptEntry(kept: SavedReceipt): ReceiptEntry {
  const { firmware, suffix, digests, receipt, attempts } = kept;
  const { name, folder } = exactPath(firmware);
  return {
    file: name,
    folder,
    size: firmware.size,
    fileSuffix: suffix,
    firmwareUrl: receipt.firmwareUrl,
    verdict: receipt.verdict.kind,
    md5: digests.md5 ?? '',
    sha256: digests.sha256 ?? '',
    crc64: digests.crc64 ?? '',
    crc64Hex: hexOf(digests.crc64),
    ticketRequestId: receipt.ticketRequestId,
    storeRequestId: receipt.storeRequestId ?? '',
    finishedAt: new Date(receipt.finishedAt).toISOString(),
    sendMs: Math.round(receipt.sendMs),
    attempts,
    firmwareId: receipt.madePackage?.firmwareId ?? '',
    firmwareName: receipt.madePackage?.firmwareName ?? '',
    destVersion: receipt.madePackage?.destVersion ?? '',
  };
}

function hexOf(decimal: string | undefined): string {
  if (decimal === undefined || !/^\d+$/.test(decimal)) return '';
  return `0x${BigInt(decimal).toString(16).padStart(16, '0')}`;
}

export function writeSheet(entries: readonly ReceiptEntry[], format: SheetFormat): string {
  switch (format) {
    case 'json':
      return `${legibleJson(entries)}\n`;
    case 'csv':
      return table(entries, csvCell, (cells) => cells.join(','), '\r\n');
    case 'md':
      return table(entries, markdownCell, (cells) => `| ${cells.join(' | ')} |`, '\n');
  }
}

/** To be pasted into a chat or a spreadsheet: path, tab, address. */
export function writeNames(entries: readonly ReceiptEntry[]): string {
  return entries
    .map(({ folder, file, firmwareUrl }) => {
      const path = legibleText(folder === '' ? file : `${folder}/${file}`);
      // Nor may it be taken for a quoted cell.
      return `${noFormula(path).replace(/^"/, '\'"')}\t${firmwareUrl}`;
    })
    .join('\n');
}

/** As a file is to begin: without the mark, some spreadsheets take UTF-8 for the code page of the country. */
export const SHEET_MARKS: Readonly<Record<SheetFormat, string>> = {
  json: '',
  csv: '\ufeff',
  md: '',
};

export const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv;charset=utf-8',
  md: 'text/markdown;charset=utf-8',
};

const COLUMNS = [
  'file',
  'folder',
  'size',
  'fileSuffix',
  'firmwareUrl',
  'verdict',
  'md5',
  'sha256',
  'crc64',
  'crc64Hex',
  'ticketRequestId',
  'storeRequestId',
  'finishedAt',
  'sendMs',
  'attempts',
  'firmwareId',
  'firmwareName',
  'destVersion',
] as const satisfies readonly (keyof ReceiptEntry)[];

function table(
  entries: readonly ReceiptEntry[],
  cell: (value: string | number) => string,
  line: (cells: readonly string[]) => string,
  newLine: string,
): string {
  const head = [line(COLUMNS)];
  // What makes a table of it in Markdown is a line of text in CSV.
  if (newLine === '\n') head.push(line(COLUMNS.map(() => '---')));
  const rows = entries.map((entry) => line(COLUMNS.map((column) => cell(entry[column]))));
  return [...head, ...rows, ''].join(newLine);
}

/** The exact values for programs; what cannot be seen stands there as an escape of JSON's own. */
function legibleJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(/[^\n\x20-\x7e]/gu, (character) =>
    legibleText(character) === character ? character : jsonEscapes(character),
  );
}

function jsonEscapes(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => String.raw`\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** Full-width and small signs count, too, and so does what stands behind blanks and quotes: spreadsheets are lenient. */
const FORMULA = /^[\s"']*[=+\-@＝＋－＠﹦﹢﹣﹫]/u;

/** A legible name must not become a formula in somebody's spreadsheet. One mark in front of it, and it is text. */
function noFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** RFC 4180, legible, on one line, harmless even where cells are parted by `;` or tabs. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = noFormula(legibleText(value));
  return /[",;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Nothing in a cell ends it, or becomes markup. */
function markdownCell(value: string | number): string {
  return legibleText(String(value)).replace(/[\\`*_[\]<>|#~&]/g, String.raw`\$&`);
}
