import { kept } from '../text/kept.ts';

/** What goes wrong before a byte is sent. */
export const enTicketFailures = {
  offline: {
    title: 'You’re offline',
    advice: 'Get back online, then retry.',
    meanwhile: 'Keep this tab open.',
  },
  'ticket-unreachable': {
    title: 'Can’t reach the server',
    advice: 'Check your connection, then retry.',
    meanwhile: 'Check your connection.',
  },
  'ticket-timeout': (waited: string) => ({
    title: 'The server is slow',
    advice: `It did not answer within ${waited}. Retry; if this repeats, tell your administrator.`,
    meanwhile: `It did not answer within ${waited}.`,
  }),
  'ticket-refused': {
    'platform-down': {
      title: 'The cloud platform is temporarily unavailable',
      advice: 'Not caused by your file. Retry in a few minutes.',
      meanwhile: 'Not caused by your file: the platform asks to wait.',
    },
    instance: {
      title: 'The cloud instance was not found',
      advice: `An administrator must check the instance ID (${kept('IOT_INSTANCE_ID')}).`,
    },
    account: {
      title: 'The cloud account is not ready for this',
      advice:
        'An administrator must check that the account exists and the IoT service is activated.',
    },
    bill: {
      title: 'The cloud account has an overdue bill',
      advice: 'Tell the account’s owner. Uploads work again once it is paid.',
    },
    'illegal-request': {
      title: 'The cloud did not accept the request',
      advice: 'Send the details to your administrator: a server setting is wrong.',
    },
    permission: {
      title: 'The server’s cloud account lacks a permission',
      advice: 'An administrator must allow it to call GenerateOTAUploadURL.',
    },
    suffix: {
      title: 'The cloud does not accept this file suffix',
      advice: 'Choose another suffix for this file, then retry.',
    },
    'not-supported': {
      title: 'This cloud instance can’t take OTA uploads',
      advice: 'An administrator must choose an instance or endpoint that supports them.',
    },
    key: {
      title: 'The server’s cloud key was refused',
      advice: 'An administrator must check the AccessKey. Trying again won’t help before that.',
    },
    clock: {
      title: 'The server’s clock is wrong',
      advice: 'An administrator must set the server’s time, then retry.',
    },
    nonce: {
      title: 'The cloud had seen this request before',
      advice: 'Retry: the server signs a new one.',
      meanwhile: 'The server signs a new one.',
    },
    throttled: {
      title: 'Many uploads at once',
      advice: 'The cloud limits tickets per second. Retry in a moment.',
      meanwhile: 'The cloud limits tickets per second.',
    },
    'sign-in': {
      title: 'You are not signed in',
      advice: 'Sign in, here or in a new tab. Your file stays selected.',
    },
    'user-share': {
      title: 'You have used all your tickets for today',
      advice: `Continue tomorrow, or ask an administrator for more (${kept('TICKETS_PER_USER_DAY')}).`,
    },
    'bad-request': {
      title: 'The server did not accept the request',
      guess: 'This page may be older than the server.',
      advice: 'Reload it, then add the file again.',
    },
    forbidden: {
      title: 'You are not allowed to upload here',
      advice: 'Ask your administrator for access, or open the page at its usual address.',
    },
    'unknown-address': {
      title: `${kept('PUBLIC_URL')} does not name this page’s address`,
      advice: `An administrator must set ${kept('PUBLIC_URL')} to the address in the address bar and start the server again, or let the proxy pass the ${kept('Host')} header on.`,
    },
    'platform-unreachable': {
      title: 'The server can’t reach the cloud',
      advice: 'Retry in a moment. If this repeats, an administrator must check its network.',
      meanwhile: 'It is the server’s connection, not yours.',
    },
    'store-away': {
      title: 'The server’s storage is gone',
      advice: 'An administrator must bring its folder back; uploads then go on by themselves.',
      meanwhile: 'The server looks for it every few seconds.',
    },
    'platform-malformed': {
      title: 'The cloud sent an unreadable answer',
      advice: `An administrator must check ${kept('CLOUD')} and ${kept('CLOUD_ENDPOINT')}. Send them the details.`,
      meanwhile: 'The server asks it once more.',
    },
    'storage-type': {
      title: 'This type of storage isn’t supported',
      advice:
        'The cloud’s tickets are for another type; this version uploads to OSS and S3 only. Tell your administrator.',
    },
    'unsafe-address': {
      title: 'This upload address isn’t trusted',
      advice:
        'The object name or the address in the cloud’s ticket is not a safe one. Report it to your administrator.',
    },
    'untrusted-host': {
      title: 'The cloud named a storage host that isn’t trusted',
      advice: `If the host in the message below is yours, an administrator must add it to ${kept('STORE_HOSTS')} on the server.`,
    },
    'server-error': {
      title: 'The server had a problem',
      advice: 'Not caused by your file or connection. Retry in a moment.',
      meanwhile: 'Not caused by your file or connection.',
    },
    'in-between': {
      title: 'Something before the server refused the request',
      guess: 'It was probably a proxy or a firewall: the answer is not the server’s.',
      advice: 'Send the code and the details to whoever runs it.',
    },
    unknown: {
      title: 'The cloud refused the request',
      advice: 'Send the code and the details to your administrator.',
      meanwhile: 'It gets one more try.',
    },
  },
  'ticket-malformed': {
    answer: {
      title: 'The server sent something unexpected',
      guess: 'A proxy or sign-in page may be in the way.',
      advice: 'Open this page again in a new tab, or ask your administrator.',
      meanwhile: 'It is asked once more.',
    },
    ticket: {
      title: 'The server sent something unexpected',
      advice: 'Its ticket can’t be used. Send the details to your administrator.',
      meanwhile: 'Its ticket can’t be used, so it is asked for another one.',
    },
  },
  'ticket-expired': (life: string, left: string) => ({
    title: 'The upload ticket arrived too late',
    guess: 'The connection to the server may be too slow for the ticket’s life.',
    advice: `Of its life of ${life} only ${left} were left. Retry asks for a new one; if this repeats, an administrator can give tickets a longer life.`,
    meanwhile: `Of its life of ${life} only ${left} were left.`,
  }),
  'address-untrusted': {
    'storage-type': (type: string) => ({
      title: 'This type of storage isn’t supported',
      advice: `The ticket names “${type}”; this version uploads to OSS and S3 only. Tell your administrator.`,
    }),
    host: (host: string) => ({
      title: 'This upload address isn’t trusted',
      advice: `Host: ${host}. Report it to your administrator; if it is yours, it belongs in ${kept('STORE_HOSTS')}.`,
    }),
    key: (key: string) => ({
      title: 'This upload address isn’t trusted',
      advice: `The object name in the ticket is not a safe one: ${key}. Report it to your administrator.`,
    }),
    'firmware-url': (url: string) => ({
      title: 'This upload address isn’t trusted',
      advice: `The firmwareUrl in the ticket does not match its host and key: ${url}. Report it to your administrator.`,
    }),
  },
  'address-insecure': (host: string) => ({
    title: 'Insecure storage address',
    advice: `This page uses https, and the storage address does not: ${host}. Tell your administrator.`,
  }),
  'size-not-allowed': (min: string, max: string, size: string) => ({
    title: 'Storage doesn’t accept a file of this size',
    advice: `It accepts ${min} to ${max}; this file has ${size}. Choose another file.`,
  }),
  'already-uploading': {
    title: 'This file is already uploading in another tab',
    advice: 'Switch to that tab, or upload it from here as well.',
  },
};

/** In a row of the list: two or three words. */
export const enTicketFailureLabels = {
  offline: 'Offline',
  'ticket-unreachable': 'No server',
  'ticket-timeout': 'Slow server',
  'ticket-refused': 'Ticket refused',
  'ticket-malformed': 'No valid ticket',
  'ticket-expired': 'Late ticket',
  'address-untrusted': 'Untrusted address',
  'address-insecure': 'Insecure address',
  'size-not-allowed': 'Size not allowed',
  'already-uploading': 'In another tab',
};

/** In the timeline of the exchange. */
export const enTicketFailureTitles = {
  offline: 'No network',
  'ticket-unreachable': 'The server did not answer',
  'ticket-timeout': 'The server did not answer in time',
  'ticket-refused': 'Ticket refused',
  'ticket-malformed': 'The answer was no ticket',
  'ticket-expired': 'The ticket arrived too late',
  'address-untrusted': 'The ticket names an address that is not allowed',
  'address-insecure': 'The ticket names an address without https',
  'size-not-allowed': 'The ticket does not allow this size',
  'already-uploading': 'Another tab is sending this file',
};
