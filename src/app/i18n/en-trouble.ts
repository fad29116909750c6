import type { Failure, Rejection } from '../../upload/failure.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import type { StoreRefusal, TicketRefusal } from '../upload-list/refusal.ts';
import type { Stored } from '../upload-list/stored.ts';
import type { Sentence } from './sentence.ts';

/** What went wrong, what to do now, and what lies in the store. A kind without a sentence does not compile. */
export const enTrouble = {
  failure: {
    'ticket-unreachable': {
      title: 'Can’t reach the upload server',
      advice: 'Check your connection, then retry.',
    },
    'ticket-refused': {
      'platform-down': {
        title: 'The cloud platform is temporarily unavailable',
        advice: 'Not caused by your file. Retry in a few minutes.',
      },
      instance: {
        title: 'The cloud instance was not found',
        advice: 'An administrator must check the instance ID (IOT_INSTANCE_ID).',
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
        advice: 'Send the details to your administrator: a setting of the upload server is wrong.',
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
        title: 'This cloud instance cannot take OTA uploads',
        advice: 'An administrator must choose an instance or endpoint that supports them.',
      },
      key: {
        title: 'The server’s cloud key was refused',
        advice: 'An administrator must check the AccessKey. Trying again won’t help before that.',
      },
      clock: {
        title: 'The upload server’s clock is wrong',
        advice: 'An administrator must set the server’s time, then retry.',
      },
      throttled: {
        title: 'Too many uploads at once',
        advice: 'The cloud limits how many tickets it gives per second. Retry in a moment.',
      },
      'sign-in': {
        title: 'Please sign in again',
        advice:
          'Open this page in a new tab to sign in, then retry here. Your file stays selected.',
      },
      'bad-request': {
        title: 'The upload server did not accept the request',
        advice: 'Reload this page: it may be older than the server. Then add the file again.',
      },
      forbidden: {
        title: 'You are not allowed to upload here',
        advice: 'Ask your administrator for access, or open the page at its usual address.',
      },
      'platform-unreachable': {
        title: 'The upload server can’t reach the cloud',
        advice:
          'Retry in a moment. If it stays so, an administrator must check the server’s network.',
      },
      'platform-malformed': {
        title: 'The cloud sent an answer nobody can read',
        advice: 'An administrator must check CLOUD and CLOUD_ENDPOINT. Send them the details.',
      },
      'untrusted-host': {
        title: 'The cloud named a storage host that isn’t trusted',
        advice:
          'If the host in the message below is yours, an administrator adds it to STORE_HOSTS on the server.',
      },
      'server-error': {
        title: 'The upload server had a problem',
        advice: 'Not caused by your file. Retry in a moment.',
      },
      unknown: {
        title: 'The cloud refused the request',
        advice: 'Send the code and the details to your administrator.',
      },
    } satisfies Record<TicketRefusal, Sentence>,
    'ticket-malformed': {
      title: 'The upload server sent something unexpected',
      advice:
        'A proxy or sign-in page may be in the way. Open this page again or ask your administrator.',
    },
    'ticket-expired': (life: string) => ({
      title: 'The upload ticket expired before the transfer began',
      advice: `It lives for ${life} only. Retry asks for a fresh one; if this repeats, the connection to the server is too slow.`,
    }),
    'address-untrusted': {
      'storage-type': (type: string) => ({
        title: 'This type of storage isn’t supported',
        advice: `The ticket names “${type}”; this version uploads to OSS only. Tell your administrator.`,
      }),
      host: (host: string) => ({
        title: 'This upload address isn’t trusted',
        advice: `Host: ${host}. Report it to your administrator; if it is yours, it belongs in STORE_HOSTS.`,
      }),
      key: (key: string) => ({
        title: 'This upload address isn’t trusted',
        advice: `The object name in the ticket is not a safe one: ${key}. Report it to your administrator.`,
      }),
      'firmware-url': (url: string) => ({
        title: 'This upload address isn’t trusted',
        advice: `The firmwareUrl in the ticket does not match its host and key: ${url}. Report it to your administrator.`,
      }),
    } satisfies Record<AddressFault['kind'], (value: string) => Sentence>,
    'size-not-allowed': (min: string, max: string, size: string) => ({
      title: 'Storage does not take a file of this size',
      advice: `It takes ${min} to ${max}, and this file has ${size}. Choose another file.`,
    }),
    'store-unreachable': {
      'before-sending': {
        title: 'Can’t reach the storage server',
        advice:
          'Check your connection and retry. If it stays so, a firewall or the storage’s CORS rule blocks this page: tell your administrator.',
      },
      'on-the-way': (percent: string) => ({
        title: `Connection lost at ${percent}`,
        advice: 'Retry starts over with a new ticket, because this storage cannot resume.',
      }),
      'after-sending': {
        title: 'Storage did not answer after everything was sent',
        advice: 'Retry uploads the file again, to a new address.',
      },
    },
    'store-refused': {
      busy: { title: 'Storage is busy', advice: 'Retry in a moment.' },
      trouble: { title: 'Storage had a problem', advice: 'Not caused by your file. Retry.' },
      'too-slow': {
        title: 'The connection was too slow for storage',
        advice: 'Retry on a faster or steadier connection.',
      },
      'proxy-limit': {
        title: 'A proxy on your network limits uploads',
        advice: 'Its limit is below this file’s size. Use another network, or ask your IT team.',
      },
      account: {
        title: 'The storage account has a problem',
        advice: 'Send the details to your administrator.',
      },
      refused: {
        title: 'Storage refused the upload',
        advice: 'Send the details to your administrator.',
      },
    } satisfies Record<StoreRefusal, Sentence>,
    'answer-not-of-store': {
      title: 'That answer did not come from storage',
      advice: 'A proxy or sign-in page may be in the way. Open this page again, then retry.',
    },
    'policy-expired': {
      title: 'The upload ticket expired on the way',
      advice:
        'Retry asks for a fresh ticket and starts again. If this repeats, the connection is too slow for the ticket’s life.',
    },
    'checksum-mismatch': {
      title: 'The stored file doesn’t match yours',
      advice: 'Retry uploads it again, to a new address.',
    },
    unexpected: {
      title: 'Something in this page went wrong',
      advice: 'Retry. If it happens again, send the details to your administrator.',
    },
    'file-changed': {
      title: 'The file changed after you chose it',
      advice: 'Choose it again to upload the new version.',
    },
  } satisfies Record<Failure['kind'], unknown>,
  rejection: {
    empty: { title: 'The selected file is empty', advice: 'Choose the built firmware image.' },
    'too-large': (limit: string, size: string) => ({
      title: `The selected file must not be larger than ${limit}`,
      advice: `This one has ${size}. Choose a smaller package.`,
    }),
    unreadable: {
      title: 'The file can’t be read',
      advice: 'Close programs that use it, copy it to this computer, and choose it again.',
    },
  } satisfies Record<Rejection['kind'], Sentence | ((...values: string[]) => Sentence)>,
  stored: {
    'nothing-sent': 'Your file has not been sent.',
    'nothing-stored': 'Nothing was stored.',
    maybe: 'A copy may have been stored; it is not published.',
    'wrong-copy':
      'A copy with other bytes is in storage; its address must not be used and is not shown.',
    'mixed-copy':
      'A mix of both versions may be in storage; its address must not be used and is not shown.',
  } satisfies Record<Stored, string>,
  /** Between two sentences. */
  gap: ' ',
  ours: 'your file',
  theirs: 'stored',
  request: (id: string) => `request ${id}`,
};
