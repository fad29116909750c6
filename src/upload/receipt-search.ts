import type { KeptReceipt } from './kept-receipt.ts';

/** Those in which every word of the text occurs somewhere: in name, address, checksums, request ids, the package made of it. No text finds all. */
export function searchReceipts(
  receipts: readonly KeptReceipt[],
  text: string,
): readonly KeptReceipt[] {
  const words = comparable(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return receipts;
  return receipts.filter((receipt) => {
    const said = comparable(wordsOf(receipt).join('\n'));
    return words.every((word) => said.includes(word));
  });
}

function wordsOf(kept: KeptReceipt): readonly string[] {
  const { firmware, suffix, digests, image, receipt } = kept;
  const { firmwareUrl, ticketRequestId, storeRequestId, madePackage } = receipt;
  return [
    firmware.folder,
    firmware.name,
    suffix,
    firmwareUrl,
    digests.md5,
    digests.sha256,
    digests.crc64,
    ticketRequestId,
    storeRequestId,
    image,
    madePackage?.firmwareId,
    madePackage?.firmwareName,
    madePackage?.destVersion,
  ].filter((each) => each !== undefined);
}

/** Full-width letters, composed accents and capitals make no difference. */
function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
