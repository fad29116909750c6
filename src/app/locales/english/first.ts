/** The words that the page begins with: part of the first load, whatever the language. Values arrive formatted. */
export const first = {
  page: {
    title: 'OTA Drop: firmware upload',
    language: 'Language',
    receipts: 'Receipts',
    simulated: 'Simulated',
    simulatedNote:
      'Nothing leaves this browser: the tickets and the storage are simulated, and the addresses lead nowhere.',
    settingsUnreadable:
      'The page settings (config.json) could not be read. They are asked for again with the next file; if this stays, tell your administrator.',
    loading: 'Loading…',
    partMissing:
      'A part of this page could not be loaded. It is tried again by itself; files you have added are kept, and uploads go on meanwhile. If this stays, reload when nothing is being uploaded.',
    newVersion: 'A new version is ready.',
    newVersionNow: 'A new version is ready. Reload to use it.',
    newVersionLater: 'A new version is ready. Reload when your upload is done.',
    reloadLater: 'Reload when your upload is done.',
    reload: 'Reload',
  },
  cloud: {
    embedded: 'Local store',
    tuya: 'Tuya',
    alibaba: 'Alibaba Cloud',
    bucket: 'Own bucket',
    custom: 'Custom cloud',
    simulated: 'Simulated',
  },
  cloudNote: {
    embedded: 'Firmware is kept on the disk of the server that this page comes from',
    tuya: 'Firmware goes to the storage of the Tuya platform',
    alibaba: 'Firmware goes to the storage of Alibaba Cloud IoT Platform',
    bucket: 'Firmware goes to the bucket that this server is set up with',
    custom: 'Firmware goes to the storage that the ticket server names',
    simulated: 'Nothing leaves this browser',
  },
  drop: {
    title: 'Drop firmware packages here',
    before: 'or',
    choose: 'choose files',
    orFolder: 'or',
    chooseFolder: 'a folder',
    paste: ', or paste',
    limit: (limit: string) => `up to ${limit} each`,
    inputLabel: 'Firmware files',
    folderLabel: 'Folder with firmware files',
    suffix: 'File suffix',
    auto: 'auto',
    suffixChosen: (suffix: string) =>
      `All you add next is uploaded as “${suffix}”, until you choose “auto” again.`,
    suffixHint: 'Applies to what you add next. “auto” goes by name and content.',
    overlay: 'Drop to upload',
    overlaySuffix: (suffix: string) => `as .${suffix}`,
    reading: 'Reading the dropped folder… Wait until it is done before you drop more.',
    link: 'That was a link, not a file, so nothing was added. Download the file first, then drop it here.',
    notAFile: 'That was not a file, so nothing was added. Drop the firmware file itself.',
    nothingInside: 'That folder has no files we can read. Drop the firmware files themselves.',
    unreadable:
      'What you dropped could not be read completely, so nothing was added. Drop the firmware files themselves.',
    leftOut: (count: string) =>
      `System files left out: ${count} (such as .DS_Store, ._*, Thumbs.db, and all of .git).`,
    allLeftOut: (count: string) =>
      `Nothing was added. System files left out: ${count} (such as .DS_Store, ._*, Thumbs.db, and all of .git). Choose the firmware itself.`,
    someUnreadable: (count: string) =>
      `Not added, since the browser cannot read them: ${count} (broken links, devices, or files without permission).`,
    sample: 'Try it with a sample package',
    noUploads:
      'No uploads yet. Each file gets its own upload ticket, goes straight to storage, and comes back here as a firmwareUrl with checksums.',
  },
  crash: {
    title: 'Something went wrong in this page',
    uploadsGoOn:
      'Your uploads go on in the background. Show the page again; if that does not help, wait before you reload: reloading stops them.',
    nothingUnderWay:
      'No upload is under way, so nothing is lost. Show the page again; if that does not help, reload.',
    showAgain: 'Show the page again',
    reload: 'Reload',
  },
};
