export const enHistory = {
  title: 'Receipts',
  about: (limit: string) =>
    `Every finished upload leaves one in this browser, up to ${limit}. Drop a file on a receipt to ask whether it is that file.`,
  close: 'Close receipts',
  search: 'Search receipts',
  searchHint: 'Name, URL, checksum, id',
  one: '1 receipt',
  many: (count: string) => `${count} receipts`,
  found: (found: string, total: string) => `${found} of ${total} receipts`,
  loading: 'Reading the receipts…',
  empty:
    'No receipts yet. Each finished upload leaves one here; it stays when the list is cleared.',
  nothing: (text: string) => `No receipt has all of “${text}” in it.`,
  showAll: 'Show all receipts',
  unavailable:
    'This browser keeps no receipts: its storage is blocked, full or broken, as in some private windows. Uploads work all the same; copy their addresses from the list.',
  more: (count: string) => `Show ${count} more`,
  sentIn: (duration: string) => `uploaded in ${duration}`,
  foundLater: 'found in storage',
  remove: (name: string) => `Remove the receipt of ${name}`,
  removed: (name: string) => `Receipt of ${name} removed`,
  notRemoved: 'Nothing was removed: the browser’s storage did not allow it.',
  clear: 'Remove all…',
  clearQuestion: (receipts: string) =>
    `Remove ${receipts} from this browser? The stored files and their addresses stay as they are.`,
  clearYes: 'Remove all',
  clearNo: 'Keep',
  cleared: 'All receipts removed',
  hasPackage: 'Package created',
  dropHere: 'Drop to compare',
  details: 'Details',
  attempts: 'Attempts',
  duration: 'Transfer',
};

export type HistoryWords = typeof enHistory;
