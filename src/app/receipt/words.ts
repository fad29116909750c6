import { kept } from '../locales/kept.ts';

export const enReceipt = {
  copyUrl: 'Copy firmwareUrl',
  open: 'Open',
  openName: (name: string) => `Open the stored ${name} in a new tab`,
  simulatedUrl: 'Simulated: this address leads nowhere.',
  verified: 'Uploaded and verified',
  unverified: 'Uploaded, not verified',
  verifiedNote: 'The checksum that storage computed equals that of your file.',
  unverifiedNote: {
    'checksum-hidden': `Storage accepted the file, but this page may not read its checksum, so nothing proves the stored bytes. Compare them yourself before you publish; the bucket’s CORS rule can expose ${kept('x-oss-hash-crc64ecma')}.`,
    'digest-unavailable':
      'Storage accepted the file, but its checksum could not be computed in this browser, so nothing proves the stored bytes. Compare them yourself before you publish.',
    'page-closed':
      'Storage has the file, but the page was closed before its checksum was known, so nothing proves the stored bytes. Compare them yourself before you publish, or upload the file again.',
    'object-not-seen':
      'Storage accepted the file, but when it was asked ten seconds later it did not show the object under this address. Open the address before you publish; if it stays empty, upload the file again.',
  },
  digests: 'Checksums',
  digestName: { crc64: 'CRC-64', md5: 'MD5', sha256: 'SHA-256' },
  copyDigest: (digest: string, name: string) => `Copy ${digest} of ${name}`,
  computing: 'computing…',
  unavailable: 'not available in this browser',
  missed: 'not known: the page was closed too early',
  missedNote:
    'The page was closed before every checksum was known. Choose the file with “Compare a file…”: if it is the one that was uploaded, they are added.',
  matches: 'matches the stored object',
  packageMade: 'OTA package',
  packageId: (id: string, name: string, version: string) => `${id} (${name}, version ${version})`,
  details: 'Details',
  checksumsAndDetails: 'Checksums and details',
  size: 'Size',
  finished: 'Finished',
  ticketRequest: 'Ticket request id',
  storeRequest: 'Storage request id',
  notGiven: 'not given',
};

export type ReceiptWords = typeof enReceipt;

export const enSheet = {
  copyAll: 'Copy all URLs',
  copyAllLabel: (count: number) => `Copy all URLs: ${count} addresses, one a line`,
  copyNames: 'Copy names and URLs',
  copyNamesLabel: (count: number) =>
    `Copy names and URLs: ${count} lines, with a tab between name and address`,
  save: 'Save receipts',
  saveAs: (format: string) => `Save the receipts as ${format}`,
  format: { json: 'JSON', csv: 'CSV', md: 'Markdown' },
};
