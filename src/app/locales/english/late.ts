import { enExchange } from './exchange.ts';
import { enFailureLabels, enFailures } from './failures.ts';
import { kept, withoutMarks } from '../text/kept.ts';

/** A file by its suffix, with the article that its first letter asks for. */
function aFile(suffix: string): string {
  return `${/^[aeiou]/.test(withoutMarks(suffix)) ? 'an' : 'a'} ${suffix} file`;
}

/** The English of the parts that come late, by part. */
export const late = {
  replay: {
    open: 'Replay a recording',
    /** Before the name of the file. */
    title: 'Replay: ',
    region: (name: string) => `Replay of ${name}`,
    facts: (size: string, when: string) =>
      `${size}, recorded ${when}. The file is a stand-in; the cloud is simulated.`,
    reading: 'Reading the recording…',
    playing: 'Playing at four times the recorded speed…',
    same: (count: number) =>
      count === 1
        ? 'As recorded: the 1 state is the same.'
        : `As recorded: all ${count} states are the same.`,
    different: (nth: string) => `Differs from state ${nth} on.`,
    states: 'States',
    recorded: 'Recorded',
    replayed: 'Replayed',
    sameAs: 'Outcome',
    mark: { same: '✓ same', different: '✗ differs', open: '…' },
    seconds: (value: string) => `${value} s`,
    again: 'Play again',
    close: 'Close replay',
    faults: {
      'too-large': 'This file is too large to be a recording. Nothing was played.',
      'no-recording':
        'This file is not a recording, or is incomplete. Export it again: open the upload, then Exchange, “Export recording”. Nothing was played.',
      'other-version':
        'This recording was made by another version. Open it in the demo of the page that recorded it. Nothing was played.',
      damaged: 'Part of this recording is damaged. Export it again. Nothing was played.',
      'not-whole':
        'The beginning or the middle of this recording is missing. Only a complete upload can be played. Nothing was played.',
      unreadable: 'This file can’t be read. Choose it again. Nothing was played.',
    },
  },
  targets: {
    choose: 'Where new files go',
    note: (label: string) => `New files go to ${label}`,
    productionNote: (label: string) => `New files go to production: ${label}`,
    ask: (count: number, label: string) =>
      count === 1 ? `Upload 1 file to ${label}?` : `Upload ${count} files to ${label}?`,
    askProduction: (count: number, label: string) =>
      count === 1
        ? `Upload 1 file to ${label}? This is a production target.`
        : `Upload ${count} files to ${label}? This is a production target.`,
    yes: (label: string) => `Upload to ${label}`,
    no: 'Do not upload',
  },
  signIn: {
    title: 'Sign in to upload',
    why: 'You can add files first: they wait, and start once you have signed in.',
    name: { token: 'Your name (for the records)', password: 'Name' },
    secret: { token: 'Team token', password: 'Password' },
    signIn: 'Sign in',
    signOut: 'Sign out',
    signedIn: (name: string) => `Signed in as ${name}`,
    wrong: {
      token: 'The token is wrong. You are not signed in; try again.',
      password: 'The name or the password is wrong. You are not signed in; try again.',
    },
    fault: {
      'too-many': 'Too many failed sign-ins from your address. Wait a minute, then try again.',
      'not-kept':
        'The server signed you in, but this browser did not keep the session. Allow cookies for this page and open it over https; Safari needs https even on your own computer.',
      unanswered: 'The server did not answer. You are not signed in; try again.',
    },
    elsewhere:
      'You are not signed in. Open this page at the address where your team signs in, then reload it. Files you add until then wait.',
  },
  worker: {
    note: (script: string) =>
      `Another program’s service worker (${script}) stands between this page and the network, so uploads may show no progress. They continue.`,
    /** Between two sentences. */
    gap: ' ',
    reload:
      'Reload to remove it. If this note comes back, open the page on another port, or clear this site’s data in the browser.',
    later:
      'Reload when your upload is done. If this note comes back, open the page on another port, or clear this site’s data in the browser.',
  },
  list: {
    list: {
      title: 'Uploads',
      done: (done: string, total: string) => `${done} of ${total} done`,
      bytes: (sent: string, total: string) => `${sent} of ${total}`,
      left: (duration: string) => `${duration} left`,
      needYou: (count: number) => (count === 1 ? '1 needs attention' : `${count} need attention`),
      failed: (count: number) => (count === 1 ? '1 failed' : `${count} failed`),
      notUploaded: (count: string) => `${count} not uploaded`,
      clear: 'Clear finished',
      cleared: 'Finished uploads cleared. Their receipts are kept.',
      progress: 'Progress of all uploads',
      pause: 'Pause',
      resume: 'Resume',
      paused: 'Paused. Uploads in progress will finish.',
      resumed: 'Uploads resumed.',
      cancelAll: 'Cancel all',
      cancelQuestion: (count: number) =>
        count === 1 ? 'Cancel 1 unfinished upload?' : `Cancel ${count} unfinished uploads?`,
      cancelYes: 'Cancel uploads',
      cancelNo: 'Keep uploading',
      cancelled: (count: number) =>
        count === 1 ? '1 upload cancelled' : `${count} uploads cancelled`,
      tellMe: 'Notify me when done',
      willTell: 'You will be notified when all uploads are done, if this tab is hidden.',
      willNotTell: 'No notification. The tab’s title shows the progress.',
    },
    groups: {
      label: 'Show',
      all: 'All',
      none: 'No uploads here.',
      of: {
        'needs-you': 'Needs attention',
        'under-way': 'In progress',
        queued: 'Queued',
        'not-uploaded': 'Failed',
        cancelled: 'Cancelled',
        uploaded: 'Uploaded',
      },
    },
    many: {
      remove: 'Remove them',
      away: {
        network: 'You’re offline. Queued files start when the network is back.',
        server: 'Can’t reach the server. Queued files start when it’s back.',
        'sign-in': 'You are not signed in. Sign in, and queued files start.',
        platform: 'The server can’t reach the cloud. Queued files start when it can.',
        store: 'Can’t reach storage. Queued files start when it’s back.',
      },
      tryAll: 'Try now',
      rejected: (count: string, reasons: string) =>
        `${count} files were rejected: ${reasons}. Nothing was sent.`,
      reason: {
        empty: (count: string) => `${count} empty`,
        'too-large': (count: string) => `${count} too large`,
        unreadable: (count: string) => `${count} unreadable`,
        gone: (count: string) => `${count} gone`,
      },
      comma: ', ',
      proposed: (count: string) => `Check the suffix of ${count} files:`,
      proposal: (name: string, suffix: string) => `${name} as “${suffix}”`,
      more: (count: string) => `and ${count} more`,
      documents: (count: string) =>
        `${count} files are named like text or pictures, so they are probably not firmware.`,
      known: (count: string) =>
        `${count} files were already uploaded, byte for byte. Their addresses are below and in the receipts.`,
      uploadKnown: 'Upload again',
      uploadAll: 'Upload all as suggested',
      failed: (count: string) => `${count} uploads failed and can be retried.`,
      retryAll: 'Retry all',
      interrupted: (count: string) =>
        `${count} uploads from your last visit need their files again. Choose or drop them all at once.`,
      cancelled: (count: string) => `${count} uploads cancelled.`,
      restartAll: 'Restart uploads',
      chooseAll: 'Choose files',
    },
    row: {
      suffixOf: (name: string) => `Suffix of ${name}`,
      attempt: (attempt: string) => `attempt ${attempt}`,
      sentIn: (duration: string, time: string) => `uploaded in ${duration}, ${time}`,
      foundAt: (time: string) => `found in storage, ${time}`,
      upload: 'Upload',
      uploadName: (name: string) => `Upload ${name}`,
      cancel: 'Cancel',
      cancelName: (name: string) => `Cancel upload of ${name}`,
      retry: 'Retry',
      retryName: (name: string) => `Retry upload of ${name}`,
      copyUrl: 'Copy URL',
      review: 'Review',
      reviewName: (name: string) => `Review ${name}`,
      uploadAgain: 'Upload again',
      uploadAgainName: (name: string) => `Upload again: ${name}`,
      uploadAnyway: 'Upload anyway',
      uploadAnywayName: (name: string) => `Upload anyway: ${name}`,
      remove: 'Remove',
      removeName: (name: string) => `Remove ${name}`,
      chooseAgain: 'Choose file',
      chooseAgainName: (name: string) => `Choose file instead of ${name}`,
      chooseSame: 'Choose file again',
      chooseSameName: (name: string) => `Choose file again: ${name}`,
      progressOf: (name: string) => `Progress of ${name}`,
      copyDetails: 'Copy details',
      copyDetailsName: (name: string) => `Copy details of the failure of ${name}`,
    },
    status: {
      inspecting: 'Checking',
      rejected: 'Rejected',
      ready: 'Check suffix',
      odd: 'Check file',
      'uploaded-before': 'Uploaded before',
      queued: 'Queued',
      ticketing: 'Getting a ticket',
      sending: 'Uploading',
      confirming: 'Confirming',
      waiting: 'Trying again',
      away: {
        network: 'Offline',
        server: 'Waiting for the server',
        'sign-in': 'Waiting for sign-in',
        platform: 'Waiting for the cloud',
        store: 'Waiting for storage',
      },
      failed: 'Failed',
      cancelled: 'Cancelled',
      interrupted: 'Interrupted',
    },
    /** An upload's state in a row, where there is room for a few words. */
    rowState: {
      verified: 'Verified',
      unverified: 'Not verified',
      paused: 'Paused',
      undecided: 'Waits for your review',
      notBegun: 'Not sent yet',
      again: (duration: string) => `Retry in ${duration}`,
      stalled: {
        quiet: (percent: string) => `Stalled at ${percent}`,
        offline: (percent: string) => `Offline at ${percent}`,
        slept: (percent: string) => `Slept at ${percent}`,
        unseen: () => 'Progress not visible',
      },
      failure: enFailureLabels,
      doubt: {
        'no-ending': 'No suffix in its name',
        sysupgrade: 'OpenWrt sysupgrade',
        'cut-image': 'Incomplete image',
        'uploaded-before': 'Uploaded before',
        ending: (ending: string) => `Unknown suffix “${ending}”`,
        contains: (packing: string) => `Contains ${packing}`,
        namedContains: (named: string, packing: string) => `Named ${named}, is ${packing}`,
        namedIsNot: (named: string) => `Not ${aFile(named)}`,
        chosenContains: (named: string, packing: string) => `Chosen ${named}, is ${packing}`,
        chosenIsNot: (named: string) => `Not ${aFile(named)}`,
        odd: {
          incomplete: 'Incomplete file',
          empty: 'Blank or empty',
          'esp-flash': 'Whole ESP flash',
          'not-firmware': 'Probably not firmware',
        },
      },
    },
    detail: {
      label: 'Upload in detail',
      close: (name: string) => `Close the details of ${name}`,
      tabs: {
        result: 'Result',
        exchange: 'Exchange',
        contents: 'Contents',
        package: 'OTA package',
      },
      tabsLabel: 'Parts of the details',
      uploadAs: 'Upload as',
      noPackageYet: 'Once this upload is verified, you can create an OTA package from it here.',
      noPackageUnverified:
        'This file is in storage, but its checksum is not verified, so no OTA package can be created from it here.',
      facts: {
        format: 'Format',
        version: 'Image version',
        size: 'Size',
        modified: 'Modified',
        folder: 'Folder',
        unknown: 'not recognised',
      },
      noEntries: 'This file is not an archive, so there are no entries to list.',
      earlierVisit: 'This file is from an earlier visit. Choose it again to see what is in it.',
    },
    steps: {
      label: 'Steps',
      checked: 'Check',
      ticket: 'Ticket',
      send: 'Upload',
      verify: 'Verify',
      done: 'done',
    },
    note: {
      queued: 'Starts automatically.',
      paused: 'Starts when you resume.',
      awaiting: {
        store: 'All sent. Waiting for storage…',
        proof: 'Stored. Comparing the checksum…',
        object: 'Not sure the upload finished. Checking with storage…',
      },
      /** Behind the line above it, once it takes long. */
      since: (duration: string) => `${duration} so far.`,
      cancelledNothing: 'Nothing was stored.',
      cancelledMaybe: 'A copy may be in storage. Its address was never shown.',
    },
    wait: {
      again: (duration: string) => `Trying again in ${duration}`,
      now: 'Trying again now',
      attempt: (next: string) => `(attempt ${next})`,
      attemptOf: (next: string, of: string) => `(attempt ${next} of ${of})`,
      back: {
        network: 'Starts when the network is back.',
        server: 'Starts when the server is back.',
        'sign-in': 'Starts when you have signed in.',
        platform: 'Starts when the server can reach the cloud.',
        store: 'Starts when storage is back.',
      },
      signIn: 'Sign in',
      signInName: (name: string) => `Sign in to upload ${name}`,
      tryNow: 'Try now',
      tryNowName: (name: string) => `Try now to upload ${name}`,
      stop: 'Stop trying',
      stopName: (name: string) => `Stop trying to upload ${name}`,
    },
    stall: {
      title: {
        quiet: (percent: string) => `Upload stalled at ${percent}`,
        offline: (percent: string) => `Offline: upload stopped at ${percent}`,
        slept: (percent: string) => `Your computer slept: upload stopped at ${percent}`,
        unseen: () => 'The progress of this upload can’t be seen',
      },
      next: {
        quiet: 'It may recover. If not, it restarts from the beginning with a new ticket.',
        offline: 'Nothing is cancelled: it may continue when the network is back.',
        slept: 'If nothing moves soon, it restarts from the beginning with a new ticket.',
        unseen: 'Another program’s service worker hides it. The upload continues.',
      },
      patient: 'It will not be restarted.',
      quiet: (duration: string) => `Waiting for the network… ${duration}`,
      unseen: (duration: string) => `Uploading, progress unknown… ${duration}`,
      checking: 'Checking the upload…',
      keep: 'Keep waiting',
      keepName: (name: string) => `Keep waiting for ${name}`,
      restart: 'Restart now',
      restartName: (name: string) => `Restart now: ${name}`,
    },
    interrupted: {
      title: 'Upload interrupted',
      failedTitle: 'Failed on your last visit',
      failed: 'To retry, choose the file again.',
      notBegunTitle: 'Not sent yet',
      notBegun: 'The page was closed or reloaded before its turn.',
      undecidedTitle: 'Waits for your review',
      undecided:
        'The page was closed or reloaded, and browsers do not keep files. To review this one, choose it again.',
      chooseAgain: 'Choose the file again.',
      sent: (percent: string) => `The page was closed or reloaded at ${percent}.`,
      allSent:
        'Everything was sent, but the page was closed or reloaded before storage confirmed it.',
      advice: 'This storage can’t resume: choose the file again to start over.',
      arrived: {
        nothing: 'Nothing was stored.',
        maybe:
          'A complete copy may be in storage. Its address is not shown; cloud platforms delete unused files.',
      },
    },
    doubt: {
      'unknown-ending': (ending: string, proposal: string) =>
        `“.${ending}” is not one of the eight suffixes. Suggested for a raw image: ${proposal}. Choose the one your devices expect.`,
      'tar-gz-alias': (ending: string, proposal: string) =>
        `“.${ending}” is short for ${proposal}, which is suggested. Check that your devices expect it.`,
      'no-ending': (proposal: string) =>
        `The file name has no suffix. Suggested:\u00a0${proposal}. Choose the one your devices expect.`,
      packed: (named: string, packing: string, proposal: string) =>
        `The name says “${named}”, but this is ${packing}. Suggested:\u00a0${proposal}.`,
      'packed-unnamed': (packing: string, proposal: string) =>
        `The name has none of the eight suffixes, and this is ${packing}. Suggested:\u00a0${proposal}.`,
      sysupgrade: `This is an OpenWrt sysupgrade image: a tar archive named “${kept('bin')}”. Suggested:\u00a0${kept('bin')}, as devices know it. Choose “${kept('tar')}” if yours expect it.`,
      'not-packed': (named: string) =>
        `The name says “${named}”, but this is not ${aFile(named)}. Check that this is the right file. Suggested:\u00a0${kept('bin')}.`,
      'chosen-otherwise': (named: string, packing: string, proposal: string) =>
        `You chose “${named}”, but this is ${packing}. Suggested:\u00a0${proposal}.`,
      'chosen-not-packed': (named: string) =>
        `You chose “${named}”, but this is not ${aFile(named)}. Suggested:\u00a0${kept('bin')}.`,
      packing: {
        gz: 'gzip data',
        tar: 'a tar archive',
        'tar.gz': 'a tar archive in gzip',
        zip: 'a zip archive',
        apk: 'an Android application',
      },
      nothingUploaded: 'Nothing has been uploaded yet.',
      'cut-image': (image: string, size: string, needed: string) =>
        `This file is incomplete: it has ${size} of the ${needed} bytes that its ${image} header states. The download or the build was probably cut short. Check the file, or upload anyway.`,
      'cut-image-end': (image: string) =>
        `This file is incomplete: the end of the ${image} data is missing. The download or the build was probably cut short. Check the file, or upload anyway.`,
      odd: {
        'esp-flash':
          'This is the whole flash of an ESP chip, with boot loader and partition table. OTA takes the application alone: choose that image, or upload anyway.',
        'web-page':
          'This is a web page or an error message saved in place of the file. Check the download, or upload anyway.',
        json: 'This is JSON, perhaps an error message saved in place of the file. Check the download, or upload anyway.',
        xml: 'This is XML, perhaps an error message saved in place of the file. Check the download, or upload anyway.',
        'lfs-pointer': `This is a Git LFS pointer: the firmware itself was not fetched. Run “${kept('git lfs pull')}” and choose the file again, or upload anyway.`,
        'server-message':
          'This is a web server’s error message saved in place of the file. Check the download, or upload anyway.',
        base64:
          'This is base64 text: the firmware is still encoded. Decode it and choose the result, or upload anyway.',
        pem: 'This is a PEM certificate or key, not firmware. Make sure it may leave this computer before you upload anyway.',
        link: 'This is a symbolic link stored as text: it only holds the path of another file. Choose that file, or upload anyway.',
        script: 'This is a script, not firmware. Check the file, or upload anyway.',
        text: 'This file is plain text, probably not firmware. Check the file, or upload anyway.',
        'packed-text':
          'Unpacked, this gzip file is only text, probably a web page or an error message. Check the download, or upload anyway.',
        'packed-blank':
          'Unpacked, this gzip file is only 00 or FF. Check the build, or upload anyway.',
        'packed-empty': 'Unpacked, this file is empty. Check the build, or upload anyway.',
        'empty-archive': 'This archive is empty. Check the build, or upload anyway.',
        document:
          'By its name this is text or a picture, probably not firmware. Remove it, or upload anyway.',
        'unfinished-download':
          'By its name this is a download that has not ended yet. Choose the whole file when it has, or upload anyway.',
        pdf: 'This is a PDF document, probably not firmware. Check the file, or upload anyway.',
        blank: 'This file is blank: it is only 00 or FF. Check the build, or upload anyway.',
        recording:
          'This is a camera recording, probably not firmware. Check the file, or upload anyway.',
        'cut-zip':
          'This zip is incomplete: its end or a part in between is missing. The download or the build was probably cut short. Check the file, or upload anyway.',
        'cut-tar':
          'This tar is incomplete: it ends in the middle of an entry. The download or the build was probably cut short. Check the file, or upload anyway.',
        'cut-gzip':
          'This gzip file is incomplete: its end is missing. The download or the build was probably cut short. Check the file, or upload anyway.',
        'zip-part':
          'This is one part of a split zip, useless without the others. Join the parts into one zip, or upload anyway.',
      },
      'uploaded-before': (when: string, suffix: string) =>
        `The same bytes were already uploaded as “${suffix}” and verified, ${when}. Use that address, or upload the file again.`,
      uploadAs: (suffix: string) => `Upload as “${suffix}”`,
      uploadAsName: (suffix: string, name: string) => `Upload as “${suffix}”: ${name}`,
    },
    announce: {
      added: (name: string) => `${name} added`,
      'needs-you': (name: string) => `${name} needs attention: check it, then upload it`,
      sending: (name: string) => `Uploading ${name}`,
      again: (name: string, attempt: string) => `Uploading ${name} again, attempt ${attempt}`,
      waiting: (name: string, title: string, next: string) => `${name}: ${title}. ${next}`,
      stalled: (name: string, title: string) => `${name}: ${title}`,
      moving: (name: string) => `${name} is moving again`,
      quarter: (name: string, percent: string) => `${name}: ${percent} sent`,
      'all-sent': (name: string) => `${name}: all sent, waiting for storage`,
      unsure: (name: string) => `${name}: not sure the upload finished, checking with storage`,
      verified: (name: string) => `${name} is uploaded and verified`,
      unverified: (name: string) => `${name} is uploaded, but not verified`,
      cancelled: (name: string) => `Upload of ${name} cancelled`,
      interrupted: (name: string) => `${name}, from your last visit, needs its file again`,
      tally: (done: string, total: string) => `${done} of ${total} uploads done`,
      many: (changed: string, done: string, total: string) =>
        `${changed} uploads changed; ${done} of ${total} done`,
    },
    failures: enFailures,
  },
  receipt: {
    copyUrl: 'Copy firmwareUrl',
    open: 'Open',
    openName: (name: string) => `Open the stored ${name} in a new tab`,
    openFromMemoryName: (name: string) => `Open ${name} from this browser’s memory`,
    qr: 'QR code',
    qrName: (name: string) => `QR code of the address of ${name}`,
    copyAddress: 'Copy',
    verified: 'Uploaded and verified',
    unverified: 'Uploaded, not verified',
    verifiedNote: 'Verified: the checksum in storage matches your file.',
    verifiedBy: {
      sha256: 'Verified by SHA-256: the checksum in storage matches your file.',
      md5: 'Verified by MD5: the ETag in storage matches your file.',
      crc64nvme: 'Verified by CRC-64/NVME: the checksum in storage matches your file.',
    },
    unverifiedNote: {
      'etag-unclear':
        'Storage accepted the file, but its ETag isn’t an MD5, as with storage that encrypts with its own keys, so the stored bytes are not proven. Compare them before you publish.',
      'checksum-hidden': `Storage accepted the file, but this page is not allowed to read its checksum, so the stored bytes are not proven. Compare them before you publish. An administrator can expose ${kept('x-oss-hash-crc64ecma')} (OSS) or ${kept('ETag')} (S3) in the bucket’s CORS rule.`,
      'digest-unavailable':
        'Storage accepted the file, but this browser could not compute its checksum, so the stored bytes are not proven. Compare them before you publish.',
      'page-closed':
        'Storage has the file, but the page was closed before its checksum was known, so the stored bytes are not proven. Compare them before you publish, or upload the file again.',
      'object-not-seen':
        'Storage accepted the file, but ten seconds later it did not show the object at this address. Open the address before you publish; if nothing is there, upload the file again.',
    },
    digests: 'Checksums',
    digestName: { crc64: 'CRC-64', md5: 'MD5', sha256: 'SHA-256' },
    copyDigest: (digest: string, name: string) => `Copy ${digest} of ${name}`,
    computing: 'computing…',
    unavailable: 'not available in this browser',
    notOfStandIn: 'not computed: a replay has no file',
    missed: 'not computed: page closed too early',
    missedNote:
      'The page was closed before all checksums were computed. “Compare a file…” with the uploaded file adds them.',
    matches: 'matches the stored object',
    standInMatches: 'of the stand-in, matches the simulated object',
    packageMade: 'OTA package',
    packageId: (id: string, name: string, version: string) =>
      `${id} (${name}, version\u00a0${version})`,
    size: 'Size',
    finished: 'Finished',
    result: 'Result',
    folder: 'Folder',
    image: 'Format',
    printed: 'Firmware receipt',
    uploadedBy: 'Uploaded by',
    target: 'Target',
    ticketRequest: 'Ticket request',
    storeRequest: 'Storage request',
    sentThrough: 'Sent through',
    notGiven: 'not given',
  },
  sheet: {
    copyAll: 'Copy URLs',
    copyAllLabel: (count: number) => `Copy URLs: ${count}, one per line`,
    copyNames: 'Copy names and URLs',
    copyNamesLabel: (count: number) => `Copy names and URLs: ${count} lines, separated by a tab`,
    save: 'Export',
    saveAs: (format: string) => `Export receipts as ${format}`,
    format: { json: 'JSON', csv: 'CSV', md: 'Markdown', txt: 'Text' },
  },
  copy: {
    copy: 'Copy',
    copied: 'Copied',
    pressKeys: 'Press Ctrl+C',
    pressKeysNote: 'Could not copy. The text is selected: press Ctrl+C (⌘C on a Mac).',
  },
  compare: {
    button: 'Compare a file…',
    buttonName: (name: string) => `Compare a file with the receipt of ${name}`,
    reading: (file: string) => `Reading ${file}…`,
    stop: 'Stop',
    stopName: (file: string) => `Stop comparing ${file}`,
    size: 'size',
    same: (equal: string) => `Same file: ${equal} match.`,
    sameAndMore: (equal: string) =>
      `Same file: ${equal} match. The missing checksums were added to the receipt.`,
    otherSize: (file: string, size: string, expected: string) =>
      `Not the same file: ${file} is ${size}, the uploaded one ${expected}.`,
    otherBytes: (file: string, checksum: string) =>
      `Not the same file: ${file} has the same size but another ${checksum}.`,
    unreadable: (file: string) =>
      `Can’t tell: ${file} could not be read to its end, or its checksums could not be computed.`,
    noChecksum: (file: string) =>
      `Can’t tell: ${file} has the same size, but the receipt has no checksum.`,
    missing:
      'Can’t tell: part of this page could not be loaded. Check the network, then compare again.',
    notOne:
      'Drop one file on a receipt to compare it. Folders and several files can’t be compared.',
  },
  remarks: {
    name: { label: 'Label', note: 'Note' },
    nameOf: {
      label: (name: string) => `Label of ${name}`,
      note: (name: string) => `Note on ${name}`,
    },
    hint: { label: 'Ticket, release', note: 'Kept with the receipt' },
  },
  history: {
    title: 'Receipts',
    about: (limit: string) =>
      `Each finished upload leaves a receipt in this browser, up to ${limit}. Drop a file on a receipt to compare the two.`,
    close: 'Back to uploads',
    search: 'Search receipts',
    searchHint: 'Name, label, note, version, URL, checksum, ID',
    list: 'Receipts by day',
    open: (name: string) => `Receipt of ${name}`,
    closeDetail: (name: string) => `Close the receipt of ${name}`,
    choose: (name: string) => `Select ${name}`,
    chooseAll: 'Select all',
    chosen: (count: string) => `${count} selected`,
    chooseNone: 'Clear selection',
    packages: 'Create packages…',
    print: 'Print',
    printName: (name: string) => `Print the receipt of ${name}`,
    removeShort: 'Remove',
    one: '1 receipt',
    many: (count: string) => `${count} receipts`,
    /** How many of all of them, of which the words are `one` or `many`. */
    found: (found: string, all: string) => `${found} of ${all}`,
    loading: 'Reading the receipts…',
    none: 'No receipts yet',
    empty: (limit: string) =>
      `Each finished upload leaves one in this browser, up to ${limit}. They stay when the list is cleared.`,
    nothing: (text: string) => `No receipts match “${text}”.`,
    showAll: 'Show all receipts',
    unavailable:
      'This browser keeps no receipts: its storage is blocked, full or broken, as in some private windows. Uploads still work; copy their addresses from the list.',
    more: (count: string) => `Show ${count} more`,
    sentIn: (duration: string) => `sent in ${duration}`,
    foundLater: 'found in storage',
    remove: (name: string) => `Remove the receipt of ${name}`,
    removed: (name: string) => `Receipt of ${name} removed`,
    notRemoved: 'Nothing was removed: the browser’s storage refused it.',
    clear: 'Remove all…',
    clearQuestion: (receipts: string) =>
      `Remove ${receipts} from this browser? Stored files and their addresses stay.`,
    clearYes: 'Remove all',
    clearNo: 'Keep',
    cleared: 'All receipts removed',
    hasPackage: 'Package created',
    dropHere: 'Drop to compare',
    attempts: 'Attempts',
    duration: 'Transfer',
  },
  peek: {
    looking: 'Looking into the archive…',
    unreadable:
      'The archive can no longer be read. It may have been moved or changed: choose it again.',
    nothing: 'No list to show.',
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
      unknown: 'AndroidManifest.xml: not among the entries read',
    },
    endMissing: 'The end is missing.',
    endElsewhere: 'This is one part of a split archive; the list is in another part.',
    damage: 'The archive can’t be read beyond the last entry shown.',
    beginning: (count: string) => `Only the first ${count} were read.`,
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
  exchange: enExchange,
  next: {
    create: 'Create OTA package…',
    createName: (name: string) => `Create OTA package from ${name}`,
    createAnother: 'Create another package…',
    createAnotherName: (name: string) => `Create another package from ${name}`,
    sweptIn: (duration: string) =>
      `The platform deletes this file in ${duration} unless you create a package from it.`,
    sweptWithinMinute:
      'The platform deletes this file in less than a minute unless you create a package from it.',
    swept:
      'The platform may have deleted this file after an hour. If no package can be created, upload it again.',
    made: 'Package created',
    madeOf: (name: string) => `Package created from ${name}`,
    madeFacts: (name: string, version: string) => `${name}, version\u00a0${version}`,
    id: 'ID',
    copyId: 'Copy ID',
    copyIdName: (name: string) => `Copy ID of the package created from ${name}`,
  },
  batch: {
    title: 'Create OTA packages',
    close: 'Close',
    files: (count: number) => (count === 1 ? '1 file' : `${count} files`),
    leftOut: (count: string) =>
      `Not verified, so no package is created from them: ${count}. Compare or upload them again first.`,
    withoutPlatform: (count: string) =>
      `In a bucket without an IoT platform, so no package can be created from them: ${count}.`,
    common: 'For all packages',
    table: 'Packages',
    column: { file: 'File', version: 'Version', name: 'Package name', result: 'Result' },
    versionOf: (name: string) => `Version of ${name}`,
    nameOf: (name: string) => `Package name for ${name}`,
    create: (count: number) => (count === 1 ? 'Create 1 package' : `Create ${count} packages`),
    retry: (count: number) => (count === 1 ? 'Retry 1 package' : `Retry ${count} packages`),
    stop: 'Stop',
    stopping: 'Stopping…',
    progress: (done: string, total: string) => `${done} of ${total} created`,
    outcome: {
      open: '',
      creating: 'Creating…',
      created: 'Created',
      failed: 'Not created',
      unsure: 'May have been created',
    },
    again: 'Create again',
    againName: (name: string) => `Create again: package from ${name}`,
    announceDone: (done: string, total: string) => `${done} of ${total} packages created`,
  },
  createPackage: {
    title: 'Create OTA package',
    close: (name: string) => `Close without creating a package from ${name}`,
    intro: {
      hour: 'The platform deletes uploaded files after an hour unless you create a package from them.',
      'not-stated': 'The platform does not say how long it keeps a file without a package.',
      kept: 'This storage does not delete files by itself.',
      unknown: 'It is not known how long this storage keeps a file without a package.',
    },
    field: {
      destVersion: 'Version',
      firmwareName: 'Package name',
      productKey: 'Product key',
      firmwareDesc: 'Description',
      moduleName: 'Module',
      signMethod: 'Signature method',
      type: 'Package type',
      srcVersion: 'Version to update from',
    },
    optional: 'optional',
    fromLast: 'From your last package. Check that it fits.',
    hint: {
      destVersion: 'What devices report after the update.',
      firmwareName: 'Up to 40 characters, no full stops. It can’t be changed later.',
      productKey: 'The product the package is for.',
      firmwareDesc: 'Up to 100 characters.',
      moduleName: 'Leave empty to target the whole device.',
      signMethod: 'The checksum that devices compare.',
      srcVersion: 'The version devices have now.',
    },
    kind: { full: 'Full', differential: 'Differential' },
    fault: {
      missing: 'Required.',
      'too-long': 'Too long.',
      characters: {
        destVersion: 'Only letters, digits, full stops, hyphens and underscores.',
        firmwareName:
          'Only letters, digits, Chinese, Japanese, hyphens, underscores and parentheses ().',
        productKey: 'Only letters, digits and signs, no spaces.',
        moduleName: 'Only letters, digits, full stops, hyphens and underscores.',
        srcVersion: 'Only letters, digits, full stops, hyphens and underscores.',
      },
      start: 'Must start with a letter, a digit, Chinese or Japanese.',
      sameVersion: 'Must differ from the version above.',
      taken: 'A package with this name exists. Choose another name.',
      other: 'The platform does not accept this value.',
    },
    create: 'Create package',
    creating: 'Creating…',
    noEndpoint: 'This server can’t create packages. Copy the values and create it on the platform.',
    problem: {
      no: 'No package was created',
      maybe: 'The package may have been created',
      look: 'Check the packages on the platform before you try again.',
      taken: 'A package with this name exists. Choose another name and try again.',
      'file-gone': 'The platform can’t find the file. It may have been deleted: upload it again.',
      mismatch: 'The file on the platform is not the one you uploaded. Upload it again.',
      full: 'The account’s limit of packages is reached. Delete one on the platform, then try again.',
      permission: 'The server’s account may not create packages. Ask your administrator.',
      settings: 'The server’s settings do not fit the platform. Tell your administrator.',
      busy: 'The platform is busy. Try again in a few seconds.',
      'sign-in': 'You are not signed in. Sign in, then create it again.',
      'in-between':
        'Something before the server answered in its place, probably a sign-in page or a firewall. Open this page in a new tab to see it.',
      lost: 'The platform sent no usable answer.',
      unreached: 'The server can’t reach the platform. Try again later.',
      unreachable: 'The server did not answer, or its answer was lost.',
      /** Between two sentences. */
      gap: ' ',
      other: 'Try again. If this repeats, send the details to your administrator.',
      said: (text: string) => `Answer: ${text}`,
      code: 'Code',
      request: 'Request ID',
    },
    code: {
      title: 'As code',
      parameters: 'Parameters',
      curl: 'curl',
      node: 'Node.js',
      copy: 'Copy',
      copyLabel: (kind: string, name: string) => `Copy ${kind} for ${name}`,
      unfinished: 'Some values above are missing or wrong.',
      curlNote: 'Calls this server, which signs the call to the platform.',
      nodeNote:
        'Signs the call itself. The key pair stays in your environment, never in a browser.',
    },
  },
};
