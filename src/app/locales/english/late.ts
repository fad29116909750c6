import { enFailures } from './failures.ts';
import { kept } from '../text/kept.ts';

/** The English of the parts that come late, by part. */
export const late = {
  worker: {
    note: (script: string) =>
      `A service worker of another program stands between this page and the network (${script}), so uploads may show no progress. They go on and are not given up.`,
    /** Between two sentences. */
    gap: ' ',
    reload:
      'Reload to get rid of it. If this note comes back, open the page under another port, or clear this site’s data in the browser.',
    later:
      'Reload when your upload is done. If this note comes back, open the page under another port, or clear this site’s data in the browser.',
  },
  list: {
    list: {
      title: 'Uploads',
      done: (done: string, total: string) => `${done} of ${total} done`,
      bytes: (sent: string, total: string) => `${sent} of ${total}`,
      left: (duration: string) => `${duration} left`,
      needYou: (count: number) => (count === 1 ? '1 needs you' : `${count} need you`),
      failed: (count: number) => (count === 1 ? '1 failed' : `${count} failed`),
      notUploaded: (count: string) => `${count} not uploaded`,
      clear: 'Clear finished',
      cleared: 'Finished uploads are off the list. Their receipts are kept.',
      progress: 'Progress of all uploads',
      pause: 'Pause',
      resume: 'Resume',
      paused: 'Paused: nothing new starts. What is being sent is finished first.',
      resumed: 'The uploads go on.',
      cancelAll: 'Cancel all',
      cancelQuestion:
        'Cancel all that waits or is being sent? It can be started again, from its beginning.',
      cancelYes: 'Cancel them',
      cancelNo: 'Go on uploading',
      cancelled: (count: number) =>
        count === 1 ? '1 upload cancelled' : `${count} uploads cancelled`,
      tellMe: 'Tell me when done',
      willTell: 'You will get a message when all uploads are over and this tab is hidden.',
      willNotTell: 'No message, then. The tab’s title says how far it is.',
    },
    groups: {
      label: 'Show',
      all: 'All',
      none: 'There are none.',
      of: {
        'needs-you': 'Needs you',
        'under-way': 'Under way',
        'not-uploaded': 'Not uploaded',
        uploaded: 'Uploaded',
      },
    },
    many: {
      remove: 'Remove them',
      away: {
        network: 'You’re offline. Uploads go on by themselves when the network is back.',
        server:
          'Can’t reach the upload server. Uploads go on by themselves when it answers again; no attempt is used up until then.',
        'sign-in':
          'Your sign-in has ended. Sign in again in a new tab; uploads then go on by themselves, and no attempt is used up until then.',
        platform:
          'The upload server can’t reach the cloud. Uploads go on by themselves when it can again; no attempt is used up until then.',
        store:
          'Can’t reach the storage server. Uploads go on by themselves when it answers again; no attempt is used up until then.',
      },
      tryAll: 'Try now',
      rejected: (count: string, reasons: string) =>
        `${count} files are not uploaded: ${reasons}. Nothing of them was sent.`,
      reason: {
        empty: (count: string) => `${count} empty`,
        'too-large': (count: string) => `${count} too large`,
        unreadable: (count: string) => `${count} unreadable`,
        gone: (count: string) => `${count} gone`,
      },
      comma: ', ',
      proposed: (count: string) => `${count} files wait because their suffix is in doubt:`,
      proposal: (name: string, suffix: string) => `${name} as “${suffix}”`,
      more: (count: string) => `and ${count} more`,
      documents: (count: string) =>
        `${count} files are texts or pictures by their names, hardly firmware.`,
      known: (count: string) =>
        `${count} files were uploaded before, byte for byte. Their addresses are below, and in the receipts.`,
      uploadKnown: 'Upload them again',
      uploadAll: 'Upload all as proposed',
      failed: (count: string) => `${count} uploads failed and can be tried again.`,
      retryAll: 'Retry all',
      interrupted: (count: string) =>
        `${count} uploads of the last visit need their files again. Choose or drop all of them at once.`,
      cancelled: (count: string) => `${count} uploads were cancelled.`,
      restartAll: 'Upload them after all',
      chooseAll: 'Choose files',
    },
    row: {
      suffixOf: (name: string) => `Suffix of ${name}`,
      attempt: (attempt: string) => `attempt ${attempt}`,
      sentIn: (duration: string, time: string) => `uploaded in ${duration}, ${time}`,
      foundAt: (time: string) => `found in storage, ${time}`,
      contents: 'Contents',
      contentsOf: (name: string) => `Contents of ${name}`,
      upload: 'Upload',
      uploadName: (name: string) => `Upload ${name}`,
      cancel: 'Cancel',
      cancelName: (name: string) => `Cancel upload of ${name}`,
      retry: 'Retry',
      retryName: (name: string) => `Retry upload of ${name}`,
      uploadAgain: 'Upload again',
      uploadAgainName: (name: string) => `Upload again: ${name}`,
      uploadAnyway: 'Upload it anyway',
      uploadAnywayName: (name: string) => `Upload it anyway: ${name}`,
      remove: 'Remove',
      removeName: (name: string) => `Remove ${name}`,
      chooseAgain: 'Choose file',
      chooseAgainName: (name: string) => `Choose file instead of ${name}`,
      chooseSame: 'Choose the file again',
      chooseSameName: (name: string) => `Choose the file again: ${name}`,
      progressOf: (name: string) => `Progress of ${name}`,
      copyDetails: 'Copy details',
      copyDetailsName: (name: string) => `Copy details of the failure of ${name}`,
    },
    status: {
      inspecting: 'Checking',
      rejected: 'Not uploaded',
      ready: 'Check suffix',
      odd: 'Check file',
      'uploaded-before': 'Uploaded before',
      queued: 'Waiting',
      ticketing: 'Getting a ticket',
      sending: 'Uploading',
      confirming: 'Confirming',
      waiting: 'Trying again',
      away: {
        network: 'Offline',
        server: 'Waiting for the server',
        'sign-in': 'Waiting for your sign-in',
        platform: 'Waiting for the cloud',
        store: 'Waiting for storage',
      },
      failed: 'Failed',
      cancelled: 'Cancelled',
      interrupted: 'Interrupted',
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
      paused: 'Starts when the list is resumed.',
      awaiting: {
        store: 'Everything is sent, waiting for storage to answer.',
        proof: 'Stored. Comparing the checksum…',
        object: 'Not sure the upload finished: checking with storage…',
      },
      /** Behind the line above it, once it takes long. */
      since: (duration: string) => `${duration} so far.`,
      cancelledNothing: 'Nothing was stored.',
      cancelledMaybe:
        'A partial or complete copy may have arrived in storage. It is not published: its address was never shown.',
    },
    wait: {
      again: (duration: string) => `Trying again in ${duration}`,
      now: 'Trying again now',
      attempt: (next: string) => `(attempt ${next})`,
      attemptOf: (next: string, of: string) => `(attempt ${next} of ${of})`,
      back: {
        network: 'It starts by itself when the network is back.',
        server: 'It starts by itself when the upload server answers again.',
        'sign-in': 'It starts by itself when you have signed in again.',
        platform: 'It starts by itself when the upload server can reach the cloud again.',
        store: 'It starts by itself when storage answers again.',
      },
      signIn: 'Sign in',
      signInName: (name: string) => `Sign in, in a new tab, to upload ${name}`,
      tryNow: 'Try now',
      tryNowName: (name: string) => `Try now to upload ${name}`,
      stop: 'Stop trying',
      stopName: (name: string) => `Stop trying to upload ${name}`,
    },
    stall: {
      title: {
        quiet: (percent: string) => `Upload is stuck at ${percent}`,
        offline: (percent: string) => `You’re offline, the upload stands at ${percent}`,
        slept: (percent: string) => `Your computer slept, the upload stands at ${percent}`,
        unseen: () => 'The progress of this upload cannot be seen',
      },
      next: {
        quiet:
          'It may recover. If nothing moves, it restarts from the beginning with a new ticket.',
        offline: 'Nothing is cancelled: it may go on when the network is back.',
        slept: 'If nothing moves soon, it restarts from the beginning with a new ticket.',
        unseen:
          'A service worker of another program keeps it from this page. The upload goes on for as long as it takes.',
      },
      patient: 'It is left alone for as long as it takes.',
      quiet: (duration: string) => `Waiting for the network… ${duration}`,
      unseen: (duration: string) => `Uploading without progress to show… ${duration}`,
      checking: 'Checking the upload…',
      keep: 'Keep waiting',
      keepName: (name: string) => `Keep waiting for ${name}`,
      restart: 'Restart now',
      restartName: (name: string) => `Restart now: ${name}`,
    },
    interrupted: {
      title: 'The last upload was interrupted',
      failedTitle: 'It failed on the last visit',
      failed: 'To try again, choose the file again.',
      notBegunTitle: 'It was not sent yet',
      notBegun: 'The page went away before its turn had come.',
      notDecided: 'It was waiting for you when the page went away.',
      chooseAgain: 'Choose the file again.',
      sent: (percent: string) => `The page went away when ${percent} had been sent.`,
      allSent: 'Everything had been sent, but the page went away before storage confirmed it.',
      advice: 'This storage cannot resume, so it starts over: choose the file again.',
      arrived: {
        nothing: 'Nothing was stored.',
        maybe:
          'A complete copy may be in storage. Its address is not shown; a cloud platform sweeps what is not used.',
      },
    },
    doubt: {
      'unknown-ending': (ending: string, proposal: string) =>
        `“.${ending}” is none of the eight suffixes. “${proposal}” is proposed, as for a raw image; choose the one your devices expect.`,
      'tar-gz-alias': (ending: string, proposal: string) =>
        `“.${ending}” is short for “${proposal}”, which is proposed. Check that your devices expect it.`,
      'no-ending': (proposal: string) =>
        `The file name has no ending. “${proposal}” is proposed; choose the one your devices expect.`,
      packed: (named: string, packing: string, proposal: string) =>
        `The name says “${named}”, but the bytes are ${packing}. “${proposal}” is proposed.`,
      'packed-unnamed': (packing: string, proposal: string) =>
        `The name has none of the eight suffixes, and the bytes are ${packing}. “${proposal}” is proposed.`,
      sysupgrade: `This is an OpenWrt sysupgrade image: a tar archive that is named “${kept('bin')}”. “${kept('bin')}” is proposed, since devices know it by that; choose “${kept('tar')}” if yours expect it.`,
      'not-packed': (named: string) =>
        `The name says “${named}”, but the bytes do not begin like that. Check that this is the right file; “${kept('bin')}” is proposed.`,
      'chosen-otherwise': (named: string, packing: string, proposal: string) =>
        `You chose “${named}”, but the bytes are ${packing}. “${proposal}” is proposed.`,
      'chosen-not-packed': (named: string) =>
        `You chose “${named}”, but the bytes do not begin like that. “${kept('bin')}” is proposed.`,
      packing: {
        gz: 'gzip data',
        tar: 'a tar archive',
        'tar.gz': 'a tar archive in gzip',
        zip: 'a zip archive',
        apk: 'an Android application',
      },
      nothingUploaded: 'Nothing was uploaded yet.',
      'cut-image': (image: string, size: string, needed: string) =>
        `This file is incomplete: ${size} of the ${needed} bytes that its ${image} header says. The download or the build was probably cut short. Check the file, or upload it anyway.`,
      'cut-image-end': (image: string) =>
        `This file is incomplete: the end of the ${image} data is missing. The download or the build was probably cut short. Check the file, or upload it anyway.`,
      odd: {
        'esp-flash':
          'This is a whole flash of an ESP chip, with its boot loader and partition table. Devices take the application alone by OTA: choose that image, or upload this one anyway.',
        'web-page':
          'This is a web page or an error message that was saved in place of the file. Check the download, or upload it anyway.',
        json: 'This is JSON text, perhaps an error message that was saved in place of the file. Check the download, or upload it anyway.',
        xml: 'This is XML text, perhaps an error message that was saved in place of the file. Check the download, or upload it anyway.',
        'lfs-pointer': `This is a Git LFS pointer: the firmware itself was not fetched. Run “${kept('git lfs pull')}” and choose the file again, or upload it anyway.`,
        'server-message':
          'This is an error message of a web server that was saved in place of the file. Check the download, or upload it anyway.',
        base64:
          'This is base64 text: the firmware is still encoded. Decode it and choose the result, or upload it anyway.',
        pem: 'This is a certificate or a key in PEM text, not firmware. Make sure that it may leave this computer before you upload it anyway.',
        link: 'This is a symbolic link that was stored as text: it holds only the path of another file. Choose that file, or upload this one anyway.',
        script: 'This is a script, not firmware. Check the file, or upload it anyway.',
        text: 'This file is plain text from beginning to end, hardly firmware. Check the file, or upload it anyway.',
        'packed-text':
          'Unpacked, this gzip file is nothing but text: a web page, an error message or another document in place of the firmware. Check the download, or upload it anyway.',
        'packed-blank':
          'Unpacked, this gzip file holds nothing but 00 or FF. Check the build, or upload it anyway.',
        'packed-empty':
          'This compressed file has nothing in it: unpacked, it is 0 bytes long. Check the build, or upload it anyway.',
        'empty-archive':
          'This is an archive with nothing in it. Check the build, or upload it anyway.',
        document:
          'By its name this is a text or a picture, hardly firmware. Remove it, or upload it anyway.',
        pdf: 'This is a PDF document, hardly firmware. Check the file, or upload it anyway.',
        blank:
          'This file is blank: it holds nothing but 00 or FF from beginning to end. Check the build, or upload it anyway.',
        recording:
          'This is a camera’s recording, hardly firmware. Check the file, or upload it anyway.',
        'cut-zip':
          'This zip archive is not whole: its end, or a piece in between, is missing. The download or the build was probably cut short. Check the file, or upload it anyway.',
        'cut-tar':
          'This tar archive ends in the middle of an entry. The download or the build was probably cut short. Check the file, or upload it anyway.',
        'cut-gzip':
          'This gzip file is not whole: its end is missing. The download or the build was probably cut short. Check the file, or upload it anyway.',
        'zip-part':
          'This is one part of a split zip archive, of no use without the others. Join the parts into one zip file first, or upload it anyway.',
      },
      'uploaded-before': (when: string, suffix: string) =>
        `The same bytes were uploaded as “${suffix}” and verified, ${when}. Use that address and remove this file, or upload it again.`,
      uploadAs: (suffix: string) => `Upload as “${suffix}”`,
      uploadAsName: (suffix: string, name: string) => `Upload as “${suffix}”: ${name}`,
    },
    announce: {
      added: (name: string) => `${name} added`,
      'needs-you': (name: string) => `${name} waits for you: check it, then upload it`,
      sending: (name: string) => `Uploading ${name}`,
      again: (name: string, attempt: string) => `Uploading ${name} again, attempt ${attempt}`,
      waiting: (name: string, title: string, next: string) => `${name}: ${title}. ${next}`,
      stalled: (name: string, title: string) => `${name}: ${title}`,
      moving: (name: string) => `${name} is moving again`,
      quarter: (name: string, percent: string) => `${name}: ${percent} sent`,
      'all-sent': (name: string) => `${name}: everything is sent, waiting for storage`,
      unsure: (name: string) => `${name}: not sure the upload finished, checking with storage`,
      verified: (name: string) => `${name} is uploaded and verified`,
      unverified: (name: string) => `${name} is uploaded, but not verified`,
      cancelled: (name: string) => `Upload of ${name} cancelled`,
      interrupted: (name: string) => `${name}, of the last visit, needs its file again`,
      tally: (done: string, total: string) => `${done} of ${total} uploads done`,
      many: (changed: string, done: string, total: string) =>
        `${changed} uploads moved on; ${done} of ${total} done`,
    },
    failures: enFailures,
  },
  receipt: {
    copyUrl: 'Copy firmwareUrl',
    open: 'Open',
    openName: (name: string) => `Open the stored ${name} in a new tab`,
    simulatedUrl: 'Simulated: this address leads nowhere.',
    verified: 'Uploaded and verified',
    unverified: 'Uploaded, not verified',
    verifiedNote: 'The checksum that storage computed equals that of your file.',
    verifiedBy: {
      sha256: 'Verified by SHA-256: the one that storage computed equals that of your file.',
      md5: 'Verified by MD5: the ETag that storage gave the object equals the MD5 of your file.',
      crc64nvme:
        'Verified by CRC-64/NVME: the checksum that storage computed equals that of your file.',
    },
    unverifiedNote: {
      'etag-unclear':
        'Storage accepted the file and gave it an ETag that isn’t its MD5. Storage that encrypts with its own keys does that, so it proves neither that the bytes are the same nor that they differ. Compare them yourself before you publish.',
      'checksum-hidden': `Storage accepted the file, but this page may not read its checksum, so nothing proves the stored bytes. Compare them yourself before you publish; the bucket’s CORS rule can expose ${kept('x-oss-hash-crc64ecma')} (OSS) or ${kept('ETag')} (S3).`,
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
  },
  sheet: {
    copyAll: 'Copy all URLs',
    copyAllLabel: (count: number) => `Copy all URLs: ${count} addresses, one a line`,
    copyNames: 'Copy names and URLs',
    copyNamesLabel: (count: number) =>
      `Copy names and URLs: ${count} lines, with a tab between name and address`,
    save: 'Save receipts',
    saveAs: (format: string) => `Save the receipts as ${format}`,
    format: { json: 'JSON', csv: 'CSV', md: 'Markdown' },
  },
  copy: {
    copy: 'Copy',
    copied: 'Copied',
    pressKeys: 'Press Ctrl+C',
    pressKeysNote: 'Could not copy by itself. The text is selected: press Ctrl+C (⌘C on a Mac).',
  },
  compare: {
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
  },
  history: {
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
  },
  peek: {
    looking: 'Looking into the archive…',
    unreadable:
      'The archive cannot be read any more. The file may have been moved or changed; choose it again.',
    nothing: 'There is no list to show.',
    empty: 'The archive is empty.',
    entries: (count: string) => `Entries: ${count}`,
    entriesAtLeast: (count: string) => `Entries: ${count} or more`,
    unpacked: (size: string) => `Unpacked: ${size}`,
    unpackedModulo: (size: string) => `Unpacked: ${size}, or that and a multiple of 4 GiB`,
    unpackedUnknown: 'Unpacked: unknown',
    originalName: 'Original name:',
    modified: (moment: string) => `Packed file made on ${moment}`,
    manifest: {
      there: 'AndroidManifest.xml: present',
      missing: 'AndroidManifest.xml: missing',
      unknown: 'AndroidManifest.xml: not among the entries that were looked at',
    },
    endMissing: 'The end is missing.',
    endElsewhere: 'One part of a split archive; what is in it stands in the other parts.',
    damage: 'Behind the last entry shown the archive cannot be read.',
    beginning: (count: string) => `Only the first ${count} were looked at.`,
    list: (name: string) => `Entries of ${name}`,
    filter: 'Filter',
    filterName: (name: string) => `Filter the entries of ${name}`,
    matching: (count: string) => `Matching: ${count}`,
    noMatch: 'No entry matches.',
    more: (count: string) => `and ${count} more`,
    moreUncounted: 'and more',
    kind: {
      file: '',
      'encrypted-file': 'encrypted',
      folder: 'folder',
      link: 'link',
      other: 'special',
    },
  },
  next: {
    create: 'Create OTA package…',
    createName: (name: string) => `Create OTA package of ${name}`,
    sweptIn: (duration: string) =>
      `The platform deletes this file in ${duration} unless a package is created of it.`,
    sweptWithinMinute:
      'The platform deletes this file in less than a minute unless a package is created of it.',
    swept:
      'The hour for this file is over, and the platform may have deleted it. If no package can be created of it, upload it again.',
    made: 'Package created',
    madeOf: (name: string) => `Package created of ${name}`,
    madeFacts: (name: string, version: string) => `${name}, version ${version}`,
    id: 'Id',
    copyId: 'Copy id',
    copyIdName: (name: string) => `Copy id of the package made of ${name}`,
  },
  createPackage: {
    title: 'Create OTA package',
    close: (name: string) => `Close, without a package of ${name}`,
    intro: {
      hour: 'The platform deletes uploaded files of which no package is created within an hour.',
      'not-stated': 'The platform does not state how long it keeps a file without a package.',
      kept: 'This store does not delete files by itself.',
      unknown: 'Nothing is known about how long this store keeps a file without a package.',
    },
    field: {
      destVersion: 'Version',
      firmwareName: 'Package name',
      productKey: 'Product key',
      firmwareDesc: 'Description',
      moduleName: 'Module',
      signMethod: 'Signature method',
      type: 'Kind of package',
      srcVersion: 'Version to update from',
    },
    optional: 'optional',
    fromLast: 'As in your last package. Check that it fits this one.',
    hint: {
      destVersion: 'What devices report once they run it.',
      firmwareName: 'Up to 40 characters, no full stops. Cannot be changed later.',
      productKey: 'The product the package is for.',
      firmwareDesc: 'Up to 100 characters.',
      moduleName: 'Left empty: default, the whole device.',
      signMethod: 'The checksum of the file that devices compare.',
      srcVersion: 'The version devices have now.',
    },
    kind: { full: 'Full', differential: 'Differential' },
    fault: {
      missing: 'Fill this in.',
      'too-long': 'This is too long.',
      characters: {
        destVersion: 'Only letters, digits, full stops, hyphens and underscores.',
        firmwareName:
          'Only letters, digits, Chinese, Japanese, hyphens, underscores and parentheses ().',
        productKey: 'No spaces, and nothing but letters, digits and signs.',
        moduleName: 'Only letters, digits, full stops, hyphens and underscores.',
        srcVersion: 'Only letters, digits, full stops, hyphens and underscores.',
      },
      start: 'It has to start with a letter, a digit, Chinese or Japanese.',
      sameVersion: 'It has to differ from the version above.',
      taken: 'There is a package with this name already. Choose another one.',
      other: 'The platform does not take this value.',
    },
    create: 'Create package',
    creating: 'Creating…',
    noEndpoint:
      'This page’s server cannot create packages. Copy the values and create it on the platform.',
    problem: {
      no: 'No package was created',
      maybe: 'It is not known whether the package was created',
      look: 'Look into the list of packages on the platform before you try again.',
      taken: 'There is a package with this name already. Choose another name and try again.',
      'file-gone':
        'The platform does not find the file. It may have been deleted already: upload it again.',
      mismatch: 'The file on the platform is not the one you uploaded. Upload it again.',
      full: 'The account has as many packages as it may have. Delete one on the platform, then try again.',
      permission: 'The account this server uses may not do this. Ask an administrator.',
      settings: 'The server’s settings do not fit the platform. Tell the administrator.',
      busy: 'The platform takes no more calls at the moment. Try again in a few seconds.',
      lost: 'No usable answer came back from the platform.',
      unreached: 'The platform could not be reached from this page’s server. Try again later.',
      unreachable: 'The server did not answer, or its answer got lost.',
      said: (text: string) => `The answer was: ${text}`,
      code: 'Code',
      request: 'Request id',
    },
    code: {
      title: 'Or do it yourself',
      parameters: 'Parameters',
      curl: 'curl',
      node: 'Node.js',
      copy: 'Copy',
      copyLabel: (kind: string, name: string) => `Copy ${kind} for ${name}`,
      unfinished: 'Some of the values above are still missing or wrong.',
      curlNote: 'Calls this page’s server, which signs the call to the platform.',
      nodeNote:
        'Signs the call itself. The key pair stays in your environment, never in a browser.',
    },
  },
};
