import { kept } from '../text/kept.ts';

/** Found out when it was added, or later: either way the same is to be done. */
export const enFileGone = {
  title: 'The file is gone',
  guess: 'It was probably moved or deleted, or its drive was unplugged.',
  advice: 'Put it back, then choose it again.',
};

/** What goes wrong on the way to the store, there, and with the file meanwhile. */
export const enStoreFailures = {
  'file-changed': {
    'before-sending': {
      changed: {
        title: 'The file changed after you chose it',
        advice: 'Choose it again to upload the new version.',
      },
      gone: enFileGone,
    },
    'after-sending': {
      changed: {
        title: 'The file changed while it was uploading',
        advice: 'Wait until nothing writes to it any more, then choose it again.',
      },
      gone: {
        title: 'The file disappeared while it was uploading',
        guess: 'Its drive may have been unplugged, or something replaced it.',
        advice: 'Find it, then choose it again.',
      },
    },
  },
  'file-unreadable': {
    title: 'The file can’t be read to its end',
    guess: 'Its drive is probably failing, or was unplugged.',
    advice: 'Copy it to this computer, then choose the copy.',
  },
  'store-blocked': (host: string) => ({
    title: 'This page’s security policy blocks storage',
    advice: `An administrator must add ${host} to ${kept('STORE_HOSTS')}. Trying again won’t help before that.`,
  }),
  'store-forbids-page': (host: string, origin: string) => ({
    title: 'Storage doesn’t accept uploads from this page',
    advice: `An administrator must allow ${origin} in the CORS rule of ${host}.`,
  }),
  'store-unreachable': (host: string) => ({
    title: 'Can’t reach storage',
    guess: 'A firewall, a VPN or a wrong certificate may be in the way.',
    advice: `The server answers, ${host} does not. Ask your IT team to allow it, or use another network.`,
    meanwhile: `The server answers, ${host} does not.`,
  }),
  'local-network-closed': {
    denied: (host: string) => ({
      title: 'This page may not reach the local network',
      guess: `Storage (${host}) is probably there.`,
      advice:
        'Click the icon before the page’s address, open its site settings and allow the local network and apps on this device, then retry.',
      meanwhile:
        'Click the icon before the page’s address, open its site settings and allow the local network and apps on this device.',
    }),
    prompt: (host: string) => ({
      title: 'The browser has not allowed the local network yet',
      guess: `It may be asking now whether this page may reach ${host}.`,
      advice:
        'Look for its question at the top of the window, allow it and retry. If there is none, storage does not answer.',
      meanwhile:
        'Look for its question at the top of the window and allow it. If there is none, storage does not answer.',
    }),
  },
  'connection-lost': {
    network: (percent: string) => ({
      title: `Connection lost at ${percent}`,
      guess: 'The network or a proxy on the way probably cut it.',
      advice: 'Retry starts over with a new ticket, because this storage can’t resume.',
      meanwhile: 'The upload starts over, because this storage can’t resume.',
    }),
    offline: (percent: string) => ({
      title: `Connection lost at ${percent}`,
      guess: 'This computer probably lost its network.',
      advice: 'Check your connection, then retry: the upload starts over with a new ticket.',
      meanwhile: 'Check your connection. The upload will start over.',
    }),
    'store-away': (percent: string) => ({
      title: `Connection lost at ${percent}`,
      guess: 'Storage no longer answers: it is probably restarting, or a firewall is in the way.',
      advice: 'Retry when storage is back: the upload starts over with a new ticket.',
      meanwhile: 'The upload will start over then.',
    }),
    'all-away': (percent: string) => ({
      title: `Connection lost at ${percent}`,
      guess:
        'Neither the server nor storage answers: they are probably restarting, or this computer lost its network.',
      advice: 'Check your connection and retry when they are back: the upload starts over.',
      meanwhile: 'The upload will start over when they are back.',
    }),
    'ticket-expired': (percent: string) => ({
      title: `Connection lost at ${percent}`,
      guess: 'The ticket had expired, so storage probably hung up.',
      advice:
        'Retry starts over with a new ticket. If this repeats, the connection is too slow for the ticket’s life.',
      meanwhile: 'The upload starts over with a new ticket.',
    }),
  },
  'network-limit': (bytes: string) => ({
    title: `Something on the network cuts uploads at about ${bytes}`,
    guess: 'A limit of a proxy or firewall is likely.',
    advice: 'Two attempts in a row ended there. Use another network, or ask your IT team.',
  }),
  'store-keeps-refusing': {
    title: 'The upload is cut off at the start, every time',
    guess: 'Storage probably refuses it, and its reason does not get through.',
    advice: 'Send the details to your administrator, who can find the reason in storage.',
  },
  stalled: (percent: string, quiet: string) => ({
    title: `Upload stalled at ${percent}`,
    advice: `Nothing moved for ${quiet}. Retry starts from the beginning.`,
    meanwhile: `Nothing moved for ${quiet}. The upload restarts from the beginning.`,
  }),
  'answer-lost': {
    absent: {
      title: 'Everything was sent, but nothing arrived in storage',
      advice: 'Retry sends the file again, to a new address.',
      meanwhile: 'The file is sent again, to a new address.',
    },
    unknown: {
      title: 'Can’t tell whether the upload finished',
      advice:
        'Everything was sent, but storage does not say whether it arrived. Retry sends it again, to a new address.',
      meanwhile:
        'Everything was sent, but storage does not say whether it arrived. It is sent again, to a new address.',
    },
  },
  'store-refused': {
    busy: {
      title: 'Storage is busy',
      advice: 'Retry in a moment.',
      meanwhile: 'It has too many requests right now.',
    },
    'store-error': {
      title: 'Storage had a problem',
      advice: 'Not caused by your file. Retry.',
      meanwhile: 'Not caused by your file.',
    },
    'too-slow': {
      title: 'The connection was too slow for storage',
      advice: 'Retry on a faster or steadier connection.',
      meanwhile: 'A faster or steadier connection would help.',
    },
    'broken-body': {
      title: 'Storage could not read the upload',
      guess: 'The connection probably broke off, or something on the way changed the data.',
      advice: 'Retry; if it happens again, use another network.',
      meanwhile: 'It starts over with a new ticket.',
    },
    full: {
      title: 'Storage is full',
      advice: 'An administrator must free some space, then retry.',
    },
    'too-large': {
      title: 'The file is too large for storage',
      advice: 'Choose a smaller package, or ask your administrator for a higher limit.',
    },
    'too-small': {
      title: 'The file is too small for storage',
      advice: 'Choose the whole firmware package.',
    },
    exists: {
      title: 'Storage already has an object at this address',
      guess: 'The browser may have sent the file twice.',
      advice: 'Retry uploads it to a new address.',
      meanwhile: 'It is uploaded to a new address.',
    },
    'proxy-limit': {
      title: 'A proxy on your network limits uploads',
      advice: 'Its limit is below this file’s size. Use another network, or ask your IT team.',
    },
    account: {
      title: 'The storage account has a problem',
      advice: 'An administrator must check that the bucket exists and the account is in order.',
    },
    key: {
      title: 'Storage doesn’t accept the ticket’s key',
      advice: 'Send the details to your administrator, who must check the access key.',
      meanwhile: 'It gets one more try, with a new ticket.',
    },
    policy: {
      title: 'The ticket doesn’t allow this upload',
      advice: 'Send the details to your administrator, who must check the ticket’s policy.',
      meanwhile: 'It gets one more try, with a new ticket.',
    },
    refused: {
      title: 'Storage refused the upload',
      advice: 'Send the details to your administrator.',
      meanwhile: 'It gets one more try, with a new ticket.',
    },
  },
  'answer-not-of-store': {
    title: 'The answer did not come from storage',
    guess: 'A proxy or a sign-in page probably answered instead.',
    advice: 'Open this page again, then retry.',
    meanwhile: 'Storage is tried again with a new ticket.',
  },
  'answer-from-elsewhere': {
    title: 'Storage answered from another address',
    guess: 'The storage address is probably set to the wrong region.',
    advice: 'That address is not trusted. Tell your administrator.',
  },
  'policy-expired': {
    late: {
      title: 'The upload ticket expired on the way',
      advice:
        'Retry gets a new ticket and starts over. If this repeats, the connection is too slow for the ticket’s life.',
      meanwhile: 'The upload gets a new ticket and starts over.',
    },
    early: {
      title: 'Storage says that a new ticket has expired',
      advice:
        'The clocks of storage and of the server that made the ticket differ. Tell your administrator to set them.',
      meanwhile: 'Another ticket is tried.',
    },
  },
  'checksum-mismatch': {
    title: 'The stored file doesn’t match yours',
    advice: 'Retry uploads it again, to a new address.',
    meanwhile: 'It is uploaded again, to a new address.',
  },
};

/** In a row of the list: two or three words. */
export const enStoreFailureLabels = {
  'file-changed': 'File changed',
  'file-unreadable': 'Can’t be read',
  'store-blocked': 'Storage blocked',
  'store-forbids-page': 'CORS missing',
  'store-unreachable': 'No storage',
  'local-network-closed': 'Local network closed',
  'connection-lost': 'Connection lost',
  'network-limit': 'Network limit',
  'store-keeps-refusing': 'Cut off each time',
  stalled: 'Stalled',
  'answer-lost': 'Answer lost',
  'store-refused': 'Storage refused',
  'not-handed-on': 'Not handed on',
  'answer-not-of-store': 'Foreign answer',
  'answer-from-elsewhere': 'Foreign answer',
  'policy-expired': 'Ticket expired',
  'checksum-mismatch': 'Checksum differs',
};

/** In the timeline of the exchange. */
export const enStoreFailureTitles = {
  'file-changed': 'The file has changed',
  'file-unreadable': 'The file could not be read to its end',
  'store-blocked': 'The page’s security policy blocks storage',
  'store-forbids-page': 'Storage doesn’t accept uploads from this page',
  'store-unreachable': 'Storage did not answer',
  'local-network-closed': 'The browser blocks the local network',
  'connection-lost': 'Connection lost',
  'network-limit': 'Cut off at the same place again',
  'store-keeps-refusing': 'Cut off at the start again',
  stalled: 'Nothing moved any more',
  'answer-lost': 'The answer was lost',
  'store-refused': 'Storage refused the file',
  'not-handed-on': 'The form was not handed on to storage',
  'answer-not-of-store': 'The answer did not come from storage',
  'answer-from-elsewhere': 'The answer came from another address',
  'policy-expired': 'The ticket had expired',
  'checksum-mismatch': 'The checksums differ',
};
