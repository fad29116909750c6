import { enTrouble } from './en-trouble.ts';

/**
 * Every word of the page that is no failure. The other languages have this object's type, so a missing key or a wrong
 * placeholder does not compile. Values arrive formatted.
 */
export const en = {
  page: {
    title: 'OTA Drop: firmware upload',
    language: 'Language',
    simulated: 'Simulated',
    simulatedNote:
      'Nothing leaves this browser: the tickets and the storage are simulated, and the addresses lead nowhere.',
    settingsUnreadable:
      'The page settings (config.json) could not be read, so uploads may fail. Reload, or ask your administrator.',
  },
  cloud: {
    embedded: 'Local store',
    tuya: 'Tuya',
    alibaba: 'Alibaba Cloud',
    custom: 'Custom cloud',
    simulated: 'Simulated',
  },
  cloudNote: {
    embedded: 'Firmware is kept on the disk of the server that this page comes from',
    tuya: 'Firmware goes to the storage of the Tuya platform',
    alibaba: 'Firmware goes to the storage of Alibaba Cloud IoT Platform',
    custom: 'Firmware goes to the storage that the ticket server names',
    simulated: 'Nothing leaves this browser',
  },
  drop: {
    title: 'Drop firmware packages here',
    before: 'or',
    choose: 'choose files',
    after: (limit: string) => `, or paste\u00a0· up to ${limit} each`,
    inputLabel: 'Firmware files',
    suffix: 'File suffix',
    auto: 'auto',
    suffixHint: 'Applies to what you add next. “auto” reads it from the file name.',
    overlay: 'Drop to upload',
    overlaySuffix: (suffix: string) => `as .${suffix}`,
    reading: 'Reading the dropped folder… Wait until it is done before you drop more.',
    nothingInside: 'That folder has no files we can read. Drop the firmware files themselves.',
    unreadable:
      'What you dropped could not be read completely, so nothing was added. Drop the firmware files themselves.',
  },
  list: {
    title: 'Uploads',
    empty:
      'No uploads yet. Each file gets its own upload ticket, goes straight to storage, and comes back here as a firmwareUrl with checksums.',
    done: (done: string, total: string) => `${done} of ${total} done`,
    bytes: (sent: string, total: string) => `${sent} of ${total}`,
    left: (duration: string) => `${duration} left`,
    needYou: (count: number) => (count === 1 ? '1 needs your choice' : `${count} need your choice`),
    clear: 'Clear finished',
    crashedTitle: 'Something went wrong in this page',
    crashedAdvice:
      'Transfers go on in the background. Show the list again; if that does not help, reload. Reloading stops unfinished uploads.',
    showAgain: 'Show the list again',
    reload: 'Reload',
  },
  row: {
    suffixOf: (name: string) => `Suffix of ${name}`,
    attempt: (attempt: string) => `attempt ${attempt}`,
    ticketLife: (duration: string) => `ticket valid for ${duration}`,
    sentIn: (duration: string, time: string) => `uploaded in ${duration}, ${time}`,
    upload: 'Upload',
    uploadName: (name: string) => `Upload ${name}`,
    cancel: 'Cancel',
    cancelName: (name: string) => `Cancel upload of ${name}`,
    retry: 'Retry',
    retryName: (name: string) => `Retry upload of ${name}`,
    remove: 'Remove',
    removeName: (name: string) => `Remove ${name}`,
    chooseAgain: 'Choose file',
    chooseAgainName: (name: string) => `Choose another file instead of ${name}`,
    progressOf: (name: string) => `Progress of ${name}`,
  },
  status: {
    inspecting: 'Checking',
    rejected: 'Not uploaded',
    ready: 'Check suffix',
    queued: 'Waiting',
    ticketing: 'Getting a ticket',
    sending: 'Uploading',
    confirming: 'Confirming',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  steps: {
    label: 'Steps',
    checked: 'Checked',
    ticket: 'Ticket',
    send: 'Uploading to storage',
    verify: 'Verify',
    done: 'done',
  },
  note: {
    queued: 'Starts by itself when a slot is free.',
    awaitingStore: 'Everything is sent, waiting for storage to answer.',
    awaitingProof: 'Stored. Comparing the checksum…',
    cancelledNothing: 'Nothing was stored.',
    cancelledMaybe:
      'A partial or complete copy may have arrived in storage. It is not published: its address was never shown.',
  },
  doubt: {
    'unknown-ending': (ending: string, proposal: string) =>
      `“.${ending}” is none of the eight suffixes. “${proposal}” is proposed, as for a raw image; choose the one your devices expect.`,
    'tar-gz-alias': (ending: string, proposal: string) =>
      `“.${ending}” is short for “${proposal}”, which is proposed. Check that your devices expect it.`,
    'no-ending': (proposal: string) =>
      `The file name has no ending. “${proposal}” is proposed; choose the one your devices expect.`,
  },
  receipt: {
    copyUrl: 'Copy firmwareUrl',
    open: 'Open',
    openName: (name: string) => `Open the stored ${name} in a new tab`,
    simulatedUrl: 'Simulated: this address leads nowhere.',
    verified: 'Uploaded and verified',
    unverified: 'Uploaded, not verified',
    verifiedNote: 'The checksum that storage computed equals that of your file.',
    unverifiedNote: {
      'checksum-hidden':
        'Storage accepted the file, but this page may not read its checksum, so nothing proves the stored bytes. Compare them yourself before you publish; the bucket’s CORS rule can expose x-oss-hash-crc64ecma.',
      'digest-unavailable':
        'Storage accepted the file, but its checksum could not be computed in this browser, so nothing proves the stored bytes. Compare them yourself before you publish.',
    },
    digests: 'Checksums',
    digestName: { crc64: 'CRC-64', md5: 'MD5', sha256: 'SHA-256' },
    copyDigest: (digest: string, name: string) => `Copy ${digest} of ${name}`,
    computing: 'computing…',
    unavailable: 'not available in this browser',
    matches: 'matches the stored object',
    details: 'Details',
    size: 'Size',
    finished: 'Finished',
    ticketRequest: 'Ticket request id',
    storeRequest: 'Storage request id',
    notGiven: 'not given',
  },
  copy: {
    copy: 'Copy',
    copied: 'Copied',
    pressKeys: 'Press Ctrl+C',
    pressKeysNote: 'Could not copy by itself. The text is selected: press Ctrl+C (⌘C on a Mac).',
    details: 'Copy details',
    detailsName: (name: string) => `Copy failure details of ${name}`,
  },
  announce: {
    added: (name: string) => `${name} added`,
    'needs-suffix': (name: string) => `${name} needs a suffix before it can be uploaded`,
    sending: (name: string) => `Uploading ${name}`,
    quarter: (name: string, percent: string) => `${name}: ${percent} sent`,
    'all-sent': (name: string) => `${name}: everything is sent, waiting for storage`,
    verified: (name: string) => `${name} is uploaded and verified`,
    unverified: (name: string) => `${name} is uploaded, but not verified`,
    cancelled: (name: string) => `Upload of ${name} cancelled`,
    many: (changed: string, done: string, total: string) =>
      `${changed} uploads moved on; ${done} of ${total} done`,
  },
  trouble: enTrouble,
};

export type Messages = typeof en;
