import type { SavedReceipt } from './saved-receipt.ts';

/**
 * Those in which every word of the text occurs somewhere: in name, label, note, version, checksums, request ids, who uploaded it and
 * to which target, the packages made of it, or the end of the address; in all of the address if the word looks like one, since every
 * address has the same beginning. No text finds all.
 */
export function searchReceipts(
  receipts: readonly SavedReceipt[],
  text: string,
): readonly SavedReceipt[] {
  const words = comparable(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return receipts;
  return receipts.filter((receipt) => {
    const said = comparable(wordsOf(receipt).join('\n'));
    const address = comparable(receipt.receipt.firmwareUrl);
    return words.every(
      (word) => said.includes(word) || (IN_ADDRESS.test(word) && address.includes(word)),
    );
  });
}

/** A path, or the beginning of an address. */
const IN_ADDRESS = /[/:]/;

function wordsOf(kept: SavedReceipt): readonly string[] {
  const { firmware, suffix, digests, image, imageVersion, remarks, receipt } = kept;
  const { firmwareUrl, ticketRequestId, storeRequestId, provenance, madePackages = [] } = receipt;
  return [
    firmware.folder,
    firmware.name,
    firmware.exact?.name,
    suffix,
    firmwareUrl.slice(firmwareUrl.lastIndexOf('/') + 1),
    digests.md5,
    digests.sha256,
    digests.crc64,
    ticketRequestId,
    storeRequestId,
    image,
    imageVersion,
    remarks?.label,
    remarks?.note,
    provenance?.uploadedBy,
    provenance?.target?.id,
    provenance?.target?.label,
    ...madePackages.flatMap(({ firmwareId, firmwareName, destVersion }) => [
      firmwareId,
      firmwareName,
      destVersion,
    ]),
  ].filter((each) => each !== undefined);
}

/** Full-width letters, composed accents and capitals make no difference. */
function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
