export const enCompare = {
  button: 'Compare a file…',
  buttonName: (name: string) => `Compare a file with the receipt of ${name}`,
  reading: (file: string) => `Reading ${file}…`,
  stop: 'Stop',
  stopName: (file: string) => `Stop comparing ${file}`,
  same: (file: string, checksums: string) => `Yes, ${file} is that file. Equal: ${checksums}.`,
  sameAndMore: (file: string, checksums: string) =>
    `Yes, ${file} is that file. Equal: ${checksums}. The checksums that the receipt lacked were added.`,
  otherSize: (file: string, size: string, expected: string) =>
    `No, ${file} is another file: it has ${size}, the uploaded one had ${expected}.`,
  otherBytes: (file: string, checksum: string) =>
    `No, ${file} is another file: it is as large, but its bytes differ. Not equal: ${checksum}.`,
  unreadable: (file: string) =>
    `This cannot be told: ${file} could not be read to its end, or its checksums could not be computed.`,
  noChecksum: (file: string) =>
    `This cannot be told: ${file} is as large, but the receipt has no checksum to compare it with.`,
  missing:
    'Could not tell: a part of this page could not be loaded. Check the network, then compare again.',
  notOne:
    'Drop a single file on a receipt to compare it; folders and several files cannot be compared.',
};

export type CompareWords = typeof enCompare;
