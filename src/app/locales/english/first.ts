/** The words that the page begins with: part of the first load, whatever the language. Values arrive formatted. */
export const first = {
  page: {
    title: 'OTA Drop: firmware upload',
    language: 'Language',
    receipts: 'Receipts',
    theme: { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' },
    simulated: 'Simulated',
    simulatedNote:
      'Nothing leaves this browser: the tickets and the storage are simulated, and the addresses lead nowhere.',
    settingsUnreadable:
      'The page settings (config.json) could not be read. Add a file to try again; if this repeats, tell your administrator.',
    loading: 'Loading…',
    partMissing:
      'Part of this page did not load and is being tried again. Files you added are kept, and uploads continue. If this note stays, reload when nothing is uploading.',
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
    embedded: 'Firmware is stored on the disk of this page’s server',
    tuya: 'Firmware goes to Tuya’s storage',
    alibaba: 'Firmware goes to Alibaba Cloud IoT Platform’s storage',
    bucket: 'Firmware goes to the bucket in this server’s settings',
    custom: 'Firmware goes to the storage that the upload ticket names',
    simulated: 'Nothing leaves this browser',
  },
  drop: {
    title: 'Drop firmware packages here',
    titleByTouch: 'Upload firmware',
    add: 'Add firmware',
    /** With the blanks around the buttons that follow, which Chinese has none of. */
    anywhere: 'drop anywhere, ',
    before: 'or ',
    choose: 'choose files',
    orFolder: ' or ',
    chooseFolder: 'a folder',
    paste: ', or paste',
    limit: (limit: string) => `up to ${limit} each`,
    inputLabel: 'Firmware files',
    folderLabel: 'Folder with firmware files',
    suffix: 'File suffix',
    auto: 'auto',
    suffixChosen: (suffix: string) =>
      `New files upload as “${suffix}” until you switch back to “auto”.`,
    suffixHint: 'Applies to new files. “auto”\u00a0goes\u00a0by name and content.',
    overlay: 'Drop to upload',
    overlaySuffix: (suffix: string) => `as .${suffix}`,
    reading: 'Reading the folder… Drop more when it is done.',
    link: 'Nothing was added: that was a link. Download the file, then drop it here.',
    withheld:
      'Nothing was added: this browser does not hand over dropped or pasted files. Choose them instead.',
    notAFile: 'Nothing was added: that was not a file. Drop the firmware file itself.',
    nothingInside:
      'Nothing was added: that folder has no files to read. Drop the firmware files themselves.',
    unreadable:
      'Nothing was added: not everything could be read. Drop the firmware files themselves.',
    leftOut: (count: string) =>
      `System files left out: ${count} (.DS_Store, ._*, Thumbs.db, .git and the like).`,
    allLeftOut: (count: string) =>
      `Nothing was added. System files left out: ${count} (.DS_Store, ._*, Thumbs.db, .git and the like). Choose the firmware itself.`,
    someUnreadable: (count: string) =>
      `Not added because the browser can’t read them: ${count} (broken links, devices, or files without permission).`,
    sample: 'Try it with a sample package',
    noUploads:
      'No uploads yet. Each file goes straight to storage and comes back as a firmwareUrl with checksums.',
  },
  crash: {
    title: 'Something went wrong on this page',
    uploadsGoOn:
      'Your uploads continue in the background. Show the page again. If that does not help, wait until they are done before you reload: reloading stops them.',
    nothingUnderWay:
      'No upload is in progress, so nothing is lost. Show the page again. If that does not help, reload.',
    showAgain: 'Show the page again',
    reload: 'Reload',
  },
};
