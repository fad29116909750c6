import { legibleText } from '../../contract/legible-text.ts';
import { proofOf } from '../../upload/model/receipt.ts';
import { exactPath } from '../../upload/model/firmware-file.ts';
import { isDone, savedReceiptOf, type SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import type { Upload } from '../../upload/model/upload.ts';

type Cell = string | number;

/** What other programs and other people want to know of a finished upload; empty where it is not known. */
const COLUMNS: Readonly<Record<string, (saved: SavedReceipt) => Cell>> = {
  /** Exactly, as the folder is: where it lay in a dropped one, empty for a file that came by itself. */
  file: ({ firmware }) => exactPath(firmware).name,
  folder: ({ firmware }) => exactPath(firmware).folder,
  /** Bytes. */
  size: ({ firmware }) => firmware.size,
  fileSuffix: ({ suffix }) => suffix,
  firmwareUrl: ({ receipt }) => receipt.firmwareUrl,
  verdict: ({ receipt }) => receipt.verdict.kind,
  /** crc64, sha256, md5 or crc64nvme; empty when nothing proves it. */
  verifiedBy: ({ receipt }) => proofOf(receipt.verdict) ?? '',
  /** `yes` where nothing was uploaded, as in the demo. */
  simulated: ({ receipt }) => (isSimulated(receipt) ? 'yes' : ''),
  /** Lower-case hex. */
  md5: ({ digests }) => digests.md5 ?? '',
  sha256: ({ digests }) => digests.sha256 ?? '',
  /** Unsigned decimal, as storage gives it. */
  crc64: ({ digests }) => digests.crc64 ?? '',
  /** The same as `0x` and 16 digits: spreadsheets take the decimal for a number, and round it. */
  crc64Hex: ({ digests }) => hexOf(digests.crc64),
  ticketRequestId: ({ receipt }) => receipt.ticketRequestId,
  storeRequestId: ({ receipt }) => receipt.storeRequestId ?? '',
  /** ISO 8601, UTC. */
  finishedAt: ({ receipt }) => new Date(receipt.finishedAt).toISOString(),
  /** Milliseconds from the first byte to the store's answer; 0 when it was found later. */
  sendMs: ({ receipt }) => Math.round(receipt.sendMs),
  attempts: ({ attempts }) => attempts,
  /** As the server said; empty without sign-in, and where there is one target. */
  uploadedBy: ({ receipt }) => receipt.provenance?.uploadedBy ?? '',
  target: ({ receipt }) => receipt.provenance?.target?.id ?? '',
  targetLabel: ({ receipt }) => receipt.provenance?.target?.label ?? '',
  /** Origin of the server that handed the file on; empty where it went straight to the store. */
  relayedBy: ({ receipt }) => receipt.relayedBy ?? '',
  /** Of the latest OTA package that was made of it here: the platform's id, its name and version. */
  firmwareId: ({ receipt }) => receipt.madePackages?.at(-1)?.firmwareId ?? '',
  firmwareName: ({ receipt }) => receipt.madePackages?.at(-1)?.firmwareName ?? '',
  destVersion: ({ receipt }) => receipt.madePackages?.at(-1)?.destVersion ?? '',
  /** Ids of those before it, with a blank between two. */
  earlierFirmwareIds: ({ receipt }) =>
    (receipt.madePackages ?? [])
      .slice(0, -1)
      .map(({ firmwareId }) => firmwareId)
      .join(' '),
  /** What the image says of itself. */
  imageVersion: ({ imageVersion }) => imageVersion ?? '',
  /** What the user wrote on it. */
  label: ({ remarks }) => remarks?.label ?? '',
  note: ({ remarks }) => remarks?.note ?? '',
};

/** RFC 2606 keeps `.invalid` free for good: nothing was uploaded to such an address. */
export function isSimulated({ firmwareUrl }: SavedReceipt['receipt']): boolean {
  return URL.canParse(firmwareUrl) && new URL(firmwareUrl).hostname.endsWith('.invalid');
}

function hexOf(decimal: string | undefined): string {
  if (decimal === undefined || !/^\d+$/.test(decimal)) return '';
  return `0x${BigInt(decimal).toString(16).padStart(16, '0')}`;
}

/** The finished ones of a list, in its order. */
export function receiptsOf(uploads: readonly Upload[]): readonly SavedReceipt[] {
  return uploads.filter(isDone).map(savedReceiptOf);
}

/** As it is to be saved: `mark` is what the file begins with. */
export const SHEETS = {
  json: { type: 'application/json', mark: '', write: writeJson },
  // Without the mark, some spreadsheets take UTF-8 for the code page of the country.
  csv: { type: 'text/csv;charset=utf-8', mark: '\ufeff', write: writeCsv },
  md: { type: 'text/markdown;charset=utf-8', mark: '', write: writeMarkdown },
  txt: { type: 'text/plain;charset=utf-8', mark: '', write: writeText },
} as const;
export type SheetFormat = keyof typeof SHEETS;
export const SHEET_FORMATS: readonly SheetFormat[] = ['json', 'csv', 'md', 'txt'];

function writeJson(receipts: readonly SavedReceipt[]): string {
  const entries = receipts.map((saved) =>
    Object.fromEntries(Object.entries(COLUMNS).map(([name, cell]) => [name, cell(saved)])),
  );
  return `${legibleJson(entries)}\n`;
}

/** RFC 4180. */
function writeCsv(receipts: readonly SavedReceipt[]): string {
  const lines = [Object.keys(COLUMNS), ...rowsOf(receipts, csvCell)];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function writeMarkdown(receipts: readonly SavedReceipt[]): string {
  const head = Object.keys(COLUMNS);
  const lines = [head, head.map(() => '---'), ...rowsOf(receipts, markdownCell)];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** To be read, or pasted into a mail: what is known, a line each, and an empty line between two receipts. */
function writeText(receipts: readonly SavedReceipt[]): string {
  return receipts
    .map((saved) =>
      Object.entries(COLUMNS)
        .map(([name, cell]) => [name, legibleText(String(cell(saved)))] as const)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    )
    .join('\n');
}

function rowsOf(
  receipts: readonly SavedReceipt[],
  write: (cell: Cell) => string,
): readonly (readonly string[])[] {
  return receipts.map((saved) => Object.values(COLUMNS).map((cell) => write(cell(saved))));
}

/** To be pasted into a chat or a spreadsheet: path, tab, address. */
export function writeNames(receipts: readonly SavedReceipt[]): string {
  return receipts
    .map(({ firmware, receipt }) => {
      const { name, folder } = exactPath(firmware);
      const path = legibleText(folder === '' ? name : `${folder}/${name}`);
      // Nor may it be taken for a quoted cell.
      return `${noFormula(path).replace(/^"/, '\'"')}\t${receipt.firmwareUrl}`;
    })
    .join('\n');
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

/** A legible name must not become a formula in a spreadsheet. One mark in front of it, and it is text. */
function noFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Legible, on one line, harmless even where cells are parted by `;` or tabs. */
function csvCell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const harmless = noFormula(legibleText(value));
  return /[",;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Nothing in a cell ends it, or becomes markup. */
function markdownCell(value: Cell): string {
  return legibleText(String(value)).replace(/[\\`*_[\]<>|#~&]/g, String.raw`\$&`);
}
