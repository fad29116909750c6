import type { AwayKind } from '../../upload/model/away.ts';
import type { MaybeStored, Stall, StateOf } from '../../upload/model/upload-state.ts';
import type { Rejection } from '../../upload/model/failure.ts';
import type { RowGroup } from './row-groups.ts';
import { enFailures } from '../failure/words/failures.ts';
import { kept } from '../locales/kept.ts';

/** Every word about an upload on the list. */
export const enList = {
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
    } satisfies Record<RowGroup, string>,
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
    } satisfies Record<AwayKind, string>,
    tryAll: 'Try now',
    rejected: (count: string, reasons: string) =>
      `${count} files are not uploaded: ${reasons}. Nothing of them was sent.`,
    reason: {
      empty: (count: string) => `${count} empty`,
      'too-large': (count: string) => `${count} too large`,
      unreadable: (count: string) => `${count} unreadable`,
      gone: (count: string) => `${count} gone`,
    } satisfies Record<Rejection['kind'], (count: string) => string>,
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
    } satisfies Record<AwayKind, string>,
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
    } satisfies Record<StateOf<'confirming'>['awaiting'], string>,
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
    } satisfies Record<AwayKind, string>,
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
    } satisfies Record<Stall['why'], (percent: string) => string>,
    next: {
      quiet: 'It may recover. If nothing moves, it restarts from the beginning with a new ticket.',
      offline: 'Nothing is cancelled: it may go on when the network is back.',
      slept: 'If nothing moves soon, it restarts from the beginning with a new ticket.',
      unseen:
        'A service worker of another program keeps it from this page. The upload goes on for as long as it takes.',
    } satisfies Record<Stall['why'], string>,
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
    } satisfies Record<MaybeStored, string>,
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
};

export type ListWords = typeof enList;
