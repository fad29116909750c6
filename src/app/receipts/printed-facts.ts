import { legibleText } from '../../contract/legible-text.ts';
import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';
import { isSimulated } from '../receipt/receipt-sheet.ts';
import type { LateWords } from '../locales/catalog.ts';
import type { Format } from '../locales/format.ts';

type PrintWords = Pick<LateWords, 'receipt' | 'history' | 'remarks'> & {
  readonly format: Format;
  readonly simulated: string;
};
type Printed = readonly [name: string, value: string];

/** The lines of a note stay lines. */
function legibleLines(text: string): string {
  return text.split('\n').map(legibleText).join('\n');
}

/** What is printed of a receipt: all of it, or what tells it from the others of a list. What is not known takes no line. */
export function printedFacts(
  saved: SavedReceipt,
  isWhole: boolean,
  { format, receipt: words, history, remarks: remarkWords, simulated }: PrintWords,
): readonly Printed[] {
  const { firmware, digests, attempts, image, imageVersion, remarks, receipt } = saved;
  const { madePackages = [], provenance, relayedBy } = receipt;
  const short: readonly Printed[] = [
    [remarkWords.name.label, remarks?.label ?? ''],
    // Paper has no banner.
    [
      words.result,
      [...(isSimulated(receipt) ? [simulated] : []), words[receipt.verdict.kind]].join(' · '),
    ],
    [words.size, format.exactBytes(firmware.size)],
    [words.finished, format.moment(receipt.finishedAt)],
    ['firmwareUrl', receipt.firmwareUrl],
    [words.target, provenance?.target?.label ?? ''],
    [words.uploadedBy, provenance?.uploadedBy ?? ''],
    [words.digestName.sha256, digests.sha256 ?? ''],
    ...madePackages.map(({ firmwareId, firmwareName, destVersion }): Printed => [
      words.packageMade,
      words.packageId(firmwareId, firmwareName, destVersion),
    ]),
    [remarkWords.name.note, remarks?.note ?? ''],
  ];
  const rest: readonly Printed[] = [
    [words.digestName.md5, digests.md5 ?? ''],
    [words.digestName.crc64, digests.crc64 ?? ''],
    [words.folder, firmware.folder],
    [words.image, [image ?? '', imageVersion ?? ''].join(' ').trim()],
    [history.attempts, format.count(attempts)],
    [words.ticketRequest, receipt.ticketRequestId],
    [words.storeRequest, receipt.storeRequestId ?? ''],
    [words.sentThrough, relayedBy ?? ''],
  ];
  return [...short, ...(isWhole ? rest : [])]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, legibleLines(value)]);
}
